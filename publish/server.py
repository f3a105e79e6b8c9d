"""Tells the web server what the live pages need, and whoever publishes if it may not have heard.

The server sends the headers that it read when it was last reloaded, and nobody can ask it which. They lack
nothing as long as new pages need only what stands in the files already. Once pages need more, a note stays
until a publish has reloaded the server: nobody knows when somebody last did so by hand.
"""

import re
import shlex
import subprocess
import time
from pathlib import Path

from finish import headers, policy

from . import PublishError, disk

_SETTLES = 1  # second: nginx answers a reload before its new workers take over
_WORD = re.compile(r"[^\s;]+")


def tell(folder: Path, new: Path, live: Path | None, reload: str | None) -> None:
    """Write the headers that allow the live pages and the new ones, and let the server read them.

    `reload` is a command; raises PublishError if it fails.
    """
    if live and not _has_all_for(folder, new):
        disk.write(_note(folder), "")  # first: the next publish compares with the headers
    both = policy.header(filter(None, [new, live]))
    disk.write(folder / "headers.nginx", headers.nginx(both))
    disk.write(folder / "headers.caddy", headers.caddy(both))
    if reload:
        _run(reload)
        time.sleep(_SETTLES)
        _note(folder).unlink(missing_ok=True)


def must_reload(folder: Path) -> bool:
    """May the server not have read yet what pages need that are live?"""
    return _note(folder).exists()


def _has_all_for(folder: Path, new: Path) -> bool:
    file = folder / "headers.nginx"
    read = file.read_text(encoding="utf-8") if file.is_file() else ""
    needed = headers.nginx(policy.header([new]))
    return set(_WORD.findall(needed)) <= set(_WORD.findall(read))


def _note(folder: Path) -> Path:
    return folder / "reload-needed"


def _run(command: str) -> None:
    try:
        code = subprocess.run(shlex.split(command)).returncode
    except (OSError, ValueError) as error:
        raise PublishError(f"'{command}' cannot be run: {error}") from error
    if code:
        raise PublishError(f"'{command}' ended with {code}")
