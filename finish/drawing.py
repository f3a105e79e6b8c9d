"""What the pictures of the guide are drawn with: its paper, its colours, its mark and its text face."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import takewhile
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from PIL import Image, ImageDraw, ImageFont

from . import FinishError
from .face import FACE

PAPER = "#f7f5ee"
INK = "#25302f"
SOFT = "#424d4b"
MARK = "#5f8f93"

_COLOURS = 64  # paper, three inks and the steps between them
_FINER = 4  # the mark is drawn larger by this and made smaller, so that its edges are smooth


@dataclass(frozen=True)
class Face:
    """The text face at one weight."""

    data: bytes
    letters: frozenset[str]

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(BytesIO(self.data), size)

    def lacks(self, text: str) -> str:
        """A character of a text that the face cannot write, '' if it can write them all."""
        return min(set(text) - self.letters, default="")


def load_face(site: Path, weight: int) -> Face:
    """The text face of a built site, at a weight from 400 to 700."""
    path = site / FACE
    if not path.is_file():
        raise FinishError(f"{FACE}: the text face is not in the site; its pictures are drawn with it")
    font = TTFont(path)
    font.flavor = None
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    data = BytesIO()
    font.save(data)
    return Face(data.getvalue(), frozenset(map(chr, font.getBestCmap())))


def paper(width: int, height: int, mark_size: int, mark_top: int) -> Image.Image:
    """Empty paper with the mark in the middle of its width; all in pixels."""
    picture = Image.new("RGB", (width, height), PAPER)
    picture.paste(MARK, ((width - mark_size) // 2, mark_top), _mark(mark_size))
    return picture


def write_lines(
    picture: Image.Image,
    lines: Sequence[str],
    middle: int,
    font: ImageFont.FreeTypeFont,
    ink: str,
    leading: float,
) -> None:
    """Write lines in the middle of the width, around a height in pixels.

    `leading` is from one line to the next, in sizes of the font.
    """
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        height = middle + (number - (len(lines) - 1) / 2) * font.size * leading
        pen.text((picture.width / 2, height), line, ink, font, anchor="mm")


def save(picture: Image.Image, file: Path | BytesIO) -> None:
    """Write a picture as a PNG with a palette, which is a quarter of the size."""
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "png", optimize=True)


def _mark(size: int) -> Image.Image:
    """The mark of overrides/.icons/guide/mark.svg as a mask, in a square with sides of `size` pixels."""
    side = size * _FINER
    picture = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(picture)
    unit = side / 24  # the mark is drawn on a grid of 24
    for x, y in _way():
        _dot(pen, x * unit, y * unit, 1.3 * unit)
    _dot(pen, 19 * unit, 4.5 * unit, 2.7 * unit)
    return picture.resize((size, size), Image.Resampling.BOX)


def _way() -> Iterator[tuple[float, float]]:
    """Points along the curve `M5 21C5 13 19 18 19 10`, close enough for round dots to make a line."""
    steps = 600
    for step in range(steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        yield 5 * a + 5 * b + 19 * c + 19 * d, 21 * a + 13 * b + 18 * c + 10 * d


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in as few lines as it needs, of about the same length: no word stands alone below."""
    fewest = len(_fill(text, font, width))
    narrower = (_fill(text, font, limit) for limit in range(width, 0, -10))
    *_, even = takewhile(lambda lines: len(lines) == fewest, narrower)
    return even


def _fill(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
