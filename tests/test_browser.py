"""The built guide in a real browser: every page, light and dark, on a phone, a tablet and a desk."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, Literal

import conftest
import pytest
from browser import PATIENCE, BrowserMissing, find_chromium, wait_until
from playwright.sync_api import Browser, Page, ViewportSize
from server import Sent, serve

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all of them

PAGES = [*conftest.VARIED_PAGES, "404.html"]
PAPER: dict[Literal["light", "dark"], str] = {"light": "rgb(247, 245, 238)", "dark": "rgb(24, 28, 33)"}
CALLOUTS = ["takeaways", "try-this", "stop-here", "help-now", "research", "in-short"]
FACE = "Atkinson Hyperlegible Next"


class Visit:
    """One page in a fresh browser profile, with everything that went wrong on the way."""

    def __init__(self, chromium: Browser, address: str, width: int = 360, **options: Any) -> None:
        self.address = address
        self.faults: list[str] = []
        self.context = chromium.new_context(viewport=ViewportSize(width=width, height=740), **options)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.note(message.type == "error", message.text))
        self.page.on("pageerror", lambda error: self.note(True, str(error)))
        self.page.on("request", lambda request: self.note(not self.is_local(request.url), request.url))
        self.page.on("response", lambda response: self.note(response.status >= 400, response.url))

    def is_local(self, url: str) -> bool:
        return url.startswith((self.address, "data:"))

    def note(self, is_fault: bool, text: str) -> None:
        if is_fault:
            self.faults.append(text)

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


def offers_help(page: Page) -> bool:
    """Is the way to help in view, large enough for a thumb, and covered by nothing?"""
    return bool(
        page.evaluate("""() => {
            const link = document.querySelector("a.get-help[href$='get-help.html']");
            const box = link.getBoundingClientRect();
            const points = [0.1, 0.5, 0.9].map(part => [box.x + box.width * part, box.y + box.height * part]);
            return box.width >= 44 && box.height >= 44
                && points.every(([x, y]) => document.elementFromPoint(x, y) === link);
        }""")
    )


@pytest.mark.parametrize("path", PAGES)
def test_page(chromium: Browser, address: str, path: str) -> None:
    with Visit(chromium, address) as visit:
        page = visit.open(path)
        for width in (320, 360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"
            for place in (0, 1e6):
                page.evaluate("place => scrollTo(0, place)", place)
                assert offers_help(page)
        for scheme in PAPER:
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER[scheme]
        assert not visit.faults


def test_face(chromium: Browser, address: str) -> None:
    """The first page may stand in the device's own face where the line is slow; from then on it is ours."""
    with Visit(chromium, address) as visit:
        visit.open("index.html")
        page = visit.open("trust.html")
        page.screenshot()  # so that the text is drawn
        shown = visit.context.new_cdp_session(page)
        shown.send("DOM.enable")
        shown.send("CSS.enable")
        root = shown.send("DOM.getDocument")["root"]["nodeId"]
        node = shown.send("DOM.querySelector", {"nodeId": root, "selector": ".page-text p"})["nodeId"]
        fonts = shown.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [font["familyName"] for font in fonts] == [FACE]


@pytest.mark.parametrize("path", PAGES)
def test_page_without_scripts(chromium: Browser, address: str, path: str) -> None:
    with Visit(chromium, address, java_script_enabled=False, color_scheme="dark") as visit:
        page = visit.open(path)
        assert page.locator("h1").is_visible()
        assert page.locator("main p:not([hidden])").last.is_visible()
        assert offers_help(page)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER["dark"]
        hidden = page.locator("details").locator(".help-now, .stop-here, a[href^='tel:'], a[href^='sms:']")
        assert hidden.count() == 0, "what safety needs must not stand inside an accordion"
        assert not visit.faults


STANDS_BELOW_HEADER = """id => {
    const {top} = document.getElementById(id).getBoundingClientRect();
    return top >= 94 && top < innerHeight;
}"""


@pytest.mark.parametrize("path", ["questions.html", "feelings.html"])
def test_deep_link_opens_its_question(chromium: Browser, address: str, path: str) -> None:
    with Visit(chromium, address) as visit:
        question = visit.open(path).locator("details.question").last
        anchor = question.get_attribute("id")
        assert question.get_attribute("open") is None
        page = visit.open(f"{path}?fresh#{anchor}")
        page.locator(f"details#{anchor}[open] > summary + p").wait_for()
        wait_until(
            page,
            lambda: page.evaluate(STANDS_BELOW_HEADER, anchor),
            "the question stands in view, below the header",
        )


