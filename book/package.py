"""Describes an e-book to reading systems: what it is, which files it has, and in which order to read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, indent, tostring

from . import tree
from .guide import Guide
from .matter import ON_THE_COVER, SUBJECTS

_TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
}
_NAMESPACES = {
    "xmlns": "http://www.idpf.org/2007/opf",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}
_ACCESSIBILITY = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "visual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityFeature", "ARIA"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "unlocked"),
    ("schema:accessibilityHazard", "none"),
    (
        "schema:accessibilitySummary",
        "All of it is text that can be read aloud, enlarged, and shown in colours and faces of your choice."
        " Headings, lists, tables and notes are marked as what they are. Drawings are described in words."
        " It is tested by machine against WCAG 2.2 Level AA. Nobody has certified it.",
    ),
)


@dataclass(frozen=True)
class Item:
    """A file of the book. `properties` are words of the EPUB standard, such as 'nav' or 'svg'."""

    file: str
    properties: str = ""
    is_read: bool = False


def can_hold(file: str) -> bool:
    """Do all reading systems know files of this type?"""
    return PurePosixPath(file).suffix in _TYPES


def document(guide: Guide, items: Iterable[Item], now: datetime) -> bytes:
    """The package document. Items that are read stand in the order of reading; `now` is in UTC."""
    root = Element("package", {**_NAMESPACES, "version": "3.0", "unique-identifier": "id"})
    root.set("xml:lang", guide.language)
    root.append(_metadata(guide, now))
    manifest = tree.add(root, "manifest")
    spine = tree.add(root, "spine")
    for number, item in enumerate(items):
        entry = tree.add(manifest, "item", id=f"item-{number}", href=quote(item.file))
        entry.set("media-type", _TYPES[PurePosixPath(item.file).suffix])
        if item.properties:
            entry.set("properties", item.properties)
        if item.is_read:
            tree.add(spine, "itemref", idref=f"item-{number}")
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _metadata(guide: Guide, now: datetime) -> Element:
    """What the book says about itself. Its identifier stays: an e-reader replaces an old edition by it."""
    metadata = Element("metadata")
    identifier = uuid5(NAMESPACE_URL, f"{guide.address or guide.name} {guide.language}")
    tree.add(metadata, "dc:identifier", f"urn:uuid:{identifier}", id="id")
    for name, text in (
        ("title", guide.name),
        ("creator", f"{guide.name} contributors"),
        ("language", guide.language),
        ("description", ON_THE_COVER),
        *(("subject", subject) for subject in SUBJECTS),
        ("rights", guide.licence),
    ):
        if text:
            tree.add(metadata, f"dc:{name}", text)
    for property_, value in (("dcterms:modified", f"{now:%Y-%m-%dT%H:%M:%SZ}"), *_ACCESSIBILITY):
        tree.add(metadata, "meta", value, property=property_)
    return metadata
