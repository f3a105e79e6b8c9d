"""'Leave this page': first on every page, blank at once, and out of the history; and what a history tells."""

import io
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import conftest
import pytest
from browser import wait_until
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from selectolax.lexbor import LexborHTMLParser

from finish import FinishError, leave
from finish.pages import Page as Built

pytestmark = pytest.mark.xdist_group("leave")  # one server and one browser for all of them

ELSEWHERE = "https://www.wikipedia.org/"
AT_ONCE = 100  # milliseconds
TRIES = 10  # as a busy machine may draw a frame late
TOUCH = 44  # pixels
BOTH_LINES = 100  # pixels on a phone
PATIENCE = 5000  # milliseconds between two presses

#: What an address or a title in a list of visited pages must not tell, as a pattern. Titles say more
#: than addresses, which stay for good: there "is-it-safe" may be about anything, and so may "get-help".
TELLING = (
    r"\b(?:abus|afraid|scare|fear|violen|threat|forc|control|stalk|harm|police|crisis|emergenc|hurt|suicid"
    r"|danger|affair|cheat|divorc|break-?up|ex\b)"
)
TELLING_IN_TITLES = rf"{TELLING}|\b(?:safe(?:ty)?|help|tonight)\b"

Act = Callable[[Page], object]


class Neutral:
    """The other site: what it was asked, and whether it answers."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.answers = True

    def __call__(self, route: Route) -> None:
        self.headers.append(route.request.headers)
        if self.answers:
            route.fulfill(body="<!doctype html><title>Elsewhere</title>", content_type="text/html")


@pytest.fixture
def neutral() -> Neutral:
    return Neutral()


@pytest.fixture
def context(chromium: Browser, neutral: Neutral) -> Iterator[BrowserContext]:
    """A fresh profile on a phone."""
    with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
        context.route(f"{ELSEWHERE}**", neutral)
        yield context


def visit(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def press_shift(page: Page, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def open_search(page: Page) -> None:
    page.click("button.search")
    page.locator("dialog[open] input").wait_for()
    page.keyboard.type("he hits me")
    page.locator("dialog mark").first.wait_for()


def is_there(page: Page) -> bool:
    return page.locator("h1").is_visible()


# Where it stands


@pytest.mark.parametrize("path", [*conftest.ONE_OF_EACH_KIND, "404.html"])
def test_it_comes_first(context: BrowserContext, address: str, path: str) -> None:
    page = visit(context, address + path)
    assert page.locator("[tabindex]:not([tabindex='-1'])").count() == 0, "the order is that of the page"
    page.keyboard.press("Tab")
    link = page.locator("a:focus")
    expect(link).to_have_text("Leave this page")
    expect(link).to_have_attribute("href", ELSEWHERE)
    page.keyboard.press("Tab")
    assert "Your history stays." in page.locator("a:focus").inner_text(), "beside it stands what it cannot do"
    page.keyboard.press("Enter")
    page.wait_for_url("**/get-help.html#privacy")
    expect(page.locator("#privacy")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (360, 740), (1440, 800)])
def test_it_stays_in_view_and_leaves_room(
    context: BrowserContext, address: str, width: int, height: int
) -> None:
    page = visit(context, address + "is-it-safe.html")
    page.set_viewport_size({"width": width, "height": height})
    for place in (0, 3000):
        page.evaluate("place => scrollTo(0, place)", place)
        link, line = box(page, ".way-out .leave"), box(page, ".md-header")
        assert (link["x"], link["y"]) == (0, 0)
        assert min(link["width"], link["height"]) >= TOUCH
        assert link["height"] <= line["y"], "one does not cover the other"
        assert line["y"] + line["height"] <= BOTH_LINES


def test_it_alone_stays_where_there_is_little_room(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "is-it-safe.html")
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024, enlarged four times
    page.evaluate("scrollTo(0, 1000)")
    assert box(page, ".way-out")["height"] <= 256 / 5
    expect(page.locator(".way-out .leave")).to_be_in_viewport(ratio=1)
    expect(page.locator(".md-header")).not_to_be_in_viewport()
    page.locator(".page-tools button").focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= TOUCH, "covered"


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_stays_in_view_with_text_of_twice_the_size(
    context: BrowserContext, address: str, width: int
) -> None:
    page = visit(context, address + "is-it-safe.html")
    page.set_viewport_size({"width": width, "height": 740})
    context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    expect(page.locator("html")).to_have_css("font-size", "40px")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"
    expect(page.get_by_text("What you can do")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 1000)")
    expect(page.locator(".way-out .leave")).to_be_in_viewport(ratio=1)
    assert box(page, ".way-out .leave")["height"] <= 740 / 7


def box(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).evaluate("node => node.getBoundingClientRect().toJSON()")
    return found


def test_it_is_not_on_paper(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "is-it-safe.html")
    page.emulate_media(media="print")
    expect(page.get_by_text("Leave this page", exact=True)).to_be_hidden()
    expect(page.get_by_text("press Shift three times").first).to_be_hidden()


def test_it_is_seen_in_the_readers_own_colours(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "is-it-safe.html")
    page.emulate_media(forced_colors="active")
    style = page.locator(".way-out .leave").evaluate(
        "node => [getComputedStyle(node).borderTopStyle, parseFloat(getComputedStyle(node).borderTopWidth)]"
    )
    assert style[0] == "solid"
    assert style[1] >= 1


# Leaving


def in_turn(*acts: Act) -> Act:
    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def open_menu(page: Page) -> None:
    page.click(".menu summary")


WAYS: dict[str, Act] = {
    "click": lambda page: page.click(".way-out .leave"),
    "enter": lambda page: page.locator(".way-out .leave").press("Enter"),
    "shift": press_shift,
    "shift from the text": in_turn(lambda page: page.focus(".page-text summary"), press_shift),
    "shift with the menu open": in_turn(open_menu, press_shift),
    "shift in search": in_turn(open_search, press_shift),
    "click in search": in_turn(open_search, lambda page: page.click("dialog .leave")),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_leaves_and_back_leads_past_it(
    context: BrowserContext, address: str, neutral: Neutral, way: str
) -> None:
    page = visit(context, address + "index.html")
    page.goto(address + "is-it-safe.html")
    length = page.evaluate("history.length")
    WAYS[way](page)
    page.wait_for_url(ELSEWHERE)
    assert page.evaluate("history.length") == length
    assert [headers.get("referer") for headers in neutral.headers] == [None], "the other site learns nothing"
    page.go_back()
    assert page.url == address + "index.html"
    page.go_forward()
    assert page.url == ELSEWHERE


STATES: dict[str, tuple[str, Act]] = {
    "at rest": ("is-it-safe.html", lambda page: None),
    "menu open": ("feelings.html", open_menu),
    "answer open": ("is-it-safe.html", lambda page: page.click(".page-text summary")),
    "search open": ("feelings.html", open_search),
    "helper": ("where-am-i.html", lambda page: page.click("button.answer >> visible=true >> nth=0")),
    "not found": ("no/such/page", lambda page: None),
}
# Two frames: what changed in the first is drawn before the second begins. All of it in one go, as nobody can
# ask a page that is on its way to another site.
LEAVE_AND_LOOK = """selector => new Promise(resolve => {
    const isSeen = () => document.body.checkVisibility() || document.documentElement.checkVisibility();
    const start = performance.now();
    document.querySelector(selector).click();
    requestAnimationFrame(() => requestAnimationFrame(() => {
        const took = performance.now() - start;
        const seen = isSeen();
        dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}));
        const {title} = document;
        const field = document.querySelector("dialog input");
        resolve({took, seen, seenAgain: isSeen(), title, typed: field ? field.value : ""});
    }));
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_the_page_is_blank_at_once(
    context: BrowserContext, address: str, neutral: Neutral, state: str, scheme: Any
) -> None:
    """Also if the other site takes its time, and if the page were ever shown again."""
    neutral.answers = False
    path, act = STATES[state]
    quickest = float("inf")
    for _ in range(TRIES):
        page = visit(context, address + path)
        page.emulate_media(color_scheme=scheme)
        act(page)
        look = page.evaluate(LEAVE_AND_LOOK, "dialog[open] .leave" if state == "search open" else ".leave")
        quickest = min(quickest, look.pop("took"))
        assert look == {"seen": False, "seenAgain": False, "title": "www.wikipedia.org", "typed": ""}
        assert len(colours(context, page)) == 1, "one even ground"
        if quickest < AT_ONCE:
            break
    assert quickest < AT_ONCE
    expect_request(context, neutral)


