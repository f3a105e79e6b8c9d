"""The book: every word of the pages is in it, every link and number leads where it says, no page is odd."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pymupdf
import pytest
from conftest import SHEETS
from pdf import Annotation, Line, Link, Pdf, lost_in, read, squeeze, text, words
from selectolax.lexbor import LexborHTMLParser, LexborNode

from book.matter import FIRST, FOUND, LAST_PAGE

pytestmark = pytest.mark.xdist_group("book")

PAPERS = {"a4": (595, 842), "letter": (612, 792)}  # in points
NUMBER = re.compile(r"\(p\.(\d+)\)")  # as the text names a page, without spaces
QUESTIONS = 48


@pytest.fixture(scope="module", params=PAPERS)
def book(request: pytest.FixtureRequest, printed_site: Path) -> Pdf:
    """The book on each paper."""
    return read(printed_site / "downloads" / f"back-together-{request.param}.pdf")


@pytest.fixture(scope="module")
def pages(printed_site: Path) -> list[LexborHTMLParser]:
    """The pages of the site in the order of the menu, then the sheets in the order of the links to them."""
    parsed = {path.name: LexborHTMLParser(path.read_text("utf-8")) for path in printed_site.glob("*.html")}
    list_of_pages = parsed["index.html"].css_first("nav.pages")
    assert list_of_pages
    menu = [link.attributes["href"] or "" for link in list_of_pages.css("a")]
    links = [
        link.attributes["href"] or "" for name in menu for link in parsed[name].css(".page-text a[href]")
    ]
    sheets = dict.fromkeys(link for link in links if link in SHEETS)
    assert len(sheets) == len(SHEETS)
    return [parsed[name] for name in (*menu, *sheets)]


def last_sentence(answer: LexborNode) -> str:
    return re.split(r"(?<=[.?!]) ", words(answer.css("p, li")[-1]))[-1]


def running(book: Pdf) -> str:
    """The text of all pages in a row, without spaces and without the numbers behind links."""
    return NUMBER.sub("", text(book.lines))


# What it says


def test_every_question_answer_callout_and_takeaway_is_there_in_order(
    book: Pdf, pages: list[LexborHTMLParser]
) -> None:
    wanted: list[str] = []
    seen: set[str | None] = set()
    for page in pages:
        for node in page.css(".page-text :is(.admonition-title, .takeaways li, details)"):
            if node.tag != "details":
                wanted.append(words(node))
            elif node.id not in seen:
                seen.add(node.id)
                wanted += [words(node.css_first("summary")), last_sentence(node)]
    assert len(seen) == QUESTIONS
    assert len(wanted) > 2 * QUESTIONS + 3 * 15, "three takeaways or more on most pages"
    assert lost_in(running(book), wanted) == []


def test_a_question_is_printed_once_below_a_heading_of_its_own(
    book: Pdf, pages: list[LexborHTMLParser]
) -> None:
    headings = [entry.title for entry in book.outline]
    for question in {words(node) for page in pages for node in page.css(".page-text details > summary")}:
        assert headings.count(question) == 1, question


def test_the_file_says_what_it_is(book: Pdf) -> None:
    assert book.facts["title"] == "Back Together"
    assert book.facts["author"] == "Back Together contributors"
    assert squeeze(book.facts["subject"]) in text(book.on(1)), "the line on the cover"
    assert "letting go" in book.facts["keywords"].split(", ")
    assert book.language == "en"
    paper = book.path.stem.rpartition("-")[2]
    assert set(book.sizes) == {PAPERS[paper]}


def test_the_cover_says_whose_it_is_and_how_old(book: Pdf, pages: list[LexborHTMLParser]) -> None:
    reviewed = f"Reviewed {words(pages[0].css_first('.page-note time'))}"
    licence = words(pages[0].css_first(".copyright")).removeprefix("Back Together. ")
    assert lost_in(text(book.on(1)), ["Back Together", "example.org/guide", reviewed, licence]) == []


def test_the_contents_lead_to_help_first_and_say_that_a_book_can_be_found(book: Pdf) -> None:
    last = len(book.sizes)
    said = text(book.on(2))
    assert lost_in(said, [f"{FIRST} {LAST_PAGE} (p. {last})", FOUND]) == []
    assert said.index(squeeze(FIRST)) < said.index("Stage1of5")


def test_the_last_page_leads_to_all_numbers(book: Pdf) -> None:
    (more,) = [link for link in book.links if link.page == len(book.sizes) and link.target]
    assert more.words == f"Get help (p. {more.target})"


def test_the_last_page_has_people_to_call_and_when_that_was_checked(
    book: Pdf, pages: list[LexborHTMLParser]
) -> None:
    last = len(book.sizes)
    numbers = {link.address for link in book.links if link.page == last}
    lists = next(page.css(".page-text .helplines") for page in pages if page.css(".page-text .helplines"))
    wanted = {link.attributes["href"] for node in lists for link in node.css("a")}
    assert len(wanted) > 10
    assert numbers >= wanted
    assert re.search(r"Checkedon\d+[A-Z][a-z]+\d{4}", text(book.on(last)))


# Where it leads


def tapped(book: Pdf) -> list[tuple[str, int]]:
    """The words of each link into the book, with the number behind them, and the page it leads to."""
    links = {link.annotation: link for link in book.links}
    found = []
    for tag in book.tags.below():
        parts = [links[kid.number] for kid in tag.content() if isinstance(kid, Annotation)]
        if tag.kind == "Link" and parts[0].target:
            assert len({part.target for part in parts}) == 1
            found.append((" ".join(part.words for part in parts), parts[0].target))
    return found


def test_no_link_is_broken_or_leaves_the_book_for_its_own_pages(book: Pdf) -> None:
    odd = [link for link in book.links if not link.target and not is_elsewhere(link)]
    assert odd == []
    assert len(book.links) > 400


def is_elsewhere(link: Link) -> bool:
    """Does a link lead to a number or to the site of somebody else?"""
    parts = urlsplit(link.address)
    if parts.scheme in ("tel", "sms"):
        return bool(re.fullmatch(r"\+?\d{3,}", parts.path))
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not host.startswith(("example.", "127."))


def test_every_link_shows_the_number_of_the_page_it_leads_to(book: Pdf) -> None:
    wrong = [
        (words, target) for words, target in tapped(book) if re.findall(r"\d+", words)[-1:] != [str(target)]
    ]
    assert wrong == []


def in_margin(book: Pdf, page: int) -> list[str]:
    """What stands above and below the text of a page: no tag holds it, and it is no leader."""
    found = (line.words.strip() for line in book.artifacts if line.page == page)
    return [words for words in found if words.strip(" .")]


def test_a_page_bears_its_own_number(book: Pdf) -> None:
    assert in_margin(book, 1) == [], "the cover has none"
    for page in range(2, len(book.sizes) + 1):
        ends = [words.split()[-1] for words in in_margin(book, page)]  # the foot of a sheet says more
        assert [words for words in ends if words.isdigit()] == [str(page)]


def test_a_page_inside_a_chapter_has_its_part_or_title_above(book: Pdf) -> None:
    """Sheets are to be copied, so they have none."""
    begins = starts(book)
    odd = {}
    for page in set(range(first_chapter(book), first_sheet(book))) - begins:
        before = [entry for entry in book.outline if entry.page <= page]
        part = [entry.title for entry in before if entry.level == 1][-1]
        title = [entry.title for entry in before if entry.level <= 2 and entry.page in begins][-1]
        heads = [words for words in in_margin(book, page) if not words.isdigit()]
        if len(heads) != 1 or heads[0] not in (part, title):
            odd[page] = heads
    assert odd == {}


def starts(book: Pdf) -> set[int]:
    """The pages that the contents name, and the contents: there a chapter begins."""
    return {2} | {link.target for link in book.links if link.page < first_chapter(book)}


def first_chapter(book: Pdf) -> int:
    """The first page behind the contents."""
    return book.outline[1].page


def first_sheet(book: Pdf) -> int:
    """The page of the first sheet: they are the last chapters, but for the last page."""
    return sorted(starts(book))[-len(SHEETS) - 1]


# Contents and outline


def test_contents_name_every_page_with_its_number_behind_dots(
    book: Pdf, pages: list[LexborHTMLParser]
) -> None:
    contents = [line for line in book.lines if line.page < first_chapter(book) and "TOCI" in line.tags]
    titles = {words(page.css_first(".page-text h1")) for page in pages}
    wanted = [f"{entry.title}{entry.page}" for entry in book.outline if entry.title in titles]
    assert len(wanted) == len(pages)
    assert lost_in(text(contents), wanted) == []
    numbers = [line for line in contents if line.words.strip().isdigit()]
    assert len(numbers) > len(pages), "and of the last page"
    for number in numbers:
        dots = [line for line in book.artifacts if line.words.strip() == "." and is_beside(line, number)]
        assert len(dots) > 2, number


def is_beside(one: Line, other: Line) -> bool:
    return one.page == other.page and abs(one.bottom - other.bottom) < 2


def test_the_outline_names_every_page_and_section(book: Pdf, pages: list[LexborHTMLParser]) -> None:
    assert max(entry.level for entry in book.outline) >= 3
    outline = "".join(f"[{squeeze(entry.title)}]" for entry in book.outline)
    wanted = [f"[{words(node)}]" for page in pages for node in page.css(".page-text :is(h1, h2, h3)")]
    assert lost_in(outline, wanted) == []
    for entry in book.outline:
        headings = text(line for line in book.on(entry.page) if line.is_heading)
        assert squeeze(entry.title) in headings, entry


def test_parts_stand_in_the_order_of_the_stages(book: Pdf, pages: list[LexborHTMLParser]) -> None:
    stages = dict.fromkeys(words(stage) for page in pages if (stage := page.css_first(".stage")))
    numbered = [stage for stage in stages if re.match(r"Stage \d of 5: ", stage)]
    assert len(numbered) == 5
    assert [entry.title for entry in book.outline if entry.title in numbered] == numbered


# How it stands on the page


def rows(lines: list[Line]) -> int:
    """How many lines these are, where pieces beside each other make one."""
    ends: list[float] = []
    for bottom in sorted(line.bottom for line in lines):
        if not ends or bottom - ends[-1] > 3:
            ends.append(bottom)
    return len(ends)


def sections(book: Pdf) -> Iterator[tuple[Line, list[Line]]]:
    """Each heading, by its last line, and the lines up to the next one. Two without text between are one."""
    heading, below = None, list[Line]()
    for line in book.lines:
        if not line.is_heading:
            below.append(line)
            continue
        if heading and below:
            yield heading, below
        heading, below = line, []
    if heading:
        yield heading, below


def test_no_heading_stands_in_the_last_two_lines_of_a_page(book: Pdf) -> None:
    """Two lines or more stand below it on its page, or all that belongs to it if that is less."""
    stranded = []
    for heading, below in sections(book):
        beside = [line for line in below if line.page == heading.page]
        if rows(beside) < 2 and beside != below:
            stranded.append((heading.page, heading.words))
    assert stranded == []


def test_no_page_is_all_but_empty(book: Pdf) -> None:
    """A page is as full as what is painted lowest on it, as a share of the type area, which goes from the
    highest line of text on any page to the lowest. Only the last page of a chapter is less than 15 % full."""
    inside = [line for line in book.lines if line.page > 1]
    top, bottom = min(line.top for line in inside), max(line.bottom for line in inside)
    inner = {page - 1 for page in range(2, len(book.sizes) + 1) if page not in starts(book)}
    with pymupdf.open(book.path) as file:
        for page in inner:
            lowest = max(box[3] for _, box in file[page - 1].get_bboxlog() if box[3] < bottom + 1)
            assert (lowest - top) / (bottom - top) >= 0.15, page


def test_boxes_to_tick_are_drawn(book: Pdf, pages: list[LexborHTMLParser]) -> None:
    wanted = sum(len(page.css('[data-kind="sheet"] > ul > li')) for page in pages)
    with pymupdf.open(book.path) as file:
        found = sum(len(squares(page)) for page in file.pages(first_sheet(book) - 1))
    assert found == wanted > 10


def squares(page: pymupdf.Page) -> list[pymupdf.Rect]:
    """Boxes of 2 to 5 mm, drawn and not filled."""
    boxes = (drawing["rect"] for drawing in page.get_drawings())
    return [box for box in boxes if 6 < box.width < 14 and abs(box.width - box.height) < 1]
