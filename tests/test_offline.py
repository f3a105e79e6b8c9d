"""The guide without a connection: as one file from a disk, and in a browser that has visited it."""

import re
import shutil
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from browser import wait_until
from conftest import ROOT, build, copy_project, finish
from playwright.sync_api import Browser, BrowserContext, Page, Request
from server import Sent, serve

from finish import FinishError
from finish.offline import EDITION, FOLDER, READ_ME, edition
from finish.worker import WORKER, essential, write

pytestmark = pytest.mark.xdist_group("offline")  # one browser for all of them

FACE = "Atkinson Hyperlegible Next"
COPIES = 400_000  # bytes that a browser may fetch in the background to keep the guide


@pytest.fixture(scope="module")
def kept_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide as a host publishes it who has set `extra.offline: true`."""
    project = copy_project(tmp_path_factory.mktemp("kept") / "project")
    settings = re.sub(r"(?m)^  offline:.*\n", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    (project / "mkdocs.yml").write_text(settings.replace("\nextra:\n", "\nextra:\n  offline: true\n"))
    result = build(project, project / "site")
    assert result.returncode == 0, result.stdout + result.stderr
    result = finish(project / "site")
    assert result.returncode == 0, result.stdout + result.stderr
    return project / "site"


@pytest.fixture
def published(kept_site: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    folder = tmp_path / "site"
    shutil.copytree(kept_site, folder, ignore=shutil.ignore_patterns("*.br", "*.gz"))
    return folder


def switch_off(folder: Path) -> None:
    """Publish the guide without `extra.offline`."""
    for path in folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r" data-worker=[^\s>]+", "", html), encoding="utf-8")
    write(folder)


def finds(page: Page) -> bool:
    """Does search open, and find something?"""
    page.locator("button.search").click()
    page.locator("dialog input[type=search]").fill("sorry")
    result = page.locator("dialog li a[href*='saying-sorry.html']").first
    result.wait_for()
    return result.is_visible()


def is_styled(page: Page) -> bool:
    """Has the page its colours and its face?"""
    has_face = "face => [...document.fonts].some(f => f.status == 'loaded' && f.family.includes(face))"
    wait_until(page, lambda: page.evaluate(has_face, FACE), "the face comes")
    return bool(page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 245, 238)")


# The edition


@pytest.fixture(scope="module")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has on the disk."""
    folder = tmp_path_factory.mktemp("disk")
    with ZipFile(site / EDITION) as zipped:
        zipped.extractall(folder)
    return folder


def test_every_page_opens_from_a_disk(chromium: Browser, unpacked: Path) -> None:
    pages = sorted((unpacked / FOLDER).rglob("*.html"))
    assert unpacked / FOLDER / "index.html" in pages
    faults: list[str] = []
    with chromium.new_context(offline=True, color_scheme="light") as context:
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: faults.extend(lost_file(request)))
        page.on("request", lambda request: None if is_local(request.url) else faults.append(request.url))
        for path in pages:
            page.goto(path.as_uri(), wait_until="load")
            assert page.locator("h1").is_visible()
            assert is_styled(page), path.name
            links = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)")
            lost = [link for link in links if link.startswith("file:") and not leads_somewhere(link)]
            assert lost == [], path.name
        assert faults == []