def expect_request(context: BrowserContext, neutral: Neutral) -> None:
    """The reader is on the way to the other site, or soon is."""
    waiting = context.new_page()  # the page that is left answers nobody any more
    wait_until(waiting, lambda: neutral.headers, "the other site is asked")


def colours(context: BrowserContext, page: Page) -> list[Any]:
    """The colours that are on the screen, with or without an answer of the other site."""
    shot = context.new_cdp_session(page).send("Page.captureScreenshot")
    found = Image.open(io.BytesIO(b64decode(shot["data"]))).convert("RGB").getcolors(1 << 16)
    return found or ["more than can be counted"]


def test_a_search_that_fails_does_not_call_the_reader_back(
    context: BrowserContext, address: str, neutral: Neutral
) -> None:
    neutral.answers = False
    waiting: list[Route] = []
    asked: list[str] = []
    context.route("**/minisearch*", lambda route: waiting.append(route))
    page = visit(context, address + "feelings.html")
    with page.expect_request("**/minisearch*"):
        page.click("button.search")
    page.on("request", lambda request: asked.append(request.url))
    wait_until(page, lambda: waiting, "search asks for its engine")
    page.evaluate(LEAVE_AND_LOOK, ".leave")
    waiting[0].abort()
    page.wait_for_timeout(200)
    assert [url for url in asked if "questions.html" in url] == []


