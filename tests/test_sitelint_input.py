"""No input, however broken, ends in a traceback; the same input says the same on every machine."""

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from difflib import get_close_matches
from pathlib import Path

import markdown
import pytest
import yaml
from fuzz_seeds import FOUND, SIGNS, SPACES, changed
from fuzz_targets import TARGETS, Broken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sitelint import rendered
from sitelint.check import check
from sitelint.intake import Input, Role
from sitelint.mask import mask
from sitelint.model import File
from sitelint.project import Project, ProjectError, load
from sitelint.resolve import ROOT, Fault, Tree
from sitelint.rules import FILE_RULES
from sitelint.site import Page, Site
from sitelint.snippets import names
from sitelint.suggest import _COMPARED, _SHORT, Names, Paths, nearest
from tiny import build, write
from tiny import check as check_built

SNIPPETS = """
site_name: Tiny
markdown_extensions:
  - pymdownx.snippets: {base_path: [docs], check_paths: true}
"""


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"", ["docs/index.md: the page shows nothing: write it, or take the file away (empty-page)"]),
        (b"\xef\xbb\xbf# Start\n", []),
        (b"# Start\r\n\r\nText\r\n", []),
        (
            b"# Start\n\n\0\n",
            ["docs/index.md:3:1: a NUL byte: this is not a text; save it as UTF-8 (page-encoding)"],
        ),
        (
            "# Start\n\nNaïve".encode("latin-1"),
            ["docs/index.md:3:3: not UTF-8 from here on; save it as UTF-8 (page-encoding)"],
        ),
        (
            b"\xef\xbb\xbf# Start\r\n\r\n\xc3\xa4 \xff\r\n",
            ["docs/index.md:3:3: not UTF-8 from here on; save it as UTF-8 (page-encoding)"],
        ),
        (b"# Start\n\nx\x02klzzwxh:0000\x03\n", []),
    ],
)
def test_bytes(page: bytes, said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = write(tmp_path, {"docs/index.md": page})
    lines = build(project)
    assert lines[:-1] == said
    assert (project / "site/index.html").exists()
    assert check_built(project, capsys) == lines


def test_utf16(tmp_path: Path) -> None:
    lines = build(write(tmp_path, {"docs/index.md": "# Start\n".encode("utf-16")}))
    assert any("NUL byte" in line for line in lines)


def test_a_page_that_is_not_utf8_may_be_included(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "mkdocs.yml": SNIPPETS,
        "docs/index.md": '# Start\n\n--8<-- "other.md"\n\n--8<-- "nope.md"\n',
        "docs/other.md": "Naïve [a](x.md)\n".encode("latin-1"),
    }
    assert build(write(tmp_path, files)) == [
        "docs/index.md:5:1: include of 'nope.md' brings in nothing: no such file or section (broken-snippet)",
        "docs/other.md:1:3: not UTF-8 from here on; save it as UTF-8 (page-encoding)",
        "docs/other.md:1:7: link to 'x.md': no such page (broken-link)",
        "checked 2 pages and 2 links: 3 findings",
    ]


def test_a_page_that_is_not_utf8_changes_no_other(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "mkdocs.yml": SNIPPETS,
        "docs/index.md": '# Start\n\n--8<-- "part.txt"\n',
        "docs/part.txt": "Déjà vu\n",
        "docs/other.md": "# Other\n\nNaïve\n".encode("latin-1"),
    }
    project = write(tmp_path, files)
    assert len(build(project)) == 2
    assert "Déjà vu" in (project / "site/index.html").read_text()


@pytest.mark.parametrize("target", ["index.md", "nope.md", "#nope", "#start"])
def test_a_page_of_20000_links(target: str, tmp_path: Path) -> None:
    count = 20_000
    number = "" if target in ("index.md", "#start") else "{0}"
    links = "\n\n".join(f"[a]({target}{number})".format(at) for at in range(count))
    project = write(tmp_path, {"docs/index.md": f"# Start\n\n{links}\n"})
    start = time.process_time()
    lines = build(project)
    assert time.process_time() - start < 20
    found = count if number else 0
    assert len(lines) == found + 1
    assert not number or lines[count - 1].startswith(f"docs/index.md:{2 * count + 1}:1: ")


PIECES = st.sampled_from([*SIGNS, *SPACES])
TEXT = st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join)


