"""Puts the texts together into one document for a printer: cover, contents, parts, sheets, people to call."""

from copy import deepcopy
from pathlib import Path
from xml.etree.ElementTree import Element

from finish.addresses import is_elsewhere, spoken

from . import tree
from .guide import Guide, Page
from .matter import (
    CONTENTS,
    FIRST,
    FOUND,
    LAST_PAGE,
    ON_THE_COVER,
    SUBJECTS,
    WHOM_TO_ASK,
    last_page,
    parts,
    reviewed,
)
from .text import Text

_TEAL = "#1b5158"
_FIGURE = Path(__file__).with_name("figure.css")


def volume(guide: Guide, texts: tuple[Text, ...]) -> Element:
    """The whole guide as one document."""
    root = _document(guide, guide.name)
    for name, content in (
        ("author", f"{guide.name} contributors"),
        ("description", ON_THE_COVER),
        ("keywords", ", ".join(SUBJECTS)),
    ):
        tree.add(root[0], "meta", name=name, content=content)
    body = tree.add(root, "body", class_="volume")
    body.append(_cover(guide))
    body.append(_contents(guide))
    trees = {text.page.file: printed(text) for text in texts}
    for title, pages in parts(guide):
        for page in pages:
            opens_part = bool(title) and page is pages[0]
            chapter = _chapter(page, trees[page.file], title, opens_part=opens_part)
            if page.is_sheet:
                chapter.insert(0, _foot(guide, page))
            body.append(chapter)
    end = last_page(texts)
    _lead(end)
    body.append(end)
    return root


def sheet(guide: Guide, text: Text) -> Element:
    """One sheet as a document of its own. Its title is all that the file says of itself: it may be found."""
    root = _document(guide, text.page.title)
    body = tree.add(root, "body", class_="sheet")
    body.append(_foot(guide, text.page))
    body.append(printed(text, alone=True))
    return root


def _foot(guide: Guide, page: Page) -> Element:
    """What each side of a sheet carries: name, address or room for whom to ask, and the day of its review."""
    foot = Element("p", {"class": "foot"})
    foot.text = f"{guide.name} · "
    if guide.address:
        foot.text += f"{spoken(guide.address)} · "
    foot.text += f"{reviewed(page)} · " if page.reviewed else ""
    tree.add(foot, "span", class_="side")
    if not guide.address:
        tree.add(foot, "span", WHOM_TO_ASK, class_="whom")
    return foot


def printed(text: Text, *, alone: bool = False) -> Element:
    """A text with ids that differ from page to page, and links that say on paper where they lead.

    On its own, without the rest of the book, its links to other pages are their words.
    """
    root = deepcopy(text.tree)
    _put_footnotes_in_place(root)
    for element in root.iter():
        if element.get("id"):
            element.set("id", f"{text.page.name}.{element.get('id')}")
    root.set("id", text.page.name)
    for parent, element in tree.pairs(root):
        if element.tag == f"{tree.SVG}svg":
            _draw(element)
        elif "avoid" in tree.classes(element):
            _pair(parent, element)
    _lead(root, alone=alone)
    return root


def _lead(root: Element, *, alone: bool = False) -> None:
    """Let each link lead to its place in the book, or show its address."""
    for parent, link in tree.pairs(root):
        address = link.get("href", "")
        if link.tag != "a" or not address:
            continue
        if address.startswith(("tel:", "sms:")):
            link.text = (link.text or "").replace(" ", "\u00a0")  # a number stays on one line
        elif is_elsewhere(address):
            _show_address(link, address)
        elif alone:
            tree.unwrap(parent, link)
        else:
            link.set("href", _anchor(address))


def _put_footnotes_in_place(root: Element) -> None:
    """Let each footnote stand where the text calls it; the style takes it to the foot of the page."""
    notes = {note.get("id"): note for note in root.iterfind(".//div[@class='footnote']//li")}
    numbers: dict[str, int] = {}
    for parent, call in tree.pairs(root):
        if call.tag != "sup" or call.find("a[@class='footnote-ref']") is None:
            continue
        id_ = call[0].get("href", "").rpartition("#")[2]
        if id_ in numbers:
            call[0].text = str(numbers[id_])
        elif id_ in notes:
            numbers[id_] = len(numbers) + 1
            tree.replace(parent, call, _footnote(notes[id_]))
    for parent, element in tree.pairs(root):
        if tree.classes(element) == ["footnote"] and element.tag == "div":
            tree.replace(parent, element)


