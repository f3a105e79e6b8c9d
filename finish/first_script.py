"""Puts the script that runs before the first paint into each page: a file would keep the words waiting."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import rjsmin

from .pages import Page

FILE = "assets/first-paint.js"

_SCRIPT = re.compile(r"""<script\b[^>]*\bsrc=["']?([^\s"'>]+)[^>]*></script>""")


def inline(site: Path, pages: Sequence[Page]) -> list[Page]:
    """The pages with the text of that script where they led to its file, which goes. Some sites have none."""
    file = site / FILE
    if not file.is_file():
        return list(pages)
    text = str(rjsmin.jsmin(file.read_text(encoding="utf-8")))
    file.unlink()
    return [_with_script(page, text) for page in pages]


def _with_script(page: Page, text: str) -> Page:
    def put(script: re.Match[str]) -> str:
        return f"<script>{text}</script>" if page.file(script[1]) == FILE else script[0]

    return replace(page, html=_SCRIPT.sub(put, page.html))
