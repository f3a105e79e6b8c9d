"""A visit tells nobody anything: nobody else is asked, nothing is kept, no address holds what was typed."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import ARGUMENTS, find_chromium
from conftest import PAGES, VARIED_PAGES
from outside import Outside, listen
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from selectolax.lexbor import LexborHTMLParser
from server import serve
from visitor import WORDS, Visitor

pytestmark = pytest.mark.xdist_group("privacy")  # one site and one browser for all of them

RARE = WORDS.split()[1]  # it stands in no page
#: An address of another site. What W3C names its formats by is none.
OTHER = re.compile(r"(?:https?:|wss?:|[\"'(]|^)//(?!www\.w3\.org/)[\w-]+\.[\w.-]+")
#: Every way to make a browser ask another machine without a click.
LEAKS = """<!doctype html><title>Leaks</title>
    <link rel=preconnect href="http://connect.invalid">
    <link rel=dns-prefetch href="http://lookup.invalid">
    <link rel=prefetch href="http://prefetch.invalid">
    <link rel=stylesheet href="https://styles.invalid">
    <img src="https://picture.invalid">
    <iframe src="https://frame.invalid"></iframe>
    <script>
        navigator.sendBeacon("https://beacon.invalid");
        new WebSocket("wss://socket.invalid");
        fetch("https://fetch.invalid").catch(() => 0);
    </script>"""
KEPT = """async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(base => base.name),
    caches: window.caches ? await caches.keys() : [],
})"""
NOTHING = {"local": [], "session": [], "cookies": "", "databases": [], "caches": []}
#: What a `link` in the head may fetch or prepare before anyone asks for it.
UNASKED = {"preconnect", "dns-prefetch", "prefetch", "prerender", "next", "prev"}


@dataclass(frozen=True)
class Log:
    """What Chromium's network stack wrote down, whoever asked for it."""

    text: str

    def hosts(self) -> set[str]:
        """The other machines that pages made Chromium ask, look up or connect to."""
        log = json.loads(self.text)
        names = {number: name for name, number in log["constants"]["logEventTypes"].items()}
        events = [(names[event["type"]], event.get("params", {})) for event in log["events"]]
        requests = [said for name, said in events if name == "URL_REQUEST_START_JOB" and "url" in said]
        lookups = [
            said for name, said in events if name == "HOST_RESOLVER_MANAGER_REQUEST" and "host" in said
        ]
        own = {_host(said["url"]) for said in requests if _is_browsers_own(said)}
        asked = {_host(said["url"]) for said in requests if not _is_browsers_own(said)}
        return (asked | {_host(said["host"]) for said in lookups} - own) - {"127.0.0.1"}


def _is_browsers_own(request: dict[str, str]) -> bool:
    """Chromium asks its maker for news of its own accord: no page, and nobody at the keyboard, began that."""
    return request["initiator"] == "not an origin" and request["request_type"] == "other"


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


@contextmanager
def logged(chromium: Browser, folder: Path) -> Iterator[BrowserContext]:
    """A browser that writes its network log into a folder when it ends.

    Its profile lies on the disk, as a reader's does: a private window connects to nobody in advance.
    """
    log = [f"--log-net-log={folder / 'log.json'}", "--net-log-capture-mode=IncludeSensitive"]
    with chromium.browser_type.launch_persistent_context(
        folder / "profile", executable_path=find_chromium(), args=[*ARGUMENTS, *log]
    ) as context:
        yield context


def read_log(folder: Path) -> Log:
    return Log((folder / "log.json").read_text(encoding="utf-8"))


# Who hears of a visit


@pytest.mark.parametrize("place", ["online", "disk"])
def test_a_full_visit_tells_and_keeps_nothing(
    chromium: Browser, address: str, disk: Path, place: str, tmp_path: Path
) -> None:
    online = place == "online"
    root = address if online else f"{disk.as_uri()}/"
    with logged(chromium, tmp_path) as context:
        visitor = Visitor(context)
        for path in ["404.html", *PAGES] if online else VARIED_PAGES:
            visitor.use(root + path)
        visitor.follow()
        assert visitor.page.url.startswith(root)
        assert (visitor.violations, visitor.faults) == ({}, [])
        assert [seen for seen in visitor.addresses if not seen.startswith((root, "data:"))] == []
        assert [seen for seen in visitor.addresses if RARE in seen] == []
        assert visitor.page.evaluate(KEPT) == NOTHING
        assert (context.cookies(), context.service_workers) == ([], [])
    log = read_log(tmp_path)
    assert log.hosts() == set()
    assert RARE not in log.text


