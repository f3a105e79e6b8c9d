"""The sheets: each exercise once more, on paper, with room to write and a way back to its page."""

import re
from pathlib import Path

import pymupdf
import pytest
import yaml
from conftest import PRINTED, ROOT, SHEETS
from guide_extensions.room import makeExtension
from markdown import markdown
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser, LexborNode

pytestmark = pytest.mark.xdist_group("sheets")

DOCS = ROOT / "docs"
TOPICS = [page.stem for page in sorted(DOCS.glob("*.md")) if "\nkind: topic\n" in page.read_text("utf-8")]
#: What has a sheet besides the exercises, as the section of the page that the sheet includes.
AT_HAND = {"right-now.md:five-small-things", "space-and-contact.md:contact-rule"}
WITHOUT_ROOM = "sheet-six-questions.html"  # what is written there may be found
SIZES = ("a4", "letter")
MILLIMETRE = 96 / 25.4  # in pixels


def parse(site: Path, page: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / page).read_text(encoding="utf-8"))


def page_text(site: Path, page: str) -> LexborNode:
    text = parse(site, page).css_first(".page-text")
    assert text
    return text


def hrefs(node: LexborNode | LexborHTMLParser, selector: str = "a") -> list[str]:
    return [link.attributes["href"] or "" for link in node.css(selector)]


def included(sheet: str) -> set[str]:
    """What a sheet includes, such as `trust.md:exercise`."""
    source = (DOCS / sheet.replace(".html", ".md")).read_text(encoding="utf-8")
    return set(re.findall(r'^--8<-- "(.+)"$', source, re.MULTILINE))


# What there is


def test_each_exercise_and_each_thing_at_hand_has_one_sheet() -> None:
    wanted = {f"{topic}.md:exercise" for topic in TOPICS} | AT_HAND
    shown = [name for sheet in SHEETS for name in included(sheet) & wanted]
    assert sorted(shown) == sorted(wanted)
    assert len(SHEETS) == len(wanted)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_leads_to_its_sheet_and_the_sheet_back(site: Path, topic: str) -> None:
    (sheet,) = (sheet for sheet in SHEETS if f"{topic}.md:exercise" in included(sheet))
    exercise = page_text(site, f"{topic}.html").css_first(".try-this")
    assert exercise
    assert hrefs(exercise)[-1] == sheet
    text = page_text(site, sheet)
    assert f"{topic}.html" in hrefs(text)
    steps = [step.text() for step in exercise.css("ol > li, td")]
    assert steps
    assert set(steps) <= {step.text() for step in text.css("ol > li, td")}


def test_what_is_at_hand_is_linked_both_ways(site: Path) -> None:
    for page, sheet in (
        ("right-now.html", "sheet-tonight.html"),
        ("space-and-contact.html", "sheet-contact-rule.html"),
        ("making-peace.html", "sheet-unsent-letter.html"),
    ):
        assert sheet in hrefs(page_text(site, page))
        assert page in hrefs(page_text(site, sheet))


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_has_room_to_write(site: Path, sheet: str) -> None:
    room = page_text(site, sheet).css(".room > .line, td:empty")
    assert bool(room) == (sheet != WITHOUT_ROOM)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_offers_both_sizes_of_paper(site: Path, sheet: str) -> None:
    stem = sheet.removesuffix(".html")
    assert hrefs(parse(site, sheet), ".downloads a") == [f"downloads/{stem}-{size}.pdf" for size in SIZES]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_says_whose_it_is_and_how_old(site: Path, sheet: str) -> None:
    tree = parse(site, sheet)
    assert len(tree.css(".page-note time")) == 2
    name = tree.css_first(".copyright")
    assert name
    assert "Back Together" in name.text()
    text = tree.css_first(".page-text")
    assert text
    assert text.attributes["data-kind"] == "sheet"
    assert not text.css("details, .admonition:not(.help-now)"), "nothing closed, and no frame but for help"


def test_a_sheet_says_where_the_guide_is(printed_site: Path) -> None:
    notes = {page: parse(printed_site, page).css_first(".page-note") for page in (SHEETS[0], "trust.html")}
    said = [page for page, note in notes.items() if note and PRINTED["SITE_URL"] in note.text()]
    assert said == [SHEETS[0]]


