"""The structure of a PDF as PDF/UA-1 (ISO 14289-1) wants it: one tag for each element of the document.

WeasyPrint 70.0 makes a tag for each box: a paragraph over two pages becomes two, a link over two lines too,
and items of lists have no body. `add_tags` stands in for its function of the same name, goes through the same
boxes, and asks each for the element that it shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from . import tree

# What an element is in a PDF. Any other leaves no tag: its content belongs to what it stands in.
_KINDS = {
    "section": "Sect",
    "div": "Div",
    "p": "P",
    "blockquote": "BlockQuote",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "a": "Link",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "img": "Figure",
    f"{tree.SVG}svg": "Figure",
    **{heading: heading.upper() for heading in tree.HEADINGS},
}
_KINDS_BY_CLASS = {"toc": "TOC", "toc-item": "TOCI", "footnote": "Note"}
_LABELS = (("LI", "before"), ("Note", "footnote-marker"))  # WeasyPrint paints `li::marker` behind all text
_CELLS = ("TR", "TH", "TD")  # a table keeps those that are empty
_POINTS = 0.75  # in a CSS pixel
_SAME = 1.0  # point: boxes inside a link stand out of it by less


@dataclass(eq=False)
class _Tag:
    """A tag that grows. Its kids are tags, (page, number) of marked content, (page, annotation) of links."""

    kind: str
    parent: "_Tag | None"
    kids: list[Any] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    page: int = -1  # on which it starts; -1 as long as it is empty

    def hold(self, page: int, *kids: Any) -> None:
        """Take kids. With the first content a tag takes its own place in the tree."""
        if self.page < 0:
            self.page = page
            if self.parent:
                self.parent.hold(page, self)
        self.kids.extend(kids)


@dataclass(eq=False)
class _Link:
    """The annotation of a link on a page, and the lines it covers: left, bottom, right, top, in points."""

    annotation: Any
    lines: list[tuple[float, ...]] = field(default_factory=list)

    def cover(self, rectangle: Sequence[float]) -> None:
        """Take one more line, unless it lies on one that is there: a box in the link does."""
        x1, y1, x2, y2 = rectangle
        new = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
        if any(_is_inside(new, line) for line in self.lines):
            return
        self.lines.append(new)
        left, bottom, right, top = zip(*self.lines, strict=True)
        self.annotation["Rect"] = pydyf.Array([min(left), min(bottom), max(right), max(top)])
        corners = [(x1, y2, x2, y2, x1, y1, x2, y1) for x1, y1, x2, y2 in self.lines]
        self.annotation["QuadPoints"] = pydyf.Array(number for line in corners for number in line)


def _is_inside(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    starts, ends = zip(inner[:2], outer[:2], strict=True), zip(inner[2:], outer[2:], strict=True)
    return all(a > b - _SAME for a, b in starts) and all(a < b + _SAME for a, b in ends)


def add_tags(pdf: pydyf.PDF, document: Any, pdf_version: Any, page_streams: Sequence[Any]) -> None:
    """Give a file its tree of tags; what no tag holds becomes an artifact."""
    builder = _Builder(pdf)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        builder.page(number, page, stream._tags)
        tagged = {mcid for of_page, mcid in builder.owners if of_page == number}
        _make_artifacts(stream, {entry["mcid"] for entry in stream._tags.values()} - tagged)
    _write(pdf, builder, len(page_streams))
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Builder:
    """Grows the tree of one file, page by page."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.root = _Tag("Document", None)
        self.owners: dict[tuple[int, int], _Tag] = {}  # of marked content
        self.links: dict[tuple[_Tag, int], _Link] = {}  # by tag and page
        self._tags: dict[tuple[Element, str], _Tag] = {}  # by element and role in it
        self._number = 0
        self._height = 0.0  # of the page, in CSS pixels
        self._marked: Mapping[Any, Mapping[str, Any]] = {}

    def page(self, number: int, page: Any, marked: Mapping[Any, Mapping[str, Any]]) -> None:
        self._number, self._height, self._marked = number, page.height, marked
        for child in page._page_box.children:
            if not isinstance(child, boxes.MarginBox):
                self._visit(child, self.root)
            elif number == 0:
                self._visit_margin(child)
        kept = [link.annotation.reference for (_, of_page), link in self.links.items() if of_page == number]
        entry = self.pdf.objects[int(self.pdf.page_references[number].split()[0])]
        if "Annots" in entry:
            entry["Annots"] = pydyf.Array(kept)

    def _visit_margin(self, box: Any) -> None:
        """Running heads and page numbers are artifacts; an element of the text that runs is read once."""
        for child in box.children:
            if child.element is not None and child.element_tag == child.element.tag:
                self._visit(child, self.root)

    def _visit(self, box: Any, parent: _Tag) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if self._is_artifact(box):
            return
        tag = self._tag(box, parent)
        if tag.kind in _CELLS:
            tag.hold(self._number)
        if box.link_annotation:
            self._link(tag, box)
        if box in self._marked:
            mcid = self._marked[box]["mcid"]
            tag.hold(self._number, (self._number, mcid))
            self.owners[self._number, mcid] = tag
        for child in box.all_children():
            self._visit(child, tag)

    def _is_artifact(self, box: Any) -> bool:
        """Is this a leader, decoration, or the head of a table once more on a later page?"""
        if box.is_leader:
            return True
        if box.element is None:
            return False
        if box.element.get("aria-hidden") == "true":
            return True
        head = self._tags.get((box.element, "thead"))
        return head is not None and -1 < head.page < self._number

    def _tag(self, box: Any, parent: _Tag) -> _Tag:
        """The tag that the content of a box belongs to."""
        element = box.element
        if element is None:
            return parent
        role, _, pseudo = box.element_tag.partition("::")
        if pseudo == "footnote-call":
            return self._grow(element, pseudo, "Reference", parent)
        kind = _kind(element)
        if kind == "Note":
            call = self._tags[element, "footnote-call"]
            tag = self._grow(element, role, kind, call.parent or parent)
            tag.attributes.setdefault("ID", pydyf.String(f"note-{len(self._tags)}"))
        elif not kind:
            return parent
        elif kind == "Link" and parent.kind == "TOCI":
            tag = self._grow(element, role, kind, self._grow(element, "reference", "Reference", parent))
        else:
            tag = self._grow(element, role, kind, parent)
            tag.attributes.update(self._attributes(kind, box))
        if (kind, pseudo) in _LABELS:
            return self._grow(element, "label", "Lbl", tag)
        return self._grow(element, "body", "LBody", tag) if kind == "LI" else tag

    def _grow(self, element: Element, role: str, kind: str, parent: _Tag) -> _Tag:
        return self._tags.setdefault((element, role), _Tag(kind, parent))

    def _attributes(self, kind: str, box: Any) -> dict[str, Any]:
        element = box.element
        if kind == "L":
            return {"A": _of("List", ListNumbering="/Decimal" if element.tag == "ol" else "/Disc")}
        if kind == "TH":
            return {"A": _of("Table", Scope="/Row" if element.get("scope") == "row" else "/Column")}
        if kind == "Figure" and isinstance(box, boxes.ReplacedBox):
            left, top = box.content_box_x(), self._height - box.content_box_y()
            corners = (left, top - box.height, left + box.width, top)
            return {
                "Alt": pydyf.String(_alternative(element)),
                "A": _of("Layout", BBox=pydyf.Array([corner * _POINTS for corner in corners])),
            }
        return {}

    def _link(self, tag: _Tag, box: Any) -> None:
        """Keep one annotation for each link on a page, over all its lines and the boxes in it."""
        while tag.kind != "Link" and tag.parent:
            tag = tag.parent
        link = self.links.get((tag, self._number))
        if link is None:
            words, address = tree.words(box.element), box.element.get("data-address")
            box.link_annotation["Contents"] = pydyf.String(f"{words} ({address})" if address else words)
            link = self.links[tag, self._number] = _Link(box.link_annotation)
            tag.hold(self._number, (self._number, link.annotation))
        link.cover(box.link_annotation["Rect"])


