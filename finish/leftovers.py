"""Takes out of each page what no reader needs: parts of the theme for scripts that the guide does not load,
its name, and what only the book reads."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .pages import Page

_LEFTOVERS = re.compile(
    r"""<input\b[^>]*\bmd-toggle\b[^>]*>\s*"""
    r"""|<label\b[^>]*\bmd-overlay\b[^>]*>\s*</label>\s*"""
    r"""|<div\b[^>]*\bdata-md-component=["']?announce\b[^>]*>\s*</div>\s*"""
    r"""|<meta\b[^>]*\bname=["']?generator\b[^>]*>\s*"""
    r"""|<div\b[^>]*\bmd-dialog\b[^>]*>\s*<div\b[^>]*>\s*</div>\s*</div>\s*"""
    r"""|\sdata-md-component=["']?\w+["']?(?=[^<>]*>)"""
    r"""|\sdata-topic=(?:"[^"]*"|'[^']*'|[^\s>]+)(?=[^<>]*>)"""
)


def remove(pages: Sequence[Page]) -> list[Page]:
    """The pages without check boxes, veils, empty boxes and names that nobody sees."""
    return [replace(page, html=_LEFTOVERS.sub("", page.html)) for page in pages]
