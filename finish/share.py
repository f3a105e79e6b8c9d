"""Draws the picture that a chat shows beside a link: the mark, the title for sharing and the guide's name.

Somebody else may see that chat. So the picture is calm, holds no word that the page did not give it for
sharing (`og:title`, which the front matter sets with `share_title`), and looks the same for every page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image, ImageDraw, ImageFont
from selectolax.lexbor import LexborHTMLParser

from . import FinishError, pages
from .drawing import INK, SOFT, Face, load_face, paper, save, wrap, write_lines
from .face import FACE

PICTURES = "assets/share"

_SIZE = (1200, 630)

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


@dataclass(frozen=True)
class Share:
    """What a page says about itself to a chat."""

    page: str
    picture: str  # below assets/share
    title: str
    site_name: str


def draw(site: Path) -> list[Path]:
    """Draw the picture of each page of a built site that names one; return the pictures."""
    shares = list(_shares(site))
    if not shares:
        return []
    bold, regular = load_face(site, 650), load_face(site, 400)
    ground = paper(*_SIZE, _MARK_SIZE, _MARK_TOP)  # the same in every picture
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


def _draw(site: Path, share: Share, ground: Image.Image, bold: Face, regular: Face) -> Path:
    for text, face in ((share.title, bold), (share.site_name, regular)):
        if missing := face.lacks(text):
            raise FinishError(
                f"{share.page}: the text face has no '{missing}' for the share picture;"
                f" give the page a share_title without it, or put a face that has it at {FACE}"
            )
    picture = ground.copy()
    font, lines = _fit(share, bold)
    write_lines(picture, lines, _TITLE_MIDDLE, font, INK, _LEADING)
    pen = ImageDraw.Draw(picture)
    pen.text((_SIZE[0] / 2, _NAME_BASELINE), share.site_name, SOFT, regular.at(_NAME_SIZE), anchor="ms")
    path = site / PICTURES / share.picture
    path.parent.mkdir(parents=True, exist_ok=True)
    save(picture, path)
    return path


def _fit(share: Share, face: Face) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest size at which the whole title stands in its place, and its lines."""
    for size in _TITLE_SIZES:
        font = face.at(size)
        lines = wrap(share.title, font, _TITLE_WIDTH)
        is_narrow = all(font.getlength(line) <= _TITLE_WIDTH for line in lines)
        if is_narrow and len(lines) * size * _LEADING <= _TITLE_HEIGHT:
            return font, lines
    raise FinishError(f"{share.page}: its title is too long for a share picture; give the page a share_title")
