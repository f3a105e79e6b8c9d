"""Reads what the renderer made of a page: one parse, then plain values."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import addresses

# Written by an extension and not by the author, so not counted and not matched with the source.
_GENERATED = "a.headerlink, a.footnote-ref, a.footnote-backref, .toc a, pre a, script, style"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What markup looks like where it was not read.
_LOOSE = ("][", "[^", "](", "] (", ")[", "///", "8&lt;")
# Where else an address may stand, by the attribute.
_RARE = {
    "srcset": "[srcset]",
    "imagesrcset": "[imagesrcset]",
    "poster": "[poster]",
    "action": "form[action]",
    "formaction": "[formaction]",
    "data": "object[data]",
    "style": "[style*='url(' i]",
}
_AROUND_NAMES = str.maketrans("\"'/<>", "     ")
_LISTED = ", ".join(("[href]", "[src]", *_HEADINGS))
_LISTED_IN_GUIDE = f"{_LISTED}, div.admonition, details.question"
_search = LexborHTMLParser("").selector.find  # one for all pages: to make one costs more than a search

# Named tuples, as a large site has very many of these: they are made faster than dataclasses, and tuples
# of plain values cost the garbage collector nothing.


class Link(NamedTuple):
    """Something that leads elsewhere: a link, an image, a frame."""

    tag: str
    target: str
    is_image: bool  # shown in the page (src), not led to (href)
    labelled: bool  # a link has words or a picture; an image has a text alternative
    section: str  # the h2 it stands under
    in_footnote: bool
    is_blank: bool = False  # an image whose text is there, and empty
    attribute: str = ""  # one of the rarer ones that hold addresses


class Heading(NamedTuple):
    level: int
    text: str


class Callout(NamedTuple):
    kind: str
    inside: str  # what it is nested in, '' at the top level of the page
    points: tuple[str, ...]
    links: tuple[str, ...]


class Question(NamedTuple):
    id: str
    summary: str
    plain: bool  # the summary is words only
    words: int  # of the answer
    links: int
    inside: str


class Block(NamedTuple):
    """A top-level piece of a page that the table of sections speaks of."""

    sort: str  # 'title', 'lead', 'callout' or 'heading'
    name: str
    place: int  # among the headings or the callouts of the page; for the lead, that of its title
    words: int = 0


class Rendered(NamedTuple):
    links: tuple[Link, ...]
    headings: tuple[Heading, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]  # the old way to write an id, `<a name="hear">`, where the id is not the same
    anchors: frozenset[str]
    callouts: tuple[Callout, ...]
    questions: tuple[Question, ...]
    blocks: tuple[Block, ...]
    back_references: tuple[str, ...]  # the marks that footnotes lead back to
    loose_text: str  # the text outside code, if the page holds what looks like markup that was not read
    empty: bool


class _Parsed(NamedTuple):
    """A page that was parsed, and what tells without a search that it has something."""

    html: str
    root: LexborNode
    attributes: set[str]

    def find(self, selector: str, is_there: bool) -> list[LexborNode]:
        """Only pages that may have some pay for the search."""
        return _search(selector, self.root) if is_there else []

    def holds(self, tag: str) -> bool:
        return tag in self.html.lower()


class _Listed(NamedTuple):
    """What stands in a page, in its order; headings and callouts by their node."""

    links: list[Link]
    headings: dict[int, Heading]
    callouts: dict[int, Callout]
    questions: list[Question]


def read(html: str, *, is_guide: bool = True) -> Rendered:
    """Callouts, questions and blocks are those of a guide: only its rules ask for them."""
    tree = LexborHTMLParser("<body>" + html)
    root, body = tree.root, tree.body
    assert root is not None  # the parser opens both
    assert body is not None

    page = _Parsed(html, root, _attribute_names(html))
    ids = tuple(node.id for node in page.find("[id]", "id" in page.attributes) if node.id)
    named = page.find("a[name]", "name" in page.attributes)
    marks = [(node.id or "", _attribute(node, "name")) for node in named]
    marked = page.find("a.footnote-backref", "footnote" in html)
    back_references = tuple(_attribute(node, "href") for node in marked)
    loaded = (*_scripts(page), *_styles(page))
    for node in _search(_GENERATED, root):
        node.decompose()
    found, headings, callouts, questions = _listed(page, is_guide)
    links = (*found, *_rare_links(page), *loaded)
    return Rendered(
        links=links,
        headings=tuple(headings.values()),
        ids=ids,
        names=tuple(name for own, name in marks if name != own),
        anchors=frozenset((*ids, *(name for _, name in marks))),
        callouts=tuple(callouts.values()),
        questions=tuple(questions),
        blocks=tuple(_blocks(body, headings, callouts)) if is_guide else (),
        back_references=back_references,
        empty=not links and not body.text().strip(),
        loose_text=_loose_text(tree) if _may_be_loose(html) else "",  # last: it alters the tree
    )


def _listed(page: _Parsed, is_guide: bool) -> _Listed:
    """All of it in one search, as each costs as much as the parse."""
    links: list[Link] = []
    headings: dict[int, Heading] = {}
    callouts: dict[int, Callout] = {}
    questions: list[Question] = []
    notes = {node.mem_id for node in page.find(".footnote [href], .footnote [src]", "footnote" in page.html)}
    section = ""
    for node in _search(_LISTED_IN_GUIDE if is_guide else _LISTED, page.root):
        tag = node.tag or ""
        if tag in _HEADINGS:
            heading = headings[node.mem_id] = Heading(int(tag[1]), _text(node))
            section = heading.text if heading.level == 2 else section
        elif tag == "div":
            callouts[node.mem_id] = _callout(node)
        elif tag == "details":
            questions.append(_question(node))
        elif tag != "a" or not _is_anchor(node):
            links.append(_link(node, tag, section, node.mem_id in notes))
    return _Listed(links, headings, callouts, questions)


def _scripts(page: _Parsed) -> Iterator[Link]:
    for node in page.find("script[src]", "src" in page.attributes and page.holds("<script")):
        if _attribute(node, "src"):
            yield _link(node, "script", "", False)


def _styles(page: _Parsed) -> Iterator[Link]:
    for node in page.find("style", page.holds("<style")):
        for address, _ in addresses.in_css(node.text()):
            if not address.startswith("#"):  # a shape of the page
                yield Link("style", address, True, True, "", False, attribute="style")


def _rare_links(page: _Parsed) -> Iterator[Link]:
    selectors = [selector for name, selector in _RARE.items() if name in page.attributes]
    for node in _search(", ".join(selectors), page.root) if selectors else ():
        tag = node.tag or ""
        for name, value in node.attributes.items():
            for address in addresses.inside(name, value or "") if addresses.is_rare(tag, name) else ():
                if address:  # a form without one asks for its own page
                    yield Link(tag, address, addresses.is_shown(name), True, "", False, attribute=name)


def _link(node: LexborNode, tag: str, section: str, in_footnote: bool) -> Link:
    attributes = node.attributes
    name = "href" if "href" in attributes else "xlink:href" if "xlink:href" in attributes else "src"
    is_image = name == "src"
    target = (attributes[name] or "").strip()
    is_blank = tag == "img" and attributes.get("alt", "") == "" and "alt" in attributes
    return Link(tag, target, is_image, _labelled(node, tag, attributes), section, in_footnote, is_blank)


def _may_be_loose(html: str) -> bool:
    """To look for one letter takes no time, and most pages hold no bracket."""
    has_brackets = "[" in html or "]" in html
    return (has_brackets and any(mark in html for mark in _LOOSE)) or "///" in html or "8&lt;" in html


def _attribute_names(html: str) -> set[str]:
    """The names of attributes that have a value, however they are typed, and more words; one look for all."""
    ends = {part[-12:] for part in html.split("=")}  # as long as any of `_RARE`
    return set(" ".join(ends).translate(_AROUND_NAMES).lower().split())


def _is_anchor(node: LexborNode) -> bool:
    """True for `[](){#name}`, which only gives a place a name."""
    return bool(node.id) and not _attribute(node, "href") and not node.text().strip()


def _labelled(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "img":
        hidden = attributes.get("aria-hidden") == "true"
        decoration = attributes.get("role") in ("presentation", "none")
        return hidden or decoration or bool((attributes.get("alt") or "").strip())
    if tag != "a" or node.text().strip():
        return True
    label = any(attributes.get(name) for name in ("aria-label", "aria-labelledby", "title"))
    return label or bool(_search("img, svg, [aria-label], [title]", node))


def _callout(node: LexborNode) -> Callout:
    inner = _search("li, a[href]", node)
    return Callout(
        kind=_kind(node),
        inside=_inside(node),
        points=tuple(_text(item) for item in inner if item.tag == "li" and not _is_printed(item)),
        links=tuple(_attribute(link, "href") for link in inner if link.tag == "a"),
    )


def _is_printed(item: LexborNode) -> bool:
    """True for a point that comes from helplines.yml and not from the page."""
    around = item.parent and item.parent.parent
    return around is not None and "helplines" in _attribute(around, "class").split()


def _question(node: LexborNode) -> Question:
    inner = _search("summary, a[href]", node)
    summary = next((child for child in inner if child.tag == "summary"), None)
    title = _text(summary) if summary else ""
    return Question(
        id=node.id or "",
        summary=title,
        plain=summary is None or not list(summary.iter()),
        words=_words(node) - len(title.split()),
        links=sum(child.tag == "a" for child in inner),
        inside=_inside(node),
    )


def _blocks(
    body: LexborNode, headings: Mapping[int, Heading], callouts: Mapping[int, Callout]
) -> Iterator[Block]:
    places = {id_: place for found in (headings, callouts) for place, id_ in enumerate(found)}
    before: LexborNode | None = None
    for node in body.iter():
        tag, id_ = node.tag, node.mem_id
        if tag == "h1":
            yield Block("title", headings[id_].text, places[id_])
        elif tag == "h2":
            yield Block("heading", headings[id_].text, places[id_])
        elif tag == "p" and before and before.tag == "h1":
            yield Block("lead", "", places[before.mem_id], _words(node))
        elif tag == "div" and id_ in callouts:
            yield Block("callout", callouts[id_].kind, places[id_])
        before = node


def _kind(node: LexborNode) -> str:
    return next((name for name in _attribute(node, "class").split() if name != "admonition"), "")


def _inside(node: LexborNode) -> str:
    parent = node.parent
    while parent is not None and parent.tag not in ("body", "html"):
        classes = _attribute(parent, "class").split()
        if "admonition" in classes:
            return f"the callout '{_kind(parent)}'"
        if "question" in classes:
            return "a question"
        parent = parent.parent
    return "" if node.parent is None or node.parent.tag == "body" else "another block"


def mended(html: str) -> str:
    """The same as it stands in a page that was parsed: quotes, entities and ends as they should be."""
    body = LexborHTMLParser("<body>" + html).body
    return (body and body.inner_html) or ""


def text_outside_blocks_of_code(html: str) -> str:
    tree = LexborHTMLParser("<body>" + html)
    for node in tree.css("pre, script, style"):
        node.decompose()
    return tree.body.text() if tree.body else ""


def shown_text(html: str) -> str:
    """The text of a page outside code."""
    return _loose_text(LexborHTMLParser("<body>" + html))


def _loose_text(tree: LexborHTMLParser) -> str:
    for node in tree.css("pre, code, kbd, svg, .arithmatex"):
        node.decompose()
    return tree.body.text() if tree.body else ""


def _attribute(node: LexborNode, name: str) -> str:
    return node.attrs.get(name) or ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _words(node: LexborNode) -> int:
    return len(node.text(separator=" ").split())
