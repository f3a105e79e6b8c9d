"""Rules about blocks that are not read as such, for want of an empty line or an indent."""

import html
import re
from collections.abc import Iterator

from ..model import Problem
from ..site import Page, Site
from .markup import is_listed

_ITEM = r"(?:[-*+]|\d{1,3}[.)])[ \t]"
_ITEM_SIGN = re.compile(r"\n[-*+1]")  # several times as fast as a look for each mark
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
# An item of what stands in a paragraph as a list would: a colon leads to it, or one more follows. Lines that
# are broken on purpose are lines, each with its dash.
_GLUED = re.compile(
    r"(?P<colon>:(?:<[^<>]*>|[ ])*)?(?<!<br>)(?<!<br />)\n"
    r"(?=(?P<item>(?:[-*+]|1\.)[ ][^\n]*)(?(colon)|\n(?:[-*+]|[12]\.)[ ]))"
)
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
_ADDED = re.compile(r"\]\([^()\n]*\)|\]\[[^\[\]\n]*\]|<[^<>]*>")  # what no reader sees
# A callout or a tab that holds nothing but its title, by the extension that makes it.
_EMPTY = {
    "admonition": re.compile(r"admonition-title(?:(?!</p>).)*+</p>\s*</div>", re.DOTALL),
    "details": re.compile(r"<summary(?:(?!</summary>).)*+</summary>\s*</details>", re.DOTALL),
    "tabbed": re.compile(r"tabbed-(?:content|block)[^>]*>\s*</div>"),
}


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
            if _beginning(page.source.text[slice(*found.span("item"))]) in shown:
                place = page.source.place(found.start("item"))
                yield Problem(place, "the list shows as text: put an empty line above it")


def empty_callout(site: Site) -> Iterator[Problem]:
    """The text of a callout or a tab is indented by four spaces, or it stands outside.

    Bad:  !!! note                      and below it 'Listen first.'
    Good: !!! note                      and below it '    Listen first.'
    """
    boxes = [box for extension, box in _EMPTY.items() if is_listed(site, extension)]
    for page in site.pages:
        if not any(box.search(page.html) for box in boxes):
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
    for paragraph in _PARAGRAPH.findall(shown):
        for found in _GLUED.finditer(paragraph):
            yield _beginning(found["item"])


def _beginning(text: str) -> str:
    """What of the first words neither marks nor smart quotes change."""
    return "".join(filter(str.isalnum, _ADDED.sub("", html.unescape(text))))[:_ALIKE]
