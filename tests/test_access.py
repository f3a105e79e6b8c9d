"""The guide by keyboard, by thumb, enlarged, in the reader's own colours, without scripts and read aloud."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import conftest
import pytest
from browser import add_rules
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.xdist_group("access")

PAGES = [*conftest.VARIED_PAGES, "404.html"]
TOUCH = 44  # pixels

# The element with the focus: what it is, and whether a reader can see that it is there.
FOCUSED = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    return {
        name: element.getAttribute("aria-label") || element.textContent.trim().replace(/\\s+/g, " "),
        isOnBody: element === document.body,
        isInView: box.top >= 0 && box.bottom <= innerHeight + 1
            && box.left >= -1 && box.right <= innerWidth + 1,
        isCovered: !(at && (element.contains(at) || at.contains(element))),
        isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        isTall: box.height > innerHeight - 100,
    };
}"""

# In the order of the page, so that the focus never jumps back.
IN_ORDER = """() => {
    const found = window.visited = window.visited || [];
    const last = found[found.length - 1];
    const element = document.activeElement;
    found.push(element);
    return !last || Boolean(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""

# What a thumb must hit, and misses. A link among the words of a sentence is as tall as its line.
SMALL = """touch => {
    const isShown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const isInText = element => {
        const text = element.matches("a") && element.closest("p, li");
        return text && text.textContent.trim().length > element.textContent.trim().length + 1;
    };
    return [...document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex]")]
        .filter(element => isShown(element) && !element.closest(".md-skip") && !isInText(element))
        .filter(element => !element.matches(".md-skip, .md-toggle, h1, h2"))
        .map(element => [element, element.getBoundingClientRect()])
        .filter(([element, box]) => box.width > 0 && (box.height < touch - .5 || box.width < touch - .5))
        .map(([element, box]) => `${element.outerHTML.slice(0, 90)} ${box.width | 0}x${box.height | 0}`);
}"""

CLIPPED = """() => [...document.querySelectorAll("body *")]
    .filter(element => element.checkVisibility() && element.textContent.trim())
    .filter(element => ["hidden", "clip"].includes(getComputedStyle(element).overflowX))
    .filter(element => element.clientWidth > 2 && element.scrollWidth > element.clientWidth + 1)
    .map(element => element.outerHTML.slice(0, 90))"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a phone."""
    with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
        yield context


def visit(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(FOCUSED)
    return found


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", ["index.html", "is-it-safe.html", "questions.html", "404.html"])
def test_tab_goes_through_a_page(context: BrowserContext, address: str, path: str, width: int) -> None:
    page = visit(context, address + path)
    page.set_viewport_size({"width": width, "height": 740})
    names = []
    while True:
        page.keyboard.press("Tab")
        at = focused(page)
        if at["isOnBody"]:
            break
        assert page.evaluate(IN_ORDER), f"the focus jumps back to {at['name']}"
        assert at["isMarked"], f"nobody sees the focus on {at['name']}"
        assert at["isTall"] or (at["isInView"] and not at["isCovered"]), (
            f"{at['name']} is hidden with the focus on it"
        )
        names.append(at["name"])
    assert names[0] == "Leave this page"
    assert names[2] == "Skip to content"
    assert names.index("Get help") <= 7
    reachable = page.evaluate("""() => [...document.querySelectorAll("a[href], button, summary")]
        .filter(element => element.checkVisibility({visibilityProperty: true})).length""")
    assert len(names) == reachable, "the keyboard reaches everything that shows"


def test_a_visit_by_keyboard(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "feelings.html")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#let-it-hurt-one-day-at-a-time")  # skips to the title
    page.focus(".menu summary")
    page.keyboard.press("Enter")
    assert page.locator(".menu-panel").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.menu').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not page.locator(".menu-panel").is_visible()
    assert page.evaluate("document.activeElement.matches('.menu summary')")
    page.keyboard.press("Enter")
    page.locator(".menu-panel a", has_text="Is it safe to try?").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/is-it-safe.html")
    page.locator("details.question summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.question p").first.is_visible()
    page.focus("button.scheme")
    page.keyboard.press("Space")
    assert page.locator("html").get_attribute("data-scheme") == "dark"
    page.focus("button.search")
    page.keyboard.press("Enter")
    page.locator("dialog[open] input").wait_for()
    page.keyboard.insert_text("blocked")  # in one go: after each letter the results are others
    page.locator("dialog mark").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**#*")


def test_menu_closes_when_the_focus_leaves_it(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "feelings.html")
    page.click(".menu summary")
    page.locator(".menu-panel a").last.focus()
    page.keyboard.press("Tab")
    assert not page.locator(".menu-panel").is_visible(), "the panel would cover what has the focus"


@pytest.mark.parametrize("path", PAGES)
def test_page(context: BrowserContext, address: str, path: str) -> None:
    page = visit(context, address + path)
    assert_reads_aloud(page)
    assert_nothing_moves(page)
    assert_targets_are_large(page)
    assert_enlarging_loses_nothing(page)


def assert_reads_aloud(page: Page) -> None:
    """What a screen reader finds: the places by name, one title, levels in order, notes with names."""
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("body").get_attribute("dir") == "ltr"
    assert page.get_by_role("banner").count() == page.get_by_role("main").count() == 1
    assert page.get_by_role("contentinfo").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    page.set_viewport_size({"width": 1440, "height": 740})
    names = page.evaluate("""() => [...document.querySelectorAll("nav")]
        .filter(nav => nav.checkVisibility()).map(nav => nav.getAttribute("aria-label"))""")
    assert all(names)
    assert len(names) == len(set(names)), "two places with one name"
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(h => Number(h.tagName[1]))"
    )
    assert all(after <= before + 1 for before, after in pairwise(levels))
    callouts = page.locator(".admonition").evaluate_all("""all => all.map(each =>
        [each.getAttribute("role"), each.ariaLabel, each.querySelector(".admonition-title").innerText])""")
    assert [callout for callout in callouts if callout != ["note", callout[2], callout[2]]] == []
    dates = page.evaluate("[...document.querySelectorAll('main time')].map(time => time.dateTime)")
    assert all(date.fromisoformat(each) for each in dates)
    unnamed = page.evaluate("""() => [...document.querySelectorAll("svg:not(svg svg)")]
        .filter(svg => !svg.closest("a, button, summary") && svg.getAttribute("role") !== "img").length""")
    assert unnamed == 0


