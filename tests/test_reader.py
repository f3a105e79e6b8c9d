"""What helps a reader on: questions that open, links to copy, colours kept, a 404 page that guesses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import build, copy_project
from playwright.sync_api import Browser, BrowserContext, Page, expect
from selectolax.lexbor import LexborHTMLParser

pytestmark = pytest.mark.xdist_group("reader")

STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
NOTHING = '[{},{},""]'


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a phone, by day."""
    with chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="light") as context:
        yield context


def visit(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def test_all_questions_open_and_close_together(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "questions.html")
    closed, opened = page.locator("details:not([open])"), page.locator("details.question[open]")
    count = page.locator("details.question").count()
    assert opened.count() == 0
    page.get_by_role("button", name="Open all answers").click()
    assert opened.count() == count
    expect(page.get_by_role("status")).to_have_text("All answers are open")
    page.get_by_role("button", name="Close all answers").click()
    assert closed.count() >= count
    assert opened.count() == 0


def test_find_in_page_opens_an_answer(context: BrowserContext, address: str) -> None:
    """Searching a page for words and following a link to words open what is closed in the same way."""
    words = "Nobody%20can%20give%20you%20a%20date"
    page = visit(context, f"{address}questions.html#:~:text={words}")
    expect(page.locator("#how-long-will-it-hurt")).to_have_attribute("open", "")
    assert page.locator("details.question[open]").count() == 1


@pytest.mark.parametrize("is_secure", [True, False], ids=["https", "http"])
def test_copy_a_link(chromium: Browser, address: str, is_secure: bool) -> None:
    with chromium.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        if not is_secure:  # there a browser has no clipboard for pages
            page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.goto(address + "trust.html")
        page.get_by_role("button", name="Copy link: Do and avoid").click()
        expect(page.get_by_role("status")).to_have_text("Link copied")
        assert copied(context, address) == f"{address}trust.html#do-and-avoid"
        page.get_by_role("status").evaluate("said => { said.textContent = '' }")
        question = page.locator("details.question").first
        question.locator("summary").click()
        question.get_by_role("button", name="Copy link to this question").click()
        expect(page.get_by_role("status")).to_have_text("Link copied")
        expected = f"{address}trust.html#{question.get_attribute('id')}"
        assert copied(context, address) == expected
        page.goto(expected)
        expect(page.locator("details.question[open]")).to_have_count(1)


def copied(context: BrowserContext, address: str) -> str:
    page = context.new_page()
    page.goto(address + "404.html")
    page.bring_to_front()
    text = str(page.evaluate("navigator.clipboard.readText()"))
    page.close()
    return text


def test_colours_follow_the_device_until_the_reader_chooses(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "trust.html")
    button = page.get_by_role("button", name="Dark colours")

    def is_dark() -> bool:
        return bool(page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(24, 28, 33)")

    assert not is_dark()
    page.emulate_media(color_scheme="dark")
    assert is_dark()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(STORED) == NOTHING, "nothing is kept before the reader chooses"
    button.click()
    assert is_dark()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto(address + "feelings.html")
    assert is_dark(), "the choice holds on the next page"
    button.click()
    assert not is_dark()
    assert page.evaluate(STORED) == NOTHING, "a choice taken back leaves nothing"


def test_a_visit_keeps_nothing(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "questions.html")
    page.get_by_role("button", name="Open all answers").click()
    page.click(".menu summary")
    page.keyboard.press("Escape")
    page.click("button.search")
    page.locator("dialog[open] input").fill("he blocked me")
    page.locator("dialog mark").first.wait_for()
    page.locator("dialog li a").first.click()
    page.wait_for_url("**/space-and-contact.html*")
    assert page.evaluate(STORED) == NOTHING
    assert "blocked+me" not in page.url
    assert "?" not in page.url
    assert context.cookies() == []


def test_print_button_prints(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.add_init_script("window.print = () => { window.isPrinted = true }")
    page.goto(address + "trust.html")
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.isPrinted")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_answers_are_on_paper(chromium: Browser, address: str, scripts: bool) -> None:
    with chromium.new_context(java_script_enabled=scripts) as context:
        page = visit(context, address + "questions.html")
        page.emulate_media(media="print")
        for answer in page.locator("details.question > p:first-of-type").all():
            box = answer.bounding_box()
            assert box
            assert box["height"] > 10
        assert not page.locator("button, nav, .way-out, .md-skip, .md-header").filter(visible=True).count()


@pytest.mark.parametrize("asked", ["trust/", "rebuild/trust.htm", "TRUST", "feelings.html."])
def test_404_names_the_page_that_was_meant(context: BrowserContext, address: str, asked: str) -> None:
    page = visit(context, address + asked)
    page.locator(".perhaps a").click()
    page.wait_for_url(re.compile(r"/(trust|feelings)\.html$"))


def test_404_makes_no_wild_guess(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "shared-lives/wp-login.php")
    assert page.locator(".perhaps").count() == 1
    assert not page.locator(".perhaps").is_visible()


def test_404_works_at_any_depth(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "no/such/page")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 245, 238)"
    page.get_by_role("link", name="Get help, country by country").click()
    page.wait_for_url(address + "get-help.html")


def test_time_to_read(site: Path) -> None:
    timed = []
    for file in site.glob("*.html"):
        tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
        text, shown = tree.css_first(".page-text"), re.search(r"(\d+) minutes? to read", tree.text())
        if shown and text:
            timed.append(file.name)
            assert abs(int(shown[1]) - len(text.text().split()) / 200) <= 1.2, file.name
    assert len(timed) == 15, "every page that is read from end to end, and none that is looked things up in"


def test_host_may_take_messages(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    settings = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(
        settings.replace("\nextra:\n", "\nextra:\n  contact: help@example.org\n"), encoding="utf-8"
    )
    result = build(project, tmp_path / "site")
    assert result.returncode == 0, result.stderr
    html = (tmp_path / "site" / "trust.html").read_text(encoding="utf-8")
    link = LexborHTMLParser(html).css_first(".page-tools a")
    assert link
    assert link.attributes["href"] == "mailto:help@example.org"
    assert link.text() == "Tell us what is wrong with this page"
