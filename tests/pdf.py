"""Reads a PDF: the lines on its pages, where its links lead, its outline and its tags. Pages count from 1."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
from selectolax.lexbor import LexborNode

_SHOWS_TEXT = {"Tj", "TJ", "'", '"', "Do"}  # Do: what a drawing has inside
_STRUCTURE = pymupdf.TEXT_COLLECT_STRUCTURE | pymupdf.TEXT_PRESERVE_WHITESPACE
_TEXT_BLOCK, _TAG_BLOCK = 0, 2

Pages = dict[Any, int]  # the numbers of pages by their names inside the file


@dataclass(frozen=True)
class Line:
    """A piece of a line: its words, the kinds of the tags around it, its box in points from the top."""

    page: int
    tags: tuple[str, ...]
    words: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_heading(self) -> bool:
        return any(re.fullmatch("H[1-6]", tag) for tag in self.tags)


@dataclass(frozen=True)
class Link:
    """A place to tap: the words in it, what it says of itself, and the page or the address it leads to."""

    page: int
    words: str
    contents: str
    target: int  # 0: not in this file
    address: str
    annotation: int


@dataclass(frozen=True)
class Entry:
    """An entry of the outline."""

    level: int
    title: str
    page: int


@dataclass(frozen=True)
class Font:
    """A face of a file. Without a map to Unicode its text cannot be read aloud, searched or copied."""

    name: str
    is_embedded: bool
    has_unicode_map: bool


@dataclass(frozen=True)
class Mark:
    """Content of a page, by its number there."""

    page: int
    number: int


@dataclass(frozen=True)
class Annotation:
    """A link on a page, as its tag holds it; the same number as `Link.annotation`."""

    page: int
    number: int


@dataclass(frozen=True)
class Tag:
    """What a screen reader is told of an element, and what belongs to it, in order."""

    kind: str
    alternative: str
    scope: str
    kids: tuple["Tag | Mark | Annotation", ...]

    def below(self) -> Iterator["Tag"]:
        """This tag and all tags in it, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.below()

    def content(self) -> Iterator[Mark | Annotation]:
        """All that this tag and the tags in it hold, in order."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.content()
            else:
                yield kid


@dataclass(frozen=True)
class Pdf:
    """A file. `lines` have a tag; `artifacts` have none: running heads, page numbers, leaders."""

    path: Path
    sizes: tuple[tuple[int, int], ...]  # of the pages, in whole points
    facts: dict[str, str]
    lines: tuple[Line, ...]
    artifacts: tuple[Line, ...]
    links: tuple[Link, ...]
    outline: tuple[Entry, ...]
    language: str
    tags: Tag

    def on(self, page: int) -> list[Line]:
        return [line for line in self.lines if line.page == page]

    def headings(self) -> list[Tag]:
        return [tag for tag in self.tags.below() if re.fullmatch("H[1-6]", tag.kind)]


@cache
def read(path: Path) -> Pdf:
    """Read all of a file, once; raises `AssertionError` if it has no tags."""
    whole = pymupdf.open(path)
    tagged = _with_text(path, artifacts=False)
    return Pdf(
        path=path,
        sizes=tuple((round(page.rect.width), round(page.rect.height)) for page in whole.pages()),
        facts={name: value or "" for name, value in (whole.metadata or {}).items()},
        lines=tuple(_lines(tagged)),
        artifacts=tuple(_lines(_with_text(path, artifacts=True))),
        links=tuple(_links(whole, tagged)),
        outline=tuple(Entry(*entry[:3]) for entry in whole.get_toc()),
        language=whole.language or "",
        tags=_tags(path),
    )


def squeeze(text: str) -> str:
    """A text without its spaces, so that it does not matter where lines and pages end."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def text(lines: Iterable[Line]) -> str:
    return squeeze("".join(line.words for line in lines))


def words(node: LexborNode | None) -> str:
    """What a page of the site says in an element, with single spaces."""
    assert node is not None
    return " ".join(node.text().split())


def lost_in(text: str, wanted: list[str]) -> list[str]:
    """What a text without spaces has not, or not in this order."""
    lost, place = [], 0
    for each in wanted:
        found = text.find(squeeze(each), place)
        place = found + 1 if found >= 0 else place
        if found < 0:
            lost.append(each)
    return lost


def painted(path: Path) -> list[Mark]:
    """The tagged content of all pages, in the order in which it is painted."""
    with pikepdf.open(path) as file:
        return [
            Mark(number, int(step.operands[1].MCID))
            for number, page in enumerate(file.pages, start=1)
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "BDC" and "/MCID" in step.operands[1]
        ]


