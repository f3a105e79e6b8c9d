"""Gives each page the styles of its first screen; one sheet with the rest arrives late and stays cached.

The sheets of the theme are cut to the rules that some page uses; those of the guide are all in use.
"""

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, SelectolaxError
from tinycss2.ast import Node

from . import FinishError, css
from .pages import Page

_SHEET = "assets/site.css"
_THEME = "assets/stylesheets/"
_FIRST_SCREEN = 1800  # characters of text: what a desk shows before anyone scrolls
# What the words need not wait for: small signs, whose room is kept, and what answers a touch.
_LATE = re.compile(
    r"--sign.*|(?:-webkit-)?mask.*|-webkit-tap-highlight-color|(?:-webkit-print-)?color-adjust|cursor"
    r"|outline-color|page-break-inside|scrollbar-gutter|transition"
).fullmatch
_CLOSED = ".menu-panel"
_BELOW = ".page-note, .md-footer"
_LINK = re.compile(r"""<link\b[^>]*\brel=["']?stylesheet\b[^>]*>""")
_HREF = re.compile(r"""\bhref=["']?([^\s"'>]+)""")


def combine(site: Path, pages: Sequence[Page]) -> list[Page]:
    """Write one sheet for all pages; returns the pages with a link to it, where it keeps no text waiting."""
    sheets = _linked(pages)
    texts = {path: _moved(_text(site, path), path) for path in sheets}
    theme = css.parse("".join(text for path, text in texts.items() if path.startswith(_THEME)))
    own = css.parse("".join(text for path, text in texts.items() if not path.startswith(_THEME)))
    is_used = _Uses([_with_scripts_on(page) for page in pages])
    used = css.parse(css.trimmed(theme, is_used, css.set_on_root(own).__contains__))
    for path in sheets:
        (site / path).unlink()
    (site / _SHEET).write_text(css.trimmed([*used, *own], _always), encoding="utf-8")
    return [_linking_late(page) for page in pages]


def inline(site: Path, pages: Sequence[Page]) -> list[Page]:
    """The pages with the rules of their first screen inside.

    The text face is named there alone: a second mention, late, could change the face under the reader's eyes.
    """
    rules = css.parse(_text(site, _SHEET))
    late = [rule for rule in rules if not css.is_font_face(rule)]
    (site / _SHEET).write_text(css.trimmed(late, _always), encoding="utf-8")
    shown = [rule for rule in rules if not css.is_for_few(rule)]
    return [_with_first_screen(page, shown) if _sheets(page) else page for page in pages]


class _Uses:
    """Does a selector apply to something on these pages, in whatever state? If nobody can say, it does."""

    def __init__(self, trees: Iterable[LexborHTMLParser]) -> None:
        self.trees = list(trees)

    def __call__(self, selector: str) -> bool:
        plain = css.at_rest(selector)
        try:
            return any(tree.css_first(plain) for tree in self.trees)
        except SelectolaxError:
            return True


def _always(_: str) -> bool:
    return True


def _linked(pages: Sequence[Page]) -> list[str]:
    """The style sheets of the site, in the order in which pages link them.

    A page without any, such as a file that proves to a search engine whose site this is, stays as it is.
    """
    found = {_sheets(page): page for page in pages if _sheets(page)}
    if not found:
        raise FinishError("no page links a style sheet; name the folder that 'mkdocs build' wrote")
    longest = max(found, key=len)
    for sheets, page in found.items():
        if sheets != longest:
            raise FinishError(
                f"{page.path}: links other style sheets than {found[longest].path} does;"
                " all pages share one sheet, so name them all in extra_css"
            )
    return list(longest)


def _sheets(page: Page) -> tuple[str, ...]:
    """The style sheets of the site that a page links, and not those of others."""
    return tuple(filter(None, (_sheet(page, link) for link in _LINK.findall(page.html))))


def _sheet(page: Page, link: str) -> str:
    found = _HREF.search(link)
    return page.file(found[1]) if found else ""


def _text(site: Path, path: str) -> str:
    try:
        return (site / path).read_text(encoding="utf-8")
    except OSError as error:
        raise FinishError(f"{path}: a page links this style sheet, and it cannot be read: {error}") from error


def _moved(text: str, path: str) -> str:
    """The text of a sheet with addresses that hold in the folder of the one sheet."""
    folder = posixpath.dirname(_SHEET)
    return css.readdressed(text, lambda address: posixpath.relpath(css.beside(path, address), folder))


def _linking_late(page: Page) -> Page:
    """At the end of the body a sheet blocks nothing that stands before it, with scripts and without."""
    if not _sheets(page):
        return page
    late = f'<link rel="stylesheet" href="{page.address(_SHEET)}">'
    html = _LINK.sub(lambda link: "" if _sheet(page, link[0]) else link[0], page.html)
    return replace(page, html=html.replace("</body>", f"{late}</body>", 1))


def _with_first_screen(page: Page, rules: list[Node]) -> Page:
    is_shown = _Uses([_first_screen(page)])
    first = css.trimmed(rules, lambda selector: css.is_at_rest(selector) and is_shown(selector), _LATE)
    here = css.readdressed(first, lambda path: page.address(css.beside(_SHEET, path)))
    return replace(page, html=page.html.replace("</head>", f"<style>{here}</style></head>", 1))


def _with_scripts_on(page: Page) -> LexborHTMLParser:
    """The page as a tree that styles for scripts on, and for scripts off, both apply to."""
    tree = page.parse()
    if tree.root:
        tree.root.attrs["class"] = "js no-js"
    return tree


def _first_screen(page: Page) -> LexborHTMLParser:
    """The page without what nobody sees before scrolling."""
    tree = _with_scripts_on(page)
    text = tree.css_first(".page-text")
    length = 0
    for node in list(text.iter()) if text else []:
        if length > _FIRST_SCREEN:
            node.decompose()
        else:
            length += len(node.text())
    for node in tree.css(_CLOSED if length <= _FIRST_SCREEN else f"{_CLOSED}, {_BELOW}"):
        node.decompose()
    return tree
