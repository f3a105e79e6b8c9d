"""Rules about markup that the renderer could not read, so that readers see it as text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..model import Problem
from ..site import Page, Site
from ..suggest import did_you_mean, nearest


class Mark(NamedTuple):
    """A sort of markup, as it shows when it was not read and as the author wrote it."""

    extension: str  # the start of the extension that reads it; without that, it is only text
    shown: re.Pattern[str]
    written: str
    remedy: str


_MARKS = (
    Mark(
        "pymdownx.blocks",
        re.compile(r"(?:^|\s)/{3,}\s"),
        r"(?m)^[ \t]*/{3,}[ \t]*[^\s/][^\n]*",
        "there is no such block, or what stands behind its name or in its options is wrong",
    ),
    Mark(
        "pymdownx.snippets",
        re.compile(r"8<"),
        r"(?m)(?<![;\w-])-+8<[^\n]*",
        'write an include on a line of its own, as in --8<-- "page.md:section"',
    ),
    Mark(
        "",
        re.compile(r"\]\("),
        r"(?<!\\)\[[^\[\]\n]*\]\([^()\n]*\)?",
        "a link is not read here; inside HTML, write markdown=1 in the tag around it",
    ),
    Mark(
        "",
        re.compile(r"\]\s\("),
        r"\[[^\[\]\n]+\] \([^()\s]*(?:\.md|#)[^()\s]*\)",
        "take out the space before the address",
    ),
    Mark(
        "",
        re.compile(r"\)\["),
        r"\([^()\n]+\)\[[^\[\]\s]*\.md[^\[\]\s]*\]",
        "a link has its words in [ ] and its address in ( )",
    ),
)


def loose_markup(site: Site) -> Iterator[Problem]:
    """Markup is read as markup, and does not show as text.

    Bad:  /// helpline | talk
    Good: /// helplines | talk
    """
    names = tuple(site.project.extension_names)
    for page in site.pages:
        shown = _plain(page.rendered.loose_text)
        for mark in _MARKS:
            if mark.shown.search(shown) and any(name.startswith(mark.extension) for name in names or [""]):
                yield from _loose(site, page, mark, shown)


def open_block(site: Site) -> Iterator[Problem]:
    """Each `///` block is opened once and closed once, with as many slashes.

    Bad:  /// takeaways                 and no '///' below its points
    Good: /// takeaways                 and '///' below its points
    """
    if not any(name.startswith("pymdownx.blocks") for name in site.project.extension_names):
        return
    for page in site.pages:
        # A page whose fences go in pairs is right, or wrong twice: that shows as text.
        if page.text.count("\n///") % 2:
            for text, place, opens in page.source.unpaired_fences:
                end = text[: len(text) - len(text.lstrip("/"))]
                remedy = (
                    f"is never closed: end the block with '{end}'"
                    if opens
                    else "closes no block: take it out, or open one above it"
                )
                yield Problem(place, f"'{text}' {remedy}")


def _loose(site: Site, page: Page, mark: Mark, shown: str) -> Iterator[Problem]:
    for text, place in page.source.find(mark.written):
        written = " ".join(text.split())
        if _plain(written) in shown:
            yield Problem(place, f"'{written}' shows as text: {mark.remedy}{_hint(site, written)}")


def _hint(site: Site, written: str) -> str:
    """The block that was meant, if its name is misspelt."""
    word = re.match(r"/{3,} ?([\w-]+)", written)
    blocks = site.project.block_names
    return did_you_mean(nearest(word[1], blocks)) if word and word[1] not in blocks else ""


def _plain(text: str) -> str:
    """On one line, with the quotes and dashes that were typed: smart ones are made by the renderer."""
    for smart, typed in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("—", "---"), ("–", "--")):
        text = text.replace(smart, typed)
    return " ".join(text.split())