def project_in(folder: Path) -> Project:
    file = write(
        folder,
        {
            "mkdocs.yml": """
site_name: Tiny
nav: [index.md, sub/page.md]
markdown_extensions: [pymdownx.snippets: {base_path: [docs]}]
extra:
  guide:
    questions: sub/page.md
    safety: sub/page.md
    stages: {steady: {label: Steady, safety: true}}
    kinds: {topic: [title, lead, callout: takeaways, body: true, heading: Next step]}
"""
        },
    )
    return load(file / "mkdocs.yml")


def site_of(project: Project, text: str, html: str) -> Site:
    files = (File("index.md", "./", "index.html"), File("sub/page.md", "sub/page/", "sub/page/index.html"))
    tree = Tree(files)
    return Site(
        project,
        tuple(Page(file, text.encode(errors="replace"), html, project, tree) for file in files),
        tree,
        date(2026, 11, 22),
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project_in(tmp_path_factory.mktemp("tiny"))


# The same texts each time, as conftest.py says.
ROUNDS = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@ROUNDS
@given(text=TEXT)
def test_any_page_is_checked(text: str, project: Project) -> None:
    """Any text, as Markdown makes HTML of it: each finding stands on a line that there is."""
    html = markdown.markdown(text, extensions=["attr_list", "footnotes", "toc", "md_in_html", "fenced_code"])
    site = site_of(project, text, html)
    lines = site.pages[0].text.split("\n")
    for finding in check(site).findings:
        assert str(finding)
        if finding.place.line and finding.place.file.startswith("docs/"):
            assert finding.place.line <= len(lines)
            assert 1 <= finding.place.column <= len(lines[finding.place.line - 1]) + 1


@ROUNDS
@given(text=TEXT, html=TEXT)
def test_any_source_beside_any_html(text: str, html: str, project: Project) -> None:
    site = site_of(project, text, html)
    check(site)
    page = site.pages[0]
    for reference in site.by_page[page.path]:
        if reference.place.file == page.shown:
            assert reference.place.line <= page.text.count("\n") + 1
    assert len(page.source.masked) == len(page.source.text)


@ROUNDS
@given(raw=st.binary(max_size=200))
def test_any_bytes(raw: bytes, project: Project) -> None:
    site = site_of(project, "", "<p>x</p>")
    pages = tuple(replace(page, raw=raw) for page in site.pages)
    check(replace(site, pages=pages))


@ROUNDS
@given(raw=st.binary(max_size=200) | TEXT.map(lambda text: text.encode(errors="replace")), role=...)
def test_any_file_is_looked_at_before_the_build(raw: bytes, role: Role, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(raw)
    file = Input(path, "file", role)
    for rule in FILE_RULES:
        assert all(str(problem.place).startswith("file") for problem in rule(file))
    assert all(isinstance(name, str) for name in names(file.text))


@ROUNDS
@given(text=TEXT)
def test_masking_moves_nothing(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, masked, strict=True))


@ROUNDS
@given(target=TEXT)
def test_any_address_is_resolved(target: str) -> None:
    tree = Tree((File("index.md", "./", "index.html"), File("a.md", "a/", "a/index.html")))
    for page in (ROOT, *tree.files):
        found = tree.resolve(target, page)
        assert found.file is None or found.file in tree.files
        assert found.file is None or found.fault is not Fault.MISSING
        assert isinstance(tree.key(target, page, is_raw=False), str)


@ROUNDS
@given(html=st.text())
def test_any_html_is_read(html: str) -> None:
    assert rendered.read(html)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["title", "lead", "callout", "heading", "body"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=3)
            | st.integers()
            | st.sampled_from(
                [
                    "kinds",
                    "stages",
                    "label",
                    "safety",
                    "questions",
                    "anywhere",
                    "callout",
                    "optional",
                    "body",
                    "topic",
                    "title",
                    "nav",
                    "path",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@ROUNDS
@given(table=JSON, nav=JSON, other=JSON)
def test_any_settings_are_read_or_refused(table: object, nav: object, other: object, tmp_path: Path) -> None:
    content = {
        "extra": {"guide": table},
        "nav": nav,
        "theme": other,
        "extra_css": other,
        "extra_javascript": nav,
        "markdown_extensions": other,
    }
    file = tmp_path / "mkdocs.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    site = site_of(load(file), "---\nkind: topic\n---\n\n# A\n", "<h1>A</h1>")
    assert check(site)


@ROUNDS
@given(raw=st.binary(max_size=100) | TEXT.map(lambda text: text.encode(errors="replace")))
def test_any_file_is_a_project_or_refused(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_bytes(raw)
    with suppress(ProjectError):
        assert load(file).place("nav").file == "mkdocs.yml"


def test_an_alias_may_lead_back_to_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "mkdocs.yml": "site_name: Tiny\nuse_directory_urls: false\nextra: &e {x: *e}\n",
        "docs/index.md": "# Start\n",
        "site/index.html": "<p>Start</p>",
    }
    project = write(tmp_path, files)
    assert check_built(project, capsys) == ["checked 1 page and 0 links: no findings"]
    assert load(project / "mkdocs.yml").place("extra", "x", "x").line == 3


def test_an_alias_bomb_costs_nothing(tmp_path: Path) -> None:
    levels = [f"  l{at}: &l{at} [{', '.join([f'*l{at - 1}'] * 9)}]" for at in range(1, 20)]
    file = tmp_path / "mkdocs.yml"
    file.write_text("\n".join(["site_name: Tiny", "extra:", "  l0: &l0 [x]", *levels]))
    start = time.process_time()
    assert load(file).place("extra", "l19").line == 22
    assert time.process_time() - start < 1


@pytest.mark.parametrize("value", ["!ENV {a: b}", "!ENV [{a: b}, x]", "!ENV [[a], x]"])
def test_a_variable_needs_a_name(value: str, tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: {value}\n")
    with pytest.raises(ProjectError, match="expected the name of an environment variable"):
        load(file)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!ENV TINY", False),
        ("!ENV [TINY]", False),
        ("!ENV [NOPE, TINY, yes]", False),
        ("!ENV [NOPE, 7]", 7),
        ("!ENV NOPE", None),
        ("!ENV [NOPE]", None),
        ("!ENV []", None),
    ],
)
def test_variables_are_read_as_mkdocs_reads_them(
    value: str, expected: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINY", "false")
    monkeypatch.delenv("NOPE", raising=False)
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: {value}\n")
    assert load(file).get("site_name") is expected


@pytest.mark.parametrize(
    ("word", "options", "expected"),
    [
        ("Listn", ["listen", "lists", "talk"], "listen"),
        ("talk", ["Talking", "Walk"], "Walk"),
        ("headng-1131", [f"heading-{at}" for at in range(1500)], "heading-1131"),
        ("x", ["y"], None),
        ("", ["", "a"], None),
        ("a" * 1000, ["a" * 999], None),
    ],
)
def test_nearest(word: str, options: list[str], expected: str | None) -> None:
    assert nearest(word, options) == expected


@ROUNDS
@given(
    word=st.text("abc", min_size=_SHORT + 1), options=st.sets(st.text("abcd", min_size=1), max_size=_COMPARED)
)
def test_nearest_is_what_difflib_finds(word: str, options: set[str]) -> None:
    found = get_close_matches(word, options, n=1)
    assert nearest(word, options) == (found[0] if found else None)


def test_many_suggestions() -> None:
    anchors = Names(f"heading-{at}" for at in range(1500))
    paths = Paths(f"part-{at % 30}/page-about-{at}.md" for at in range(1000))
    start = time.process_time()
    for at in range(300):
        anchors.nearest(f"headng-{at}")
        paths.nearest(f"part-{at % 30}/page-abuot-{at}.md")
    assert time.process_time() - start < 4  # 10 s where each is compared letter by letter


def test_a_page_of_3000_doubled_ids(tmp_path: Path) -> None:
    marks = "\n\n".join(f'<i id="a{at}"></i> <i id="a{at}"></i>' for at in range(3000))
    project = write(tmp_path, {"docs/index.md": f"# Start\n\n{marks}\n"})
    start = time.process_time()
    lines = build(project)
    assert time.process_time() - start < 6  # 12 s with a search for each
    assert len(lines) == 3001
    assert (
        lines[2]
        == "docs/index.md:7:20: id 'a2' stands 2 times on this page; give each its own (duplicate-id)"
    )


@pytest.mark.parametrize("found", sorted(FOUND.iterdir()), ids=lambda file: file.name)
def test_what_the_fuzzer_found(found: Path) -> None:
    """The name of a file is that of its target, and a word on what is in it."""
    TARGETS[found.name.partition("-")[0]](found.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_the_fuzzer_starts_from_what_holds(name: str) -> None:
    TARGETS[name](b'\0# Start\n\n[a](nope.md) [b](sub/page.md#how)\n\n--8<-- "sub/page.md:part"\n')


@pytest.mark.parametrize("name", sorted({*TARGETS} - {"growth"}))
@settings(ROUNDS, max_examples=50)
@given(text=TEXT)
def test_any_text_holds(name: str, text: str) -> None:
    TARGETS[name](text.encode(errors="replace"))


@pytest.mark.audit
@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_made_of_the_cases_holds(name: str) -> None:
    for text in changed(name, 5000):
        try:
            TARGETS[name](text)
        except Exception as error:
            error.add_note(f"of {text!r}")
            raise


def test_what_the_audit_tries_is_the_same_each_time() -> None:
    assert list(changed("page", 50)) == list(changed("page", 50))
    assert len(set(changed("page", 50))) == 50


def test_the_fuzzer_sees_what_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each promise is broken here, where it is kept."""
    page = b"\0# Start\n\n[a](nope.md)\n"
    monkeypatch.setattr("fuzz_targets._commanded", lambda here: ["docs/index.md:9:1: nothing (nothing)"])
    with pytest.raises(Broken, match="the hook says"):
        TARGETS["page"](page)
    with pytest.raises(Broken, match="no such place"):
        TARGETS["html"](page)
    monkeypatch.setattr("fuzz_targets.SECONDS", 0)
    with pytest.raises(Broken, match="s for"):
        TARGETS["growth"](page)
    with monkeypatch.context() as patch:
        patch.setattr("fuzz_targets.ENDLESS", 0.01)
        patch.setattr("fuzz_targets._commanded", _goes_on)
        with pytest.raises(Broken, match="not done"):
            TARGETS["html"](page)
    monkeypatch.setattr("fuzz_targets.in_reading_order", lambda project, pages: tuple(pages[:1]))
    with pytest.raises(Broken, match="the order of the files"):
        TARGETS["order"](page)


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("page", "fuzz_targets.MkDocsPage.render"),
        ("order", "fuzz_targets._markdown"),
        ("settings", "fuzz_targets.load"),
    ],
)
def test_going_on_for_ever_is_not_giving_up(target: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    TARGETS[target](b"\0# Start\n")  # what is made once is made now
    monkeypatch.setattr("fuzz_targets.ENDLESS", 0.01)
    monkeypatch.setattr(place, _goes_on)
    with pytest.raises(Broken, match="not done"):
        TARGETS[target](b"\0# Start\n")


def _goes_on(*_: object) -> None:
    re.match("(a|aa)+$", "a" * 60 + "b")


def test_neither_hashes_nor_the_time_zone_change_what_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With sets in another order; and a page that was read today, where the day starts first, is no fault."""
    today = datetime.now(timezone(timedelta(hours=14))).date()
    files: dict[str, str | bytes] = {
        "mkdocs.yml": JOURNEY,
        "docs/today.md": REVIEWED.format(today),
        "docs/tomorrow.md": REVIEWED.format(today + timedelta(days=1)),
        "docs/index.md": "# A\n\n[a](tlak.md) [b](tolk.md) [c][x] [d][y]\n",
        "docs/talk.md": "# Talk\n\n## Aa\n\n## Ab\n\n[a](#a) [b](talc/) <a href='tak/'>c</a>\n",
        "docs/tell.md": "# Tell\n\n## Aa\n\n## Aa\n\n<b id=x></b><b id=x></b><b id=y></b><b id=y></b>\n",
    }
    project = write(tmp_path, files)
    lines = _built(project, "Pacific/Kiritimati", monkeypatch)
    assert len(lines) > 8
    assert not any(f"reviewed on {today}" in line for line in lines)
    assert _built(project, "Pacific/Pago_Pago", monkeypatch) == lines
    assert _said(project, PYTHONHASHSEED="1", TZ="Pacific/Kiritimati") == lines
    assert _said(project, PYTHONHASHSEED="2", TZ="Pacific/Pago_Pago") == lines


JOURNEY = """
site_name: Tiny
extra:
  guide:
    stages: {steady: {label: Steady}}
    kinds: {topic: [title]}
"""
REVIEWED = "---\ntitle: A\nkind: topic\nstage: steady\nreviewed: {}\nreview_due: 2099-01-01\n---\n\n# A\n"


def _built(project: Path, zone: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the hook says in a time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        lines = build(project)
    time.tzset()
    return lines


def _said(project: Path, **environment: str) -> list[str]:
    """What the command line says."""
    command = [sys.executable, "-m", "sitelint", str(project), "--site", str(project / "site")]
    result = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    assert not result.stderr
    return result.stdout.splitlines()
