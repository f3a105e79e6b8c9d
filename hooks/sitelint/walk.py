"""Walks a folder without opening a file or going in a circle, and says of each file why it cannot be read."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SPECIAL = {
    stat.S_IFIFO: "a pipe, not a file: take it away",
    stat.S_IFSOCK: "a socket, not a file: take it away",
    stat.S_IFCHR: "a device, not a file: take it away",
    stat.S_IFBLK: "a device, not a file: take it away",
    stat.S_IFDIR: "a folder, not a file: name a file in it where this is named",
}
_MEND = "take it away, or mend what it points at"


class Entry(NamedTuple):
    path: str  # a path costs more to make than to read what it leads to
    fault: str = ""  # why it cannot be read, and what to do
    outside: str = ""  # where a link leads that leaves the folder


def walk(folder: Path, *, fenced: bool = False) -> Iterator[Entry]:
    """Each file below a folder. Links to folders are followed, unless they leave a folder that is fenced."""
    if folder.is_dir():
        yield from _walk(str(folder), (), folder.resolve() if fenced else None)


def fault_of(path: str | Path) -> str:
    """Why a file cannot be read, and what to do; '' if it can."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        return _explained(path, error)
    if special := _SPECIAL.get(stat.S_IFMT(mode)):
        return special
    return "" if os.access(path, os.R_OK) else "no right to read it: change its mode or its owner"


def _explained(path: str | Path, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return f"a link that leads back to itself: {_MEND}"
    if error.errno == errno.ENOENT and os.path.islink(path):
        return f"a link to '{os.readlink(path)}', which is not there: {_MEND}"
    return f"cannot be read: {error.strerror}"


def _walk(folder: str, above: tuple[Path, ...], fence: Path | None) -> Iterator[Entry]:
    """`above` are the folders that a link led on from; to come back to one is to go round for ever."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Entry(folder, _explained(folder, error))
        return
    for entry in entries:
        if entry.is_symlink():
            yield from _linked(Path(entry.path), above, fence)
        elif entry.is_dir():
            yield from _walk(entry.path, above, fence)
        elif entry.is_file() and os.access(entry.path, os.R_OK):  # nearly all are, and the folder knows it
            yield Entry(entry.path)
        else:
            yield Entry(entry.path, fault_of(entry.path))


def _linked(path: Path, above: tuple[Path, ...], fence: Path | None) -> Iterator[Entry]:
    is_folder = path.is_dir()
    fault = "" if is_folder else fault_of(path)
    if fault:
        yield Entry(str(path), fault)
        return
    target = path.resolve()
    above = (*above, path.parent.resolve())
    if fence and not target.is_relative_to(fence):
        yield Entry(str(path), outside=os.readlink(path))
    elif not is_folder:
        yield Entry(str(path))
    elif any(folder.is_relative_to(target) for folder in above):
        yield Entry(str(path), f"a link to a folder that it lies in, so there is no end to it: {_MEND}")
    else:
        yield from _walk(str(path), above, fence)
