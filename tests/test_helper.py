"""The page 'Where am I?': every way through it, with scripts, without them, by keyboard and on paper."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from playwright.sync_api import Browser, Locator, Page, Route, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode
from test_browser import Visit

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all of them

PATH = "where-am-i.html"
FIRST = "question-1"
READING = "what-to-read-next"
SAFE = [
    "No",
    "No, and none of this has happened",
    "None of these",
]  # the answers after which nothing stops the reader
HELP = {"get-help.html", "is-it-safe.html", "right-now.html"}


#: Starts again, taps the answers, and tells what shows then. In one go, as there are many ways.
WALK = """words => {
    const shown = selector => [...document.querySelectorAll(selector)].filter(node => node.offsetParent);
    document.querySelector("button.again").click();
    for (const word of words) shown("button.answer").find(button => button.firstChild.data === word).click();
    return {
        headings: shown("h2").map(heading => heading.id),
        answers: shown("button.answer").length,
        pages: shown(".is-reading li > a").map(link => link.getAttribute("href")),
        focus: document.activeElement.id,
    };
}"""


@dataclass(frozen=True)
class Answer:
    """An answer: its words, the part of the page that it leads to, and the pages named beside it."""

    words: str
    leads_to: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What the page holds, by the ids of its parts."""

    questions: dict[str, tuple[Answer, ...]]
    ends: dict[str, set[str]]  # the pages that each links to

    def ways(self, question: str = FIRST, so_far: tuple[Answer, ...] = ()) -> Iterator[tuple[Answer, ...]]:
        """Every way of answering, from a question to an end."""
        for answer in self.questions[question]:
            way = (*so_far, answer)
            if answer.leads_to in self.questions:
                yield from self.ways(answer.leads_to, way)
            else:
                yield way


def read(html: Path) -> Sheet:
    """The sheet as the built page has it."""
    sheet = Sheet({}, {})
    part = ""
    text = LexborHTMLParser(html.read_text(encoding="utf-8")).css_first(".page-text")
    for node in text.iter() if text else ():
        if node.tag == "h2":
            part = node.id or ""
            sheet.ends[part] = set()
        elif part and node.tag == "ul" and node.css("li > a[href^='#']"):
            sheet.questions[part] = tuple(map(answer, node.css("li")))
            del sheet.ends[part]
        elif part in sheet.ends:
            sheet.ends[part].update(href.split("#")[0] for href in hrefs(node) if ".html" in href)
    return sheet


def answer(item: LexborNode) -> Answer:
    first, *others = hrefs(item)
    link = item.css_first("a")
    return Answer(link.text() if link else "", first[1:], tuple(others))


def hrefs(node: LexborNode) -> list[str]:
    return [link.attributes["href"] or "" for link in node.css("a[href]")]


def journey() -> list[str]:
    """The pages in the order of the nav."""
    nav = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), yaml.BaseLoader)["nav"]
    pages = [page for entry in nav for group in entry.values() for page in _listed(group)]
    return [page.replace(".md", ".html") for page in pages]


def _listed(group: Any) -> list[str]:
    return [group] if isinstance(group, str) else group


@pytest.fixture(scope="module")
def sheet(site: Path) -> Sheet:
    return read(site / PATH)


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    with Visit(chromium, address) as visit:
        yield visit
        assert not visit.faults


def give(page: Page, *answers: str) -> None:
    for words in answers:
        page.get_by_role("button", name=words, exact=True).click()


def headings(page: Page) -> list[str]:
    """The ids of the parts that show."""
    return [heading.get_attribute("id") or "" for heading in page.locator("h2:visible").all()]


def pages_shown(page: Page) -> list[str]:
    return [link.get_attribute("href") or "" for link in page.locator(".is-reading li > a:visible").all()]


def current(page: Page) -> Locator:
    """The heading that has the focus."""
    return page.locator("h2:focus")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the button with these words has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator("button:focus").and_(page.get_by_role("button", name=words, exact=True)).count():
            return
    pytest.fail(f"Tab does not reach '{words}'")


