"""The texts as documents of an e-book: XHTML that needs no script, where footnotes pop up."""

from copy import deepcopy
from xml.etree.ElementTree import Element, tostring

from finish.addresses import is_elsewhere

from . import tree
from .matter import REVIEWED
from .text import Text

_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
_NAMESPACES = {"xmlns": "http://www.w3.org/1999/xhtml", "xmlns:epub": "http://www.idpf.org/2007/ops"}
_TO_TEXT = "sms:"  # reading systems do not know it, and EPUBCheck warns; its number stays in words
_XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"


def document(content: Element, title: str, matter: str, language: str, style: str) -> bytes:
    """A whole document. `matter` is its place in the book: 'frontmatter', 'bodymatter' or 'backmatter'."""
    root = Element("html", {**_NAMESPACES, "lang": language, "xml:lang": language})
    head = tree.add(root, "head")
    tree.add(head, "title", title)
    tree.add(head, "link", rel="stylesheet", href=style)
    body = tree.add(root, "body")
    body.set("epub:type", matter)
    body.append(content)
    html: bytes = tostring(root, encoding="utf-8")
    return _HEAD + html


def section(kind: str, label: str, tag: str = "section") -> Element:
    """A 'chapter', 'part' or 'toc' without content: reading systems and screen readers know these kinds."""
    return Element(tag, {"epub:type": kind, "role": f"doc-{kind}", "aria-label": label})


def address(link: str, file: str = "") -> str:
    """'trust.xhtml#listen' for 'trust.html#listen', or '#listen' within that file. All lie in one folder."""
    path, mark, id_ = link.partition("#")
    found = path.removesuffix(".html").replace("/", "-") + ".xhtml"
    return f"#{id_}" if id_ and found == file else found + mark + id_


def chapter(text: Text) -> Element:
    """The text of a page, between the label of its stage and the day of its review."""
    page = text.page
    found = section("chapter", page.title)
    if page.stage:
        tree.add(found, "p", page.stage, class_="stage")
    found.append(ready(text.tree, address(page.file)))
    if page.reviewed:
        tree.add(found, "p", REVIEWED.format(date=page.reviewed), class_="reviewed")
    return found


def ready(text: Element, file: str) -> Element:
    """A copy of a text for a file of the book: links, notes, columns and drawings as an e-book needs them."""
    root = deepcopy(text)
    for parent, element in list(tree.pairs(root)):
        if tree.classes(element) == ["footnote"]:
            tree.replace(parent, element, _notes(element))
        elif element.get("href", "").startswith(_TO_TEXT):
            tree.unwrap(parent, element)
    for element in root.iter():
        if element.tag == "a":
            _lead(element, file)
        elif element.tag in ("td", "th"):
            _align(element)
        elif element.tag == f"{tree.SVG}svg":
            _size(element)
        element.tag = element.tag.removeprefix(tree.SVG)
    return root


def _lead(link: Element, file: str) -> None:
    """Let a link lead to a file of the book, and the number of a footnote to its note."""
    target = link.get("href", "")
    if target and not is_elsewhere(target):
        link.set("href", address(target, file))
    if "footnote-ref" in tree.classes(link):
        link.set("epub:type", "noteref")
        link.set("role", "doc-noteref")


def _align(cell: Element) -> None:
    """Say the side of a column in a style: XHTML knows no other way."""
    side = cell.attrib.pop("align", "")
    if side:
        cell.set("style", f"text-align: {side}")


def _size(drawing: Element) -> None:
    """Give a drawing the namespace that HTML does without, and one that holds another the size of that."""
    drawing.attrib.pop(_XMLNS, None)
    drawing.set("xmlns", tree.SVG.strip("{}"))
    inner = drawing.find(f"{tree.SVG}svg")
    if inner is not None:
        drawing.set("viewBox", inner.get("viewBox", ""))


def _notes(block: Element) -> Element:
    """The footnotes of a page, each on its own, so that a reading system can show one beside its number."""
    notes = Element("section", {"class": "footnotes", "epub:type": "footnotes", "aria-label": "Notes"})
    for number, item in enumerate(block.findall("ol/li"), start=1):
        note = tree.add(notes, "aside", id=item.get("id", ""), role="doc-footnote")
        note.set("epub:type", "footnote")
        note.extend(item)
        _number(note, number)
    return notes


def _number(note: Element, number: int) -> None:
    """Begin a note with its number, which leads back to the text, in place of the arrows at its end."""
    arrows = [pair for pair in tree.pairs(note) if "footnote-backref" in tree.classes(pair[1])]
    first = note.find("p")
    if first is None or not arrows:
        return
    back = Element("a", {"href": arrows[0][1].get("href", ""), "role": "doc-backlink"})
    back.text, back.tail = str(number), f". {first.text or ''}"
    first.text = None
    first.insert(0, back)
    for parent, arrow in arrows:
        parent.remove(arrow)