def fonts(path: Path) -> list[Font]:
    """The fonts of a file."""
    with pikepdf.open(path) as file:
        return [_font(each) for each in file.objects if _is_font(each)]


def _is_font(each: Any) -> bool:
    """Is this a font that pages use? A composite one is, and the font inside it is not."""
    is_font = isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"
    return is_font and not str(each.Subtype).startswith("/CIDFont")


def _font(font: Any) -> Font:
    inner = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
    descriptor = inner.get("/FontDescriptor", {})
    is_embedded = any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
    return Font(str(font.BaseFont), is_embedded, "/ToUnicode" in font)


def _with_text(path: Path, *, artifacts: bool) -> pymupdf.Document:
    """The file with only the text that is an artifact, or only the text that is not."""
    with pikepdf.open(path) as file:
        for page in file.pages:
            kept = list(_kept(pikepdf.parse_content_stream(page), artifacts))
            page.Contents = file.make_stream(pikepdf.unparse_content_stream(kept))
        data = BytesIO()
        file.save(data)
    return pymupdf.open("pdf", data.getvalue())


def _kept(steps: Iterable[Any], artifacts: bool) -> Iterator[Any]:
    around: list[str] = []
    for step in steps:
        operator = str(step.operator)
        if operator in ("BDC", "BMC"):
            around.append(str(step.operands[0]))
        if operator == "EMC":
            around.pop()
        if operator not in _SHOWS_TEXT or ("/Artifact" in around) == artifacts:
            yield step


def _lines(file: pymupdf.Document) -> Iterator[Line]:
    for page in file.pages():
        yield from _in_blocks(page.get_text("dict", flags=_STRUCTURE)["blocks"], page.number + 1, ())


def _in_blocks(blocks: list[dict[str, Any]], page: int, tags: tuple[str, ...]) -> Iterator[Line]:
    for block in blocks:
        if block["type"] == _TAG_BLOCK:
            yield from _in_blocks(block["blocks"], page, (*tags, block["raw"]))
        elif block["type"] == _TEXT_BLOCK:
            for line in block["lines"]:
                words = "".join(span["text"] for span in line["spans"])
                if words.strip():
                    yield Line(page, tags, words, *line["bbox"])


def _links(whole: pymupdf.Document, tagged: pymupdf.Document) -> Iterator[Link]:
    for page, its_text in zip(whole.pages(), tagged.pages(), strict=True):
        words = its_text.get_text("words")
        for link in page.get_links():
            yield Link(
                page=page.number + 1,
                words=" ".join(_words_in(_boxes(whole, page, link["xref"]), words)),
                contents=whole.xref_get_key(link["xref"], "Contents")[1],
                target=link.get("page", -1) + 1,
                address=link.get("uri") or link.get("file") or "",
                annotation=link["xref"],
            )


def _boxes(file: pymupdf.Document, page: pymupdf.Page, annotation: int) -> list[pymupdf.Rect]:
    """The boxes of a link, one for each line, from the upper edge."""
    numbers = [float(number) for number in file.xref_get_key(annotation, "QuadPoints")[1].strip("[]").split()]
    corners = [
        pymupdf.Point(*numbers[n : n + 2]) * page.transformation_matrix for n in range(0, len(numbers), 2)
    ]
    return [pymupdf.Quad(*corners[n : n + 4]).rect for n in range(0, len(corners), 4)]


def _words_in(boxes: list[pymupdf.Rect], words: list[Any]) -> Iterator[str]:
    for box in boxes:
        for left, top, right, bottom, word, *_ in words:
            if pymupdf.Point((left + right) / 2, (top + bottom) / 2) in box:
                yield word


def _tags(path: Path) -> Tag:
    with pikepdf.open(path) as file:
        assert "/StructTreeRoot" in file.Root, f"{path.name} has no tags"
        pages: Pages = {page.objgen: number for number, page in enumerate(file.pages, start=1)}
        return _tag(file.Root.StructTreeRoot.K, pages)


def _tag(element: Any, pages: Pages) -> Tag:
    attributes = element.get("/A", {})
    return Tag(
        kind=str(element.S).removeprefix("/"),
        alternative=str(element.get("/Alt", "")),
        scope=str(attributes.get("/Scope", "")),
        kids=tuple(_kid(kid, element, pages) for kid in element.get("/K", [])),
    )


def _kid(kid: Any, parent: Any, pages: Pages) -> Tag | Mark | Annotation:
    if isinstance(kid, int):
        return Mark(pages[parent.Pg.objgen], kid)
    if kid.Type == "/MCR":
        return Mark(pages[kid.Pg.objgen], int(kid.MCID))
    if kid.Type == "/OBJR":
        return Annotation(pages[kid.Pg.objgen], kid.Obj.objgen[0])
    return _tag(kid, pages)
