"""The book of tiny sites, whoever built them: what stops it, what it changes, and what it does without."""

import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from xml.etree.ElementTree import Element

import pydyf
import pytest
from conftest import ROOT
from page import ValidationProfile, validate_pdf
from pdf import Annotation, Pdf, Tag, read, text
from PIL import Image

from book import BookError, tree
from book.__main__ import main
from book.files import typeset_paper
from book.guide import read as read_guide
from book.pdf import _stream
from book.text import texts
from book.volume import printed as printed_text
from book.volume import sheet

pytestmark = pytest.mark.xdist_group("book")

FACE = "assets/fonts/atkinson-hyperlegible-next.woff2"
LICENCE = "assets/fonts/OFL.txt"
HELP = (
    '<div class="helplines" data-topic="emergency"><ul><li>Ireland: <a href="tel:112">112</a></li></ul>'
    '<p class="checked">Checked on 1 June 2026.</p></div>'
)
START = f"<h1>Start</h1>{HELP}"
QUESTION = '<details id="why"><summary>Why?</summary><p>Because. It is so.</p></details>'


def write(folder: Path, **pages: str) -> Path:
    """A site as anything might build it: each page has its text, and a list of all of them."""
    menu = "".join(f'<li><a href="{name}.html">{name}</a></li>' for name in pages)
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(
            '<!doctype html><html lang="en"><head><title>T</title><meta name="description" content="Tiny.">'
            '</head><body><a class="home" href="index.html">Tiny</a>'
            f'<nav class="pages"><ul>{menu}</ul></nav><div class="page-text">{html}</div></body></html>',
            encoding="utf-8",
        )
    return folder


def prepared(folder: Path, **pages: str) -> dict[str, Element]:
    """The texts of a tiny site as they go into the book, by page."""
    return {each.page.name: each.tree for each in texts(read_guide(write(folder, **pages)))}


def printed(folder: Path, **pages: str) -> Pdf:
    """The book of a tiny site."""
    write(folder, **pages)
    (folder / FACE).parent.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / FACE, folder / FACE)
    path = folder / "book.pdf"
    path.write_bytes(typeset_paper(read_guide(folder), folder, "a4")["back-together-a4.pdf"])
    return read(path)


# What stops it

WORDLESS = "has no text that stands in for it; give it one"


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (
            '<p><a href="lost.html">Here</a></p>',
            "link to 'lost.html': no such place in the book; mend the link",
        ),
        (
            '<p><a href="index.html#lost">Here</a></p>',
            "link to 'index.html#lost': no such place in the book; mend the link",
        ),
        ('<p><a href="#lost">Here</a></p>', "link to '#lost': no such place in the book; mend the link"),
        ('<p><img src="a.png"></p>', f"picture 'a.png' {WORDLESS}"),
        ('<p><img src="a.png" alt=""></p>', f"picture 'a.png' {WORDLESS}"),
        ('<svg class="way" role="img"><circle r="1"/></svg>', f"picture 'way' {WORDLESS}"),
        ("<h3>Too deep</h3>", "heading 'Too deep' skips a level below 1"),
        ("<h2>Right</h2><h4>Too deep</h4>", "heading 'Too deep' skips a level below 2"),
    ],
)
def test_a_page_that_would_not_hold_on_paper_stops_the_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], html: str, fault: str
) -> None:
    write(tmp_path, index=START, second=f"<h1>Second</h1>{html}")
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"book: second.html: {fault}\n"
    assert not (tmp_path / "downloads").exists(), "nothing is written by halves"


