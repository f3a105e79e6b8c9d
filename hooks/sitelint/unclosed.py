"""Finds what a page opens and never closes: fences of code, comments, HTML."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
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


@dataclass(frozen=True)
class Fence:
    """A line that opens or closes code."""

    line: int  # from 0
    before: str
    mark: str
    info: str

    def __str__(self) -> str:
        return f"{self.mark}{self.info}".strip()

    def closes(self, other: "Fence") -> bool:
        return (self.before, self.mark, self.info.strip()) == (other.before, other.mark, "")


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
    opened: Fence | None = None
    pairs: list[tuple[Fence, Fence]] = []
    lost: list[Fence] = []
    gaps = [at for at, line in enumerate(lines) if not line.strip()]
    for at, line in enumerate(lines):
        if opened and opened.before and line.strip() and not _is_within(line, opened.before):
            lost.append(opened)  # what it stands in ends here, so that it is none
            opened = None
            continue
        fence = fence_of(at, line, nested)
        if fence is None:
            continue
        if opened is None:
            opened = fence
        elif fence.closes(opened):
            pairs.append((opened, fence))
            opened = None
        elif _opens_again(opened, fence, gaps):
            yield Open(opened, None)
            return
    if opened:
        lost.append(opened)
    swallower = next((pair for pair in pairs if _looks_like_opener(pair[1], lines)), None)
    for fence in lost:
        is_swallowed = swallower and swallower[1].line < fence.line and not fence.info.strip()
        yield Open(swallower[0] if swallower and is_swallowed else fence, fence)


def open_comment(text: str, nested: bool) -> int | None:
    """Where a comment begins that is never closed, or only by the end of the next one."""
    without_code = blanked(text, list(fenced(text, nested)))
    for start, end in comments(without_code):
        again = without_code.find("<!--", start + 4, end)
        if end < 0 or (again >= 0 and re.search(r"\n[ \t]*\n", without_code[start:again])):
            return start
    return None


def unpaired_tags(masked: str) -> list[Tag]:
    """Each tag of a block that has no partner; of two that were meant for one another only the first."""
    certain = (tag for tag in _unpaired(masked) if not _is_parameter(masked, tag))
    found = sorted(certain, key=lambda tag: tag.at)
    return [tag for before, tag in pairwise([None, *found]) if tag and not (before and _is_slip(before, tag))]


def _is_parameter(masked: str, tag: Tag) -> bool:
    """True for 'list<b>', which may be no tag."""
    return tag.name in INLINE and not tag.is_end and masked[max(tag.at - 1, 0) : tag.at].isalnum()


def _is_slip(opener: Tag, tag: Tag) -> bool:
    """True for '</section>' where '</article>' was meant."""
    return tag.is_end and not opener.is_end


def _unpaired(masked: str) -> Iterator[Tag]:
    opened: list[Tag] = []
    names: Counter[str] = Counter()  # of those that are open, as there may be thousands
    for found in _TAG.finditer(masked):
        tag = Tag(found["name"].lower(), bool(found["end"]), found.start())
        if found["rest"].rstrip().endswith("/"):
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
    found = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if found is None or (found["before"] and not nested):
        return None
    return Fence(at, found["before"], found["mark"], found["info"])


def _is_within(line: str, before: str) -> bool:
    return ">" in before or line.expandtabs(4).startswith(before.expandtabs(4))


def _opens_again(opened: Fence, fence: Fence, gaps: Sequence[int]) -> bool:
    """True for an opener, behind an empty line, where a fence is open already: no code is to show that."""
    is_opener = (fence.before, fence.mark) == (opened.before, opened.mark) and bool(fence.info.strip())
    return is_opener and bisect_left(gaps, opened.line) < bisect_left(gaps, fence.line)


def _looks_like_opener(fence: Fence, lines: Sequence[str]) -> bool:
    below = lines[fence.line + 1] if fence.line + 1 < len(lines) else ""
    return not lines[fence.line - 1].strip() and bool(below.strip())
