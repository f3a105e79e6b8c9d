"""Rules about what a page opens and never closes, so that the rest of it is not read as it is meant."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model import Problem
from ..site import Page, Site
from ..source import words
from ..unclosed import Fence, fence_of, line_below, open_fences, unpaired_tags
from ..unclosed import open_comment as find_comment


class Header(NamedTuple):
    """What may stand behind a fence."""

    readable: re.Pattern[str]
    perhaps_not: re.Pattern[str]  # a quick look at a whole page; four ticks may be closed with three
    known: str


_LANGUAGE = r"[ \t]*+(?:\.?[\w#.+-]++(?!=))?[ \t]*+"  # possessive: a line may be long
_VALUE = r"=(?:\"[^\"]*\"|'[^']*')"
# By whether pymdownx.superfences reads it or Python-Markdown itself.
_HEADERS = {
    nested: Header(re.compile(header), re.compile(rf"```(?:`|(?!{header}$)[^`\n]*$)", re.MULTILINE), known)
    for nested, header, known in (
        (
            True,
            rf"{_LANGUAGE}(?:\{{.*\}}|(?:(?:title|hl_lines|linenums){_VALUE}[ \t]*+)*)[ \t]*+",
            'title="...", hl_lines="..." and linenums="..."',
        ),
        (False, rf"{_LANGUAGE}(?:\{{.*\}}|hl_lines{_VALUE})?[ \t]*+", 'hl_lines="..."'),
    )
}
_CHOOSES = re.compile(r"^[ \t]*\{%", re.MULTILINE)  # among tags, as a template may


def open_fence(site: Site) -> Iterator[Problem]:
    """Code that is opened with a fence is closed with the same.

    Bad:  ```python                     and no '```' below the code
    Good: ```python                     and '```' below the code
    """
    for page in site.pages:
        if not _may_hold_open_fence(page):
            continue
        lines = [line.text for line in page.source.lines]
        if header := _unread_header(page, lines):  # nothing behind it is read as it is meant
            known = _HEADERS[page.source.nested].known
            message = f"'{header}' is not read as code: behind the language only {known} may stand"
            yield Problem(page.source.line_place(header.line, len(header.before)), message)
            continue
        found = (
            fence
            for fence, shown in open_fences(lines, page.source.nested)
            if shown is None or _shows(page, shown, lines)
        )
        if fence := next(found, None):  # the others follow from the first
            place = page.source.line_place(fence.line, len(fence.before))
            how = "below the code, as far from the margin as here" if fence.before else "below the code"
            yield Problem(place, f"'{fence}' is never closed: write '{fence.mark}' {how}")


def _unread_header(page: Page, lines: Sequence[str]) -> Fence | None:
    """The first fence that shows as text, or with its code in one line, for what stands in its own line."""
    nested = page.source.nested
    fences = (fence_of(at, line, nested) for at, line in enumerate(lines))
    unread = [fence for fence in fences if fence and not _HEADERS[nested].readable.fullmatch(fence.info)]
    if not unread:
        return None
    shown = _unquoted(page.shown_text)
    return next(
        (each for each in unread if _unquoted(str(each)) in shown or _is_in_line(each, page, lines)), None
    )


def _is_in_line(fence: Fence, page: Page, lines: Sequence[str]) -> bool:
    """True if the page shows a fence and the code below it in one line."""
    below = line_below(fence, lines)
    return bool(below.strip()) and words(fence.info + below) in page.words_outside_code


def _unquoted(text: str) -> str:
    """Without quotes, which the renderer may change."""
    return re.sub("[\"'“”‘’]", "", text)


def _may_hold_open_fence(page: Page) -> bool:
    """A fence that is not read shows in the page, as text or in the code that it has swallowed."""
    perhaps_not = _HEADERS[page.project.nests_fences].perhaps_not
    return "~~~" in page.text or "`" in page.html or bool(perhaps_not.search(page.text))


def _shows(page: Page, fence: Fence, lines: Sequence[str]) -> bool:
    """True if a fence is text, and no code that shows one: its mark is there, or the line below it is."""
    start = page.source.line_start(fence.line)
    if not page.source.masked.startswith(fence.before + fence.mark, start):  # it stands in code
        return False
    if fence.mark in page.shown_text:
        return True
    below = words(line_below(fence, lines))
    return bool(below) and below in page.words_outside_code


def open_comment(site: Site) -> Iterator[Problem]:
    """A comment ends.

    Bad:  <!-- More to come
    Good: <!-- More to come -->
    """
    for page in site.pages:
        parts = page.text.split("<!--")[1:]
        if all("-->" in part for part in parts):  # a quick look, that may take code for a comment
            continue
        at = find_comment(page.source.text, page.source.nested)
        if at is not None:
            yield Problem(page.source.place(at), "'<!--' is never closed: write '-->' where the comment ends")


def open_tag(site: Site) -> Iterator[Problem]:
    """An element of HTML that holds others or marks words is closed, in the order in which it was opened.

    Bad:  <div class="map"> ...         and no '</div>'
    Good: <div class="map"> ... </div>
    """
    for page in site.pages:
        if not unpaired_tags(page.text) or _CHOOSES.search(page.source.masked):
            continue
        for tag in unpaired_tags(page.source.masked):
            place = page.source.place(tag.at)
            indent = page.source.line_above(tag.at, 0)[: place.column - 1]
            if indent.isspace() and len(indent) > 3 and "&lt;" in page.html:
                continue  # it may be indented code
            if tag.is_end:
                yield Problem(place, f"'</{tag.name}>' closes nothing: take it out, or open it above")
            else:
                yield Problem(place, f"'<{tag.name}>' is never closed: write '</{tag.name}>' where it ends")