def _footnote(note: Element) -> Element:
    """A footnote inside a line: its paragraphs one behind the other, without the link back."""
    inside = Element("span", {"class": "footnote", "id": note.get("id", "")})
    inside.extend(note)
    for parent, element in tree.pairs(inside):
        if "footnote-backref" in tree.classes(element):
            tree.replace(parent, element)
    for paragraph in list(inside):
        paragraph.tail = " "
        tree.unwrap(inside, paragraph)
    return inside


def _draw(drawing: Element) -> None:
    """Give a drawing its colours, and the size of what it still holds: the drawing for wide screens."""
    inner = drawing.find(f"{tree.SVG}svg")
    if inner is not None:
        drawing.set("viewBox", inner.get("viewBox", ""))
        tree.unwrap(drawing, inner)
    drawing.set("class", "figure")
    drawing.insert(0, Element(f"{tree.SVG}style"))
    drawing[0].text = _FIGURE.read_text(encoding="utf-8")


def _pair(parent: Element, avoid: Element) -> None:
    """Put what to avoid beside what to do, where that stands before it."""
    place = list(parent).index(avoid)
    do = parent[place - 1]
    if not place or "do" not in tree.classes(do):
        return
    pair = Element("div", {"class": "pair"})
    tree.replace(parent, do)
    tree.replace(parent, avoid, pair)
    pair.extend((do, avoid))


def _anchor(address: str) -> str:
    """'#trust' for 'trust.html', '#trust.listen' for 'trust.html#listen'."""
    file, _, id_ = address.partition("#")
    name = file.removesuffix(".html")
    return f"#{name}.{id_}" if id_ else f"#{name}"


def _show_address(link: Element, address: str) -> None:
    """Let a link show its address, unless its words hold that."""
    if spoken(address) not in tree.words(link):
        link.set("data-address", spoken(address))


def _document(guide: Guide, title: str) -> Element:
    root = Element("html", {"lang": guide.language})
    head = tree.add(root, "head")
    tree.add(head, "title", title)
    return root


def _cover(guide: Guide) -> Element:
    cover = Element("section", {"class": "cover"})
    if guide.mark:
        mark = tree.add(cover, "div", class_="mark", aria_hidden="true")
        drawing = tree.parse(guide.mark)
        drawing.attrib.update(fill=_TEAL, color=_TEAL)
        mark.append(drawing)
    titles = tree.add(cover, "div", class_="titles")
    tree.add(titles, "p", guide.name, class_="name")
    tree.add(titles, "p", ON_THE_COVER, class_="subtitle")
    foot = tree.add(cover, "div", class_="cover-foot")
    if guide.address:
        tree.add(foot, "p", spoken(guide.address))
    tree.add(foot, "p", reviewed(guide.pages[0]))
    tree.add(foot, "p", guide.licence)
    return cover


def _contents(guide: Guide) -> Element:
    """The list of all pages. Its classes are what tags.py knows a table of contents by."""
    contents = Element("section", {"class": "contents"})
    tree.add(contents, "h1", CONTENTS)
    first = tree.add(contents, "p", f"{FIRST} ", class_="first")
    tree.add(first, "a", LAST_PAGE, href="#last-page")
    tree.add(contents, "p", FOUND)
    entries = tree.add(contents, "ul", class_="toc")
    for title, pages in parts(guide):
        where = entries
        if title:
            item = tree.add(entries, "li", class_="toc-item")
            tree.add(item, "p", title)
            where = tree.add(item, "ul", class_="toc")
        for page in pages:
            _entry(where, page.title, page.name)
    _entry(entries, LAST_PAGE, "last-page")
    return contents


def _entry(entries: Element, title: str, target: str) -> None:
    item = tree.add(entries, "li", class_="toc-item")
    tree.add(item, "a", title, href=f"#{target}")


def _chapter(page: Page, text: Element, part: str, *, opens_part: bool) -> Element:
    """A page as a chapter. In a part its headings go one level down, below the title of the part."""
    names = ["chapter", *(["deeper"] if part else []), *(["copies"] if page.is_sheet else [])]
    chapter = Element("section", {"class": " ".join(names)})
    if opens_part:
        tree.add(chapter, "h1", part, class_="part")
    headings = [element for element in text.iter() if element.tag in tree.HEADINGS]
    if part:
        for heading in headings:
            heading.tag = f"h{int(heading.tag[1]) + 1}"
    headings[0].set("class", " ".join(["title", *tree.classes(headings[0])]))
    headings[0].set("data-part", part or page.title)  # for the running heads
    chapter.append(text)
    return chapter
