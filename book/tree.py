"""Small steps on a tree of elements. ElementTree knows no parents, so each step names the parent."""

import re
from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement, tostring

from tinyhtml5 import parse as parse_html

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SVG = "{http://www.w3.org/2000/svg}"


def parse(html: str) -> Element:
    """The first element of a piece of HTML."""
    body = parse_html(html, namespace_html_elements=False).find("body")
    assert body is not None
    first: Element = body[0]
    return first


def html(root: Element) -> str:
    """The tree as HTML. Pictures lose their namespace, which every parser of HTML gives back."""
    plain = deepcopy(root)
    for element in plain.iter():
        element.tag = element.tag.removeprefix(SVG)
    return tostring(plain, encoding="unicode", method="html")


def classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def words(element: Element) -> str:
    """The text of an element, with single spaces."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def pairs(root: Element) -> Iterator[tuple[Element, Element]]:
    """Every element below the root with its parent, in the order of the text. The tree may be changed."""
    for child in list(root):
        yield root, child
        yield from pairs(child)


def replace(parent: Element, old: Element, *new: Element) -> None:
    """Put new elements where the old one stands. The text behind it stays."""
    place = list(parent).index(old)
    parent.remove(old)
    for offset, element in enumerate(new):
        parent.insert(place + offset, element)
    _say(parent, place + len(new), old.tail)
    old.tail = None


def unwrap(parent: Element, element: Element) -> None:
    """Leave only what stands inside an element."""
    _say(parent, list(parent).index(element), element.text)
    replace(parent, element, *element)


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Append an element with a text; `class_` is its class."""
    element = SubElement(
        parent, tag, {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    )
    element.text = text or None
    return element


def _say(parent: Element, place: int, text: str | None) -> None:
    """Put a text in front of the child at a place."""
    if not text:
        return
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
