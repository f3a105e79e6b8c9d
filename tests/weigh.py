"""Weighs the pages of a built site, as a phone loads them: `make weigh [SITE=folder] [PAGE=trust.html]`.

A page is opened with nothing in the cache, then a second one, then search is touched. What the server sent
is what counts. kB are 1000 bytes. Fonts and pictures that are compressed already count as they are.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from browser import ARGUMENTS, BrowserMissing, find_chromium
from playwright.sync_api import Browser, Page, Request, ViewportSize, sync_playwright
from server import Sent, brotli_of, gzip_of, is_squeezed, serve

KINDS = ("html", "style", "script", "font", "image", "other")
PHONE = ViewportSize(width=360, height=740)
SEARCH = "button.search, label.md-header__button[for=__search]"  # ours, and that of Material
QUIET = 600  # milliseconds without a request, after which nothing more is expected


@dataclass(frozen=True)
class Body:
    """What one request brought, in bytes."""

    url: str
    kind: str
    raw: int = 0
    gzip: int = 0
    brotli: int = 0
    blocking: bool = False  # the first text waits for it


@dataclass(frozen=True)
class Load:
    """What one step of a visit fetched."""

    bodies: tuple[Body, ...]

    @property
    def raw(self) -> int:
        return sum(body.raw for body in self.bodies)

    @property
    def gzip(self) -> int:
        return sum(body.gzip for body in self.bodies)

    @property
    def brotli(self) -> int:
        return sum(body.brotli for body in self.bodies)

    @property
    def blocking(self) -> "Load":
        return Load(tuple(body for body in self.bodies if body.blocking))

    @property
    def origins(self) -> frozenset[str]:
        return frozenset("{0.scheme}://{0.netloc}".format(urlsplit(body.url)) for body in self.bodies)

    def of(self, kind: str) -> "Load":
        return Load(tuple(body for body in self.bodies if body.kind == kind))


@dataclass(frozen=True)
class Visit:
    """A first page, and another after it."""

    page: str
    second_page: str
    first: Load
    second: Load


class Scales:
    """Weighs one site in one browser; each visit begins with an empty cache."""

    def __init__(self, address: str, browser: Browser, sent: list[Sent]) -> None:
        self.address = address
        self._browser = browser
        self._sent = sent
        self._outside: list[Request] = []

    def weigh(self, page: str) -> Load:
        """What a page fetches when it is opened with nothing in the cache."""
        with self._phone() as phone:
            return self._open(phone, page)

    def visit(self, page: str, second_page: str) -> Visit:
        """What a page fetches, and then what another does that it did not have yet."""
        with self._phone() as phone:
            return Visit(page, second_page, self._open(phone, page), self._open(phone, second_page))

    def touch_search(self, page: str) -> Load | None:
        """What the first search on a page fetches; None where the page has no search."""
        with self._phone() as phone:
            self._open(phone, page)
            button = phone.locator(SEARCH).first
            if not button.count():
                return None
            self._forget()
            button.click()
            phone.locator("input:focus").wait_for()
            phone.keyboard.type("hurt")
            return self._settle(phone)

    @contextmanager
    def _phone(self) -> Iterator[Page]:
        context = self._browser.new_context(
            viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True
        )
        phone = context.new_page()
        phone.on("request", lambda request: self._outside.append(request))
        try:
            yield phone
        finally:
            context.close()

    def _open(self, phone: Page, page: str) -> Load:
        self._forget()
        phone.goto(self.address + page, wait_until="load")
        load = self._settle(phone)
        blocking = set(
            phone.evaluate(
                """() => performance.getEntriesByType("resource")
                    .filter(entry => entry.renderBlockingStatus === "blocking").map(entry => entry.name)"""
            )
        )
        document = phone.url.partition("#")[0]
        return Load(
            tuple(
                replace(body, blocking=body.url in blocking or body.url == document) for body in load.bodies
            )
        )

    def _forget(self) -> None:
        self._sent.clear()
        self._outside.clear()

    def _settle(self, phone: Page) -> Load:
        """Wait until nothing more is fetched; all that was."""
        known = -1
        while known < len(self._sent) + len(self._outside):
            known = len(self._sent) + len(self._outside)
            phone.wait_for_timeout(QUIET)
        own = [_body(urljoin(self.address, sent.path), sent.type, sent.body) for sent in self._sent]
        return Load(
            (*own, *(_outside(request) for request in self._outside if self._is_outside(request.url)))
        )

    def _is_outside(self, url: str) -> bool:
        return url.startswith("http") and not url.startswith(self.address)


@contextmanager
def scales(site: Path, browser: Browser) -> Iterator[Scales]:
    """Serve a site, and weigh it with a browser."""
    sent: list[Sent] = []
    with serve(site, note=sent.append) as address:
        yield Scales(address, browser, sent)


def pages(site: Path) -> list[str]:
    """The pages of a site, as addresses below it; not the one that a wrong address gets."""
    found = (file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    return sorted(page for page in found if page != "404.html")


def median_page(site: Path) -> str:
    """The page of the median size."""
    sizes = {page: (site / page).stat().st_size for page in pages(site)}
    middle = statistics.median_low(sizes.values())
    return next(page for page, size in sizes.items() if size == middle)


def next_page(names: list[str], page: str) -> str:
    """The page to open second."""
    return names[(names.index(page) + 1) % len(names)]


def table(visit: Visit) -> str:
    """The figures of one visit, to be read."""
    kinds = [(kind, visit.first.of(kind)) for kind in KINDS]
    return "\n".join(
        (
            f"{'':<34}{'requests':>9}{'raw':>10}{'gzip':>10}{'brotli':>10}  kB",
            _row(f"{visit.page}, nothing cached", visit.first),
            *(_row(f"  {kind}", load) for kind, load in kinds if load.bodies),
            _row("  blocks the first text", visit.first.blocking),
            f"  origins: {', '.join(sorted(visit.first.origins))}",
            _row(f"then {visit.second_page}", visit.second),
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Weigh the pages of a built site, as a phone loads them.")
    parser.add_argument("site", type=Path, help="the folder of the site")
    parser.add_argument("page", nargs="?", help="a page of it; else that of the median size")
    parser.add_argument("--all", action="store_true", help="every page, each on a line")
    options = parser.parse_args()
    if fault := _fault(options.site, options.page):
        print(fault, file=sys.stderr)
        return 1
    try:
        with _chromium() as browser, scales(options.site, browser) as balance:
            names = pages(options.site)
            page = options.page or median_page(options.site)
            for text in _lines(balance, names) if options.all else _figures(balance, names, page):
                print(text, flush=True)
    except BrowserMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def _fault(site: Path, page: str | None) -> str | None:
    if not site.is_dir() or not pages(site):
        return f"no pages in '{site}': build the site first, or name its folder"
    if page and page not in pages(site):
        return f"no page '{page}' in '{site}': name one such as {', '.join(pages(site)[:3])}"
    return None


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def _figures(balance: Scales, names: list[str], page: str) -> Iterator[str]:
    yield table(balance.visit(page, next_page(names, page)))
    search = balance.touch_search(page)
    yield _row("then search is touched", search) if search else "no search found"


def _lines(balance: Scales, names: list[str]) -> Iterator[str]:
    titles = ("raw", "gzip", "brotli", "html", "blocking", "as second")
    yield f"{'kB':<34}{'requests':>9}" + "".join(f"{title:>10}" for title in titles)
    for name in names:
        visit = balance.visit(next_page(names, name), name)
        own, second = balance.weigh(name), visit.second
        sizes = (own.raw, own.gzip, own.brotli, own.of("html").brotli, own.blocking.brotli, second.brotli)
        yield f"{name:<34}{len(own.bodies):>9}{_columns(*sizes)}"


def _body(url: str, content_type: str, body: bytes) -> Body:
    raw = len(body)
    if is_squeezed(content_type) or not body:
        return Body(url, _kind(content_type), raw, raw, raw)
    return Body(url, _kind(content_type), raw, len(gzip_of(body)), len(brotli_of(body)))


def _outside(request: Request) -> Body:
    """What another server sent; nothing if it could not be reached."""
    response = request.response()
    if not response:
        return Body(request.url, "other")
    return _body(request.url, response.headers.get("content-type", ""), response.body())


def _kind(content_type: str) -> str:
    names = {"html": "html", "css": "style", "javascript": "script", "font": "font", "image": "image"}
    return next((kind for part, kind in names.items() if part in content_type), "other")


def _row(name: str, load: Load) -> str:
    return f"{name:<34}{len(load.bodies):>9}{_columns(load.raw, load.gzip, load.brotli)}"


def _columns(*sizes: int) -> str:
    return "".join(f"{size / 1000:>10.1f}" for size in sizes)


if __name__ == "__main__":
    sys.exit(main())
