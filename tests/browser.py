"""Finds the browser that the tests drive."""

import os
import shutil

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