# The page as it is written


def test_eight_questions_in_plain_words(site: Path, sheet: Sheet) -> None:
    assert list(sheet.questions) == [f"question-{n}" for n in range(1, 9)]
    assert all(2 <= len(answers) <= 4 for answers in sheet.questions.values())
    tree = LexborHTMLParser((site / PATH).read_text(encoding="utf-8"))
    assert [node.text() for node in tree.css(".progress")] == [f"Question {n} of 8" for n in range(1, 9)]


def test_each_answer_leads_on_and_each_end_is_reached(sheet: Sheet) -> None:
    order = [*sheet.questions, *sheet.ends]
    for question, answers in sheet.questions.items():
        for given in answers:
            assert order.index(given.leads_to) > order.index(question), f"{question}: {given.words}"
    assert {way[-1].leads_to for way in sheet.ways()} == set(sheet.ends)


def test_an_address_tells_nothing(sheet: Sheet) -> None:
    """With scripts off an answer goes into the history: it must not say what the reader answered."""
    for part in (*sheet.questions, *sheet.ends):
        assert re.fullmatch(r"question-\d|way-\d|what-to-read-next", part), part


def test_each_end_but_the_last_is_help(sheet: Sheet) -> None:
    stops = {part for part in sheet.ends if part != READING}
    assert len(stops) == 5
    assert all(sheet.ends[part] & HELP and "get-help.html" in sheet.ends[part] for part in stops)
    asked_for_safety = list(sheet.questions)[:3]
    for question, answers in sheet.questions.items():
        leads = {given.leads_to for given in answers}
        assert bool(leads & stops) == (question in asked_for_safety), question
        unsure = [given for given in answers if "not sure" in given.words]
        assert all(given.leads_to in stops for given in unsure), "who is not sure gets help"


def test_every_way_gives_two_to_five_pages_in_the_order_of_the_journey(site: Path, sheet: Sheet) -> None:
    listed = [page for page in hrefs_below_reading(site) if page != "get-help.html"]
    assert listed == [page for page in journey() if page in listed], "the order of the journey"
    named: set[str] = set()
    for way in sheet.ways():
        pages = {page for given in way for page in given.pages}
        named |= pages
        if way[-1].leads_to == READING:
            assert 2 <= len(pages) <= 5, [given.words for given in way]
            assert pages <= set(listed)
    assert named == set(listed), "each page that is listed goes with an answer"


def hrefs_below_reading(site: Path) -> list[str]:
    tree = LexborHTMLParser((site / PATH).read_text(encoding="utf-8"))
    return [href for node in tree.css(f"#{READING} ~ ul") for href in hrefs(node)]


# With scripts: one question at a time


def test_the_first_question_alone_shows(visit: Visit) -> None:
    page = visit.open(PATH)
    assert headings(page) == [FIRST]
    assert page.get_by_role("button", name="Clear my answers").count() == 0
    assert page.evaluate("document.activeElement === document.body"), "nothing takes the focus by itself"


def test_every_way_ends_where_it_should(visit: Visit, sheet: Sheet) -> None:
    page = visit.open(PATH)
    for way in sheet.ways():
        shown = page.evaluate(WALK, [given.words for given in way])
        end = way[-1].leads_to
        asked = [FIRST, *(given.leads_to for given in way[:-1])]
        assert shown["headings"] == [*asked, end], "the answered questions and the end, and nothing else"
        assert shown["answers"] == 0, "nothing more is asked"
        assert shown["focus"] == end
        wanted = {link for given in way for link in given.pages} if end == READING else set()
        assert set(shown["pages"]) == wanted


