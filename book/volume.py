"""Puts the texts together into one document for a printer: cover, contents, parts, sheets and a page of help."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from xml.etree.ElementTree import Element

from . import BookError, tree
from .guide import Guide, Page
from .text import Text, is_external

# The words of the book that stand on no page.
ON_THE_COVER = "After a break-up: trying again, or letting go, with care"
CONTENTS = "Contents"
SHEETS = "Sheets to copy"
LAST_PAGE = "People to call"
WHERE = "The guide online: {address}"
REVIEWED = "Reviewed {date}"
_TEAL = "#1b5158"
_FIGURE = Path(__file__).with_name("figure.css")
SUBJECTS = ("break-up", "getting back together", "letting go", "safety", "trust", "apology")


def volume(guide: Guide, texts: tuple[Text, ...]) -> Element:
    """The whole guide as one document."""
    root = _document(guide, guide.name)
    body = tree.add(root, "body", class_="volume")
    body.append(_cover(guide))
    body.append(_contents(guide))
    trees = {text.page.file: printed(text) for text in texts}
    for title, pages in _parts(guide):
        for page in pages:
            heading = title if page is pages[0] else ""
            body.append(_chapter(page, trees[page.file], heading, deeper=bool(title)))
    body.append(_last_page(texts))
    return root


def sheet(guide: Guide, text: Text) -> Element:
    """One sheet as a document of its own."""
    root = _document(guide, text.page.title)
    body = tree.add(root, "body", class_="sheet")
    foot = tree.add(body, "p", class_="foot")
    foot.text = " · ".join(part for part in (guide.name, plain(guide.address), _reviewed(text.page)) if part)
    body.append(printed(text, alone=True))
    return root


def plain(address: str) -> str:
    """An address as people write it: 'example.org/guide' for 'https://example.org/guide/'."""
    return address.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")


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
    for parent, link in tree.pairs(root):
        address = link.get("href", "")
        if link.tag != "a" or not address:
            continue
        if is_external(address):
            _show_address(link, address)
        elif alone:
            tree.unwrap(parent, link)
        else:
            link.set("href", _anchor(address))
    return root


def _put_footnotes_in_place(root: Element) -> None:
    """Let each footnote stand where the text calls it, from where the style takes it to the foot of the page."""
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
    """Give a drawing its colours, and the size of what it holds: of those for wide and tall screens, one is left."""
    inner = drawing.find(f"{tree.SVG}svg")
    if inner is not None:
        drawing.set("viewBox", inner.get("viewBox", ""))
        tree.unwrap(drawing, inner)
    drawing.set("class", "figure")
    drawing.insert(0, Element(f"{tree.SVG}style"))
    drawing[0].text = _FIGURE.read_text(encoding="utf-8")


def _pair(parent: Element, avoid: Element) -> None:
    """Put what to avoid beside what to do, which stands before it."""
    do = parent[list(parent).index(avoid) - 1]
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
    """Let a link show its address, unless its words hold that, or all of it but the host."""
    if address.startswith(("tel:", "sms:")):
        return
    words, shown = tree.words(link), plain(address)
    path = shown.partition("/")[2]
    if shown not in words and not (path and path in words):
        link.set("data-address", shown)


def _document(guide: Guide, title: str) -> Element:
    root = Element("html", {"lang": guide.language})
    head = tree.add(root, "head")
    tree.add(head, "title", title)
    for name, content in (
        ("author", f"{guide.name} contributors"),
        ("description", guide.description),
        ("keywords", ", ".join(SUBJECTS)),
    ):
        tree.add(head, "meta", name=name, content=content)
    return root


def _reviewed(page: Page) -> str:
    return REVIEWED.format(date=page.reviewed) if page.reviewed else ""


def _parts(guide: Guide) -> Iterator[tuple[str, tuple[Page, ...]]]:
    """The title of each part, as the label of its stage says it, and its pages."""
    for part in guide.parts:
        labels = {page.stage for page in part.pages}
        title = next(iter(labels)) if len(labels) == 1 and part.title else part.title
        yield title if part.title in title else part.title, part.pages
    if guide.sheets:
        yield SHEETS, guide.sheets


def _cover(guide: Guide) -> Element:
    cover = Element("section", {"class": "cover"})
    if guide.mark:
        mark = tree.add(cover, "div", class_="mark", aria_hidden="true")
        drawing = tree.parse(guide.mark)
        drawing.attrib.update(fill=_TEAL, color=_TEAL)
        mark.append(drawing)
    tree.add(cover, "p", guide.name, class_="name")
    tree.add(cover, "p", ON_THE_COVER, class_="subtitle")
    foot = tree.add(cover, "div", class_="cover-foot")
    if guide.address:
        tree.add(foot, "p", plain(guide.address))
    tree.add(foot, "p", _reviewed(guide.pages[0]))
    tree.add(foot, "p", guide.licence)
    return cover


def _contents(guide: Guide) -> Element:
    """The list of all pages. Its classes are what tags.py knows a table of contents by."""
    contents = Element("section", {"class": "contents"})
    tree.add(contents, "h1", CONTENTS)
    entries = tree.add(contents, "ul", class_="toc")
    for title, pages in _parts(guide):
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


def _chapter(page: Page, text: Element, part: str, *, deeper: bool) -> Element:
    names = ["chapter", *(["deeper"] if deeper else []), *(["copies"] if page.is_sheet else [])]
    chapter = Element("section", {"class": " ".join(names)})
    if part:
        tree.add(chapter, "h1", part, class_="part")
    if deeper:
        for element in text.iter():
            if element.tag in tree.HEADINGS:
                element.tag = f"h{int(element.tag[1]) + 1}"
    title = next(element for element in text.iter() if element.tag in tree.HEADINGS)
    title.set("class", " ".join(["title", *tree.classes(title)]))
    chapter.append(text)
    return chapter


def _last_page(texts: tuple[Text, ...]) -> Element:
    """Whom to call: each short list of numbers once, below the words that it stands below, with its date."""
    section = Element("section", {"class": "last-page", "id": "last-page"})
    tree.add(section, "h1", LAST_PAGE, class_="title")
    shown = set()
    for text in texts:
        for title, numbers in _lists_of_numbers(text.tree):
            if tree.words(numbers) not in shown:
                shown.add(tree.words(numbers))
                tree.add(section, "h2", title)
                section.append(deepcopy(numbers))
    if not shown:
        raise BookError("no page shows a helpline, so the last page of the book would be empty")
    return section


def _lists_of_numbers(root: Element) -> Iterator[tuple[str, Element]]:
    """The lists of helplines without headings of their own, each with the words above it."""
    title = ""
    for element in root.iter():
        if element.tag in tree.HEADINGS or "admonition-title" in tree.classes(element):
            title = tree.words(element)
        if "helplines" in tree.classes(element) and element.find("h2") is None and _has_numbers(element):
            yield title, element


def _has_numbers(element: Element) -> bool:
    return any(link.get("href", "").startswith("tel:") for link in element.iter("a"))
