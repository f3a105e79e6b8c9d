"""The few plain values that every part of the checks speaks in."""

import os
import posixpath
import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Place(NamedTuple):
    """A spot in a file. Lines and columns count from 1; 0 means that the spot is not known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Problem(NamedTuple):
    """What a rule found, before the rule's name is put to it."""

    place: Place
    message: str


class Finding(NamedTuple):
    """One line for the person who mends the page."""

    place: Place
    message: str
    rule: str

    def __str__(self) -> str:
        return on_one_line(f"{self.place}: {self.message} ({self.rule})")


class Standing(Enum):
    """What MkDocs does with a file of docs/."""

    SHOWN = "shown"
    UNLISTED = "unlisted"  # shown, and left out of the nav on purpose (not_in_nav)
    DRAFT = "draft"
    EXCLUDED = "excluded"

    @property
    def built(self) -> bool:
        return self in (Standing.SHOWN, Standing.UNLISTED)


@dataclass(frozen=True)
class File:
    """A file that goes into the site."""

    path: str  # below docs/: 'talk/listen.md'; '' for a file that the theme brings along
    address: str  # below the root of the site, as a link asks for it: 'talk/listen.html' or 'talk/listen/'
    output: str  # below the root of the site, as it lies on the disk: 'talk/listen/index.html'
    standing: Standing = Standing.SHOWN

    @property
    def is_page(self) -> bool:
        return self.path.endswith(PAGES)

    @cached_property
    def decoded(self) -> str:
        """The address without escapes and detours; '' is the root, and a folder ends with a slash."""
        return normal(unquote(self.address))


def normal(path: str) -> str:
    is_folder = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    path = posixpath.normpath(path) if path else "."
    if path == ".":
        return ""
    return f"{path}/" if is_folder else path


def on_one_line(text: str) -> str:
    """What a page or a file name holds must not end the line, move the cursor or colour what follows."""
    return _CONTROLS.sub(lambda found: " " if found[0].isspace() else "\N{REPLACEMENT CHARACTER}", text)


def place_at(shown: str, text: str, at: int) -> Place:
    """The place of an offset in a text."""
    return Place(shown, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def read_text(raw: bytes) -> str:
    """A text as MkDocs reads it, with a mark in place of what is not UTF-8."""
    text = raw.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def shown_from(root: Path, path: Path) -> str:
    """A path as a person at the root of the project would type it."""
    return Path(os.path.relpath(path, root)).as_posix()