@pytest.mark.parametrize("end", ["way-1", "way-2", "way-3", "way-4", "way-5"])
def test_a_safety_answer_ends_with_help_in_view(visit: Visit, sheet: Sheet, end: str) -> None:
    page = visit.open(PATH)
    way = next(way for way in sheet.ways() if way[-1].leads_to == end)
    give(page, *(given.words for given in way))
    top, bottom = page.locator(f".part:has(#{end})").evaluate(
        "part => [part.getBoundingClientRect().top, innerHeight - part.getBoundingClientRect().bottom]"
    )
    assert top < 120 or bottom > -1, "all of it is in view, or it begins below the header"
    callout = page.locator(".help-now:visible, .stop-here:visible")
    expect(callout).to_have_count(1)
    expect(callout).to_be_in_viewport()
    assert page.locator(".page-text a[href='get-help.html']:visible").count()
    expect(page.get_by_role("status").filter(has_text="No more questions")).to_have_count(1)


def test_focus_and_words_say_where_the_reader_is(visit: Visit) -> None:
    page = visit.open(PATH)
    for number, words in enumerate(SAFE, start=2):
        give(page, words)
        expect(current(page)).to_have_attribute("id", f"question-{number}")
        expect(current(page)).to_be_in_viewport()
        expect(page.get_by_text(f"Question {number} of 8").locator("visible=true").first).to_be_visible()
        expect(page.get_by_role("status").filter(has_text=f"Question {number} of 8")).to_have_count(1)


def test_an_answer_can_be_changed(visit: Visit) -> None:
    page = visit.open(PATH)
    give(page, *SAFE, "Yes", "To let go")
    assert "shared-lives.html" in pages_shown(page)
    assert page.get_by_text("Your answer: None of these").is_visible()
    give(page, "Change: Do you share children, a home or a job?")
    assert headings(page)[-1] == "question-4"
    expect(current(page)).to_have_attribute("id", "question-4")
    marked = page.locator(".answer[aria-pressed=true]:visible")
    assert marked.all_inner_texts() == ["Yes (your answer)"], "a word says which it was, not colour alone"
    give(page, "No")
    assert headings(page)[-1] == "question-5", "what came after the changed answer is asked again"
    assert page.locator(".answer[aria-pressed=true]:visible").count() == 0
    give(page, "To let go")
    assert pages_shown(page) == ["feelings.html", "look-after-yourself.html", "making-peace.html"]


def test_start_again_forgets(visit: Visit) -> None:
    page = visit.open(PATH)
    give(page, *SAFE, "Clear my answers")
    assert headings(page) == [FIRST]
    expect(current(page)).to_have_attribute("id", FIRST)
    assert page.locator("[aria-pressed=true]").count() == 0
    assert not page.get_by_role("button", name="Clear my answers").is_visible()


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open(PATH)
    keys = ["Enter", "Space", "Enter", "Space", "Enter"]
    for words, key in zip([*SAFE, "Yes", "To try again"], keys, strict=True):
        tab_to(page, words)
        page.keyboard.press(key)
    expect(current(page)).to_have_attribute("id", "question-6")
    page.keyboard.press("Shift+Tab")
    assert page.locator("button:focus").get_attribute("aria-label") == "Change: What do you hope for?"
    page.keyboard.press("Enter")
    expect(current(page)).to_have_attribute("id", "question-5")
    tab_to(page, "Clear my answers")
    page.keyboard.press("Enter")
    expect(current(page)).to_have_attribute("id", FIRST)


def test_nothing_is_kept_or_sent(visit: Visit) -> None:
    page = visit.open(PATH)
    before = page.url, page.evaluate("history.length"), page.title()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    give(page, *SAFE, "Yes", "To let go")
    assert (page.url, page.evaluate("history.length"), page.title()) == before
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, history.state]") == [
        0,
        0,
        "",
        None,
    ]
    assert visit.context.cookies() == []
    assert page.evaluate("indexedDB.databases()") == []
    assert [url for url in requests if not url.endswith("/favicon.svg")] == [], (
        "the icon is the browser's own"
    )


def test_a_page_that_comes_back_starts_fresh(visit: Visit) -> None:
    page = visit.open(PATH)
    give(page, *SAFE)
    page.reload()
    assert headings(page) == [FIRST]
    give(page, *SAFE)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert headings(page) == [FIRST]
    assert page.locator("[aria-pressed=true]").count() == 0