@pytest.mark.parametrize(
    ("pages", "fault"),
    [
        ({"second": START}, "there is no index.html; name the folder that 'mkdocs build' wrote"),
        ({"index": "<p>No title.</p>"}, "index.html: this page has no title"),
    ],
)
def test_a_site_that_is_no_guide_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pages: dict[str, str], fault: str
) -> None:
    assert main([str(write(tmp_path, **pages))]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert fault in error


def test_a_site_without_a_list_of_pages_is_told(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html><body><h1>Start</h1>")
    with pytest.raises(BookError, match=r"index\.html: there is no list of all pages"):
        read_guide(tmp_path)


def test_a_book_without_people_to_call_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no page shows a helpline"):
        printed(tmp_path, index="<h1>Start</h1>")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A tiny site that has all that a book needs."""
    (tmp_path / FACE).parent.mkdir(parents=True)
    for name in (FACE, LICENCE):
        shutil.copy(ROOT / "docs" / name, tmp_path / name)
    return write(tmp_path, index=START)


def run_customized(site: Path, folder: Path, custom: str) -> subprocess.CompletedProcess[str]:
    """Print a site; every Python that this takes runs `custom` first, from a folder of its own."""
    (folder / "sitecustomize.py").write_text(custom)
    return subprocess.run(
        [sys.executable, "-m", "book", str(site)],
        cwd=ROOT,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


def test_without_pango_it_says_so_in_one_line(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every library that is asked for is missing, in this process and in all that it starts."""
    folder = tmp_path_factory.mktemp("missing")
    custom = "import cffi\ndef missing(*_):\n    raise OSError('no such file')\ncffi.FFI.dlopen = missing\n"
    result = run_customized(whole, folder, custom)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Pango, which sets the type, is missing" in result.stderr
    assert "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in result.stderr


def test_processes_may_start_in_any_way(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A Mac, Windows and newer Pythons start them from nothing."""
    folder = tmp_path_factory.mktemp("start")
    custom = "import multiprocessing\nmultiprocessing.set_start_method('spawn', force=True)\n"
    result = run_customized(whole, folder, custom)
    assert result.stderr == ""
    names = sorted(path.name for path in (whole / "downloads").iterdir())
    assert names == ["back-together-a4.pdf", "back-together-letter.pdf", "back-together.epub"]


def test_nothing_is_written_if_one_file_cannot_be(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(whole, index=f"{START}<img src='lost.png' alt='Lost'>")
    assert main([str(whole)]) == 2
    assert "index.html: picture 'lost.png'" in capsys.readouterr().err
    assert not (whole / "downloads").exists()


def test_no_picture_is_fetched_from_elsewhere(whole: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        write(whole, index=f"{START}<img src='{address}' alt='Far away'>")
        typeset_paper(read_guide(whole), whole, "a4")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_sheet_has_room_for_whom_to_ask_if_it_knows_no_address(whole: Path) -> None:
    guide = read_guide(whole)
    (text,) = texts(guide)
    assert "Whom to ask:" in tree.words(sheet(guide, text))
    known = sheet(replace(guide, address="https://example.org/guide/"), text)
    assert "Whom to ask:" not in tree.words(known)
    assert "example.org/guide" in tree.words(known)


def test_a_finished_site_is_told(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (whole / "index.html.br").write_bytes(b"")
    assert main([str(whole)]) == 2
    assert capsys.readouterr().err == f"book: {whole}: finished already; build it again first\n"


def test_a_site_that_says_no_language_is_told(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = whole / "index.html"
    page.write_text(page.read_text().replace(' lang="en"', ""))
    assert main([str(whole)]) == 2
    assert "language" in capsys.readouterr().err


def test_a_stream_never_ends_in_what_looks_like_the_end_of_a_line() -> None:
    """PDF/A counts the bytes of a stream up to the end of the line before 'endstream'."""
    with patch("pydyf.Stream.data", property(_stream)):
        assert pydyf.Stream([b"a\r"]).data == b"<</Length 3>>\nstream\na\r\n\nendstream"
        assert pydyf.Stream([b"a"]).data == b"<</Length 1>>\nstream\na\nendstream"


def test_it_knows_nothing_of_mkdocs() -> None:
    program = "import sys, book.__main__, book.pdf, book.epub; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = {name.partition(".")[0] for name in result.stdout.split()}
    assert "weasyprint" in modules
    assert modules & {"mkdocs", "material", "markdown", "pymdownx", "guide_extensions"} == set()


# What it changes


def test_a_question_is_printed_once_and_pointed_at_elsewhere(tmp_path: Path) -> None:
    found = prepared(
        tmp_path,
        index=f"{START}<h2>Questions</h2>{QUESTION}",
        questions=f"<h1>All</h1>{QUESTION}<p>See <a href='#why'>why</a>.</p>",
    )
    (question,) = found["index"].findall(".//section")
    assert [each.tag for each in question] == ["h3", "p"]
    assert tree.words(question) == "Why?Because. It is so."
    assert "Because" not in tree.words(found["questions"])
    assert [link.get("href") for link in found["questions"].iter("a")] == ["index.html#why"] * 2


def test_a_link_to_a_file_is_its_words(tmp_path: Path) -> None:
    found = prepared(
        tmp_path,
        index=f"{START}<p>As <a href='print/book.pdf'>a book</a>, or <a href='second.html'>on</a>.</p>",
        second="<h1>Second</h1><p><a href='/index.html'>Home</a>, <a href='https://a.example'>away</a></p>",
    )
    assert tree.words(found["index"][-1]) == "As a book, or on."
    assert [link.get("href") for link in found["index"][-1].iter("a")] == ["second.html"]
    assert [link.get("href") for link in found["second"].iter("a")] == ["index.html", "https://a.example"]


def test_a_question_without_an_id_is_printed_where_it_stands(tmp_path: Path) -> None:
    nameless = "<details><summary>{}</summary><p>Said.</p></details>"
    found = prepared(
        tmp_path, index=START + nameless.format("One?"), second="<h1>Second</h1>" + nameless.format("Two?")
    )
    said = [tree.words(section) for each in found.values() for section in each.iterfind(".//section")]
    assert said == ["One?Said.", "Two?Said."]


def test_what_to_avoid_may_stand_alone(tmp_path: Path) -> None:
    site = write(tmp_path, index=f"{START}<p>Before.</p><div class='avoid'><p>Haste.</p></div>")
    (text,) = texts(read_guide(site))
    assert [each.get("class") for each in printed_text(text)] == [None, "helplines", None, "avoid"]


def test_what_works_on_a_screen_alone_is_left_out(tmp_path: Path) -> None:
    found = prepared(
        tmp_path, index=f"{START}<p class='needs-js'>Tap.</p> So <b class='no-js-only'>no</b>yes."
    )
    assert tree.words(found["index"]).endswith("So yes.")


# What only a few guides have, on paper

NOTES = """
<h1>Notes</h1><p>First<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>.</p>
<div style="break-before: page"><h2>Later</h2>
<p>Second<sup id="fnref:2"><a class="footnote-ref" href="#fn:2">2</a></sup> comes later.</p></div>
<div class="footnote"><hr><ol>
<li id="fn:1"><p>One who was asked. <a class="footnote-backref" href="#fnref:1">&#8617;</a></p></li>
<li id="fn:2"><p>Another says yes. <a class="footnote-backref" href="#fnref:2">&#8617;</a></p></li></ol></div>
"""
ROWS = "<tr><th scope='row'>Name</th><td>Many words that take their time</td></tr>" * 60
ALL_SORTS = f"""
<h1>All sorts</h1>
<p>Look at <a href="notes.html">this <strong>and</strong> <em>these</em> notes, which go on for longer than a
line of the book can hold, so that they need two</a>.</p>
<p><img src="kite.png" alt="A kite over a field" width="40" height="30"></p>
<table><thead><tr><th>Who</th><th>What</th></tr></thead><tbody>{ROWS}</tbody></table>
"""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    folder = tmp_path_factory.mktemp("rich")
    Image.new("RGB", (40, 30), "red").save(folder / "kite.png")
    return printed(folder, index=START, notes=NOTES, sorts=ALL_SORTS)


def find(book: Pdf, kind: str) -> list[Tag]:
    return [tag for tag in book.tags.below() if tag.kind == kind]


def test_notes_stand_at_the_foot_of_the_page_that_calls_them(rich: Pdf) -> None:
    calls = [line for line in rich.lines if "Reference" in line.tags and line.words.strip() in ("1", "2")]
    notes = [line for line in rich.lines if "Note" in line.tags and len(line.words) > 5]
    assert [line.page for line in calls] == [line.page for line in notes]
    assert calls[0].page < calls[1].page
    for note, words in zip(notes, ("One who was asked.", "Another says yes."), strict=True):
        assert words in note.words
        assert note.top > 0.8 * rich.sizes[0][1]
        assert note.bottom >= max(line.bottom for line in rich.on(note.page))
    assert text(rich.lines).count("Onewhowasasked.") == 1
    assert len(find(rich, "Note")) == 2


def test_a_link_with_marked_words_over_two_lines_is_one(rich: Pdf) -> None:
    (link,) = (link for link in rich.links if link.words.startswith("this"))
    assert link.words.startswith("this and these notes, which go on for longer than a line")
    assert link.words.rstrip(".").endswith(f"need two (p. {link.target})")
    (tag,) = (tag for tag in find(rich, "Link") if Annotation(link.page, link.annotation) in tag.kids)
    assert sum(isinstance(kid, Annotation) for kid in tag.content()) == 1


def test_a_table_over_two_pages_is_one_with_its_head_said_once(rich: Pdf) -> None:
    (table,) = find(rich, "Table")
    assert len({mark.page for mark in table.content()}) > 1
    assert [tag.scope for tag in table.below() if tag.kind == "TH"] == ["/Column"] * 2 + ["/Row"] * 60
    assert text(rich.artifacts).count("WhoWhat") >= 1, "it is shown on each page all the same"


def test_a_picture_has_its_words(rich: Pdf) -> None:
    assert [tag.alternative for tag in find(rich, "Figure")] == ["A kite over a field"]


@pytest.mark.parametrize("profile", [ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A])
def test_all_that_is_pdf_ua_and_pdf_a(rich: Pdf, profile: ValidationProfile) -> None:
    assert [failure.message for failure in validate_pdf(rich.path, profile=profile).failures] == []
