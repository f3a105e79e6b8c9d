"""Cuts the text face to the characters that the pages show and a reader may type."""

import io
import string
from collections.abc import Iterable, Sequence
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from .pages import Page

FACE = "assets/fonts/atkinson-hyperlegible-next.woff2"
_TYPED = string.printable.strip() + " \u00a0·…"  # the last two: in the results of search


def cut(site: Path, pages: Sequence[Page]) -> None:
    """Make the text face of the site smaller, in its place."""
    face = site / FACE
    if face.is_file():
        face.write_bytes(_smaller(face.read_bytes(), _characters(pages)))


def _characters(pages: Sequence[Page]) -> set[str]:
    found = set(_TYPED)
    for page in pages:
        tree = page.parse()
        found.update(tree.body.text() if tree.body else "")
        found.update(*(link.attributes["data-print"] or "" for link in tree.css("[data-print]")))
    return {character for character in found if character.isprintable() or character == "\u00a0"}


def _smaller(face: bytes, characters: Iterable[str]) -> bytes:
    font = TTFont(io.BytesIO(face), recalcTimestamp=False)
    options = subset.Options(hinting=False, desubroutinize=True, layout_features=["kern", "ccmp", "mark"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