def test_a_new_tab_is_left_to_the_browser(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "feelings.html")
    with context.expect_page():
        page.click(".way-out .leave", modifiers=["Control"])
    assert is_there(page)


def test_without_scripts_it_is_a_link(chromium: Browser, address: str, neutral: Neutral) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        context.route(f"{ELSEWHERE}**", neutral)
        page = visit(context, address + "is-it-safe.html")
        expect(page.get_by_text("press Shift three times").filter(visible=True)).to_have_count(0)
        page.click(".way-out .leave")
        page.wait_for_url(ELSEWHERE)
        assert [headers.get("referer") for headers in neutral.headers] == [None]


# Shift


def type_capitals(page: Page) -> None:
    open_search(page)
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")


def hold_shift(page: Page) -> None:
    for _ in range(9):  # a key that is held comes down again and again
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")


def click_with_shift(page: Page) -> None:
    for _ in range(4):
        page.keyboard.down("Shift")
        page.mouse.click(200, 300)
        page.keyboard.up("Shift")


def shift_with_control(page: Page) -> None:
    page.keyboard.down("Control")
    press_shift(page, 4)
    page.keyboard.up("Control")


def go_back_with_tab(page: Page) -> None:
    for _ in range(4):
        page.keyboard.press("Shift+Tab")


def press_with_a_letter_between(page: Page) -> None:
    press_shift(page, 2)
    page.keyboard.press("x")
    press_shift(page, 2)


NOT_MEANT: dict[str, Act] = {
    "twice": lambda page: press_shift(page, 2),
    "capital letters in search": type_capitals,
    "going back with tab": go_back_with_tab,
    "held": hold_shift,
    "with the mouse": click_with_shift,
    "with control": shift_with_control,
    "a letter between": press_with_a_letter_between,
}


@pytest.mark.parametrize("case", NOT_MEANT)
def test_shift_that_does_something_else_does_not_leave(
    context: BrowserContext, address: str, neutral: Neutral, case: str
) -> None:
    page = visit(context, address + "trust.html")
    NOT_MEANT[case](page)
    page.wait_for_timeout(100)
    assert is_there(page)
    assert neutral.headers == []


@pytest.mark.parametrize(("pause", "leaves"), [(PATIENCE - 1000, True), (PATIENCE + 100, False)])
def test_presses_count_for_five_seconds(
    context: BrowserContext, address: str, pause: int, leaves: bool
) -> None:
    page = context.new_page()
    page.clock.install(time=0)
    page.goto(address + "trust.html")
    page.clock.pause_at(1_000_000)  # seconds: from here on no time passes but what is said
    press_shift(page, 2)
    page.clock.run_for(pause)
    press_shift(page, 1)
    assert is_there(page) != leaves
    if not leaves:
        press_shift(page, 2)
    page.wait_for_url(ELSEWHERE)


def test_what_a_press_does_is_said(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "trust.html")
    status = page.get_by_role("status")
    for said in ("To leave this page, press Shift twice more", "To leave this page, press Shift once more"):
        press_shift(page, 1)
        expect(status).to_have_text(said)
    page.keyboard.press("x")
    expect(status).to_have_text("")


# What a list of visited pages shows


@pytest.mark.parametrize("path", [*conftest.PAGES, "404.html"])
def test_a_history_list_gives_nobody_away(site: Path, path: str) -> None:
    tree = LexborHTMLParser((site / path).read_text(encoding="utf-8"))
    title = tree.css_first("title")
    assert title
    assert not re.search(TELLING_IN_TITLES, title.text(), re.IGNORECASE), title.text()
    assert not re.search(TELLING, path), path


@pytest.mark.parametrize("title", ["Is it safe to try?", "Let it hurt", "How to get your ex back"])
def test_a_telling_title_is_seen(title: str) -> None:
    assert re.search(TELLING_IN_TITLES, title, re.IGNORECASE)


# What a host may set


@pytest.mark.parametrize("address", ["http://example.org/", "", "weather.html"])
def test_a_way_out_that_others_can_read_is_told(address: str) -> None:
    page = Built("page.html", f'<aside class=way-out><a class=leave href="{address}">Leave</a></aside>')
    with pytest.raises(FinishError, match=rf"^page\.html: .* leads to '{address}'; set extra\.leave_to"):
        leave.check([page])


def test_a_way_out_on_https_is_fine() -> None:
    leave.check(
        [Built("page.html", f"<aside class=way-out><a class=leave href={ELSEWHERE}>Leave</a></aside>")]
    )
    leave.check([Built("proof.html", "google-site-verification")])


def test_a_page_of_the_guide_has_a_way_out() -> None:
    with pytest.raises(FinishError, match="lacks 'Leave this page'"):
        leave.check([Built("page.html", "<main></main><script src=../assets/guide.js defer></script>")])
