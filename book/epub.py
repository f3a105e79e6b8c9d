"""Packs the guide into an EPUB 3: the same pages, with a cover and contents, and nothing from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element
from zipfile import ZIP_STORED, ZipFile

from finish import archive
from finish.addresses import spoken
from finish.face import FACE

from . import BookError, cover, package, tree, xhtml
from .guide import Guide, Page
from .matter import CONTENTS, LAST_PAGE, ON_THE_COVER, last_page, parts, reviewed
from .text import Text, texts

_FOLDER = "EPUB"
_PACKAGE = "package.opf"
_CONTAINER = f"""\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="{_FOLDER}/{_PACKAGE}" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
_STYLE = "epub.css"
_PICTURE = "cover.png"
_LICENCE = "assets/fonts/OFL.txt"  # of the face
_COVER = "cover.xhtml"
_TITLE = "title.xhtml"
_NAV = "nav.xhtml"
_END = "last-page.xhtml"


@dataclass(frozen=True)
class _Document:
    """A file that is read. `matter` is where it stands: 'frontmatter', 'bodymatter' or 'backmatter'."""

    file: str
    title: str
    matter: str
    content: Element

    @property
    def properties(self) -> str:
        if self.file == _NAV:
            return "nav"
        return "svg" if self.content.find(".//svg") is not None else ""


@dataclass(frozen=True)
class _Part:
    """Pages below one title, which has a document of its own; the first pages may have none."""

    file: str
    title: str
    pages: tuple[Page, ...]


def write(guide: Guide, site: Path, target: Path | BinaryIO, now: datetime) -> None:
    """Write the e-book to a path or an open file. `site` has the face and the pictures, `now` is in UTC.

    Raises `BookError` where a page would not hold in the book.
    """
    ready = texts(guide, left_out="journey-wide")
    documents = tuple(_documents(guide, ready))
    others = sorted({*_face(site), *_pictures(ready, site)})
    items = [
        *(package.Item(each.file, each.properties, is_read=True) for each in documents),
        package.Item(_STYLE),
        package.Item(_PICTURE, "cover-image"),
        *(package.Item(name) for name in others),
    ]
    files = {
        _PACKAGE: package.document(guide, items, now),
        **{each.file: _written(each, guide.language) for each in documents},
        _STYLE: Path(__file__).with_name(_STYLE).read_bytes(),
        _PICTURE: cover.draw(site, guide.name, ON_THE_COVER),
        **{name: (site / name).read_bytes() for name in others},
    }
    with ZipFile(target, "w") as book:
        archive.add(book, "mimetype", b"application/epub+zip", method=ZIP_STORED)
        archive.add(book, "META-INF/container.xml", _CONTAINER.encode())
        for name, content in files.items():
            archive.add(book, f"{_FOLDER}/{name}", content)


def _written(document: _Document, language: str) -> bytes:
    return xhtml.document(document.content, document.title, document.matter, language, _STYLE)


def _face(site: Path) -> Iterator[str]:
    for file in (FACE, _LICENCE):
        if not (site / file).is_file():
            raise BookError(f"{file}: not in the site; the e-book brings the text face and its licence")
        yield file


def _pictures(ready: tuple[Text, ...], site: Path) -> Iterator[str]:
    """The pictures that the pages show, named from the root of the site, as in the book."""
    for text in ready:
        for picture in text.tree.iter("img"):
            source = picture.get("src", "")
            if not package.can_hold(source) or not (site / source).is_file():
                raise BookError(f"{text.page.file}: picture '{source}' cannot go into the e-book")
            yield source


def _documents(guide: Guide, ready: tuple[Text, ...]) -> Iterator[_Document]:
    """What is read, in its order."""
    chapters = {text.page.file: xhtml.chapter(text) for text in ready}
    openings = [
        _Part(f"part-{number}.xhtml", title, its_pages)
        for number, (title, its_pages) in enumerate(parts(guide))
    ]
    yield _Document(_COVER, guide.name, "frontmatter", _cover(guide))
    yield _Document(_TITLE, guide.name, "frontmatter", _title(guide))
    yield _Document(_NAV, CONTENTS, "frontmatter", _nav(guide, openings))
    for part in openings:
        if part.title:
            yield _Document(part.file, part.title, "bodymatter", _opening(part))
        for page in part.pages:
            yield _Document(xhtml.address(page.file), page.title, "bodymatter", chapters[page.file])
    yield _Document(_END, LAST_PAGE, "backmatter", xhtml.ready(last_page(ready), _END))


def _cover(guide: Guide) -> Element:
    section = Element("section", {"class": "cover", "epub:type": "cover"})
    tree.add(section, "img", src=_PICTURE, alt=f"{guide.name}. {ON_THE_COVER}", role="doc-cover")
    return section


def _title(guide: Guide) -> Element:
    """Name, address, review and licence: what a copy that is passed on has to say of itself."""
    section = Element("section", {"class": "title-page", "epub:type": "titlepage"})
    tree.add(section, "h1", guide.name)
    tree.add(section, "p", ON_THE_COVER)
    if guide.address:
        tree.add(tree.add(section, "p"), "a", spoken(guide.address), href=guide.address)
    for line in filter(None, (reviewed(guide.pages[0]), guide.licence)):
        tree.add(section, "p", line)
    return section


def _opening(part: _Part) -> Element:
    """The first page of a part: its title, and the way to its pages."""
    section = xhtml.section("part", part.title)
    tree.add(section, "h1", part.title)
    _list(tree.add(section, "ul", class_="index"), part.pages)
    return section


def _nav(guide: Guide, openings: list[_Part]) -> Element:
    """Contents that people see, and landmarks that reading systems alone know what to do with."""
    both = Element("div")
    contents = xhtml.section("toc", CONTENTS, tag="nav")
    tree.add(contents, "h1", CONTENTS)
    entries = tree.add(contents, "ol")
    for part in openings:
        below = tree.add(_entry(entries, part.title, part.file), "ol") if part.title else entries
        _list(below, part.pages)
    _entry(entries, LAST_PAGE, _END)
    landmarks = Element("nav", {"epub:type": "landmarks", "hidden": ""})
    places = tree.add(landmarks, "ol")
    for kind, title, file in (
        ("cover", guide.name, _COVER),
        ("toc", CONTENTS, _NAV),
        ("bodymatter", guide.pages[0].title, xhtml.address(guide.pages[0].file)),
        ("backmatter", LAST_PAGE, _END),
    ):
        _entry(places, title, file)[0].set("epub:type", kind)
    both.extend((contents, landmarks))
    return both


def _list(parent: Element, its_pages: tuple[Page, ...]) -> None:
    for page in its_pages:
        _entry(parent, page.title, xhtml.address(page.file))


def _entry(parent: Element, title: str, file: str) -> Element:
    item = tree.add(parent, "li")
    tree.add(item, "a", title, href=file)
    return item
