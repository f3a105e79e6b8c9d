"""Packs the finished site into one file that opens from a disk or a stick, without a connection."""

import re
from fnmatch import fnmatchcase
from pathlib import Path
from zipfile import ZipFile

from . import FinishError, archive, headers

EDITION = "back-together-offline.zip"
FOLDER = "back-together"
READ_ME = "READ ME FIRST.txt"

_TEXT = f"""\
May somebody look at this device? Then do not keep the guide on it. Read it on one that they cannot reach.
If you have saved it, delete the folder "{FOLDER}" and the file "{EDITION}", and empty the bin.
The list of downloads and the history may still name it. Nothing is sent to anyone.

To read: unpack "{EDITION}", open the folder "{FOLDER}", and open "index.html" in it.
It works without a connection, search too. It opens best on a computer.
In danger now? Call your emergency number. Phone numbers change, so look at the site for the newest ones.
"""
# What only a server or a chat makes use of. The page for wrong addresses has links that need a server.
_LEFT_OUT = (
    "*.br",
    "*.gz",
    "404.html",
    headers.STATIC_HOSTS,
    "robots.txt",
    "sitemap.xml",
    "worker.js",
    EDITION,
    "assets/share/*",
    "assets/not-found.*",
)
# The link to the edition is words inside it. Browsers refuse to preload from a disk, and say so in red.
_OFFER = re.compile(rb"<a\b[^>]*\b%b[^>]*>(.*?)</a>" % re.escape(EDITION.encode()), re.DOTALL)
_PRELOAD = re.compile(rb"<link\b[^>]*\brel=[\"']?preload\b[^>]*>")


def edition(site: Path) -> Path:
    """Write the offline edition of a finished site into the site, and return its path."""
    if not (site / "index.html").is_file():
        raise FinishError(
            f"{site}: there is no index.html for the offline edition to open with; build the site"
        )
    path = site / EDITION
    with ZipFile(path, "w") as zipped:
        archive.add(zipped, READ_ME, _TEXT.encode())
        for file in _files(site):
            archive.add(zipped, f"{FOLDER}/{file.relative_to(site).as_posix()}", _content(file))
    return path


def _files(site: Path) -> list[Path]:
    def is_left_out(path: Path) -> bool:
        name = path.relative_to(site).as_posix()
        return any(fnmatchcase(name, pattern) for pattern in _LEFT_OUT)

    return [path for path in sorted(site.rglob("*")) if path.is_file() and not is_left_out(path)]


def _content(path: Path) -> bytes:
    """A file as it is, but for what leads nowhere on a disk."""
    content = path.read_bytes()
    return _OFFER.sub(rb"\1", _PRELOAD.sub(b"", content)) if path.suffix == ".html" else content