@pytest.mark.parametrize("place", ["online", "disk"])
def test_the_log_shows_who_hears_of_a_visit(chromium: Browser, tmp_path: Path, place: str) -> None:
    """Else the test above would hold nothing."""
    (tmp_path / "page.html").write_text(LEAKS)
    hosts = set(re.findall(r"\w+\.invalid", LEAKS))
    with serve(tmp_path) as address, logged(chromium, tmp_path) as context:
        page = context.new_page()
        page.goto((address if place == "online" else f"{tmp_path.as_uri()}/") + "page.html")
        late = time.monotonic() + 30
        while time.monotonic() < late and not all(host in read_log(tmp_path).text for host in hosts):
            page.wait_for_timeout(50)
    assert read_log(tmp_path).hosts() == hosts


def test_colours_chosen_by_hand_are_all_that_is_kept(chromium: Browser, address: str) -> None:
    with chromium.new_context(color_scheme="light") as context:
        page = context.new_page()
        page.goto(address + "trust.html")
        page.click("button.scheme")
        assert page.evaluate(KEPT) == {**NOTHING, "local": ["guide-scheme"]}
        page.click("button.scheme")
        assert page.evaluate(KEPT) == NOTHING


# Where a reader comes from


@pytest.fixture
def outside() -> Iterator[Outside]:
    with listen() as outside:
        yield outside


def lead_outside(page: Page, selector: str, outside: Outside) -> Locator:
    """The first such link, which now leads to the other server; its other attributes stay."""
    lead = "(link, address) => { link.href = address; link.id = 'led' }"
    page.locator(selector).first.evaluate(lead, outside.address + "seen")
    return page.locator("#led")


@pytest.mark.parametrize("selector", [".page-text a[href^='https:']", "a.leave"])
@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_link_does_not_say_where_the_reader_was(
    chromium: Browser, address: str, outside: Outside, selector: str, has_scripts: bool
) -> None:
    with chromium.new_context(java_script_enabled=has_scripts) as context:
        page = context.new_page()
        page.goto(address + "about.html")
        link = lead_outside(page, selector, outside)
        with context.expect_page() as opened:
            link.click(modifiers=["ControlOrMeta"])
        opened.value.wait_for_url(outside.address + "seen")
        link.click()
        page.wait_for_url(outside.address + "seen")
    assert outside.heard == [("seen", None)] * 2


def test_a_window_that_a_page_opens_does_not_hear_of_it(
    chromium: Browser, address: str, outside: Outside
) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(address + "about.html")
        link = lead_outside(page, ".page-text a[href^='https:']", outside)
        link.evaluate("link => { link.target = '_blank' }")
        with context.expect_page() as opened:
            link.click()
        opened.value.wait_for_url(outside.address + "seen")
        assert opened.value.evaluate("window.opener") is None
    assert outside.heard == [("seen", None)]


# What stands in the files


def test_no_page_asks_for_another_unasked(site: Path) -> None:
    for page in site.rglob("*.html"):
        parsed = LexborHTMLParser(page.read_text(encoding="utf-8"))
        named = {word for node in parsed.css("link[rel]") for word in (node.attributes["rel"] or "").split()}
        assert named & UNASKED == set(), page
        referrer = parsed.css_first("head > meta[name=referrer]")
        assert referrer, page
        assert referrer.attributes["content"] == "no-referrer", page


def test_only_links_lead_elsewhere(site: Path) -> None:
    """Addresses of other sites stand in links and in what is read; in no other attribute, script or style."""
    for page in site.rglob("*.html"):
        for node in LexborHTMLParser(page.read_text(encoding="utf-8")).css("*"):
            named = [value for name, value in node.attributes.items() if (node.tag, name) != ("a", "href")]
            assert [value for value in named if OTHER.search(value or "")] == [], page
            if node.tag in ("script", "style"):
                assert not OTHER.search(node.text()), page
    for file in [*site.rglob("*.js"), *site.rglob("*.css"), *site.rglob("*.svg")]:
        if not file.name.startswith("search-index."):  # the text of the guide
            assert OTHER.findall(file.read_text(encoding="utf-8")) == [], file
