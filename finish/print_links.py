"""Says on paper where a link leads, as nobody can follow it there.

<a href=trust.html>Read on</a> becomes <a data-print="see ‘Rebuild trust’" href=trust.html>Read on</a>, and
the style sheet for paper shows it behind the words.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import FinishError
from .addresses import is_elsewhere, spoken
from .pages import Page, words

_LINKS = ".page-text:not([data-kind=sheet]) a[href]"  # a sheet may be found, and says no more than its words
_ANSWERS = ".helper ~ ul > li > a[href^='#']"  # they are boxes to tick on paper
_SECTIONS = ".page-text h2[id]"
_ENTRIES = ".page-text :is(h3, h4, h5, h6)[id]"
_BLOCKS = ".admonition, details"  # what is read on its own
_OPENING = re.compile(r"<a(?=[\s>])")


@dataclass(frozen=True)
class _Outline:
    """What a link to a page may have to name."""

    title: str
    sections: Mapping[str, str]  # the headings of level 2, by id
    entries: Mapping[str, str]  # those below, such as the studies


def add(pages: Sequence[Page]) -> list[Page]:
    """The pages with `data-print` on each link whose words do not say where it leads.

    Raises FinishError if something in a page looks like a link and is none.
    """
    trees = {page.path: page.parse() for page in pages}
    outlines = {path: _outline(tree) for path, tree in trees.items() if tree.css_first(".page-text h1")}
    return [_with_notes(page, list(_notes(page, trees[page.path], outlines))) for page in pages]


def _outline(tree: LexborHTMLParser) -> _Outline:
    title = words(tree.css_first(".page-text h1"))
    sections, entries = (
        {node.id or "": words(node) for node in tree.css(kind)} for kind in (_SECTIONS, _ENTRIES)
    )
    return _Outline(title, sections, entries)


def _with_notes(page: Page, notes: Sequence[str]) -> Page:
    if not any(notes):
        return page
    start, *rest = _OPENING.split(page.html)
    if len(rest) != len(notes):
        raise FinishError(f"{page.path}: a script or a comment holds '<a'; take it out, as it is no link")
    links = (f"<a{_attribute(note)}{text}" for note, text in zip(notes, rest, strict=True))
    return replace(page, html=start + "".join(links))


def _attribute(note: str) -> str:
    return f' data-print="{escape(note)}"' if note else ""


def _notes(page: Page, tree: LexborHTMLParser, outlines: Mapping[str, _Outline]) -> Iterator[str]:
    """What each link of a page needs on paper, in order; '' where it needs nothing.

    A page is named once in a callout, in a question and in what else stands below a heading.
    """
    shown = {node.mem_id for node in tree.css(_LINKS)} - {node.mem_id for node in tree.css(_ANSWERS)}
    blocks = {node.mem_id for node in tree.css(_BLOCKS)}
    named: defaultdict[int, set[str]] = defaultdict(set)
    section = 0
    for node in tree.css("h2, a"):
        if node.tag == "h2":
            section = node.mem_id
        elif node.mem_id in shown:
            yield _note(page, node, outlines, named[_within(node, blocks) or section])
        else:
            yield ""


def _within(node: LexborNode, blocks: set[int]) -> int:
    """The block around a node, 0 if there is none."""
    parent = node.parent
    while parent and parent.mem_id not in blocks:
        parent = parent.parent
    return parent.mem_id if parent else 0


def _note(page: Page, link: LexborNode, outlines: Mapping[str, _Outline], named: set[str]) -> str:
    address = link.attributes["href"] or ""
    if is_elsewhere(address):
        outside = spoken(address)
        return "" if _loose(outside) in _loose(link.text()) else outside
    path = page.path if address.startswith("#") else page.file(address)
    outline = outlines.get(path)
    if not outline:
        return ""
    place = unquote(address.partition("#")[2])
    section, entry = outline.sections.get(place, ""), outline.entries.get(place, "")
    if path == page.path:
        return _on_this_page(section or entry, link, named)
    way = _named("in" if place else "see", outline.title, link, named)
    return ", ".join(filter(None, [entry, way]))


def _on_this_page(heading: str, link: LexborNode, named: set[str]) -> str:
    """'under ‘A promise is not change’', or '' if the heading begins with the words of the link."""
    is_easy_to_find = _loose(heading).startswith(_loose(link.text()))
    return "" if is_easy_to_find or not heading else _named("under", heading, link, named)


def _named(how: str, name: str, link: LexborNode, named: set[str]) -> str:
    """'see ‘Rebuild trust’', or '' if the words of the link or something near it say that."""
    is_said = name in named or _loose(name) in _loose(link.text())
    named.add(name)
    return "" if is_said else f"{how} ‘{name}’"


def _loose(text: str) -> str:
    """The letters and digits of a text, to compare it with another one."""
    return re.sub(r"[\W_]+", "", text).casefold()
