"""Takes out what the theme puts into each page for scripts of its own, which the guide does not load."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .pages import Page

_LEFTOVERS = re.compile(
    r"""<input\b[^>]*\bmd-toggle\b[^>]*>\s*"""
    r"""|<label\b[^>]*\bmd-overlay\b[^>]*>\s*</label>\s*"""
    r"""|<div\b[^>]*\bdata-md-component=["']?announce\b[^>]*>\s*</div>\s*"""
    r"""|<div\b[^>]*\bmd-dialog\b[^>]*>\s*<div\b[^>]*>\s*</div>\s*</div>\s*"""
)


def remove(pages: Sequence[Page]) -> list[Page]:
    """The pages without check boxes, veils and empty boxes that nobody sees."""
    return [replace(page, html=_LEFTOVERS.sub("", page.html)) for page in pages]
