"""Finds the spot in a source file that a rendered link, heading or callout came from.

Nothing here decides whether something is wrong; it is read only for a page that has a finding.
"""

import html
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from . import addresses
from .mask import blanked, fenced, mask, mask_code
from .model import Place
from .project import Project
from .snippets import Line, Missing

_DESTINATION = r"\((?P<target>(?:[^()\n]|\n(?![ \t]*\n)|\([^()\n]{0,500}\)){0,2000})\)"
_TOKEN = re.compile(
    rf"""
      (?P<gap>\n[ \t]*\n)
    | (?P<open>!?\[)
    | (?P<close>\])(?:{_DESTINATION}|[ ]?\[(?P<label>[^\[\]]*)\](?!\())?
    | <(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*|[^<>\s@]+@[^<>\s]+)>
    | <(?P<tag>[a-zA-Z][a-zA-Z0-9]*)\s(?P<attributes>[^<>]*)>
    """,
    re.VERBOSE,
)
_TITLE = re.compile(r"""(\s+(".*"|'.*'|\(.*\)))\s*$""", re.DOTALL)
_DEFINITION = re.compile(
    r"^[ \t>]*\[(?!\^)(?P<label>[^\[\]]+)\]:[ ]*\n?[ ]*<?(?P<target>[^\s>]+)>?.*$", re.MULTILINE
)
_FOOTNOTE = re.compile(
    r"^[ ]{0,3}\[\^(?P<name>[^\]]+)\]:.*(?:\n(?:[ ]{4}.*|[ \t]*(?=\n[ ]{4})|[^\s\[].*))*", re.MULTILINE
)
_HEADING = re.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?\#{1,6}[^\n]*"
    r"|^[ \t]*[^\s][^\n]*\n(?:=+|-+)[ \t]*$"
    r"|<h[1-6]\b",
    re.MULTILINE | re.IGNORECASE,
)
_MARKED = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?(?P<marks>\#{1,6})(?!\#)(?P<text>[^\n]*)$", re.MULTILINE)
_ADDED = re.compile(r"\]\([^()\n]*\)|\]\[[^\[\]\n]*\]|<[^<>]*>|\{[^{}]*\}[ \t]*$")  # what no reader sees
_LETTERS = re.compile(r"(?:\w-\w|[^\w\s]|_)+")  # as in '[a-z][0-9]+', a pattern that somebody writes about
_ANCHOR = re.compile(r"<a\b[^<>]*></a>\s*")
_BLOCK = re.compile(r"^(?P<indent>[ \t]*)(?:/{3,}|!!!|\?\?\?\+?)[ \t]*(?P<kind>[\w-]+)", re.MULTILINE)


class Use(NamedTuple):
    """A link or an image as the author wrote it."""

    target: str
    is_image: bool
    is_raw: bool  # written in HTML, so MkDocs leaves it alone
    in_footnote: bool
    place: Place
    attribute: str = ""  # of raw HTML, if it is not plainly href or src
    defined: Place | None = None  # where the address stands, if that is in a line '[label]: address'

    @property
    def address_place(self) -> Place:
        return self.defined or self.place


class _Spot(NamedTuple):
    """A use, by offsets in the text."""

    at: int
    target: str
    is_image: bool
    is_raw: bool = False
    attribute: str = ""
    defined: int | None = None


@dataclass(frozen=True)
class Source:
    """The text of a page with its includes put in."""

    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    nested: bool = True  # fences of code are read in lists, quotes and callouts too

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines) + "\n"

    @cached_property
    def masked(self) -> str:
        return mask(self.text, self.nested)

    @cached_property
    def working(self) -> str:
        """The text without code that is shown; scripts, styles and raw HTML in <pre> are there."""
        return mask_code(self.text, self.nested)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line.text) + 1 for line in self.lines), initial=0))

    def place(self, offset: int) -> Place:
        index = min(bisect_right(self._starts, offset) - 1, len(self.lines) - 1)
        line = self.lines[index]
        return Place(line.file, line.number, max(offset - self._starts[index] - line.indent, 0) + 1)

    def line_place(self, index: int, column: int = 0) -> Place:
        """A place in a line, both counted from 0."""
        return self.place(self._starts[index] + column)

    def line_start(self, index: int) -> int:
        return self._starts[index]

    def line_above(self, offset: int, lines: int) -> str:
        """A line above the one that holds a spot; '' above the first."""
        index = bisect_right(self._starts, offset) - 1 - lines
        return self.lines[index].text if index >= 0 else ""

    def is_indented(self, place: Place) -> bool:
        return self._by_place.get((place.file, place.line), "").startswith((" ", "\t"))

    def begins_indented(self, place: Place) -> bool:
        """True for the first word of a line that is indented."""
        return self._by_place.get((place.file, place.line), "")[: place.column - 1].isspace()

    def is_at_heading(self, place: Place, slug: str) -> bool:
        """True within the heading that a slug is made of, and for an anchor in the two lines above it."""
        lines = [self._by_place.get((place.file, place.line + below), "").lstrip() for below in range(3)]
        near = lines if _ANCHOR.fullmatch(lines[0]) else lines[:1]
        return any(line.startswith("#") and words(slug).lower() in words(line).lower() for line in near)

    @cached_property
    def _by_place(self) -> dict[tuple[str, int], str]:
        return {(line.file, line.number): line.text for line in self.lines}

    @cached_property
    def doubled(self) -> tuple[tuple[str, Place], ...]:
        """Each label or footnote that is defined above already, and not in the same way."""
        first: dict[str, str] = {}
        again: list[tuple[str, Place]] = []
        for match in sorted(
            (*_DEFINITION.finditer(self.masked), *_FOOTNOTE.finditer(self.masked)),
            key=lambda match: match.start(),
        ):
            name = f"^{match['name']}" if match.re is _FOOTNOTE else _label(match["label"])
            text = " ".join(match[0].split()).partition("]:")[2].strip()
            if text.startswith(("# ", "<>")) or text in ("", "#"):  # how some write a comment
                continue
            if first.setdefault(name, text) != text:
                again.append((name, self.place(match.start() + match[0].index("["))))
        return tuple(again)

    @cached_property
    def _definitions(self) -> dict[str, re.Match[str]]:
        found = _DEFINITION.finditer(self.masked)
        return {_label(match["label"]): match for match in found}

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every link and image, in the order of the text."""
        spots = sorted(self._scan(), key=lambda spot: spot.at)
        notes = [match.span() for match in _FOOTNOTE.finditer(self.masked)]
        return tuple(
            Use(
                spot.target,
                spot.is_image,
                spot.is_raw,
                any(a <= spot.at < b for a, b in notes),
                self.place(spot.at),
                spot.attribute,
                None if spot.defined is None else self.place(spot.defined),
            )
            for spot in spots
        )

    @cached_property
    def undefined(self) -> tuple[tuple[str, Place], ...]:
        """Each `[text][label]` whose label is nowhere defined."""
        return tuple(
            (label, self.place(at)) for at, label in self._references() if label not in self._definitions
        )

    def _scan(self) -> Iterator[_Spot]:
        for opening, token in _brackets(self._without_definitions):
            at = opening.start() if opening else token.start()
            is_image = opening is not None and opening[0] == "!["
            if token["target"] is not None:
                yield _Spot(at, self._target(token), is_image)
            elif token["auto"]:
                yield _Spot(at, _address(token["auto"]), False)
            elif token["tag"]:
                yield from self._raw(token)
            elif opening and (defined := self._definitions.get(_wanted(self.text, opening, token))):
                yield _Spot(at, self._target(defined), is_image, defined=defined.start("label") - 1)

    def _target(self, found: re.Match[str]) -> str:
        return _clean(self.text[slice(*found.span("target"))])

    def _raw(self, token: re.Match[str]) -> Iterator[_Spot]:
        span = token.span("attributes")
        for found in addresses.in_tag(token["tag"].lower(), self.text, self._without_definitions, *span):
            yield _Spot(token.start(), found.address.strip(), found.is_shown, True, found.attribute)

    def _references(self) -> Iterator[tuple[int, str]]:
        for opening, token in _brackets(self._without_definitions):
            is_joined = token["label"] is not None and self.text[token.start() + 1] == "["
            if not opening or not is_joined or _follows_word(self.text, opening.start()):
                continue
            label = _wanted(self.text, opening, token)
            if _LETTERS.fullmatch(label):
                continue
            if not (label.isdigit() and self.text[opening.end() : token.start()].isdigit()):  # as in '[1][0]'
                yield opening.start(), label

    @cached_property
    def _without_definitions(self) -> str:
        return blanked(self.masked, [match.span() for match in self._definitions.values()])

    @cached_property
    def headings(self) -> tuple[Place, ...]:
        return tuple(self.place(match.start()) for match in _HEADING.finditer(self.masked))

    @cached_property
    def marked_headings(self) -> dict[tuple[int, str], list[Place]]:
        """The headings written with '#', by level and words, whatever marks stand among the words."""
        found: dict[tuple[int, str], list[Place]] = defaultdict(list)
        for match in _MARKED.finditer(self.masked):
            text = _ADDED.sub("", self.text[slice(*match.span("text"))])
            found[len(match["marks"]), words(html.unescape(text))].append(self.place(match.start()))
        return found

    def only(self, text: str) -> Place | None:
        """The one place that a text stands in, code and all, on its own and not within a longer one."""
        at = self.text.find(text) if text else -1
        if at < 0 or self.text.find(text, at + 1) >= 0:
            return None
        around = self.text[at - 1 : at] + self.text[at + len(text) : at + len(text) + 1]
        return None if any(letter.isalnum() or letter in "/._-" for letter in around) else self.place(at)

    @cached_property
    def unpaired_fences(self) -> tuple[tuple[str, Place, bool], ...]:
        """Each `///` line that belongs to no pair: its text, its place, and if it opens a block."""
        opened: list[tuple[int, str, Place]] = []
        loose: list[tuple[str, Place, bool]] = []
        for text, place in self.find(r"(?m)^[ \t]*/{3,}[^\n]*"):
            line = text.strip()
            slashes = len(line) - len(line.lstrip("/"))
            if len(line) > slashes:
                opened.append((slashes, line, place))
                continue
            within = [at for at, (count, _, _) in enumerate(opened) if count == slashes]
            if not within:
                loose.append((line, place, False))
                continue
            loose += [(name, at, True) for _, name, at in opened[within[-1] + 1 :]]
            del opened[within[-1] :]
        return (*loose, *((name, at, True) for _, name, at in opened))

    @cached_property
    def blocks(self) -> Mapping[str, list[Place]]:
        """Where `/// kind` or `!!! kind` opens a block, by kind."""
        found: dict[str, list[Place]] = defaultdict(list)
        for match in _BLOCK.finditer(self.masked):
            found[match["kind"]].append(self.place(match.end("indent")))
        return found

    def find(self, pattern: str) -> list[tuple[str, Place]]:
        """What matches a pattern outside code and comments, and where."""
        return [(match[0], self.place(match.start())) for match in re.finditer(pattern, self.masked)]

    def find_in_blocks(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What matches a pattern in blocks of code."""
        for start, end in fenced(self.text, self.nested):
            yield from pattern.finditer(self.text, start, end)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return tuple(self._definitions)

    @cached_property
    def footnotes(self) -> tuple[tuple[str, Place], ...]:
        """The name of each footnote, and where it is written."""
        return tuple((match["name"], self.place(match.start())) for match in _FOOTNOTE.finditer(self.masked))


