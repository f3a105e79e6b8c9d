"""axe-core finds nothing: every page, light and dark, narrow and wide, with everything open, in print."""

import json
from collections.abc import Iterator
from typing import Any

import conftest
import pytest
from peers import AXE, find, keep
from playwright.sync_api import Browser, Page

PAGES = [*conftest.VARIED_PAGES, "404.html"]
WHOLE = [*conftest.ONE_OF_EACH_KIND, "404.html"]
WORKERS = 2  # groups of pages, so that each core has some
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BODY_TEXT = ", ".join(f".page-text {tag}" for tag in ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "a"))
# Rules are named one by one, as axe leaves out some of a tag: those that are new, and target-size.
SETUP = """([tags, text]) => {
    const rules = axe.getRules(tags).filter(rule => !rule.tags.includes("deprecated"));
    axe.configure({rules: [{id: "color-contrast-enhanced", selector: text}]});
    window.axeRules = [...rules.map(rule => rule.ruleId), "color-contrast-enhanced"];
}"""
RUN = """async () => {
    const found = await axe.run(document, {
        resultTypes: ["violations"], runOnly: {type: "rule", values: window.axeRules},
    });
    return found.violations.map(({id, help, nodes}) => ({
        id, help, nodes: nodes.map(({target, html, failureSummary}) => ({target, html, failureSummary})),
    }));
}"""

Finding = dict[str, Any]


def states(page: Page, *, with_all: bool) -> Iterator[str]:
    """Put a page into each state that a reader can bring it into; the name of the state.

    `with_all` is for one page of each kind: what is around the text is the same on the others, and what is
    in the text shows when all answers are open.
    """
    if with_all:
        yield from states_around_the_text(page)
    page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true; })")
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 740})
        yield from (f"{width} px, all answers open, {scheme}" for scheme in schemes(page))
    page.emulate_media(media="print", color_scheme="light")
    yield "print"


def states_around_the_text(page: Page) -> Iterator[str]:
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 740})
        yield from (f"{width} px, {scheme}" for scheme in schemes(page))
        if width == 320:
            page.click("header details.menu > summary")
            yield from (f"{width} px, menu open, {scheme}" for scheme in schemes(page))
            page.keyboard.press("Escape")
        page.click("button.search")
        page.fill("dialog[open] input", "hurt")
        page.locator("dialog[open] mark").first.wait_for()
        yield from (f"{width} px, search open, {scheme}" for scheme in schemes(page))
        page.keyboard.press("Escape")


def schemes(page: Page) -> Iterator[str]:
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        yield scheme


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.xdist_group(f"axe-{place % WORKERS}"))
        for place, path in enumerate(PAGES)
    ],
)
def test_axe_finds_nothing(chromium: Browser, address: str, path: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(address + path)
    page.evaluate(find(AXE).read_text(encoding="utf-8"))
    page.evaluate(SETUP, [TAGS, BODY_TEXT])
    found: dict[str, list[Finding]] = {
        state: page.evaluate(RUN) for state in states(page, with_all=path in WHOLE)
    }
    context.close()
    if any(found.values()):
        report = keep(f"axe/{path}.json", json.dumps(found, indent=2))
        pytest.fail("\n".join([*lines(found), f"all of it is in {report}"]), pytrace=False)


def lines(found: dict[str, list[Finding]]) -> Iterator[str]:
    """One line for each rule that is broken: the first place, and every state in which it is."""
    broken: dict[str, list[str]] = {}
    for state, findings in found.items():
        for finding in findings:
            place = f"{finding['id']}: {finding['help']}: {finding['nodes'][0]['target'][-1]}"
            broken.setdefault(place, []).append(state)
    for place, names in broken.items():
        yield f"{place} (in {'; '.join(names)})"