def lost_file(request: Request) -> list[str]:
    """What a failed request says of the edition: nothing, where the visit went on before the icon came."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.failure}: {request.url}"]


def is_local(url: str) -> bool:
    return url.startswith(("file:", "data:"))


def leads_somewhere(link: str) -> bool:
    return Path(re.split("[?#]", link.removeprefix("file://"))[0]).is_file()


def test_search_works_from_a_disk(chromium: Browser, unpacked: Path) -> None:
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        page.goto((unpacked / FOLDER / "index.html").as_uri())
        assert finds(page)
        page.locator("dialog li a[href*='saying-sorry.html']").first.click()
        page.wait_for_url("**/saying-sorry.html*")
        assert page.locator("h1").is_visible()


def test_the_edition_holds_what_is_read(unpacked: Path) -> None:
    assert sorted(path.name for path in unpacked.iterdir()) == sorted([READ_ME, FOLDER])
    kept = {
        path.relative_to(unpacked / FOLDER).as_posix()
        for path in (unpacked / FOLDER).rglob("*")
        if path.is_file()
    }
    for pattern in (r"\.(br|gz|zip)$", r"^sitemap\.xml$", r"^404\.html$", r"^worker\.js$", r"^assets/share/"):
        assert not [name for name in kept if re.search(pattern, name)]


def test_read_me_says_what_to_do(unpacked: Path) -> None:
    text = (unpacked / READ_ME).read_text(encoding="utf-8")
    assert "index.html" in text
    assert "delete" in text
    assert text.index("May somebody look") < text.index("To read"), "the warning comes before the way in"
    assert len(text.split()) <= 130


def small_site(folder: Path) -> Path:
    folder.mkdir()
    (folder / "index.html").write_text(
        f'<html lang=en><body><p><a href="{EDITION}">Take it along</a>, or stay.</p>'
    )
    (folder / "talking.html").write_text(
        "<html lang=en><body><h1>Talk</h1><script data-worker=worker.js></script>"
    )
    for name in ("sitemap.xml", "404.html", WORKER, "index.html.br", "assets/share/index.png", "assets/a.js"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


def test_the_same_site_gives_the_same_edition(tmp_path: Path) -> None:
    one, two = (edition(small_site(tmp_path / name)) for name in ("one", "two"))
    assert one.name == two.name == EDITION
    assert one.read_bytes() == two.read_bytes() == edition(tmp_path / "one").read_bytes()
    with ZipFile(one) as zipped:
        assert zipped.namelist() == [
            READ_ME,
            *(f"{FOLDER}/{name}" for name in ("assets/a.js", "index.html", "talking.html")),
        ]
        assert {entry.date_time[0] for entry in zipped.infolist()} == {1980}


def test_the_edition_does_not_offer_itself(tmp_path: Path) -> None:
    with ZipFile(edition(small_site(tmp_path / "site"))) as zipped:
        page = zipped.read(f"{FOLDER}/index.html").decode()
        assert "<p>Take it along, or stay.</p>" in page
        assert (
            zipped.read(f"{FOLDER}/talking.html")
            == b"<html lang=en><body><h1>Talk</h1><script data-worker=worker.js></script>"
        )


def test_a_site_without_its_first_page_is_told(tmp_path: Path) -> None:
    with pytest.raises(FinishError, match=r"there is no index\.html"):
        edition(tmp_path)
    assert not list(tmp_path.iterdir())


# The copies that a browser keeps, where the host switches them on


class Line:
    """The way to the server: it can be slow, and it notes what went over it."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.delay = 0.0

    def __call__(self, sent: Sent) -> None:
        self.paths.append(sent.path)
        time.sleep(self.delay)


def visit(context: BrowserContext, address: str) -> Page:
    """Open a page for the first time, and wait until the copies are there."""
    page = context.new_page()
    page.goto(address)
    wait_until(page, lambda: page.evaluate(IS_AT_WORK), "the worker is at work")
    return page


