"""What the pages of a built site say: the guide with its parts, pages and sheets, and no site around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser, LexborNode

from finish import pages

from . import BookError, tree


@dataclass(frozen=True)
class Page:
    """One page: `file` is its path in the site, `stage` the label above its title, `html` its text."""

    file: str
    title: str
    stage: str
    reviewed: str  # '22 November 2026'
    html: str
    is_sheet: bool

    @property
    def name(self) -> str:
        """'trust' for 'trust.html'."""
        return self.file.removesuffix(".html")

    def text(self) -> Element:
        """The text as a tree of its own, to be changed at will."""
        return tree.parse(self.html)


@dataclass(frozen=True)
class Part:
    """Pages that the menu shows below one title; a page of its own has a part without a title."""

    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Guide:
    """The whole guide. `address` is where it is published, '' if nobody told the build; `mark` is an SVG."""

    name: str
    language: str
    licence: str
    address: str
    mark: str
    parts: tuple[Part, ...]
    sheets: tuple[Page, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages in the order of the menu, then the sheets."""
        return (*(page for part in self.parts for page in part.pages), *self.sheets)


def read(site: Path) -> Guide:
    """Read the pages of a built site; raises `BookError` if they are not those of a guide."""
    built = {page.path: page for page in pages.read(site)}
    if "index.html" not in built:
        raise BookError(f"{site}: there is no index.html; name the folder that 'mkdocs build' wrote")
    home = built["index.html"]
    trees = {path: page.parse() for path, page in built.items()}
    first = trees["index.html"]
    menu = first.css_first("nav.pages > ul")
    if menu is None:
        raise BookError("index.html: there is no list of all pages, so the book has no order")
    name, language = _words(first, "a.home"), _attribute(first, "html", "lang")
    if not name or not language:
        raise BookError("index.html: the page must say the name of the guide (a.home) and its language")

    def page(path: str) -> Page:
        return _page(built[path], trees[path])

    listed = [(title, [home.file(link) for link in links]) for title, links in _menu(menu)]
    parts = [Part(title, tuple(page(path) for path in paths if path in built)) for title, paths in listed]
    in_order = [page.file for part in parts for page in part.pages]
    sheets = [path for path in _sheets(in_order, built, trees) if path not in in_order]
    canonical = _attribute(first, "link[rel=canonical]", "href")
    return Guide(
        name=name,
        language=language,
        licence=_words(first, ".copyright").removeprefix(f"{name}. "),
        address=canonical.removesuffix("index.html"),
        mark=_mark(first),
        parts=tuple(part for part in parts if part.pages),
        sheets=tuple(page(path) for path in sheets),
    )


def _menu(menu: LexborNode) -> Iterator[tuple[str, list[str]]]:
    """The parts of the menu: their titles, and the addresses of their pages."""
    for item in menu.css("nav.pages > ul > li"):
        links = [link.attributes["href"] or "" for link in item.css("a")]
        title = item.css_first("span")
        yield pages.words(title) if title else "", links


def _sheets(
    in_order: Iterable[str], built: dict[str, pages.Page], trees: dict[str, LexborHTMLParser]
) -> list[str]:
    """The sheets, in the order in which the pages first lead to them."""
    found: dict[str, None] = {}
    for path in in_order:
        for link in trees[path].css(".page-text a[href]"):
            file = built[path].file(link.attributes["href"] or "")
            if file in trees and trees[file].css_first(".page-text[data-kind=sheet]"):
                found[file] = None
    return list(found)


def _page(built: pages.Page, parsed: LexborHTMLParser) -> Page:
    path = built.path
    text = parsed.css_first(".page-text")
    for picture in text.css("img[src]") if text else ():
        source = picture.attributes["src"] or ""
        picture.attrs["src"] = built.file(source) or source  # from the root, as the book has no folders
    if text is None or text.html is None:
        raise BookError(f"{path}: there is no text on this page: no element has the class 'page-text'")
    title = text.css_first("h1")
    if title is None:
        raise BookError(f"{path}: this page has no title; the book lists pages by their heading of level 1")
    return Page(
        file=path,
        title=pages.words(title),
        stage=_words(parsed, ".stage"),
        reviewed=_words(parsed, ".page-note time"),
        html=text.html,
        is_sheet=text.attributes.get("data-kind") == "sheet",
    )


def _mark(parsed: LexborHTMLParser) -> str:
    drawing = parsed.css_first("a.home svg")
    return (drawing.html if drawing else "") or ""


def _words(parsed: LexborHTMLParser, selector: str) -> str:
    node = parsed.css_first(selector)
    return pages.words(node) if node else ""


def _attribute(parsed: LexborHTMLParser, selector: str, name: str) -> str:
    node = parsed.css_first(selector)
    return (node.attributes.get(name) if node else "") or ""
