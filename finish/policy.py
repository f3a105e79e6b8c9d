"""Writes the content security policy: a page runs and shows what the build put there, and reaches nobody.

The hashes are those of the one script and the one sheet of styles that `finish` itself puts into a page.
Pages that came with any of their own were refused before (hostile.py).
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from . import FinishError, pages
from .pages import Page

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_CHARSET = re.compile(r"<meta\b[^>]*\bcharset=[^>]*>|<head\b[^>]*>", re.IGNORECASE)
_HASHES = re.compile(r"(script|style)-src 'self'((?: 'sha256-[^']+')*)")


def add(built: Sequence[Page]) -> list[Page]:
    """The pages with their policy. It stands before whatever it is about, and after the charset.

    Each page allows its own styles only, which is less than the header of the server can say.
    """
    return [_with_policy(page) for page in built]


def header(sites: Iterable[Path]) -> str:
    """The policy for the header of a server: what the policies of all pages of these finished sites allow."""
    scripts: set[str] = set()
    styles: set[str] = set()
    for site in sites:
        for page in pages.read(site):
            for kind, hashes in _HASHES.findall(policy_of(page)):
                (scripts if kind == "script" else styles).update(hashes.split())
    return f"{_policy(sorted(scripts), sorted(styles))}; frame-ancestors 'none'"


def policy_of(page: Page) -> str:
    """The policy that stands in a page, '' if there is none."""
    node = page.parse().css_first('meta[http-equiv="Content-Security-Policy"]')
    return (node.attributes.get("content") or "") if node else ""


def fits(page: Page) -> bool:
    """Does the policy in a page fit what stands there? A file without a head has none and needs none."""
    return not _CHARSET.search(page.html) or policy_of(page) == expected(page)


def expected(page: Page) -> str:
    """The policy that fits what stands in a page."""
    return _policy(_hashes(page, _SCRIPT), _hashes(page, _STYLE))


def _with_policy(page: Page) -> Page:
    head = _CHARSET.search(page.html)
    if not head:
        return page  # a file that proves to a search engine whose site this is
    head = _CHARSET.search(page.html, head.end()) or head  # the charset, where there is one
    meta = f'<meta http-equiv="Content-Security-Policy" content="{expected(page)}">'
    return replace(page, html=page.html[: head.end()] + meta + page.html[head.end() :])


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *scripts]),
            " ".join(["style-src 'self'", *styles]),
            "font-src 'self'",
            "img-src 'self' data:",  # the small signs in the styles are such data
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(page: Page, element: re.Pattern[str]) -> list[str]:
    texts = element.findall(page.html)
    if len(texts) > 1:
        raise FinishError(f"{page.path}: more than one inline script or style; `finish` puts in one of each")
    return [_hash(text) for text in texts]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