def forget(page: Page) -> None:
    """Empty the cache that every browser has, so that only the copies of the worker are left."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


CACHES = "caches.keys().then(keys => keys.sort())"
IS_AT_WORK = "Boolean(navigator.serviceWorker.controller)"
WORKERS = "navigator.serviceWorker.getRegistrations().then(all => all.length)"


def test_a_visited_guide_opens_without_a_connection(chromium: Browser, published: Path) -> None:
    line = Line()
    with chromium.new_context(color_scheme="light") as context:
        with serve(published, "/guide/", line) as address:
            page = visit(context, f"{address}index.html")
        forget(page)
        context.set_offline(True)
        line.paths.clear()
        assert finds(page), "search is fetched only now"
        page.goto(f"{address}talking.html?from=chat#questions")
        assert page.locator("h1").inner_text() == "Have the honest talk"
        assert is_styled(page)
        assert finds(page)
        page.goto(address)
        assert page.url == address
        assert page.locator(".doors").is_visible(), "the folder alone opens the first page"
        answer = page.goto(f"{address}no-such-page")
        assert answer
        assert answer.status == 404
        assert page.locator("h1").inner_text() == "This page is not here"
        for request in ("'trust.html', {method: 'POST'}", "'http://127.0.0.1:9/guide/trust.html'"):
            assert page.evaluate(f"fetch({request}).then(() => 'answered', () => 'failed')") == "failed"
        assert line.paths == [], "all of this came from the copies"


def test_copies_hold_what_is_needed_and_no_more(chromium: Browser, published: Path) -> None:
    (published / "assets" / "share").mkdir(parents=True, exist_ok=True)
    (published / "assets" / "share" / "index.png").write_bytes(b"")
    with chromium.new_context() as context, serve(published, "/guide/") as address:
        page = visit(context, f"{address}index.html")
        names = page.evaluate(CACHES)
        assert len(names) == 1
        assert names[0].startswith(f"guide {address} ")
        kept = page.evaluate("n => caches.open(n).then(c => c.keys()).then(k => k.map(r => r.url))", names[0])
        assert sorted(kept) == sorted(address + name for name in essential(published))
        assert f"{address}404.html" in kept
        assert not [url for url in kept if url.endswith((".png", ".zip", WORKER))]


def test_pages_come_from_the_network_first_and_assets_from_the_copies(
    chromium: Browser, published: Path
) -> None:
    line = Line()
    with chromium.new_context() as context, serve(published, "/guide/", line) as address:
        page = visit(context, f"{address}index.html")
        talking = published / "talking.html"
        talking.write_text(talking.read_text().replace("Have the honest talk</h1>", "Today's words</h1>"))
        forget(page)
        line.paths.clear()
        page.goto(f"{address}talking.html")
        assert page.locator("h1").inner_text() == "Today's words"
        assert [path for path in line.paths if path != f"/guide/{WORKER}"] == ["/guide/talking.html"]
        line.delay = 60
        start = time.monotonic()
        page.goto(f"{address}trust.html", wait_until="commit")
        assert page.locator("h1").inner_text() == "Rebuild trust"
        assert 2.9 < time.monotonic() - start < line.delay / 2, "the copy is shown when the network is slow"


def test_a_new_edition_replaces_the_copies_of_this_guide_only(chromium: Browser, published: Path) -> None:
    with chromium.new_context() as context, serve(published, "/guide/") as address:
        page = visit(context, f"{address}index.html")
        page.evaluate("caches.open('guide of another host')")
        before = page.evaluate(CACHES)
        (published / "talking.html").write_text("<html lang=en><title>New</title><h1>New</h1>")
        write(published)
        version = (published / WORKER).read_text().split('"')[1]
        page.goto(f"{address}trust.html")
        wanted = sorted(["guide of another host", f"guide {address} {version}"])
        wait_until(page, lambda: page.evaluate(CACHES) == wanted, "the new copies are there alone")
        assert f"guide {address} {version}" not in before


def test_switching_off_deletes_copies_and_worker(chromium: Browser, published: Path) -> None:
    with chromium.new_context() as context, serve(published, "/guide/") as address:
        page = visit(context, f"{address}index.html")
        page.evaluate("caches.open('guide of another host')")
        assert page.evaluate(WORKERS) == 1
        switch_off(published)
        page.goto(f"{address}trust.html")
        wait_until(page, lambda: page.evaluate(WORKERS) == 0, "the worker goes")
        wait_until(page, lambda: page.evaluate(CACHES) == ["guide of another host"], "its copies go")


def test_nothing_is_kept_unless_the_host_wants_it(chromium: Browser, published: Path) -> None:
    switch_off(published)
    assert "FILES" not in (published / WORKER).read_text()
    with chromium.new_context() as context, serve(published, "/guide/") as address:
        page = context.new_page()
        page.goto(f"{address}index.html")
        page.wait_for_load_state("networkidle")  # this alone may come before the page has asked for anything
        assert page.evaluate(WORKERS) == 0
        assert page.evaluate(CACHES) == []


def test_copying_goes_on_where_a_broken_line_stopped_it(chromium: Browser, published: Path) -> None:
    missing = (published / "trust.html").rename(published / "away")
    line = Line()
    with chromium.new_context() as context, serve(published, "/guide/", line) as address:
        page = context.new_page()
        page.goto(f"{address}index.html", wait_until="load")
        wait_until(page, lambda: "/guide/trust.html" in line.paths, "copying comes to the page that is away")
        wait_until(page, lambda: page.evaluate(WORKERS) == 0, "the worker gives up")
        missing.rename(published / "trust.html")
        line.paths.clear()
        visit(context, f"{address}index.html")
        assert "/guide/trust.html" in line.paths
        assert "/guide/about.html" not in line.paths, "it is here already"


class Host(SimpleHTTPRequestHandler):
    """A server as some hosts run it: talking.html is /talking, 404.html is not found, and it may be down."""

    is_down = False

    def do_GET(self) -> None:
        if self.is_down:
            self.send_error(503)
        elif self.path == "/404":
            self.send_error(404)
        elif self.path.endswith(".html"):
            self.send_response(301)
            self.send_header("Location", self.path.removesuffix(".html"))
            self.end_headers()
        else:
            self.path += ".html" if "." not in self.path and self.path != "/" else ""
            super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_a_host_may_hide_suffixes_and_be_down(
    chromium: Browser, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = partial(Host, directory=str(published))
    with chromium.new_context() as context, ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        page = visit(context, address)
        for down in (False, True):
            monkeypatch.setattr(Host, "is_down", down)
            forget(page)
            for path in ("", "talking", "trust.html"):
                answer = page.goto(address + path)
                assert answer
                assert answer.ok, f"{path} while the host is {'down' if down else 'up'}"
                assert page.locator("h1").is_visible()
        server.shutdown()


def test_the_version_follows_the_contents(tmp_path: Path) -> None:
    folder = small_site(tmp_path / "site")
    write(folder)
    first = (folder / WORKER).read_bytes()
    write(folder)
    assert (folder / WORKER).read_bytes() == first
    (folder / "assets" / "a.js").write_text("y")
    write(folder)
    assert (folder / WORKER).read_bytes() != first


def test_the_copies_are_small(site: Path) -> None:
    packed = {name: site / f"{name}.br" for name in essential(site)}
    sizes = {name: (copy if copy.is_file() else site / name).stat().st_size for name, copy in packed.items()}
    assert sum(sizes.values()) <= COPIES, sorted(sizes.items(), key=lambda item: -item[1])[:10]
