"""What comes out of a printer: every page, with scripts and without, by day and by night, with and without
background graphics, on A4 and on US Letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import conftest
import pymupdf
import pytest
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser, LexborNode

pytestmark = pytest.mark.xdist_group("print")

PAGES = [*conftest.PAGES, "404.html"]
WHITE = 255
EDGE = 14  # points: less than any margin
DPI = 36
DARK = 0.45  # of white: the lightest text on paper
WORDS_ON_A_SIDE = 240
LONGEST_CALLOUT = 1500  # characters; a longer one may go on overleaf

# What leads through the site, or is there to be pressed.
OFF_PAPER = (
    "Skip to content",
    "On this page",
    "Page before",
    "Page after",
    "About this guide",
    "Tell us what is wrong with this page",
    "Print this page",
    "choose Print in the menu",
    "Open all answers",
    "Copy link",
    "Clear my answers",
    "PDF, US Letter",
)
# What the text of a page holds for screens alone: the helper is two pages of paper.
ON_SCREEN = (
    ".answers, .progress, .helper + p + p, .helper ~ .no-js-only,"
    " .helper ~ .helplines:not(:last-of-type) .checked"
)
LINES = ":is(h1, h2, h3, h4, summary, p, li, th, td):not(:has(p, li))"
HEADINGS = "h1, h2, h3, h4, summary, .admonition-title, .do > p, .avoid > p"
BOXES = ".helper ~ ul > li > a[href^='#'], [data-kind=sheet] > ul > li"


@dataclass(frozen=True)
class Way:
    """One way to print."""

    scripts: bool
    scheme: Literal["light", "dark"]
    backgrounds: bool
    paper: Literal["A4", "Letter"]

    def __str__(self) -> str:
        said = ["scripts" if self.scripts else "no scripts", self.scheme, self.paper]
        return ", ".join([*said, "backgrounds" if self.backgrounds else "no backgrounds"])


# Every two settings meet.
WAYS = (
    Way(scripts=True, scheme="light", backgrounds=False, paper="A4"),
    Way(scripts=True, scheme="dark", backgrounds=True, paper="Letter"),
    Way(scripts=False, scheme="light", backgrounds=True, paper="A4"),
    Way(scripts=False, scheme="dark", backgrounds=False, paper="Letter"),
)


class Printer:
    """Prints pages in one browser, with a window for each way."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._address = address
        self._browser = browser
        self._window = cache(self._open)

    def print(self, path: str, way: Way) -> pymupdf.Document:
        page = self._window(way)
        page.goto(self._address + path)
        data = page.pdf(format=way.paper, print_background=way.backgrounds)
        return pymupdf.open(stream=data)

    def _open(self, way: Way) -> Page:
        return self._browser.new_context(java_script_enabled=way.scripts, color_scheme=way.scheme).new_page()


@dataclass(frozen=True)
class Line:
    """A line of print."""

    letters: str  # without the spaces
    left: float
    top: float
    light: float  # of its lightest ink
    is_link: bool


@dataclass(frozen=True)
class Sheet:
    """What a page of the guide has to say on paper, in letters without spaces."""

    title: str
    lines: tuple[str, ...]
    headings: frozenset[str]
    callouts: tuple[tuple[str, ...], ...]
    boxes: int


@pytest.fixture(scope="module")
def printer(chromium: Browser, address: str) -> Printer:
    return Printer(chromium, address)


def squeezed(text: str) -> str:
    """A text without spaces: lines break where they like."""
    return re.sub(r"\s+", "", text)


def sheet(html: str) -> Sheet:
    tree = LexborHTMLParser(html)
    text = tree.css_first(".page-text") or tree.css_first("article")
    assert text
    for node in text.css(f"svg, {ON_SCREEN}"):
        node.decompose()
    for link in text.css("a[data-print]"):
        link.insert_after(f" ({link.attributes['data-print']})")
    for way in text.css(".helper ~ ul em"):
        way.insert_before("–")
    title = text.css_first("h1")
    assert title
    short = [each for each in text.css(".admonition") if len(each.text()) < LONGEST_CALLOUT]
    return Sheet(
        title=squeezed(title.text()),
        lines=tuple(said(text)),
        headings=frozenset(squeezed(node.text()) for node in text.css(HEADINGS)),
        callouts=tuple(tuple(said(callout)) for callout in short),
        boxes=len(text.css(BOXES)),
    )


def said(node: LexborNode) -> Iterator[str]:
    return filter(None, (squeezed(line.text()) for line in node.css(LINES) if not line.css_first("[hidden]")))


def printed(side: pymupdf.Page) -> list[Line]:
    """The lines of a side in the order in which they were written."""
    links = [link["from"] for link in side.get_links()]
    return [
        Line(
            letters=squeezed("".join(span["text"] for span in line["spans"])),
            left=line["bbox"][0],
            top=line["bbox"][1],
            light=max(light(span["color"]) for span in line["spans"]),
            is_link=any(link.intersects(line["bbox"]) for link in links),
        )
        for block in side.get_text("dict")["blocks"]
        for line in block["lines"]
    ]


