"""Finds the browser that the tests drive. `python tests/browser.py` installs Debian's if there is none."""

import os
import shutil
import sys
import time
from collections.abc import Callable

from debian import install
from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30  # seconds for what takes a moment, as a machine may be busy


class BrowserMissing(Exception):
    """No browser to test with; the message is one line that says what to do."""


def find_chromium() -> str:
    """The path of Chromium: what CHROMIUM names, or else the first usual name on PATH."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else NAMES:
        if path := shutil.which(name):
            return path
    if named:
        raise BrowserMissing(f"CHROMIUM is set to '{named}', and no program is there")
    raise BrowserMissing(f"no browser for the tests: install Chromium or set CHROMIUM ({', '.join(NAMES)})")


def add_rules(page: Page, rules: str) -> None:
    """Give a page more styles, in the one way that its policy leaves to the tools of a browser."""
    page.evaluate(
        """rules => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rules);
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }""",
        rules,
    )


def wait_until(page: Page, is_so: Callable[[], object], what: str) -> None:
    """Wait for something that a browser does a moment later; `AssertionError` with `what` if it never does.

    Playwright's own `wait_for_function` is no help: the policy of a page stops what it looks again with.
    """
    late = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < late, f"{what}: not so after {PATIENCE} seconds"
        page.wait_for_timeout(20)


def main() -> int:
    """0 if there is a browser in the end, 1 and one line if there is none."""
    try:
        find_chromium()
    except BrowserMissing:
        if "CHROMIUM" not in os.environ:
            install("chromium")
    try:
        print(f"the tests drive {find_chromium()}")
    except BrowserMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
