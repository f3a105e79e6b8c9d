"""Puts in what a page includes with pymdownx.snippets, and remembers where each line was typed."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from .model import Place, shown_from
from .suggest import Paths, nearest

_INCLUDE = re.compile(
    r"""(?P<indent>[ \t]*)-+8<-+[ \t]+(?P<quote>["'])"""
    r"""(?P<name>(?:\\(?P=quote)|(?!(?P=quote))[^\n])+?)(?P=quote)$"""
)
_SCISSORS = "-8<-"  # in each of these; sooner looked for than a shorter text
_BLOCK = re.compile(r"[ \t]*-+8<-+$")
_MARKER = re.compile(
    r"(?<![;-])-+8<-+[ \t]+\[[ \t]*(?P<type>start|end)[ \t]*:[ \t]*(?P<name>[a-z][-\w]*)[ \t]*\]",
    re.IGNORECASE,
)
_NUMBER = r"(?:-?\d+)?"  # of a line; '-' by itself ends a build
_SPAN = rf"{_NUMBER}(?::{_NUMBER})?"
_NAME = re.compile(
    rf"(?P<path>.*?)(?::(?P<section>[a-zA-Z][-\w]*)|:(?P<lines>{_SPAN}(?:,(?=[-\d:]){_SPAN})*))?$"
)


class Line(NamedTuple):
    """A line as the renderer sees it, and the file and line that it was typed in."""

    text: str
    file: str
    number: int
    indent: int = 0  # what the include put in front


class Missing(NamedTuple):
    """An include that brings in nothing."""

    place: Place
    name: str
    near: str | None  # what was most likely meant


@dataclass(frozen=True)
class Text:
    """A file that is included."""

    lines: tuple[Line, ...]

    @cached_property
    def sections(self) -> dict[str, list[Line]]:
        """The first stretch of each name, without the marks of other sections in it."""
        found: dict[str, list[Line]] = {}
        opened: set[str] = set()
        for line in self.lines:
            marker = _MARKER.search(line.text) if "8<" in line.text else None
            if marker is None:
                for name in opened:
                    found[name].append(line)
            elif marker["type"].lower() == "start" and marker["name"] not in found:
                found[marker["name"]] = []
                opened.add(marker["name"])
            elif marker["type"].lower() == "end":
                opened.discard(marker["name"])
        return found


@dataclass(frozen=True)
class Snippets:
    root: Path
    folders: tuple[Path, ...]
    # Many pages include parts of the same file.
    _texts: dict[Path, Text] = field(default_factory=dict, init=False, repr=False, compare=False)
    _sound: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def brings(self, name: str) -> bool:
        """True if an include brings something in, and all that this includes in turn."""
        if name not in self._sound:
            parts = self._include(name, Line("", "", 0), frozenset())
            self._sound[name] = not any(isinstance(part, Missing) for part in parts)
        return self._sound[name]

    def lying(self, name: str) -> Path | None:
        """The file that an include means, sound or not: it is not opened."""
        parts = _NAME.match(name)
        path = parts["path"] if parts else name
        return next((file for file in self._candidates(path) if path and os.path.lexists(file)), None)

    def _candidates(self, path: str) -> Iterator[Path]:
        """Where an include may lie; a base may be the file itself."""
        for base in self.folders:
            if not os.path.isfile(base):
                yield base / path
            elif base.name == path:
                yield base

    def included(self, lines: list[Line]) -> tuple[tuple[Line, ...], tuple[Missing, ...]]:
        """The lines with their includes put in, and the includes that bring in nothing."""
        if not self.folders:
            return tuple(lines), ()
        parts = list(self._included(lines, frozenset()))
        return (
            tuple(part for part in parts if isinstance(part, Line)),
            tuple(part for part in parts if isinstance(part, Missing)),
        )

    def _included(self, lines: list[Line], above: frozenset[Path]) -> Iterator[Line | Missing]:
        in_block = False
        for line in lines:
            if ("8<" not in line.text and not in_block) or _is_escaped(line.text):
                yield line
            elif _BLOCK.match(line.text):
                in_block = not in_block
            elif in_block:
                name = line.text.strip()
                yield from self._include(name, line, above) if name and not _INCLUDE.match(name) else ()
            elif include := _INCLUDE.match(line.text):
                yield from self._include(include["name"].strip(), line, above)
            elif not _MARKER.search(line.text):
                yield line

    def _include(self, name: str, line: Line, above: frozenset[Path]) -> Iterator[Line | Missing]:
        if name.startswith((";", "http://", "https://")):
            return
        indent = len(line.text) - len(line.text.lstrip())
        place = Place(line.file, line.number, indent + 1 - line.indent)
        parts = _NAME.match(name)
        path = parts["path"] if parts else name
        file = next(filter(os.path.isfile, self._candidates(path)), None)
        if file is None:
            yield Missing(place, path, self._paths.nearest(path))
            return
        section = parts["section"] if parts else None
        text = self._text(file)
        if section and section not in text.sections:
            near = nearest(section, text.sections)
            yield Missing(place, name, near and f"{path}:{near}")
            return
        lines = text.sections[section] if section else list(text.lines)
        if parts and parts["lines"]:
            lines = [part for span in parts["lines"].split(",") for part in lines[_slice(span, len(lines))]]
        for part in self._included(lines, above | {file}) if file not in above else ():
            if isinstance(part, Line):
                part = Line(" " * indent + part.text, part.file, part.number, indent + part.indent)
            yield part

    def _text(self, file: Path) -> Text:
        if file not in self._texts:
            lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
            shown = shown_from(self.root, file)
            self._texts[file] = Text(tuple(Line(line, shown, at) for at, line in enumerate(lines, start=1)))
        return self._texts[file]

    @cached_property
    def _paths(self) -> Paths:
        """What may be included; looked for once, as a folder may hold very much."""
        found = (file.relative_to(folder) for folder in self.folders for file in sorted(folder.rglob("*.*")))
        return Paths(
            file.as_posix() for file in found if not any(part.startswith(".") for part in file.parts)
        )


def names(text: str) -> Iterator[str]:
    """What a text includes, as it is written."""
    in_block = False
    lines = list(cut_lines(text))
    for line in text.split("\n") if any(map(_BLOCK.match, lines)) else lines:
        if "8<" not in line and not in_block:
            continue
        if include := _INCLUDE.match(line):
            if not in_block:
                yield include["name"].strip()
        elif _is_escaped(line):
            continue
        elif _BLOCK.match(line):
            in_block = not in_block
        elif in_block and line.strip():
            yield line.strip()


def _is_escaped(line: str) -> bool:
    """True for an include behind ';', which is shown with one ';' less."""
    marked = line.lstrip()
    rest = marked.lstrip(";")
    return rest != marked and bool(_INCLUDE.match(rest) or _BLOCK.match(rest))


def cut_lines(text: str) -> Iterator[str]:
    """The lines that hold scissors, which are few."""
    at = text.find(_SCISSORS)
    while at >= 0:
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        yield text[text.rfind("\n", 0, at) + 1 : end]
        at = text.find(_SCISSORS, end)


def _slice(span: str, total: int) -> slice:
    """`2:5`, `2` or `:5`; a negative number counts from the end."""
    first, _, last = span.partition(":")
    start = int(first or 1)
    end = int(last) if last else total
    start = start - 1 if start > 0 else max(total + start, 0)
    return slice(max(start, 0), end if end >= 0 else total + 1 + end)
