"""Finds what a page opens and never closes: fences of code, comments, HTML."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .mask import blanked, comments, fenced

_FENCE = re.compile(r"(?P<before>[ \t>]*)(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$")
# Elements that are only closed by their own end tag. HTML lets p, li, td and the like stay open.
_ELEMENTS = (
    "article|aside|audio|blockquote|button|center|details|dialog|div|dl|fieldset|figcaption|figure|footer|form"
    "|h[1-6]|header|iframe|main|nav|object|ol|picture|section|select|summary|svg|table|ul|video"
)
# Those that a browser carries on through all that follows, and that '<b and c>' is not.
INLINE = ("b", "code", "em", "i", "s", "strong", "u")
_NAMES = rf"{_ELEMENTS}|(?:{'|'.join(INLINE)})(?=\s*>|\s+[\w:-]+\s*=)"
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})\b(?P<rest>[^<>]{{0,2000}})>", re.IGNORECASE)
_GAP = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Fence:
    """A line that opens or closes code."""

    line: int  # from 0
    before: str
    mark: str
    info: str

    def __str__(self) -> str:
        return f"{self.mark}{self.info}"

    def is_like(self, other: "Fence") -> bool:
        return (self.before, self.mark) == (other.before, other.mark)


class Open(NamedTuple):
    """A fence that is not closed, and what of it shows as text; if nothing, it has swallowed what follows."""

    fence: Fence
    shown: Fence | None


class Tag(NamedTuple):
    name: str
    is_end: bool
    at: int  # offset in the text


def open_fences(lines: Sequence[str], nested: bool) -> Iterator[Open]:
    """The fences that somebody may have forgotten to close.

    `nested` says that fences are read in lists, quotes and callouts too.
    """
    swallower: Fence | None = None
    for opener, end in _spans(lines, nested):
        if end is None:
            yield Open(opener if opener.info or swallower is None else swallower, opener)
        elif end.info:
            yield Open(opener, None)
        elif swallower is None and _looks_like_opener(end, lines):
            swallower = opener


def _spans(lines: Sequence[str], nested: bool) -> Iterator[tuple[Fence, Fence | None]]:
    """Each fence that opens code, with the one that closes it, or that opens the same again; None if there is
    neither."""
    opened: Fence | None = None
    has_gap = False
    for at, line in enumerate(lines):
        if not line.strip():
            has_gap = True
        elif opened and not line.expandtabs(4).startswith(opened.before.expandtabs(4)):
            yield opened, None  # what it stands in ends here, so that it is none
            opened = None
        elif (fence := fence_of(at, line, nested)) is None:
            continue
        elif opened is None:
            opened, has_gap = fence, False
        elif fence.is_like(opened) and (has_gap or not fence.info):  # no code is to show the first
            yield opened, fence
            opened = None
    if opened:
        yield opened, None


def line_below(fence: Fence, lines: Sequence[str]) -> str:
    return "".join(lines[fence.line + 1 : fence.line + 2])


def open_comment(text: str, nested: bool) -> int | None:
    """Where a comment begins that is never closed, or only by the end of one in a later paragraph."""
    without_code = blanked(text, list(fenced(text, nested)))
    for start, end in comments(without_code):
        later = _GAP.split(without_code[start:end])[1:]
        if end is None or any("<!--" in paragraph for paragraph in later):
            return start
    return None


def unpaired_tags(masked: str) -> list[Tag]:
    """Each tag of a block that has no partner; of two that were meant for one another only the first."""
    certain = (tag for tag in _unpaired(masked) if not _is_parameter(masked, tag))
    found = sorted(certain, key=lambda tag: tag.at)
    pairs = zip((None, *found), found, strict=False)
    return [tag for before, tag in pairs if not (before and _is_slip(before, tag))]


def _is_parameter(masked: str, tag: Tag) -> bool:
    """True for 'list<b>', which may be no tag."""
    return tag.name in INLINE and not tag.is_end and masked[tag.at - 1 : tag.at].isalnum()


def _is_slip(opener: Tag, tag: Tag) -> bool:
    """True for '</section>' where '</article>' was meant."""
    return tag.is_end and not opener.is_end


def _unpaired(masked: str) -> Iterator[Tag]:
    opened: list[Tag] = []
    names: Counter[str] = Counter()  # of those that are open, as there may be thousands
    for found in _TAG.finditer(masked):
        tag = Tag(found["name"].lower(), bool(found["end"]), found.start())
        if found["rest"].endswith("/"):
            continue
        if not tag.is_end:
            opened.append(tag)
            names[tag.name] += 1
        elif not names[tag.name]:
            yield tag
        else:
            while (last := opened.pop()).name != tag.name:
                names[last.name] -= 1
                yield last
            names[tag.name] -= 1
    yield from opened


def fence_of(at: int, line: str, nested: bool) -> Fence | None:
    found = _FENCE.match(line)
    if found is None or (found["before"] and not nested):
        return None
    return Fence(at, found["before"], found["mark"], found["info"].rstrip())


def _looks_like_opener(fence: Fence, lines: Sequence[str]) -> bool:
    return not lines[fence.line - 1].strip() and bool(line_below(fence, lines).strip())
