"""Collects what search can find from the built pages, and writes it beside the script that searches."""

import json
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .pages import words

INDEX = "assets/search-index.js"
QUESTIONS = "questions.html"

_SAID_ELSEWHERE = "sheet"  # a kind of page that repeats what others say

# Headings that stand on most pages: what is below them counts for the page.
_SHARED = {"Questions", "See also", "Next step", "When this page helps", "Do and avoid"}
# What is there to be used, and not to be searched: marks, labels, dates, numbers to call, studies, ways on.
_LEFT_OUT = (
    ".headerlink, .admonition-title, .checked, .contact, .reference, .reference ~ p, .research, .next-step,"
    " h4, svg, script, button"
)
# The pieces of a text. A point of a list ends without a full stop, and would run into the next one.
_PIECES = ":is(h3, p, li, th, td):not(:has(p, li))"
_BETWEEN = " ·"
_WAY_ON = re.compile(r"See [^.]+[.?]?")  # a piece that only leads elsewhere
_KEYWORDS = re.compile(
    r"""(<details\b[^>]*?)\s+data-keywords=(?:"[^"]*"|'[^']*'|[^\s>"']+)"""
    r"""|\s*<meta\s+name="?keywords"?\s+content=(?:"[^"]*"|'[^']*'|[^\s>"']+)\s*/?>"""
)


@dataclass(frozen=True)
class Entry:
    """One thing that search can find."""

    kind: str  # 'Page', 'Section' or 'Question', as search shows it
    address: str  # from the root of the site
    title: str
    context: str  # the stage of a page; the page of a section or a question
    keywords: str
    text: str


def write(site: Path) -> Path:
    """Write the search index of a built site and return its path."""
    rows = [astuple(entry) for entry in entries(site)]
    listed = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    path = site / INDEX
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"window.guideIndex={listed};\n", encoding="utf-8")
    return path


def entries(site: Path) -> list[Entry]:
    """Every page, section and question of a built site, each once, in the order of the file names."""
    names = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    found: dict[str, Entry] = {}
    for name in sorted(names, key=lambda name: (name == QUESTIONS, name)):
        for entry in _page_entries(name, (site / name).read_text(encoding="utf-8")):
            found.setdefault(_identity(entry), entry)  # the page of all questions comes last
    return list(found.values())


def without_keywords(html: str) -> str:
    """A page without the words that only the index needs."""
    return _KEYWORDS.sub(lambda match: match[1] or "", html)


def _identity(entry: Entry) -> str:
    """A question is the same on each page that shows it."""
    return entry.address.partition("#")[2] if entry.kind == "Question" else entry.address


def _page_entries(name: str, html: str) -> Iterator[Entry]:
    tree = LexborHTMLParser(html)
    body = tree.css_first(".page-text")
    if body is None or body.attributes.get("data-kind") == _SAID_ELSEWHERE:  # None on 404.html, say
        return
    for node in body.css(_LEFT_OUT):
        node.decompose()
    title = words(body.css_first("h1"))
    questions = [_question(node, name, title) for node in body.css("details.question[id]")]
    for node in body.css("details.question"):
        node.decompose()
    is_helper = body.css_first("h1.helper") is not None
    own = [_meta(tree, "description")]
    sections: list[tuple[LexborNode, list[str]]] = []
    text = own
    for node in _blocks(body):
        if not _is_heading(node, body):
            text.extend(_pieces(node))
        elif not node.id or words(node) in _SHARED:
            text = own
        elif is_helper:
            text = []  # a step of the helper makes no sense alone
        else:
            text = []
            sections.append((node, text))
    stage = words(tree.css_first(".stage"))
    yield Entry("Page", name, title, stage, _meta(tree, "keywords"), _joined(own))
    for heading, pieces in sections:
        if pieces:
            yield Entry("Section", f"{name}#{heading.id}", words(heading), title, "", _joined(pieces))
    yield from questions


def _blocks(node: LexborNode) -> Iterator[LexborNode]:
    """The blocks of a page in order; those that hold sections are taken apart."""
    for child in node.iter():
        if child.tag != "h2" and child.css_first("h2"):
            yield from _blocks(child)
        elif child.tag != "h1":
            yield child


def _is_heading(node: LexborNode, body: LexborNode) -> bool:
    """True for each h2, and for an h3 of the page itself: those below a country are kinds of helpline."""
    return node.tag == "h2" or (node.tag == "h3" and node.parent == body)


def _question(node: LexborNode, page: str, title: str) -> Entry:
    summary = words(node.css_first("summary"))
    keywords = node.attributes.get("data-keywords") or ""
    return Entry("Question", f"{page}#{node.id}", summary, title, keywords, _joined(_pieces(node)))


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f"meta[name={name}]")
    return (node.attributes.get("content") or "") if node else ""


def _pieces(node: LexborNode) -> list[str]:
    lines = (words(piece) for piece in node.css(_PIECES) or [node])
    return [line for line in lines if line and not _WAY_ON.fullmatch(line)]


def _joined(pieces: list[str]) -> str:
    ended = [piece if piece[-1] in ".?!:”" else piece + _BETWEEN for piece in pieces if piece]
    return " ".join(ended).removesuffix(_BETWEEN)
