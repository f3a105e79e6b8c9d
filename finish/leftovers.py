"""Takes out of each page what no reader needs: parts of the theme for scripts that the guide does not load,
its name, its links to the pages beside, what only the book reads, the './' with which Zensical begins an
address, and white space that nobody sees."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .pages import Page

_LEFTOVERS = re.compile(
    r"""<input\b[^>]*\bmd-toggle\b[^>]*>\s*"""
    r"""|<label\b[^>]*\bmd-overlay\b[^>]*>\s*</label>\s*"""
    r"""|<div\b[^>]*\bdata-md-component=["']?skip\b[^>]*>\s*(?:<a\b[^>]*>[^<]*</a>\s*)?</div>\s*"""
    r"""|<div\b[^>]*\bdata-md-component=["']?announce\b[^>]*>\s*</div>\s*"""
    r"""|<meta\b[^>]*\bname=["']?generator\b[^>]*>\s*"""
    r"""|<link\b[^>]*\brel=["']?(?:prev|next)\b[^>]*>\s*"""  # Firefox would fetch the next page unasked
    r"""|<div\b[^>]*\bmd-dialog\b[^>]*>\s*<div\b[^>]*>\s*</div>\s*</div>\s*"""
    r"""|<a\b[^>]*\bid=["']?__skip\b[^>]*></a>\s*"""  # of Zensical; the way to the text is our own
    r"""|(?<=\bdata-root)=["']?\./["']?(?=[\s>])"""
    r"""|\sdata-md-component=["']?\w+["']?(?=[^<>]*>)"""
    r"""|\sdata-topic=(?:"[^"]*"|'[^']*'|[^\s>]+)(?=[^<>]*>)"""
    # Before a block white space shows nowhere, and a page is to arrive in one go (tests/test_weight.py).
    r"""|\s+(?=</?(?:aside|body|details|div|footer|head|header|li|link|main|meta|nav|ol|summary|title|ul)\b)"""
)

# Only what holds an address: './' may begin the words of another attribute.
_FROM_HERE = re.compile(
    r"""(\s(?:href|src|data-(?:engine|index|instead|script|style|worker))=["']?)\./(?=\w[^<>]*>)"""
)


def remove(pages: Sequence[Page]) -> list[Page]:
    """The pages without check boxes, veils, empty boxes, names and white space that nobody sees."""
    return [replace(page, html=_FROM_HERE.sub(r"\1", _LEFTOVERS.sub("", page.html))) for page in pages]
