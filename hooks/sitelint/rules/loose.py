"""Rules about blocks that are not read as such, for want of an empty line or an indent."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..model import Problem
from ..site import Page, Site
from .markup import is_listed


class Box(NamedTuple):
    """How a callout or a tab shows, so that one can be found that holds nothing but its title."""

    extension: str
    start: str
    title_end: str
    empty: re.Pattern[str]


_ITEM = r"(?:[-*+]|\d{1,3}[.)])[ \t]"
_GLUED = ("\n- ", "\n* ", "\n+ ", "\n1. ")
_ITEM_SIGN = re.compile(r"\n[-*+1]")  # several times as fast as a look for each mark
_ITEMS = (*_GLUED, "\n2. ")
# A line of text, and directly below it the first item of a list.
_LIST_BELOW = re.compile(
    rf"^(?P<before>[ \t>]*)(?!{_ITEM}|[#|<\[!?=/:])[^\s>][^\n]*\n(?=(?P=before)(?P<item>{_ITEM}[^\n]*))",
    re.MULTILINE,
)
_CALLOUT = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>!!!|\?\?\?\+?|===[!+]?)(?P<title>[ \t]*[\w\"][^\n]*)\n", re.MULTILINE
)
_BELOW = re.compile(r"(?P<gap>(?:[ \t]*\n)*)(?P<indent>[ \t]*)(?=[^\s!?=])")
_TAB = 4
_ALIKE = 12  # letters at the start of an item
_BREAKS = ("<br>", "<br />", "<br/>")  # made on purpose: what shows are lines, each with its dash
_ADDRESSES = re.compile(r"\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_TAGS = re.compile(r"<[^<>]*>")
_BOXES = (
    Box("admonition", "admonition-title", "</p>", re.compile(r"</p>\s*</div>")),
    Box("pymdownx.details", "<summary", "</summary>", re.compile(r"</summary>\s*</details>")),
    Box("pymdownx.tabbed", "tabbed-content", ">", re.compile(r">\s*</div>")),
    Box("pymdownx.tabbed", "tabbed-block", ">", re.compile(r">\s*</div>")),
)


def glued_list(site: Site) -> Iterator[Problem]:
    """A list has an empty line above it; without one it is read as part of the paragraph.

    Bad:  Bring these:                  and directly below it '- a pen'
    Good: Bring these:                  and below an empty line '- a pen'
    """
    for page in site.pages:
        shown = set(_glued(page.html)) if _ITEM_SIGN.search(page.html) else ()
        if not shown:
            continue
        for found in _LIST_BELOW.finditer(page.source.masked):
            item = _ADDRESSES.sub("]", page.source.text[slice(*found.span("item"))])
            if _beginning(item) in shown:
                place = page.source.place(found.start("item"))
                yield Problem(place, "the list shows as text: put an empty line above it")


def empty_callout(site: Site) -> Iterator[Problem]:
    """The text of a callout or a tab is indented by four spaces, or it stands outside.

    Bad:  !!! note                      and below it 'Listen first.'
    Good: !!! note                      and below it '    Listen first.'
    """
    boxes = [box for box in _BOXES if is_listed(site, box.extension)]
    for page in site.pages if boxes else ():
        if not _has_empty_box(page.html, boxes):
            continue
        for found in _CALLOUT.finditer(page.source.masked):
            if _is_left(found, _BELOW.match(page.source.text, found.end())) and not _is_bare_tab(page, found):
                what = " ".join(page.source.text[found.start("mark") : found.end("title")].split())
                message = f"'{what}' is empty: indent the text below it by four spaces"
                yield Problem(page.source.place(found.start("mark")), message)


def _is_left(callout: re.Match[str], below: re.Match[str] | None) -> bool:
    """True if what stands below a callout is meant for it, and does not belong to it."""
    if below is None:
        return False
    indent, own = (len(text.expandtabs(_TAB)) for text in (callout["indent"], below["indent"]))
    may_be_whole = below["gap"] and '"' in callout["title"] and not callout["mark"].startswith("=")
    return indent < own < indent + _TAB or (indent == own and not may_be_whole)


def _is_bare_tab(page: Page, tab: re.Match[str]) -> bool:
    """True for one of several tabs that are all empty, to show what tabs look like."""
    above = tab.string[: tab.start()].rstrip().rpartition("\n")[2]
    return tab["mark"].startswith("=") and above.strip().startswith("===")


def _glued(shown: str) -> Iterator[str]:
    """The first item of what stands in a paragraph as a list would: more of its sort follow, or a colon leads
    to it.
    """
    for piece in shown.split("<p>")[1:]:
        paragraph = piece.partition("</p>")[0]
        lines = paragraph.split("\n") if any(mark in paragraph for mark in _GLUED) else []
        for before, line, below in zip(lines, lines[1:], [*lines[2:], ""], strict=False):
            if _is_item(line) and not before.endswith(_BREAKS):
                if _is_item(below) or _TAGS.sub("", before).rstrip().endswith(":"):
                    yield _beginning(_TAGS.sub("", line))
                break


def _is_item(line: str) -> bool:
    return f"\n{line}".startswith(_ITEMS)


def _has_empty_box(shown: str, boxes: Iterable[Box]) -> bool:
    for box in boxes:
        at = shown.find(box.start)
        while at >= 0:
            close = shown.find(box.title_end, at)
            if box.empty.match(shown, max(close, at)):
                return True
            at = shown.find(box.start, at + 1)
    return False


def _beginning(text: str) -> str:
    """What of the first words neither marks nor smart quotes change."""
    return "".join(filter(str.isalnum, html.unescape(text)))[:_ALIKE]
