"""No state of any page lost its style: the published guide looks, to the pixel, as it was built."""

import io
import shutil
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from browser import add_rules
from conftest import ROOT, build, copy_project, finish
from peers import REPORTS
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page
from server import serve

pytestmark = [pytest.mark.audit, pytest.mark.xdist_group("styles")]

Act = Callable[[Page], object]
WIDTHS = (360, 800, 1440)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def open_search(page: Page) -> None:
    page.click("button.search")
    page.locator("dialog[open] input").wait_for()
    page.keyboard.insert_text("blocked")  # in one go: after each letter the results are others
    page.locator("dialog mark").first.wait_for()


def open_menu(page: Page) -> None:
    page.eval_on_selector(".menu", "menu => { menu.open = true }")
    page.keyboard.press("Tab")
    assert page.locator(".way-out a:focus-visible").count() == 1


def open_answers(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.page-text details').forEach(each => { each.open = true })")
    page.focus(".md-header .md-skip")
    assert page.locator(".md-skip:focus-visible").count() == 1


def print_without_notes(page: Page) -> None:
    """Finishing adds to a page where its links lead."""
    page.evaluate(
        "document.querySelectorAll('[data-print]').forEach(link => link.removeAttribute('data-print'))"
    )
    page.emulate_media(media="print")


NOISE = 8  # of 255

STATES: dict[str, tuple[str, Act]] = {
    "at rest": ("trust.html", lambda page: None),
    "home": ("index.html", lambda page: None),
    "help": ("get-help.html", lambda page: None),
    "helper": ("where-am-i.html", lambda page: None),
    "not found": ("404.html", lambda page: None),
    "everything that Markdown brings": ("every-style.html", lambda page: None),
    "footnote addressed": ("every-style.html#fn:note", lambda page: None),
    "answers open, focus on the skip link": ("is-it-safe.html", open_answers),
    "menu open, focus on the way out": ("feelings.html", open_menu),
    "search open": ("feelings.html", open_search),
    "focus in the text": ("feelings.html", lambda page: page.focus(".page-text summary")),
    "dark by hand": ("trust.html", lambda page: page.click("button.scheme")),
    "print": ("space-and-contact.html", print_without_notes),
    "high contrast": ("is-it-safe.html", lambda page: page.emulate_media(forced_colors="active")),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of the guide with one page more, before and after it is finished."""
    project = copy_project(tmp_path_factory.mktemp("styles") / "project")
    shutil.copy(ROOT / "tests" / "every-style.md", project / "docs")
    build(project, project / "plain")  # the checks have something to say about the page
    shutil.copytree(project / "plain", project / "finished")
    result = finish(project / "finished")
    assert result.returncode == 0, result.stderr
    with serve(project / "plain") as plain, serve(project / "finished") as finished:
        yield plain, finished


def pictures(chromium: Browser, address: str, act: Act) -> dict[str, Image.Image]:
    """The whole page at each width, by day and by night.

    In a face that every machine has at once: the time that a face takes to arrive must not tell.
    """
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 900})
    context.route("**/*.woff2", lambda route: route.abort())
    page = context.new_page()
    page.goto(address)
    act(page)
    made = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            shown = page.screenshot(full_page=page.locator("dialog[open]").count() == 0, caret="hide")
            made[f"{width}-{scheme}"] = Image.open(io.BytesIO(shown)).convert("RGB")
    context.close()
    return made


def differ(one: Image.Image, other: Image.Image) -> bool:
    """True if some pixel is another one; rounded corners come out a shade lighter or darker at times."""
    if one.size != other.size:
        return True
    seen = ImageChops.difference(one, other).convert("L").point(lambda level: max(0, level - NOISE))
    return seen.getbbox() is not None


@pytest.mark.parametrize("state", STATES)
def test_looks_the_same(chromium: Browser, sites: tuple[str, str], state: str) -> None:
    path, act = STATES[state]
    for _ in range(2):  # a busy browser may leave a line of a long picture blank
        before, after = (pictures(chromium, site + path, act) for site in sites)
        lost = [name for name in before if differ(before[name], after[name])]
        if not lost:
            return
    folder = REPORTS / "styles" / state.replace(",", "").replace(" ", "-")
    for name in lost:
        folder.mkdir(parents=True, exist_ok=True)
        before[name].save(folder / f"{name}-before.png")
        after[name].save(folder / f"{name}-after.png")
    pytest.fail(f"{state}: compare the pictures in {folder}")


def test_a_lost_rule_is_seen(chromium: Browser, sites: tuple[str, str]) -> None:
    """The comparison is worth something: it tells a page that lacks one rule."""

    def lose(page: Page) -> None:
        add_rules(page, ".md-typeset h2 { letter-spacing: normal !important }")

    whole, lacking = (pictures(chromium, sites[1] + "trust.html", act) for act in (lambda page: None, lose))
    assert all(differ(whole[name], lacking[name]) for name in whole)