def test_sheets_stand_on_the_page_to_print_and_not_in_the_menu(site: Path) -> None:
    links = hrefs(page_text(site, "print.html"))
    assert sorted(link for link in links if link.startswith("sheet-")) == SHEETS
    assert [link for link in links if link.startswith("downloads/")] == [
        *(f"downloads/back-together-{size}.pdf" for size in SIZES),
        "downloads/back-together.epub",
    ]
    menu = hrefs(parse(site, "print.html"), ".pages a")
    assert "print.html" in menu
    assert [link for link in menu if link.startswith("sheet-")] == []


def test_nothing_else_has_the_look_of_a_sheet(site: Path) -> None:
    marked = [page.name for page in site.glob("*.html") if "data-kind" in page.read_text(encoding="utf-8")]
    assert sorted(marked) == SHEETS


def test_a_title_gives_nobody_away() -> None:
    for sheet in SHEETS:
        title = yaml.safe_load((DOCS / sheet.replace(".html", ".md")).read_text("utf-8").split("---\n")[1])[
            "title"
        ]
        assert not re.search(r"\b(?:safe|abus|afraid|fear|violen|threat|control|suicid|danger)", title, re.I)


# What comes out of a printer, with no backgrounds


@pytest.fixture(scope="module")
def sheet_pages(chromium: Browser, address: str) -> dict[str, tuple[int, int]]:
    """How many sides of A4 and of US Letter each sheet takes."""
    with chromium.new_context() as context:
        page = context.new_page()
        return {
            sheet: (sides(page, address + sheet, "A4"), sides(page, address + sheet, "Letter"))
            for sheet in SHEETS
        }


def sides(page: Page, address: str, paper: str) -> int:
    if page.url != address:
        page.goto(address)
    return len(pymupdf.open("pdf", page.pdf(format=paper, print_background=False)))


def test_a_sheet_is_one_or_two_sides(sheet_pages: dict[str, tuple[int, int]]) -> None:
    assert {sheet: count for sheet, count in sheet_pages.items() if max(count) > 2} == {}
    assert sum(count == (1, 1) for count in sheet_pages.values()) >= 12, "most need one"


@pytest.mark.parametrize("sheet", ["sheet-should-we-try-again.html", "sheet-small-promises.html"])
def test_lines_and_boxes_are_drawn_with_borders(chromium: Browser, address: str, sheet: str) -> None:
    with chromium.new_context(viewport={"width": 700, "height": 900}) as context:
        page = context.new_page()
        page.goto(address + sheet)
        page.emulate_media(media="print")
        lines = page.evaluate("""() => [...document.querySelectorAll(".room > .line")].map(line => [
            line.getBoundingClientRect().height, parseFloat(getComputedStyle(line).borderBottomWidth)])""")
        assert all(height / MILLIMETRE > 7 and border >= 1 for height, border in lines)
        boxes = page.evaluate("""() => [...document.querySelectorAll("[data-kind] > ul > li")].map(item => {
            const style = getComputedStyle(item, "::before");
            return Math.min(parseFloat(style.width), 9 * parseFloat(style.borderLeftWidth));
        })""")
        assert all(box >= 9 for box in boxes)
        cells = page.evaluate("""() => [...document.querySelectorAll("[data-kind] td")].map(cell =>
            parseFloat(getComputedStyle(cell).borderLeftWidth))""")
        assert all(border >= 1 for border in cells)
        assert lines
        assert boxes or cells


def test_a_screen_shows_a_few_of_many_lines(chromium: Browser, address: str) -> None:
    with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(address + "sheet-unsent-letter.html")
        letter = page.locator(".room").last.locator(".line")
        assert letter.count() > 20
        assert letter.filter(visible=True).count() == 3
        page.emulate_media(media="print")
        assert letter.filter(visible=True).count() == letter.count()


# The block `/// room`


def render(block: str) -> str:
    return re.sub(r"\s*\n\s*", "", markdown(block, extensions=[makeExtension()]))


LINE = '<span aria-hidden="true" class="line"></span>'


@pytest.mark.parametrize(
    ("block", "html"),
    [
        ("/// room | A day\n///", f'<p class="room-label">A day</p>{LINE * 2}'),
        (
            "/// room | A *good* day\n    lines: 3\n///",
            f'<p class="room-label">A <em>good</em> day</p>{LINE * 3}',
        ),
        ("/// room\n    lines: 1\n///", LINE),
    ],
)
def test_room_has_a_label_and_lines(block: str, html: str) -> None:
    assert render(block) == f'<div class="room">{html}</div>'


@pytest.mark.parametrize("lines", ["0", "51", "many"])
def test_a_wrong_number_of_lines_shows_as_text(lines: str) -> None:
    """So that the check of loose markup finds it."""
    assert "///" in render(f"/// room | A day\n    lines: {lines}\n///")