def test_an_address_with_a_place_shows_the_whole_page(visit: Visit, sheet: Sheet) -> None:
    everything = [*sheet.questions, *sheet.ends]
    page = visit.open(f"{PATH}#question-3")
    assert headings(page) == everything
    expect(page.locator("#question-3")).to_be_in_viewport()
    assert page.locator(".answer").count() == 0
    visit.page.goto("about:blank")
    page = visit.open(PATH)
    give(page, *SAFE)
    page.evaluate("location.hash = 'way-2'")
    expect(page.locator("#way-2")).to_be_in_viewport()
    assert headings(page) == everything
    assert page.get_by_text("Your answer").locator("visible=true").count() == 0


def late(route: Route) -> None:
    """A script on a slow line."""
    time.sleep(0.5)
    route.continue_()


def test_where_the_script_is_lost_the_links_lead_on(chromium: Browser, address: str, sheet: Sheet) -> None:
    with Visit(chromium, address) as visit:
        visit.page.route("**/helper*.js", lambda route: route.abort())
        page = visit.open(PATH)
        assert headings(page) == [FIRST]
        page.locator(".page-text").get_by_role("link", name="No", exact=True).click()
        expect(page.locator("#question-2")).to_be_in_viewport()
        assert headings(page) == [*sheet.questions, *sheet.ends]


def test_answers_are_large_and_nothing_jumps(visit: Visit) -> None:
    visit.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.shift += entry.value; })).observe({type: 'layout-shift', buffered: true})"
    )
    visit.page.route("**/helper*.js", late)
    page = visit.open(PATH)
    page.wait_for_load_state("networkidle")
    assert page.locator(".stepping").count() == 1
    assert page.evaluate("shift") == 0
    give(page, *SAFE)
    for button in page.locator(".page-text button:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44, button.inner_text()
        assert box["width"] >= 44, button.inner_text()


# Without scripts, and on paper


def test_without_scripts_each_answer_is_a_link(
    chromium: Browser, address: str, site: Path, sheet: Sheet
) -> None:
    with Visit(chromium, address, java_script_enabled=False) as visit:
        page = visit.open(PATH)
        assert headings(page) == [*sheet.questions, *sheet.ends]
        for given in (given for answers in sheet.questions.values() for given in answers):
            link = page.get_by_role("link", name=given.words, exact=True).and_(
                page.locator(f"[href='#{given.leads_to}']")
            )
            link.first.click()
            expect(page.locator(f"#{given.leads_to}")).to_be_in_viewport()
            assert all((site / linked).is_file() for linked in given.pages)
            assert all(page.locator(f"em a[href='{linked}']").first.is_visible() for linked in given.pages)


def test_on_paper_all_questions_have_boxes_and_nothing_is_chosen(visit: Visit, sheet: Sheet) -> None:
    page = visit.open(PATH)
    give(page, "No", "I am, or it was done to me, or I am not sure")
    page.emulate_media(media="print")
    assert headings(page) == [*sheet.questions, *sheet.ends]
    answers = page.locator(".page-text li > a[href^='#']")
    assert answers.count() == sum(map(len, sheet.questions.values()))
    boxes = answers.evaluate_all(
        "links => links.map(link => getComputedStyle(link, '::before'))"
        ".map(box => box.borderTopStyle === 'solid' && parseFloat(box.width) > 5)"
    )
    assert all(boxes)
    assert all(link.is_visible() for link in answers.all())
    assert page.get_by_text("See “If you are afraid”").is_visible(), "where an answer leads stands in words"
    for chosen in (page.get_by_text("Your answer"), page.locator(".page-text button")):
        assert chosen.locator("visible=true").count() == 0
    for size in ("A4", "Letter"):
        pages = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=size))
        assert len(pages) <= 2, f"{size}: {len(pages)} pages"
