"""Finds the spot in a source file that a rendered link, heading or callout came from.

Nothing here decides whether something is wrong; it is read only for a page that has a finding.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from .mask import blanked, mask, mask_code
from .model import Place
from .project import Project
from .snippets import Line, Missing

_DESTINATION = r"\((?P<target>(?:[^()\n]|\n(?![ \t]*\n)|\([^()\n]{0,500}\)){0,2000})\)"
_TOKEN = re.compile(
    rf"""
      (?P<gap>\n[ \t]*\n)
    | (?P<open>!?\[)
    | (?P<close>\])(?:{_DESTINATION}|[ ]?\[(?P<label>[^\[\]]*)\])?
    | <(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*|[^<>\s@]+@[^<>\s]+)>
    | <(?P<tag>[a-zA-Z][a-zA-Z0-9]*)\s(?P<attributes>[^<>]*)>
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_TITLE = re.compile(r"""(\s+(".*"|'.*'|\(.*\)))\s*$""", re.DOTALL)
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?!\^)(?P<label>[^\[\]]+)\]:[ ]*\n?[ ]*<?(?P<target>[^\s>]+)>?.*$", re.MULTILINE
)
_FOOTNOTE = re.compile(
    r"^[ ]{0,3}\[\^(?P<name>[^\]]+)\]:.*(?:\n(?:[ ]{4}.*|[ \t]*(?=\n[ ]{4})|[^\s\[].*))*", re.MULTILINE
)
_HEADING = re.compile(
    r"^(?:[ \t]*\#{1,6}[^\n]*|[^\n]*\S[^\n]*\n(?:=+|-+)[ \t]*$|[ \t]*<h[1-6]\b)",
    re.MULTILINE | re.IGNORECASE,
)
_BLOCK = re.compile(r"^(?P<indent>[ \t]*)(?:/{3,}|!!!|\?\?\?\+?)[ \t]*(?P<kind>[\w-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Use:
    """A link or an image as the author wrote it."""

    target: str
    is_image: bool
    is_raw: bool  # written in HTML, so MkDocs leaves it alone
    in_footnote: bool
    place: Place


@dataclass(frozen=True)
class Source:
    """The text of a page with its includes put in."""

    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines) + "\n"

    @cached_property
    def masked(self) -> str:
        return mask(self.text)

    @cached_property
    def working(self) -> str:
        """The text without code that is shown; scripts, styles and raw HTML in <pre> are there."""
        return mask_code(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line.text) + 1 for line in self.lines), initial=0))

    def place(self, offset: int) -> Place:
        index = min(bisect_right(self._starts, offset) - 1, len(self.lines) - 1)
        line = self.lines[index]
        return Place(line.file, line.number, max(offset - self._starts[index] - line.indent, 0) + 1)

    @cached_property
    def _definitions(self) -> dict[str, re.Match[str]]:
        found = _DEFINITION.finditer(self.masked)
        return {_label(match["label"]): match for match in found}

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every link and image, in the order of the text."""
        spots = sorted(self._scan(), key=lambda spot: spot[0])
        notes = [match.span() for match in _FOOTNOTE.finditer(self.masked)]
        return tuple(
            Use(target, is_image, is_raw, any(a <= at < b for a, b in notes), self.place(at))
            for at, target, is_image, is_raw in spots
        )

    @cached_property
    def undefined(self) -> tuple[tuple[str, Place], ...]:
        """Each `[text][label]` whose label is nowhere defined."""
        return tuple(
            (label, self.place(at)) for at, label in self._references() if label not in self._definitions
        )

    def _scan(self) -> Iterator[tuple[int, str, bool, bool]]:
        for opening, token in _brackets(self._without_definitions):
            at = opening.start() if opening else token.start()
            is_image = opening is not None and opening[0] == "!["
            if token["target"] is not None:
                yield at, _clean(self.text[slice(*token.span("target"))]), is_image, False
            elif token["auto"]:
                yield at, _address(token["auto"]), False, False
            elif token["tag"]:
                yield from self._raw(token)
            elif opening and (defined := self._definitions.get(_wanted(self.text, opening, token))):
                yield at, _clean(self.text[slice(*defined.span("target"))]), is_image, False

    def _raw(self, token: re.Match[str]) -> Iterator[tuple[int, str, bool, bool]]:
        for found in _ATTRIBUTE.finditer(token["attributes"]):
            target = next(group for group in found.groups() if group is not None)
            is_image = found[0].lower().startswith("src")
            yield token.start(), html.unescape(target).strip(), is_image, True

    def _references(self) -> Iterator[tuple[int, str]]:
        for opening, token in _brackets(self._without_definitions):
            is_joined = token["label"] is not None and self.text[token.start() + 1] == "["
            if not opening or not is_joined or _follows_word(self.text, opening.start()):
                continue
            label = _wanted(self.text, opening, token)
            if not (label.isdigit() and self.text[opening.end() : token.start()].isdigit()):  # as in '[1][0]'
                yield opening.start(), label

    @cached_property
    def _without_definitions(self) -> str:
        return blanked(self.masked, [match.span() for match in self._definitions.values()])

    @cached_property
    def headings(self) -> tuple[Place, ...]:
        return tuple(self.place(match.start()) for match in _HEADING.finditer(self.masked))

    def heading(self, level: int, text: str) -> Place | None:
        """The heading of this level and text, if there is only one."""
        mark = (
            rf"(?m)^[ \t>]*(?:[-*+][ \t]+)?#{{{level}}}[ \t]+{re.escape(text)}[ \t]*#*[ \t]*(?:\{{[^\n]*)?$"
        )
        found = self.find(mark)
        return found[0][1] if len(found) == 1 else None

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

    def blocks(self, kind: str) -> list[Place]:
        """Where `/// kind` or `!!! kind` opens a block."""
        found = (match for match in _BLOCK.finditer(self.masked) if match["kind"] == kind)
        return [self.place(match.end("indent")) for match in found]

    def find(self, pattern: str) -> list[tuple[str, Place]]:
        """What matches a pattern outside code and comments, and where."""
        return [(match[0], self.place(match.start())) for match in re.finditer(pattern, self.masked)]

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
    options = project.extension("pymdownx.snippets") or {}
    appended = (Line(f'--8<-- "{name}"', shown, len(lines)) for name in options.get("auto_append") or ())
    return Source(*project.snippets.included([*lines, *appended]))


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
