"""A reader who does on each page whatever can be done there, with what the browser has to say of it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request

ACTIONS = Path(__file__).with_name("visitor.js").read_text(encoding="utf-8")
#: What the reader types: a word that search finds, and one that stands nowhere else.
WORDS = "lonely zqxwvkj"
ANSWER = '<link rel=icon href="data:,">Another site'  # with an icon, or the browser asks for one
TELL = """
    addEventListener("securitypolicyviolation", ({effectiveDirective, blockedURI}) =>
        tell(location.href, `${effectiveDirective} ${blockedURI}`));
"""


class Visitor:
    """Goes from page to page in one tab. `violations` are those of the policy, for each page that had some;
    `faults` is whatever stands on the console, and each request that sends something; `addresses` are those
    of all requests and of all pages shown.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.violations: dict[str, list[str]] = {}
        self.faults: list[str] = []
        self.addresses: list[str] = []
        context.expose_binding("tell", self._note_violation)
        context.add_init_script(TELL)
        context.on("console", lambda message: self.faults.append(message.text))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", self._note_request)
        self.page = context.new_page()
        self.page.on("framenavigated", lambda frame: self.addresses.append(frame.url))

    def use(self, address: str) -> None:
        """Do everything on a page; search stays open."""
        self.page.goto(address)
        self.page.evaluate(ACTIONS, WORDS)

    def follow(self) -> None:
        """Follow the first result of the search."""
        with self.page.expect_navigation():
            self.page.click("dialog li a")

    def leave(self) -> None:
        """Leave the page by its button. The other site answers at once, from here."""
        address = self.page.locator("a.leave").first.evaluate("link => link.href")
        self.page.route(address, lambda route: route.fulfill(content_type="text/html", body=ANSWER))
        with self.page.expect_navigation(url=address):
            self.page.evaluate("document.querySelector('a.leave').click()")
        self.page.unroute(address)

    def tells(self, page: str, what: set[str]) -> bool:
        """True when the browser has told all of this of a page, as it does a moment after it has opened."""
        return what <= set(self.violations.get(page, ()))

    def _note_request(self, request: Request) -> None:
        self.addresses.append(request.url)
        if request.method != "GET":
            self.faults.append(f"{request.method} {request.url}")

    def _note_violation(self, _source: object, page: str, what: str) -> None:
        self.violations.setdefault(urlsplit(page).path.rpartition("/")[2], []).append(what)
