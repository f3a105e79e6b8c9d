"""Draws the cover of the e-book: the mark, the name and one line, in the colours of the guide by day."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from finish.drawing import INK, SOFT, Face, load_face, paper, save, wrap, write_lines

from . import BookError

_SIZE = (1600, 2400)
_MARK_SIZE = 560
_MARK_TOP = 380
_LEADING = 1.25


@dataclass(frozen=True)
class _Place:
    """Where a text stands: the height of its middle, the most that it may be wide, and how it is written."""

    middle: int
    width: int
    size: int
    weight: int
    ink: str


_NAME = _Place(middle=1330, width=1280, size=190, weight=650, ink=INK)
_LINE = _Place(middle=1740, width=900, size=84, weight=400, ink=SOFT)


def draw(site: Path, name: str, line: str) -> bytes:
    """A PNG of 1600 by 2400 pixels. Raises `BookError` if the face of the site lacks a letter."""
    picture = paper(*_SIZE, _MARK_SIZE, _MARK_TOP)
    for text, place in ((name, _NAME), (line, _LINE)):
        _write(picture, text, place, load_face(site, place.weight))
    data = BytesIO()
    save(picture, data)
    return data.getvalue()


def _write(picture: Image.Image, text: str, place: _Place, face: Face) -> None:
    """Write a text in lines, smaller if one of its words is too wide."""
    if missing := face.lacks(text):
        raise BookError(f"the text face has no '{missing}' for the cover of the e-book: '{text}'")
    widest = max(face.at(place.size).getlength(word) for word in text.split())
    size = min(place.size, int(place.size * place.width / widest))
    font = face.at(size)
    write_lines(picture, wrap(text, font, place.width), place.middle, font, place.ink, _LEADING)