def assert_targets_are_large(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.page-text details').forEach(each => { each.open = true })")
    for width in (320, 360, 1440):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(SMALL, TOUCH) == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.click(".menu summary")
    assert page.evaluate(SMALL, TOUCH) == []
    page.keyboard.press("Escape")


def assert_nothing_moves(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(element => {
        const style = getComputedStyle(element);
        return (style.transitionDuration !== "0s" && style.transitionProperty !== "none")
            || style.animationName !== "none" || style.scrollBehavior === "smooth";
    }).map(element => element.outerHTML.slice(0, 80))""")
    assert moving == []


def assert_enlarging_loses_nothing(page: Page) -> None:
    """Zoom, and larger text."""
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024, enlarged four times
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CLIPPED) == []
    header = page.locator(".md-header").bounding_box()
    assert header
    assert header["height"] <= 256 / 3, "the header leaves room to read"
    page.set_viewport_size({"width": 1280, "height": 1024})
    add_rules(page, "html { font-size: 250% !important }")  # twice the text
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate(CLIPPED) == []


def test_a_small_target_is_seen(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "trust.html")
    add_rules(page, ".get-help { min-height: 30px !important; line-height: 1 }")
    assert page.evaluate(SMALL, TOUCH) != []


def test_high_contrast(context: BrowserContext, address: str) -> None:
    """What is drawn by colour alone elsewhere is drawn by the reader's own colours here."""
    page = visit(context, address + "is-it-safe.html")
    page.emulate_media(forced_colors="active")
    drawn = page.evaluate("""() => [".stop-here", ".takeaways", ".get-help", ".print"].map(name => {
        const style = getComputedStyle(document.querySelector(name));
        return [name, parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== style.backgroundColor];
    }).filter(([, shown]) => !shown)""")
    assert drawn == []
    parts = [".admonition-title::before", "summary::after", ".copy::before"]
    signs = page.evaluate(
        """parts => parts.map(name => {
            const [selector, part] = name.split("::");
            const element = document.querySelector(`.page-text ${selector}`);
            const sign = getComputedStyle(element, `::${part}`).backgroundColor;
            return [name, sign !== getComputedStyle(document.body).backgroundColor];
        }).filter(([, shown]) => !shown)""",
        parts,
    )
    assert signs == []


def test_stage_and_place_are_spoken(context: BrowserContext, address: str) -> None:
    page = visit(context, address + "trust.html")
    spoken = page.get_by_role("main").aria_snapshot()
    assert (
        spoken.index("Stage 4 of 5: Rebuild")
        < spoken.index("minutes to read")
        < spoken.index('"Rebuild trust" [level=1]')
    )
    page.set_viewport_size({"width": 1440, "height": 740})
    assert (
        page.get_by_role("navigation", name="All pages").locator("[aria-current=page]").inner_text()
        == "Rebuild trust"
    )
    ways = page.get_by_role("navigation", name="Before and after this page")
    assert [link.inner_text().split("\n") for link in ways.get_by_role("link").all()] == [
        ["Page before:", "Have the honest talk"],
        ["Page after:", "Spend good time together"],
    ]


def test_without_scripts(chromium: Browser, address: str) -> None:
    with chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False) as context:
        page = visit(context, address + "is-it-safe.html")
        assert not page.locator("button").filter(visible=True).count(), "no button that does nothing"
        page.locator("details.question summary").first.click()
        assert page.locator("details.question p").first.is_visible()
        page.locator(".menu summary").click()
        page.locator(".menu-panel a", has_text="Rebuild trust").click()
        page.wait_for_url("**/trust.html")
        page.locator(".get-help").click()
        page.wait_for_url("**/get-help.html")
        assert "choose Print in the menu of your browser" in page.locator(".page-note").inner_text()