def read(text: str, body_line: int, shown: str, project: Project) -> Source:
    """The source of a page; the lines before `body_line` (from 1) are front matter and count as blank."""
    lines = [
        Line(line if number >= body_line else "", shown, number)
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    sound = filter(project.snippets.brings, project.appended)  # broken-snippet says the others, once
    appended = (Line(f'--8<-- "{name}"', shown, len(lines)) for name in sound)
    return Source(*project.snippets.included([*lines, *appended]), project.nests_fences)


# Links


def _brackets(text: str) -> Iterator[tuple[re.Match[str] | None, re.Match[str]]]:
    """Each token that may be a link, with the bracket that opens it."""
    stack: list[re.Match[str]] = []
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token["gap"]:
            stack.clear()
            at = token.end() - 1  # the second line end may begin another gap
        elif token["open"]:
            stack.append(token)
        elif not token["close"]:
            yield None, token
        elif stack:
            yield stack.pop(), token


def _wanted(text: str, opening: re.Match[str], token: re.Match[str]) -> str:
    """The label that `[text][label]`, `[label][]` or `[label]` asks for."""
    return _label(token["label"] or text[opening.end() : token.start()])


def _label(text: str) -> str:
    return " ".join(text.split()).lower()


def words(text: str) -> str:
    """What of a text neither marks nor smart quotes change."""
    return "".join(filter(str.isalnum, text))


def _follows_word(text: str, at: int) -> bool:
    """True for `rows[i][j]`, which nobody means as a link."""
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_)]")


def _address(auto: str) -> str:
    return auto if ":" in auto else f"mailto:{auto}"


def _clean(target: str) -> str:
    target = target.strip()
    if target.startswith("<") and ">" in target:
        return html.unescape(target[1 : target.index(">")])
    target = _TITLE.sub("", target)
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target).strip())
