"""The prose of a built page: its sentences as a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import readability
from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Left out: what other people wrote (titles of studies), and lines that are data and not prose.
NOT_PROSE = ".reference, .checked, .contact, svg, nav, .headerlink, .admonition-title"
BLOCKS = "p, li, td, th, summary, h1, h2, h3"
HEADINGS = {"h1", "h2", "h3", "summary", "th"}
#: A sentence ends at . ? or !, with closing quotes, before a capital or an opening quote.
SENTENCE_END = re.compile(r"(?<=[.?!])[”’\"']?\s+(?=[“‘\"']?[A-Z])")


def page_text(html: Path) -> LexborNode:
    """The element that holds what the Markdown page says, without what is not prose."""
    tree = LexborHTMLParser(html.read_text(encoding="utf-8"))
    for node in tree.css(NOT_PROSE):
        node.decompose()
    text = tree.css_first(".page-text")
    assert text is not None, f"{html.name} has no .page-text"
    return text


def blocks(html: Path) -> Iterator[tuple[str, str]]:
    """(tag, text) of each block that holds text of its own, in order."""
    for node in page_text(html).css(BLOCKS):
        own = "".join(_own_text(node))
        text = " ".join(own.split())
        if text:
            yield node.tag or "", text


def sentences(html: Path) -> list[str]:
    """Body sentences: no headings, no questions."""
    return [
        sentence for tag, text in blocks(html) if tag not in HEADINGS for sentence in SENTENCE_END.split(text)
    ]


def words(text: str) -> list[str]:
    """The words of a text; a number counts as one."""
    return re.findall(r"[A-Za-z0-9]+(?:['’.,-][A-Za-z0-9]+)*", text)


def grade(html: Path) -> float:
    """Flesch-Kincaid grade of a page's body sentences."""
    tokenized = "\n".join(" ".join(found) + " ." for s in sentences(html) if (found := words(s)))
    return float(readability.getmeasures(tokenized, lang="en")["readability grades"]["Kincaid"])


def _own_text(node: LexborNode) -> Iterator[str]:
    """Text below a node that no inner block holds."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text(deep=False)
        elif child.tag not in {"p", "ul", "ol", "li", "table", "details", "div", "blockquote"}:
            yield from _own_text(child)


def sections(html: Path) -> Iterator[tuple[str, str]]:
    """(heading, text) of each h2 section, without callouts, questions, helplines and the list of studies."""
    text = page_text(html)
    for node in text.css(".admonition, details, .helplines, h4 ~ *"):
        node.decompose()
    heading, held = "", ""
    for node in text.iter():
        if node.tag == "h2":
            yield heading, held
            heading, held = node.text(), ""
        else:
            held += node.text(separator=" ") + " "
    yield heading, held