def light(colour: int) -> float:
    """How light an sRGB colour is, from 0 to 1."""
    red, green, blue = (colour >> shift & 255 for shift in (16, 8, 0))
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255


def faults(want: Sheet, document: pymupdf.Document) -> Iterator[str]:
    """Whatever is wrong with the paper."""
    sides = list(document.pages())
    written = [printed(side) for side in sides]
    texts = ["".join(line.letters for line in lines) for lines in written]
    whole = "".join(texts)
    yield from (f"not on paper: {line}" for line in want.lines if line not in whole)
    own = "".join(want.lines)
    yield from (
        f"on paper: {words}" for words in map(squeezed, OFF_PAPER) if words in whole and words not in own
    )
    for callout in want.callouts:
        if not any(all(line in text for line in callout) for text in texts):
            yield f"on two pages: {callout[0]}"
    for number, (side, lines) in enumerate(zip(sides, written, strict=True), start=1):
        yield from (
            f"alone at the foot of page {number}: {heading}" for heading in stranded(side, lines, want)
        )
        yield from (f"hardly to be read: {line.letters}" for line in lines if line.light > DARK)
        if not is_white(side):
            yield f"page {number} is not white to the edge"
    if want.boxes and (boxes := sum(map(boxes_on, sides))) != want.boxes:
        yield f"{boxes} boxes to tick, and not {want.boxes}"


def stranded(side: pymupdf.Page, lines: list[Line], want: Sheet) -> Iterator[str]:
    """Headings below which nothing follows on the same side, or in the same of two columns."""
    middle = side.rect.width / 2
    for column in (
        [line for line in lines if (line.left > middle) == is_right] for is_right in (False, True)
    ):
        column.sort(key=lambda line: line.top)
        written = "".join(line.letters for line in column)
        yield from (
            heading
            for heading in want.headings
            if written.endswith(heading) and heading.endswith(column[-1].letters) and not column[-1].is_link
        )


def is_white(side: pymupdf.Page) -> bool:
    """True if the paper shows between the letters, and nothing else at its edges."""
    picture = side.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
    width, height, pixels = picture.width, picture.height, picture.samples
    edge = EDGE * DPI // 72
    rows = [pixels[start : start + width] for start in range(0, width * height, width)]
    strips = [*rows[:edge], *rows[-edge:], *(row[:edge] + row[-edge:] for row in rows)]
    return pixels.count(WHITE) > len(pixels) / 2 and all(min(strip) == WHITE for strip in strips)


def boxes_on(side: pymupdf.Page) -> int:
    """How many boxes to tick show on a side: without background graphics a browser paints them white."""
    inked = [each["rect"] for each in side.get_drawings() if max(each["color"] or each["fill"] or [1]) < DARK]
    return sum(5 < box.width < 15 and abs(box.width - box.height) < 1 for box in inked)


@pytest.mark.parametrize("path", PAGES)
def test_paper(printer: Printer, site: Path, path: str) -> None:
    want = sheet((site / path).read_text(encoding="utf-8"))
    found = [f"{way}: {fault}" for way in WAYS for fault in faults(want, printer.print(path, way))]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("path", ["what-happened.html", "trust.html", "is-it-safe.html"])
def test_a_page_takes_few_sides(printer: Printer, path: str) -> None:
    for way in WAYS:
        sides = list(printer.print(path, way).pages())
        words = sum(len(str(side.get_text()).split()) for side in sides)
        assert len(sides) <= words / WORDS_ON_A_SIDE + 1, way


def test_paper_names_where_links_lead(printer: Printer) -> None:
    """Once in a callout for each page, and not where the words of a link say it."""
    document = printer.print("trust.html", WAYS[0])
    text = " ".join(" ".join(side.get_text() for side in document.pages()).split())
    assert "72 marriages (McNulty, 2008)" in text
    assert text.count("‘About, sources and reuse’") == 1
    assert "Make peace, whatever the answer (" not in text
    about = squeezed("".join(side.get_text() for side in printer.print("about.html", WAYS[0]).pages()))
    assert "(creativecommons.org/licenses/by/4.0)" in about


@pytest.mark.parametrize("path", ["index.html", "trust.html"])
def test_the_text_of_the_file_is_in_order(printer: Printer, site: Path, path: str) -> None:
    """For those who copy it or have it read aloud."""
    tree = LexborHTMLParser((site / path).read_text(encoding="utf-8"))
    headings = [squeezed(node.text()) for node in tree.css(f".page-text :is({HEADINGS})")]
    sides = printer.print(path, WAYS[0]).pages()
    text = "".join(line.letters for side in sides for line in printed(side))
    assert re.search(".*".join(map(re.escape, headings)), text)