def _kind(element: Element) -> str:
    for name in tree.classes(element):
        if name in _KINDS_BY_CLASS:
            return _KINDS_BY_CLASS[name]
    return _KINDS.get(element.tag, "")


def _of(owner: str, **values: Any) -> pydyf.Dictionary:
    return pydyf.Dictionary({"O": f"/{owner}", **values})


def _alternative(figure: Element) -> str:
    """The words for a picture: of an image its `alt`, of a drawing its title and description."""
    if figure.tag == "img":
        return figure.get("alt", "")
    found = (figure.find(f"{tree.SVG}{name}") for name in ("title", "desc"))
    return ". ".join(tree.words(element) for element in found if element is not None)


def _make_artifacts(stream: Any, numbers: set[int]) -> None:
    """Turn marked content of a page into artifacts."""
    operations = stream.stream
    for place, operation in enumerate(operations):
        if isinstance(operation, pydyf.Dictionary) and operation.get("MCID") in numbers:
            operations[place - 1] = "/Artifact"
            operations[place] = pydyf.Dictionary({"Type": "/Pagination"})


def _write(pdf: pydyf.PDF, builder: _Builder, pages: int) -> None:
    """Write the tree, and the way back from pages and annotations to their tags."""
    parents = pydyf.Dictionary({"Nums": pydyf.Array()})
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTreeNextKey": pages + len(builder.links)})
    pdf.add_object(parents)
    pdf.add_object(root)
    root["ParentTree"] = parents.reference
    written: dict[_Tag, bytes] = {}
    root["K"] = _write_tag(pdf, builder.root, root.reference, written)
    pdf.catalog["StructTreeRoot"] = root.reference
    for page in range(pages):
        owners = {mcid: tag for (of_page, mcid), tag in builder.owners.items() if of_page == page}
        last = max(owners, default=-1)
        references = [written[owners[mcid]] if mcid in owners else "null" for mcid in range(last + 1)]
        parents["Nums"].extend([page, pydyf.Array(references)])
    for key, ((tag, _), link) in enumerate(builder.links.items(), start=pages):
        link.annotation["StructParent"] = key
        parents["Nums"].extend([key, written[tag]])


def _write_tag(pdf: pydyf.PDF, tag: _Tag, parent: bytes, written: dict[_Tag, bytes]) -> bytes:
    page = pdf.page_references[max(tag.page, 0)]
    entry = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag.kind}", "P": parent, "Pg": page})
    entry.update(tag.attributes)
    pdf.add_object(entry)
    written[tag] = entry.reference
    entry["K"] = pydyf.Array([_write_kid(pdf, kid, tag, written) for kid in tag.kids])
    return bytes(entry.reference)


def _write_kid(pdf: pydyf.PDF, kid: Any, tag: _Tag, written: dict[_Tag, bytes]) -> Any:
    if isinstance(kid, _Tag):
        return _write_tag(pdf, kid, written[tag], written)
    page, item = kid
    reference = pdf.page_references[page]
    if isinstance(item, pydyf.Dictionary):
        return pydyf.Dictionary({"Type": "/OBJR", "Pg": reference, "Obj": item.reference})
    return item if page == tag.page else pydyf.Dictionary({"Type": "/MCR", "Pg": reference, "MCID": item})
