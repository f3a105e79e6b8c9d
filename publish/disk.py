"""Writes so that a power cut loses nothing, and puts what is new in the place of the old in one step."""

import os
import shutil
from pathlib import Path

from . import PublishError


def copy(source: Path, target: Path) -> None:
    """Copy a folder into one that is not there yet; raises PublishError if it holds more than plain files."""
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise PublishError(f"{path}: a link or a special file; a site holds plain files only")
        if path.is_dir():
            copy(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)
            sync(target / path.name)
    sync(target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file in one step: a half one never stands under its name."""
    new = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, new)
    sync(new)
    new.replace(target)


def write(path: Path, text: str) -> None:
    """Write a text file in one step. One that says it already stays, as going back works on a full disk."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    sync(new)
    new.replace(path)
    sync(path.parent)


def point(link: Path, target: Path) -> None:
    """Make a link lead to something below its own folder, in one step."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target.relative_to(link.parent))
    new.replace(link)
    sync(link.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the list of the files in a folder, is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
