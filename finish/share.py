"""Draws the picture that a chat shows beside a link: the mark, the title for sharing and the guide's name.

Somebody else may see that chat. So the picture is calm, holds no word that the page did not give it for
sharing (`og:title`, which the front matter sets with `share_title`), and looks the same for every page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import takewhile
from pathlib import Path, PurePosixPath

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from PIL import Image, ImageDraw, ImageFont
from selectolax.lexbor import LexborHTMLParser

from . import FinishError, pages
from .face import FACE

PICTURES = "assets/share"

_SIZE = (1200, 630)
_PAPER = "#f7f5ee"
_INK = "#25302f"
_SOFT = "#424d4b"
_MARK = "#5f8f93"
_COLOURS = 64  # paper, three inks and the steps between them

# All of it stands in the middle: many chats cut the picture to a square.
_MARK_SIZE = 150
_MARK_TOP = 70
_TITLE_MIDDLE = 352
_TITLE_WIDTH = 1010
_TITLE_HEIGHT = 240
_NAME_BASELINE = 563
_TITLE_SIZES = range(76, 27, -4)
_LEADING = 1.18
_NAME_SIZE = 36
_FINER = 4  # the mark is drawn larger by this and made smaller, so that its edges are smooth


@dataclass(frozen=True)
class Share:
    """What a page says about itself to a chat."""

    page: str
    picture: str  # below assets/share
    title: str
    site_name: str


@dataclass(frozen=True)
class _Face:
    """The text face at one weight."""

    data: bytes
    letters: frozenset[str]

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(BytesIO(self.data), size)


def draw(site: Path) -> list[Path]:
    """Draw the picture of each page of a built site that names one; return the pictures."""
    shares = list(_shares(site))
    if not shares:
        return []
    bold, regular = _face(site, 650), _face(site, 400)
    ground = _ground()
    return [_draw(site, share, ground, bold, regular) for share in shares]


def _shares(site: Path) -> Iterator[Share]:
    for page in pages.read(site):
        tree = page.parse()
        picture, title = _property(tree, "og:image"), _property(tree, "og:title")
        if picture and not title:
            raise FinishError(f"{page.path}: it has an og:image and no og:title to draw; give it a title")
        if picture:
            yield Share(page.path, _name(page.path, picture), title, _property(tree, "og:site_name"))


def _property(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}"]')
    return (node.attributes.get("content") or "").strip() if node else ""


def _name(page: str, address: str) -> str:
    """The part of an address below assets/share, such as `talking.png`."""
    _, folder, name = address.rpartition(f"/{PICTURES}/")
    if not folder or ".." in name.split("/") or PurePosixPath(name).suffix != ".png":
        raise FinishError(f"{page}: its og:image is '{address}'; name a .png below {PICTURES}/ instead")
    return name


def _face(site: Path, weight: int) -> _Face:
    path = site / FACE
    if not path.is_file():
        raise FinishError(f"{FACE}: the text face is not in the site; the share pictures are drawn with it")
    font = TTFont(path)
    font.flavor = None
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    data = BytesIO()
    font.save(data)
    return _Face(data.getvalue(), frozenset(map(chr, font.getBestCmap())))


def _ground() -> Image.Image:
    """The paper, and the mark of overrides/.icons/guide/mark.svg: the same in every picture."""
    picture = Image.new("RGB", _SIZE, _PAPER)
    side = _MARK_SIZE * _FINER
    mark = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(mark)
    unit = side / 24  # the mark is drawn on a grid of 24
    for x, y in _way():
        _dot(pen, x * unit, y * unit, 1.3 * unit)
    _dot(pen, 19 * unit, 4.5 * unit, 2.7 * unit)
    shape = mark.resize((_MARK_SIZE, _MARK_SIZE), Image.Resampling.BOX)
    picture.paste(_MARK, ((_SIZE[0] - _MARK_SIZE) // 2, _MARK_TOP), shape)
    return picture


def _way() -> Iterator[tuple[float, float]]:
    """Points along the curve `M5 21C5 13 19 18 19 10`, close enough for round dots to make a line."""
    steps = 600
    for step in range(steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        yield 5 * a + 5 * b + 19 * c + 19 * d, 21 * a + 13 * b + 18 * c + 10 * d


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _draw(site: Path, share: Share, ground: Image.Image, bold: _Face, regular: _Face) -> Path:
    for text, face in ((share.title, bold), (share.site_name, regular)):
        if missing := set(text) - face.letters:
            raise FinishError(
                f"{share.page}: the text face has no '{min(missing)}' for the share picture;"
                f" give the page a share_title without it, or put a face that has it at {FACE}"
            )
    picture = ground.copy()
    pen = ImageDraw.Draw(picture)
    middle = _SIZE[0] / 2
    font, lines = _fit(share, bold)
    height = font.size * _LEADING
    for number, line in enumerate(lines):
        top = _TITLE_MIDDLE + (number - (len(lines) - 1) / 2) * height
        pen.text((middle, top), line, _INK, font, anchor="mm")
    pen.text((middle, _NAME_BASELINE), share.site_name, _SOFT, regular.at(_NAME_SIZE), anchor="ms")
    path = site / PICTURES / share.picture
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def _fit(share: Share, face: _Face) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest size at which the whole title stands in its place, and its lines."""
    for size in _TITLE_SIZES:
        font = face.at(size)
        lines = _wrap(share.title, font)
        is_narrow = all(font.getlength(line) <= _TITLE_WIDTH for line in lines)
        if is_narrow and len(lines) * size * _LEADING <= _TITLE_HEIGHT:
            return font, lines
    raise FinishError(f"{share.page}: its title is too long for a share picture; give the page a share_title")


def _wrap(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The text in as few lines as it needs, of about the same length: no word stands alone below."""
    fewest = len(_fill(text, font, _TITLE_WIDTH))
    narrower = (_fill(text, font, width) for width in range(_TITLE_WIDTH, 0, -10))
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
