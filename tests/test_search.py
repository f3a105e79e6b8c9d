"""Search in the real box: forty questions as people type them, nothing kept, and a keyboard alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import brotli
import pytest
import yaml
from browser import wait_until
from conftest import SHEETS
from playwright.sync_api import Browser, Page, Request, expect
from selectolax.lexbor import LexborHTMLParser

from finish.search_index import Entry, entries, without_keywords, write

pytestmark = pytest.mark.xdist_group("search")  # one server and one browser for all of them

QUERIES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "search-queries.yml").read_text())
FOUND = 38  # of the forty
FIRST = 3
INDEX_SIZE = 37_300  # bytes, compressed
HEADER = 94  # pixels, with the way out above it
IS_IN_VIEW = """([id, header]) => {
    const {top} = document.getElementById(id).getBoundingClientRect();
    return top >= header && top < 600;
}"""

LETTERS_AND_ARROW = """field => { // with no time between them
    field.value += "ked me";
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, cancelable: true}));
}"""
DANGER = [
    "suicide",
    "kill myself",
    "i want to die",
    "feeling suicidal after breakup",
    "sucide",
    "he hits me",
    "hit me",
    "he choked me",
    "scared of him",
    "im scared of her",
    "hes following me",
    "he said he would kill me",
    "domestic violence",
]
SAFE = {"right-now.html", "get-help.html", "is-it-safe.html"}


@contextmanager
def visit(chromium: Browser, address: str, path: str = "feelings.html", width: int = 360) -> Iterator[Page]:
    """A page in a fresh browser profile; an error in a script fails the test."""
    faults: list[str] = []
    with chromium.new_context(viewport={"width": width, "height": 740}) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address + path)
        yield page
        assert not faults


def open_search(page: Page) -> None:
    page.locator("button.search").click()
    page.locator("dialog[open]").wait_for()


def search(page: Page, typed: str) -> list[str]:
    """Type into the open box and press Enter; the addresses that come, from the root of the site."""
    page.locator("dialog input").fill(typed)
    page.locator("dialog input").press("Enter")
    links = page.locator("dialog li a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [re.sub(r"^(\./)+", "", link) for link in links]


def focused(page: Page) -> str:
    """What has the focus: its text, or what it is."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.localName"))


# What is found


def test_forty_questions_lead_to_what_exists(plain_site: Path) -> None:
    assert len(QUERIES) == len({query["typed"] for query in QUERIES}) == 40
    known = {entry.address for entry in entries(plain_site)}
    assert [address for query in QUERIES for address in query["right"] if address not in known] == []
    assert all(len(query["right"]) in (1, 2) for query in QUERIES)


