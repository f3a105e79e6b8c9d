"""The sheets as files to print: whole, light, black on white, with room to write and whose they are."""

from pathlib import Path

import pymupdf
import pytest
from conftest import SHEETS
from pdf import Pdf, lost_in, read, squeeze, text, words
from selectolax.lexbor import LexborHTMLParser

pytestmark = pytest.mark.xdist_group("book")

PAPERS = {"a4": (595, 842), "letter": (612, 792)}  # in points
MILLIMETRE = 72 / 25.4  # in points
BYTES = 100_000
INK = 0.08  # of the paper; a page full of text has about this much

Files = dict[str, list[Pdf]]


@pytest.fixture(scope="module")
def files(printed_site: Path) -> Files:
    """Each sheet on both papers."""
    folder = printed_site / "downloads"
    return {
        sheet: [read(folder / f"{sheet.removesuffix('.html')}-{paper}.pdf") for paper in PAPERS]
        for sheet in SHEETS
    }


@pytest.fixture(scope="module")
def shown(printed_site: Path) -> dict[str, LexborHTMLParser]:
    """Each sheet as a page of the site."""
    return {sheet: LexborHTMLParser((printed_site / sheet).read_text(encoding="utf-8")) for sheet in SHEETS}


every_sheet = pytest.mark.parametrize("sheet", SHEETS)


@every_sheet
def test_a_sheet_is_one_or_two_light_pages(files: Files, sheet: str) -> None:
    for file, size in zip(files[sheet], PAPERS.values(), strict=True):
        assert set(file.sizes) == {size}
        assert 1 <= len(file.sizes) <= 2
        assert file.path.stat().st_size < BYTES


@every_sheet
def test_a_sheet_says_what_its_page_says(
    files: Files, shown: dict[str, LexborHTMLParser], sheet: str
) -> None:
    said = shown[sheet].css(".page-text :is(h1, h2, h3, p, li:not(:has(p)), th, td:not(:empty))")
    assert len(said) > 5
    for file in files[sheet]:
        assert lost_in(text(file.lines), [words(node) for node in said]) == []
        assert file.facts["title"] == words(said[0])


@every_sheet
def test_a_sheet_links_to_people_alone(files: Files, sheet: str) -> None:
    """It is passed on without the rest of the guide, so a link to a page of it would lead nowhere."""
    for file in files[sheet]:
        assert [link for link in file.links if link.target or "example.org" in link.address] == []


@every_sheet
def test_each_page_says_whose_it_is_and_how_old(
    files: Files, shown: dict[str, LexborHTMLParser], sheet: str
) -> None:
    """A tag holds it once, on the first page."""
    date = words(shown[sheet].css_first(".page-note time"))
    foot = squeeze(f"Back Together · example.org/guide · Reviewed {date}")
    for file in files[sheet]:
        assert text(file.lines).count(foot) == 1
        for page in range(1, len(file.sizes) + 1):
            assert foot in text(line for line in (*file.lines, *file.artifacts) if line.page == page)


@every_sheet
def test_a_copier_needs_little_ink_and_no_colour(files: Files, sheet: str) -> None:
    for page in (page for file in files[sheet] for page in pymupdf.open(file.path).pages()):
        grey = page.get_pixmap(dpi=36, colorspace=pymupdf.csGRAY).samples
        assert 1 - sum(grey) / 255 / len(grey) < INK
        colour = page.get_pixmap(dpi=36).samples
        assert colour[0::3] == colour[1::3] == colour[2::3]


@every_sheet
def test_every_line_and_cell_leaves_room_for_a_hand(
    files: Files, shown: dict[str, LexborHTMLParser], sheet: str
) -> None:
    """A line is the lower border of a box, and the height of the box is the room above the line."""
    for file in files[sheet]:
        lines = [box for box in drawn(file) if box.width > 60 and box.height > 1]
        assert len([box for box in lines if 8 < box.height / MILLIMETRE < 12]) == len(
            shown[sheet].css(".line")
        )
        cells = [cell for cell in empty_cells(file) if not any(is_above(cell, line) for line in lines)]
        assert len(cells) == len(shown[sheet].css("td:empty"))
        for cell in cells:
            assert cell.height > 12 * MILLIMETRE
            assert cell.width > 18 * MILLIMETRE


def drawn(file: Pdf) -> list[pymupdf.Rect]:
    return [drawing["rect"] for page in pymupdf.open(file.path).pages() for drawing in page.get_drawings()]


def empty_cells(file: Pdf) -> list[pymupdf.Rect]:
    """Boxes between lines, with no text in them."""
    return [
        pymupdf.Rect(cell)
        for page in pymupdf.open(file.path).pages()
        for table in page.find_tables()
        for cell in table.cells
        if not page.get_textbox(cell).strip()
    ]


def is_above(cell: pymupdf.Rect, line: pymupdf.Rect) -> bool:
    return abs(cell.y1 - line.y1) < 1


@every_sheet
def test_every_box_to_tick_is_drawn(files: Files, shown: dict[str, LexborHTMLParser], sheet: str) -> None:
    """A box is a square of 2 to 4 mm."""
    items = shown[sheet].css("[data-kind] > ul > li")
    for file in files[sheet]:
        squares = [box for box in drawn(file) if abs(box.width - box.height) < 0.5]
        assert len([box for box in squares if 2 < box.width / MILLIMETRE < 4]) == len(items)
