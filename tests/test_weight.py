"""What a page may weigh on its way to an old phone. `make weigh` prints the figures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ONE_OF_EACH_KIND, PAGES
from peers import keep
from playwright.sync_api import Browser, Route
from weigh import PHONE, Scales, Visit, next_page, scales, table

pytestmark = pytest.mark.xdist_group("weight")  # one browser for all of them

# The budgets, as a host sends the bodies with brotli. kB are 1000 bytes.
REQUESTS = 6
FIRST_LOAD = 45.0  # all of a page that is opened with nothing in the cache
HTML = 14.6  # with the styles it needs: what fits into the first flight of packets
SECOND_PAGE = 9.0  # what the next page costs
LONG_PAGES = {"questions.html": 14.6, "about.html": 12.0}  # as a second page; they hold more than one topic

# What no page needs to name: the twins of a file, what robots read, licences beside the work of others, and
# the worker, which a browser that once had it asks for by itself.
UNNAMED = (
    *("*.br", "*.gz", "sitemap.xml", "robots.txt", "404.html", "OFL.txt", "*-LICENSE.txt", "worker.js"),
    "_headers",
)


@pytest.fixture(scope="module")
def balance(site: Path, chromium: Browser) -> Iterator[Scales]:
    with scales(site, chromium) as balance:
        yield balance


def faults(visit: Visit) -> Iterator[str]:
    """Each budget that a page breaks, when it comes first or second."""
    first = visit.first
    html, whole, second = (load.brotli / 1000 for load in (first.of("html"), first, visit.second))
    second_limit = LONG_PAGES.get(visit.second_page, SECOND_PAGE)
    if len(first.bodies) > REQUESTS:
        yield f"{visit.page} makes {len(first.bodies)} requests, {REQUESTS} is the limit"
    if whole > FIRST_LOAD:
        yield f"{visit.page} loads {whole:.2f} kB, {FIRST_LOAD} is the limit"
    if html > HTML:
        yield f"{visit.page} is {html:.2f} kB of HTML, {HTML} is the limit"
    if second > second_limit:
        yield f"{visit.second_page} costs {second:.2f} kB as a second page, {second_limit} is the limit"
    if len(first.origins) > 1:
        yield f"{visit.page} asks other servers: {', '.join(sorted(first.origins))}"
    for body in first.blocking.bodies:
        if body.kind != "html":
            yield f"{visit.page} shows no text before {body.url} is there"


@pytest.mark.parametrize("page", PAGES)
def test_html_is_light(site: Path, page: str) -> None:
    """All that a page costs whoever has the files that pages share."""
    size = (site / f"{page}.br").stat().st_size / 1000
    assert size <= min(HTML, LONG_PAGES.get(page, SECOND_PAGE))


@pytest.mark.parametrize("page", ONE_OF_EACH_KIND)
def test_page_is_light(balance: Scales, page: str) -> None:
    visit = balance.visit(page, next_page(ONE_OF_EACH_KIND, page))
    assert visit.first.of("html").bodies, "the page was not weighed"
    assert visit.first.blocking.of("html").bodies, "the page itself is what the first text waits for"
    found = list(faults(visit))
    if found:
        figures = table(visit)
        pytest.fail(
            "\n".join([*found, f"kept in {keep(f'weight/{page}.txt', figures)}", figures]), pytrace=False
        )


@pytest.mark.parametrize("page", ["index.html", "feelings.html", "right-now.html"])
def test_text_shows_before_anything_else_came(chromium: Browser, address: str, page: str) -> None:
    """Scripts are off, and no other file arrives."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    phone = context.new_page()
    phone.route("**/*", only_the_page)
    phone.goto(address + page)
    assert phone.locator("main h1").is_visible()
    assert phone.locator(".page-text > p").first.is_visible()
    looks = phone.evaluate("""() => {
        const size = selector => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize);
        const {backgroundColor} = getComputedStyle(document.body);
        const {scrollWidth} = document.documentElement;
        return [size("main h1"), size(".page-text > p"), scrollWidth, backgroundColor];
    }""")
    context.close()
    title, text, width, paper = looks
    assert title > text >= 16
    assert width <= PHONE["width"], "scrolls sideways"
    assert paper != "rgba(0, 0, 0, 0)", "the colours come with the page"


def only_the_page(route: Route) -> None:
    if route.request.resource_type == "document":
        route.continue_()
    else:
        route.abort()


def test_no_source_maps(site: Path) -> None:
    assert not list(site.rglob("*.map"))
    for file in [*site.rglob("*.css"), *site.rglob("*.js")]:
        assert "sourceMappingURL" not in file.read_text(encoding="utf-8"), file


def test_every_file_is_used(site: Path) -> None:
    files = [file for file in site.rglob("*") if file.is_file()]
    texts = {
        file: file.read_text(encoding="utf-8") for file in files if file.suffix in (".html", ".css", ".js")
    }
    unused = [
        file.relative_to(site).as_posix()
        for file in files
        if not any(file.match(pattern) for pattern in UNNAMED)
        and not any(file.name in text for other, text in texts.items() if other != file)
    ]
    assert not unused, "no page asks for these"