def test_the_right_answer_is_among_the_first_three(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        came = {query["typed"]: search(page, query["typed"])[:FIRST] for query in QUERIES}
    missed = [
        f"{query['typed']!r} gave {came[query['typed']]}, and not {query['right']}"
        for query in QUERIES
        if not set(query["right"]) & set(came[query["typed"]])
    ]
    assert len(QUERIES) - len(missed) >= FOUND, "\n".join(missed)


def test_danger_comes_first(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        came = {typed: search(page, typed)[0] for typed in DANGER}
    assert {typed: first for typed, first in came.items() if first.partition("#")[0] not in SAFE} == {}


def test_questions_appear_as_themselves(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        page.locator("dialog input").press_sequentially("he blocked me")
        first = page.locator("dialog li").first
        expect(first.locator("a")).to_have_text(re.compile(r"^I am blocked\. Can I write another way\?"))
        expect(first.locator("a")).to_contain_text("Question · Space, silence and contact")
        expect(first.locator("p mark").first).to_have_text("block")
        expect(page.locator("dialog [role=status]")).to_have_text(re.compile(r"^\d+ results$"))


def test_before_anything_is_typed_and_where_nothing_fits(chromium: Browser, address: str) -> None:
    ways = ["right-now.html", "get-help.html", "questions.html"]
    with visit(chromium, address) as page:
        open_search(page)
        status = page.locator("dialog [role=status]")
        expect(page.locator("dialog li a")).to_have_text(["If tonight is hard", "Get help", "All questions"])
        expect(status).to_have_text("")
        for typed in ("qwertzuiop", "?!"):
            assert search(page, typed) == ways
            expect(status).to_contain_text("Nothing here fits these words.")


def test_small_words_count_where_there_are_no_others(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        assert search(page, "what do i do")[0] == "where-am-i.html"


# What is chosen


@pytest.mark.parametrize("path", ["feelings.html", "making-peace.html", "questions.html"])
def test_a_chosen_question_opens(chromium: Browser, address: str, path: str) -> None:
    with visit(chromium, address, path) as page:
        open_search(page)
        search(page, "she has a new boyfriend")
        page.locator("dialog li a").first.click()
        page.wait_for_url("**/making-peace.html#someone-new")
        assert_in_view(page, "someone-new")


def test_a_question_chosen_again_opens_again(chromium: Browser, address: str) -> None:
    with visit(chromium, address, "making-peace.html") as page:
        for _ in range(2):
            open_search(page)
            search(page, "she has a new boyfriend")
            page.keyboard.press("Enter")
            expect(page.locator("dialog")).to_be_hidden()
            assert_in_view(page, "someone-new")
            page.locator("#someone-new > summary").click()
            page.evaluate("scrollTo(0, 0)")


def assert_in_view(page: Page, question: str) -> None:
    page.locator(f"details#{question}[open] > summary").wait_for()
    wait_until(page, lambda: page.evaluate(IS_IN_VIEW, [question, HEADER]), f"'{question}' is in view")


def test_search_works_from_a_disk(chromium: Browser, site: Path) -> None:
    with visit(chromium, f"{site.as_uri()}/") as page:
        open_search(page)
        assert search(page, "he blocked me")[0] == "space-and-contact.html#i-am-blocked"
        page.keyboard.press("Enter")
        page.wait_for_url("file://**/space-and-contact.html#i-am-blocked")
        assert_in_view(page, "i-am-blocked")


# What is kept


def test_search_costs_nothing_until_it_is_touched(chromium: Browser, address: str) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.endswith("/favicon.svg"):  # a browser asks for the icon when it likes
            asked.append(request.url)

    with visit(chromium, "about:blank", "") as page:
        page.on("request", note)
        page.goto(f"{address}feelings.html")
        assert [url for url in asked if re.search("search", url)] == []
        before = len(asked)
        open_search(page)
        search(page, "i cheated")
        page.wait_for_timeout(200)
        assert len(asked) == before + 4, asked[before:]
        assert all(url.startswith(f"{address}assets/") for url in asked[before:])


def test_nothing_of_what_was_typed_is_kept(chromium: Browser, address: str) -> None:
    asked: list[str] = []
    with visit(chromium, address) as page:
        page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
        open_search(page)
        search(page, "i cheated")
        assert page.url == f"{address}feelings.html"
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("(?<!feelings).html"))
        kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, window.name]")
        assert kept == [0, 0, "", ""]
        assert page.context.cookies() == []
        assert [url for url in asked if "cheat" in url] == []
        page.go_back()
        assert page.locator("dialog[open]").count() == 0
        open_search(page)
        assert page.locator("dialog input").input_value() == ""


def test_the_words_go_when_search_closes(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        search(page, "i cheated")
        page.keyboard.press("Escape")
        expect(page.locator("dialog input")).to_have_value("")
        open_search(page)
        expect(page.locator("dialog li a")).to_have_count(3)
        assert page.locator("dialog form, dialog [name]").count() == 0, "nothing that could be sent"


def test_the_words_go_when_the_reader_does(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        search(page, "i cheated")
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
        assert page.locator("dialog[open]").count() == 0
        assert page.locator("dialog input").input_value() == ""


# How it is used


def test_a_keyboard_is_enough(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        page.locator("button.search").focus()
        page.keyboard.press("Enter")
        page.locator("dialog[open]").wait_for()
        assert focused(page) == "input"
        page.keyboard.type("he blocked me")
        page.keyboard.press("Enter")
        assert focused(page).startswith("I am blocked.")
        page.keyboard.press("ArrowDown")
        assert focused(page).startswith("Should I block my ex?")
        for _ in range(2):
            page.keyboard.press("ArrowUp")
        assert focused(page) == "input"
        page.keyboard.press("ArrowUp")
        assert focused(page) == "input"
        for _ in range(20):
            page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement === [...document.querySelectorAll('dialog li a')].pop()")
        for _ in range(7):
            page.keyboard.press("ArrowUp")
        top, field = (
            page.evaluate(f"document.{found}.getBoundingClientRect()")
            for found in ("activeElement", "querySelector('dialog input')")
        )
        assert top["top"] > field["bottom"], "what has the focus does not hide below the field"
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_be_hidden()
        assert page.evaluate("document.activeElement.matches('button.search')")


def test_an_arrow_right_after_a_letter_leads_to_the_results(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        page.keyboard.type("he bloc")
        page.locator("dialog mark").first.wait_for()
        page.locator("dialog input").evaluate(LETTERS_AND_ARROW)
        page.wait_for_timeout(200)  # longer than search waits after a letter
        assert page.evaluate("document.activeElement.matches('dialog li:first-child a')")


@pytest.mark.parametrize("words", ["", "i cheated"])
def test_escape_closes_at_once(chromium: Browser, address: str, words: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        page.keyboard.type(words)
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_be_hidden()
        assert page.evaluate("document.activeElement.matches('button.search')")


def test_a_thumb_is_enough(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        open_search(page)
        search(page, "he blocked me")
        box = page.locator("dialog").bounding_box()
        assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
        small = page.locator("dialog :is(button, input, a.get-help, li)").evaluate_all(
            """all => all.map(one => [one.innerText, one.getBoundingClientRect()])
                .filter(([, box]) => box.width < 44 || box.height < 44).map(([text]) => text)"""
        )
        assert small == []
        assert page.evaluate("document.querySelector('dialog').scrollWidth") <= 360
        text = page.locator("dialog li p").first.bounding_box()
        assert text
        page.mouse.click(text["x"] + 100, text["y"] + 20)  # the whole entry can be tapped, not only its title
        page.wait_for_url("**/space-and-contact.html#i-am-blocked")


def test_a_click_beside_it_closes_it(chromium: Browser, address: str) -> None:
    with visit(chromium, address, width=1440) as page:
        open_search(page)
        box = page.locator("dialog").bounding_box()
        assert box
        assert box["y"] >= HEADER
        page.mouse.click(box["x"] + 200, box["y"] + 120)
        assert page.locator("dialog[open]").count() == 1
        page.mouse.click(box["x"] - 50, 400)
        assert page.locator("dialog[open]").count() == 0
        open_search(page)
        page.get_by_role("button", name="Close").click()
        assert page.locator("dialog[open]").count() == 0


# The index


def test_the_index_is_small_and_always_the_same(
    plain_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in plain_site.glob("*.html"):
        (tmp_path / page.name).write_bytes(page.read_bytes())
    index = write(tmp_path).read_bytes()
    assert len(brotli.compress(index)) <= INDEX_SIZE
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda path, name: reversed(list(glob(path, name))))
    assert write(tmp_path).read_bytes() == index


def test_every_entry_leads_somewhere(site: Path, plain_site: Path) -> None:
    found = entries(plain_site)
    assert len({entry.address for entry in found}) == len(found)
    for entry in found:
        page, _, anchor = entry.address.partition("#")
        tree = LexborHTMLParser((site / page).read_text(encoding="utf-8"))
        assert entry.title
        assert entry.text, entry.address
        assert not anchor or tree.css_first(f"[id='{anchor}']"), entry.address


def test_every_question_is_there_once_and_all_have_keywords(plain_site: Path) -> None:
    tree = LexborHTMLParser((plain_site / "questions.html").read_text(encoding="utf-8"))
    asked = sorted(node.text() for node in tree.css("details.question > summary"))
    found = [entry for entry in entries(plain_site) if entry.kind == "Question"]
    assert sorted(entry.title for entry in found) == asked
    assert [entry.address for entry in found if entry.address.startswith("questions.html")] == []
    silent = [
        entry.address for entry in entries(plain_site) if entry.kind != "Section" and not entry.keywords
    ]
    assert silent == []


def test_keywords_are_not_published(site: Path) -> None:
    published = [page.read_text(encoding="utf-8") for page in site.glob("*.html")]
    assert not any(re.search("data-keywords|name=.?keywords", html) for html in published)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<details class=q data-keywords="a, b" id=c><p>t', "<details class=q id=c><p>t"),
        ("<details data-keywords=a id=c>", "<details id=c>"),
        ('<meta name=keywords content="a, b"><meta name=x content=y>', "<meta name=x content=y>"),
        ("<p>data-keywords=a</p>", "<p>data-keywords=a</p>"),
    ],
)
def test_without_keywords(html: str, left: str) -> None:
    assert without_keywords(html) == left


PAGE = """<meta name=description content="Says what."><meta name=keywords content="one, two">
<p class=stage>Stage 1</p>
<div class=page-text>
<h1 id=t>Title<a class=headerlink href=#t>¶</a></h1>
<p>Lead.</p>
<div class="admonition takeaways"><p class=admonition-title>Label</p><ul><li>One<li>Two</ul></div>
<h2 id=part>Part</h2>
<p>Own words.</p><svg><text>drawn</text></svg>
<h3 id=deep>Deep</h3>
<p>Deeper.</p>
<h2 id=empty>Empty</h2>
<h2 id=questions>Questions</h2>
<details class=question id=why data-keywords=how><summary>Why?</summary><p>So.</p></details>
<h2 id=do-and-avoid>Do and avoid</h2>
<p>Do.</p>
</div>"""


def test_what_becomes_an_entry(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "questions.html").write_text(PAGE.replace("Part", "Group"), encoding="utf-8")
    (tmp_path / "404.html").write_text("<h1>Not here</h1>", encoding="utf-8")
    assert entries(tmp_path)[:4] == [
        Entry("Page", "a.html", "Title", "Stage 1", "one, two", "Says what. Lead. One · Two · Do."),
        Entry("Section", "a.html#part", "Part", "Title", "", "Own words."),
        Entry("Section", "a.html#deep", "Deep", "Title", "", "Deeper."),
        Entry("Question", "a.html#why", "Why?", "Title", "how", "So."),
    ]
    assert [entry.address for entry in entries(tmp_path)[4:]] == [
        "questions.html",
        "questions.html#part",
        "questions.html#deep",
    ]


def test_a_question_that_no_topic_shows_stands_on_the_page_of_all(tmp_path: Path) -> None:
    (tmp_path / "questions.html").write_text(PAGE, encoding="utf-8")
    assert "questions.html#why" in {entry.address for entry in entries(tmp_path)}


def test_a_sheet_is_not_found_as_it_repeats_its_page(tmp_path: Path, plain_site: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.replace("class=page-text", "class=page-text data-kind=sheet"))
    assert entries(tmp_path) == []
    found = {entry.address.partition("#")[0] for entry in entries(plain_site)}
    assert "print.html" in found
    assert found & set(SHEETS) == set()


def test_steps_of_the_helper_are_not_found_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.replace("<h1", "<h1 class=helper"), encoding="utf-8")
    assert [entry.address for entry in entries(tmp_path)] == ["a.html", "a.html#why"]
    assert "Own words" not in entries(tmp_path)[0].text
