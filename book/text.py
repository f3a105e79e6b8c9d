"""The texts of the pages, without what only a site can do: all open, every question once, links that hold.

An internal link leads to 'trust.html' or 'trust.html#listen', wherever it stands; others are as they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from finish import pages
from finish.addresses import is_elsewhere

from . import BookError, tree
from .guide import Guide, Page

_ONLY_ON_SCREEN = {"needs-js", "no-js-only"}


@dataclass(frozen=True)
class Text:
    """A page, and its text as a tree that is ready for paper."""

    page: Page
    tree: Element


def texts(guide: Guide, left_out: str = "journey-tall") -> tuple[Text, ...]:
    """The text of every page, in order. Raises `BookError` where a page would not hold on paper.

    `left_out` is the class of the drawing that does not fit: the tall one on paper, the wide one on a phone.
    """
    trees = {page.file: page.text() for page in guide.pages}
    homes = _homes(trees)
    for file, root in trees.items():
        _leave_out(root, {*_ONLY_ON_SCREEN, left_out})
        _open(root, file, homes)
    ids = {file: {element.get("id", "") for element in root.iter()} for file, root in trees.items()}
    for page in guide.pages:
        root = trees[page.file]
        _relink(root, page, ids, homes)
        _hold(root, page)
    return tuple(Text(page, trees[page.file]) for page in guide.pages)


def _homes(trees: Mapping[str, Element]) -> dict[str, str]:
    """The page on which each question is printed: the first that shows it."""
    homes: dict[str, str] = {}
    for file, root in trees.items():
        for question in root.iter("details"):
            if id_ := question.get("id"):
                homes.setdefault(id_, file)
    return homes


def _leave_out(root: Element, left_out: set[str]) -> None:
    for parent, element in tree.pairs(root):
        if left_out & set(tree.classes(element)):
            tree.replace(parent, element)


def _open(root: Element, file: str, homes: Mapping[str, str]) -> None:
    """Make each question a section with a heading, or a line that leads to where it is printed."""
    level = 1
    found = []
    for parent, element in tree.pairs(root):
        if element.tag in tree.HEADINGS:
            level = int(element.tag[1])
        if element.tag == "details":
            found.append((parent, element, level))
    for parent, element, level in found:
        id_ = element.get("id", "")
        if homes.get(id_, file) == file:
            tree.replace(parent, element, _section(element, f"h{min(level + 1, 6)}"))
        else:
            _point(parent, element, f"{homes[id_]}#{id_}")


def _section(details: Element, heading: str) -> Element:
    section = Element("section", {**details.attrib, "class": "question"})
    section.extend(details)
    section[0].tag = heading
    return section


def _point(parent: Element, details: Element, target: str) -> None:
    """Put a line into the list of questions, which starts where the first of them stood."""
    place = list(parent).index(details)
    before = parent[place - 1] if place else None
    if before is not None and tree.classes(before) == ["index"]:
        tree.replace(parent, details)
        index = before
    else:
        index = Element("ul", {"class": "index"})
        tree.replace(parent, details, index)
    tree.add(tree.add(index, "li"), "a", tree.words(details[0]), href="/" + target)


def _relink(root: Element, page: Page, ids: Mapping[str, set[str]], homes: Mapping[str, str]) -> None:
    """Name the page in each internal link, and leave only the words of links to other files."""
    here = pages.Page(page.file, "")
    for parent, link in tree.pairs(root):
        address = link.get("href")
        if link.tag != "a" or not address or is_elsewhere(address):
            continue
        path, _, id_ = address.partition("#")
        file = path[1:] if path.startswith("/") else here.file(path) if path else page.file
        if file and not file.endswith(".html"):
            tree.unwrap(parent, link)
            continue
        if id_ in homes and id_ not in ids.get(file, ()):
            file = homes[id_]
        if file not in ids or (id_ and id_ not in ids[file]):
            raise BookError(
                f"{page.file}: link to '{address.lstrip('/')}': no such place in the book; mend the link"
            )
        link.set("href", f"{file}#{id_}" if id_ else file)


def _hold(root: Element, page: Page) -> None:
    """Raise `BookError` for a picture without words and for a heading that skips a level."""
    level = 0
    for parent, element in tree.pairs(root):
        if _is_wordless(parent, element):
            name = element.get("src") or element.get("class") or "drawing"
            raise BookError(f"{page.file}: picture '{name}' has no text that stands in for it; give it one")
        if element.tag not in tree.HEADINGS:
            continue
        if int(element.tag[1]) > level + 1:
            raise BookError(f"{page.file}: heading '{tree.words(element)}' skips a level below {level}")
        level = int(element.tag[1])


def _is_wordless(parent: Element, element: Element) -> bool:
    if element.tag == "img":
        return not element.get("alt")
    if element.tag != f"{tree.SVG}svg" or parent.tag == element.tag or element.get("aria-hidden") == "true":
        return False
    return element.find(f"{tree.SVG}title") is None
