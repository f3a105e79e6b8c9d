"""The pictures that a chat shows beside a link: one for each page, calm, whole and small."""

import re
import shutil
from html import escape
from pathlib import Path

import pytest
from conftest import PRINTED, ROOT
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from finish import FinishError
from finish.face import FACE
from finish.share import PICTURES, draw

ADDRESS = PRINTED["SITE_URL"]
PAPER = (247, 245, 238)
LONG = (
    "A title that goes on and on, as nobody should write it, and still stands in its place to the last word"
)
#: What a chat must not tell whoever else sees it, as patterns over titles and descriptions.
TELLING = (
    r"\b(?:abus|afraid|fear|violen|threat|forc|control|stalk|police|crisis|emergenc|hurt|suicid|danger)",
    r"\b(?:safe(?:ty)?|help ?lines?|(?:an|court) order|affair|lies|drugs?|drink|warning)\b",
    r"\b(?:ex\b.{0,12}\bback|back\b.{0,12}\bex|who to call|bad night|tonight)\b",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site that has nothing but the text face."""
    face = tmp_path / FACE
    face.parent.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / FACE, face)
    return tmp_path


def add_page(
    folder: Path, title: str, picture: str = f"{PICTURES}/page.png", name: str = "page.html"
) -> Path:
    """Add a page that asks for a picture; return where the picture belongs."""
    facts = {"og:site_name": "Back Together", "og:title": title, "og:image": ADDRESS + picture}
    metas = "".join(
        f'<meta property={key} content="{escape(value)}">' for key, value in facts.items() if value
    )
    (folder / name).write_text(f"<!doctype html><html><head>{metas}</head></html>", encoding="utf-8")
    return folder / picture


def colours(path: Path, box: tuple[int, int, int, int]) -> set[tuple[int, ...]]:
    part = Image.open(path).convert("RGB").crop(box)
    return {colour for _, colour in part.getcolors(1 << 20) or [] if isinstance(colour, tuple)}


def is_whole(path: Path) -> bool:
    """Is there paper all around, and between the mark, the title and the name?"""
    spaces = [(0, 0, 1200, 70), (0, 0, 90, 630), (1110, 0, 1200, 630), (0, 580, 1200, 630)]
    between = [(0, 212, 1200, 228), (0, 480, 1200, 530)]
    return all(colours(path, box) == {PAPER} for box in spaces + between)


@pytest.mark.parametrize(
    "title", ["Talk", "Space, silence and contact", LONG, "Donaudampfschifffahrtskapitän"]
)
def test_a_title_stands_in_its_place(folder: Path, title: str) -> None:
    picture = add_page(folder, title)
    assert draw(folder) == [picture]
    assert Image.open(picture).size == (1200, 630)
    assert Image.open(picture).mode == "P", "a picture with a palette is a quarter of the size"
    assert picture.stat().st_size <= 25_000
    assert is_whole(picture)
    assert len(colours(picture, (540, 70, 660, 212))) > 5, "the mark"
    assert len(colours(picture, (90, 228, 1110, 480))) > 5, "the title"
    assert len(colours(picture, (480, 530, 720, 580))) > 5, "the name of the guide"


def test_the_same_page_gives_the_same_bytes(folder: Path) -> None:
    picture = add_page(folder, "Talk")
    draw(folder)
    first = picture.read_bytes()
    draw(folder)
    assert picture.read_bytes() == first
    add_page(folder, "Listen")
    draw(folder)
    assert picture.read_bytes() != first


def test_pictures_are_drawn_for_pages_that_name_one(folder: Path) -> None:
    (folder / "silent.html").write_text("<!doctype html><title>Silent</title>")
    assert draw(folder) == []
    picture = add_page(folder, "Talk", f"{PICTURES}/deeper/talk.png", "talk.html")
    assert draw(folder) == [picture]
    assert [path.name for path in (folder / PICTURES).rglob("*.png")] == ["talk.png"]


@pytest.mark.parametrize(
    ("title", "picture", "message"),
    [
        (
            "Talk",
            "assets/talk.png",
            r"^page\.html: its og:image is '.*/assets/talk\.png'; name a \.png below",
        ),
        ("Talk", f"{PICTURES}/../../talk.png", r"^page\.html: its og:image is"),
        ("Talk", f"{PICTURES}/talk.jpg", r"^page\.html: its og:image is"),
        ("", f"{PICTURES}/talk.png", r"^page\.html: it has an og:image and no og:title"),
        ("Próba łódzka", f"{PICTURES}/talk.png", r"^page\.html: the text face has no 'ł'"),
        ("word " * 150, f"{PICTURES}/talk.png", r"^page\.html: its title is too long.*share_title"),
    ],
)
def test_what_cannot_be_drawn_is_told(folder: Path, title: str, picture: str, message: str) -> None:
    add_page(folder, title, picture)
    with pytest.raises(FinishError, match=message):
        draw(folder)
    assert not list(folder.rglob("*.png"))


def test_a_site_without_the_face_is_told(folder: Path) -> None:
    add_page(folder, "Talk")
    (folder / FACE).unlink()
    with pytest.raises(FinishError, match=rf"^{FACE}: the text face is not in the site"):
        draw(folder)


# The guide itself


@pytest.fixture(scope="module")
def shared(printed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide, built for an address, with its pictures."""
    folder = tmp_path_factory.mktemp("shared") / "site"
    shutil.copytree(printed_site, folder, ignore=shutil.ignore_patterns("downloads"))
    draw(folder)
    return folder


def facts(page: Path) -> dict[str, str]:
    """What a page tells a chat."""
    metas = LexborHTMLParser(page.read_text(encoding="utf-8")).css("meta[property^='og:']")
    return {meta.attributes["property"] or "": meta.attributes["content"] or "" for meta in metas}


@pytest.mark.xdist_group("share")  # or each worker draws the pictures
def test_every_page_of_the_guide_has_its_picture(shared: Path) -> None:
    names = [f"{source.stem}.html" for source in sorted((ROOT / "docs").glob("*.md"))]
    pictures = [shared / facts(shared / name)["og:image"].removeprefix(ADDRESS) for name in names]
    assert len(set(pictures)) == len(names) == len(list((shared / PICTURES).iterdir()))
    assert [path.name for path in pictures if path.stat().st_size > 25_000 or not is_whole(path)] == []


@pytest.mark.xdist_group("share")
def test_a_chat_learns_nothing_about_the_reader(shared: Path) -> None:
    told = {page.name: facts(page) for page in sorted(shared.glob("*.html"))}
    found = [
        f"{name}: '{match[0]}' in {key}"
        for name, page in told.items()
        for key in ("og:title", "og:description")
        for pattern in TELLING
        if (match := re.search(pattern, page.get(key, ""), re.IGNORECASE))
    ]
    assert found == [], "give the page a share_title or a share_description"