def test_home_has_three_doors(chromium: Browser, address: str) -> None:
    with Visit(chromium, address) as visit:
        page = visit.open("index.html")
        doors = page.locator(".doors li")
        assert [door.locator("a").inner_text() for door in doors.all()] == [
            "It hurts right now",
            "I want to try again",
            "They have said no",
        ]
        links = [door.locator("a").get_attribute("href") for door in doors.all()]
        assert links == ["right-now.html", "is-it-safe.html", "making-peace.html"]
        asked = page.locator("p", has_text="Has your ex asked you to come back?")
        assert asked.locator("a").get_attribute("href") == "should-we-try.html"
        doors.nth(2).click(position={"x": 100, "y": 70})  # the whole door opens, not only its words
        page.wait_for_url("**/making-peace.html")


def test_home_has_the_picture(chromium: Browser, address: str) -> None:
    for width, shown, other in [(360, "tall", "wide"), (1440, "wide", "tall")]:
        with Visit(chromium, address, width) as visit:
            picture = visit.open("index.html").get_by_role("img", name="The way through this guide")
            assert picture.locator("desc").inner_html()
            assert picture.locator(f".journey-{shown}").is_visible()
            assert not picture.locator(f".journey-{other}").is_visible()


def test_callouts_differ_without_colour(chromium: Browser, address: str) -> None:
    with Visit(chromium, address) as visit:
        page = visit.open("feelings.html")
        looks = page.evaluate(
            """kinds => kinds.map(kind => {
                const callout = document.createElement("div");
                callout.className = `admonition ${kind}`;
                callout.innerHTML = "<p class=admonition-title>Label</p>";
                document.querySelector(".page-text").append(callout);
                const {borderStyle, borderWidth} = getComputedStyle(callout);
                const {maskImage, width} = getComputedStyle(callout.firstChild, "::before");
                return [maskImage, width, borderStyle, borderWidth].join(" ");
            })""",
            CALLOUTS,
        )
        assert len(set(looks)) == len(CALLOUTS)
        assert all("url(" in look and "20px" in look for look in looks)


def test_missing_browser_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(
        BrowserMissing, match=r"^CHROMIUM is set to '/no/such/browser', and no program is there$"
    ):
        find_chromium()
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", "/no/such/folder")
    with pytest.raises(BrowserMissing, match=r"^no browser for the tests: install Chromium or set CHROMIUM"):
        find_chromium()


SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
            const moved = entry.sources.map(({node}) => node && node.parentElement.outerHTML.slice(0, 80));
            window.shifts.push({at: entry.startTime, size: entry.value, moved});
        }
    }).observe({type: "layout-shift", buffered: true});
"""


#: The whole page is read, up to the styles at its end, and its first words are on the screen.
IS_SHOWN = """document.querySelector("body > link[rel=stylesheet]")
    && performance.getEntriesByName("first-contentful-paint").length > 0"""
SHIFTS_SINCE = "then => window.shifts.filter(shift => shift.at > then)"
#: By the clock of the page, and twice as long as a browser waits for a face.
A_MOMENT_LATER = "new Promise(done => setTimeout(() => done(performance.now()), 200))"


@pytest.fixture
def line(site: Path) -> Iterator[tuple[str, Event]]:
    """The guide on a slow line: whatever follows the page waits for the event."""
    arrives = Event()

    def hold(sent: Sent) -> None:
        if not sent.path.endswith(".html"):
            arrives.wait(PATIENCE)

    with serve(site, note=hold) as address:
        yield address, arrives


@pytest.mark.parametrize("path", conftest.ONE_OF_EACH_KIND)
def test_nothing_jumps_on_a_slow_line(chromium: Browser, line: tuple[str, Event], path: str) -> None:
    """The first screen stays where it is when the rest of the styles, the face and the scripts arrive."""
    address, arrives = line
    for width in (360, 1440):
        arrives.clear()
        with Visit(chromium, address, width) as visit:
            page = visit.page
            page.add_init_script(SHIFTS)
            page.goto(address + path, wait_until="commit")
            wait_until(page, partial(page.evaluate, IS_SHOWN), "the first screen shows")
            then = page.evaluate(A_MOMENT_LATER)
            arrives.set()
            page.wait_for_load_state()
            page.evaluate(A_MOMENT_LATER)
            assert page.evaluate(SHIFTS_SINCE, then) == []


def test_a_jump_is_seen(chromium: Browser, address: str) -> None:
    with Visit(chromium, address) as visit:
        visit.page.add_init_script(SHIFTS)
        page = visit.open("trust.html")
        page.evaluate("document.querySelector('h1').style.marginTop = '9rem'")
        wait_until(page, lambda: page.evaluate("window.shifts.length"), "the title jumps")
