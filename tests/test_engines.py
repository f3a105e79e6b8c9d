"""MkDocs with Material and Zensical make the same guide of one mkdocs.yml; the checks say the same of it."""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from conftest import ONE_OF_EACH_KIND, PAGES, PRINTED, ROOT, build, copy_project, files, finish, made_once
from jinja2 import Environment, nodes
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser, LexborNode
from server import serve
from sitelint.check import check
from sitelint.project import load
from sitelint.tree import read
from tiny import build as build_in_process
from tiny import check as check_on_the_command_line
from tiny import write

from finish import leftovers, pages

pytestmark = pytest.mark.xdist_group("engines")

LOOKS = 5  # at a page: a slow machine shows it once without its face, which no reader waits for
HASH = re.compile(r"\.[0-9a-f]{8}(?=\.)")
#: What differs and may: how the theme's sheet is called, and what follows from the few rules that differ.
OF_THE_ENGINE = "style, link[rel=stylesheet], meta[http-equiv=Content-Security-Policy]"


def build_with_zensical(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build a project into its folder 'site', as `make build ENGINE=zensical` does before the checks."""
    return subprocess.run(
        [sys.executable, "hooks/zensical_adapter.py"],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def zensical_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the guide as Zensical builds it."""

    def make(folder: Path) -> None:
        result = build_with_zensical(copy_project(folder))
        assert result.returncode == 0, result.stderr

    return made_once(tmp_path_factory, "zensical", make) / "site"


@pytest.fixture(scope="module")
def finished(zensical_site: Path, printed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Zensical's guide as it is published; what is printed comes from MkDocs's."""

    def make(folder: Path) -> None:
        shutil.copytree(zensical_site, folder)
        shutil.copytree(printed_site / "downloads", folder / "downloads")
        result = finish(folder)
        assert result.returncode == 0, result.stderr

    return made_once(tmp_path_factory, "zensical-finished", make)


def lines(html: str) -> list[str]:
    """A page element by element, with its attributes and its words: ids, links, titles, menus and all."""
    tree = LexborHTMLParser(html)
    for node in tree.css(OF_THE_ENGINE):
        node.decompose()
    assert tree.root
    return [*_elements(tree.root, ""), *(tree.body.text() if tree.body else "").split()]


def _elements(node: LexborNode, indent: str) -> Iterator[str]:
    yield f"{indent}{node.tag} {sorted(node.attributes.items())}"
    for child in node.iter(include_text=True):
        if child.tag != "-text":
            yield from _elements(child, f"{indent} ")
        elif text := " ".join(child.text().split()):
            yield f"{indent} {text}"


def assert_same(mkdocs: list[pages.Page], zensical: list[pages.Page]) -> None:
    assert [page.path for page in mkdocs] == [page.path for page in zensical]
    for one, other in zip(mkdocs, zensical, strict=True):
        differing = difflib.unified_diff(lines(one.html), lines(other.html), "MkDocs", "Zensical", n=2)
        assert not [*differing], one.path


# The pages


def test_both_engines_build_the_same_pages(plain_site: Path, zensical_site: Path) -> None:
    built = [leftovers.remove(pages.read(site)) for site in (plain_site, zensical_site)]
    assert len(built[0]) == len(PAGES) + 1, "every page, and 404"
    assert_same(*built)


def test_both_engines_know_every_setting(tmp_path: Path) -> None:
    """An address, a mailbox and the offline copy, of which the guide as it comes has none."""
    project = copy_project(tmp_path / "guide")
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    for setting in ("contact: ", "offline: true"):
        assert f"# {setting}" in text
        text = text.replace(f"# {setting}", setting)
    settings.write_text(text, encoding="utf-8")
    (zensical, mkdocs) = (
        build_with_zensical(project, **PRINTED),
        build(project, tmp_path / "mkdocs", **PRINTED),
    )
    assert (zensical.returncode, mkdocs.returncode) == (0, 0), zensical.stderr + mkdocs.stdout
    built = [pages.read(site) for site in (tmp_path / "mkdocs", project / "site")]
    assert any("mailto:you@example.org" in page.html for page in built[1])
    assert any("og:url" in page.html for page in built[1])
    assert_same(*(leftovers.remove(read) for read in built))
    listed = [
        sorted(re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text()))
        for site in (tmp_path / "mkdocs", project / "site")
    ]
    assert len(listed[0]) == len(PAGES)
    assert listed[0] == listed[1]


def rules(site: Path) -> set[str]:
    """The rules of the one sheet of a finished site."""
    [sheet] = site.glob("assets/site.*.css")
    return set(sheet.read_text(encoding="utf-8").split("}"))


def test_the_looks_are_the_same(site: Path, finished: Path) -> None:
    """What the themes say about search touches nothing here, and the guide says itself what the root does."""
    differing = rules(site) ^ rules(finished)
    assert {rule for rule in differing if ".md-search" not in rule and not rule.startswith("html{")} == set()


def test_a_finished_site_is_the_same(site: Path, finished: Path) -> None:
    assert_same(pages.read(site), pages.read(finished))
    listed = [sorted(HASH.sub("", name) for name in files(folder)) for folder in (site, finished)]
    assert listed[0] == listed[1]
    for folder in (site, finished):
        assert not [page.path for page in pages.read(folder) if re.search(r"""=["']?\./""", page.html)]


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_a_long_menu_opens_where_the_reader_is(tmp_path: Path, engine: str) -> None:
    """120 pages in six stages: the home page leads to all, every other page to those of its own stage."""
    stages = [[f"page-{stage}-{number}.md" for number in range(20)] for stage in range(6)]
    settings = {
        "site_name": "Long",
        "use_directory_urls": False,
        "theme": {"name": "material", "variant": "classic", "custom_dir": "overrides"},
        "plugins": [],
        "nav": ["index.md", *({f"Stage {number}": names} for number, names in enumerate(stages))],
    }
    texts = {f"docs/{name}": f"# {name}\n" for names in (["index.md"], *stages) for name in names}
    project = write(tmp_path, {"mkdocs.yml": json.dumps(settings), **texts})
    shutil.copytree(ROOT / "overrides", project / "overrides")
    if engine == "mkdocs":
        build_in_process(project)
    else:
        subprocess.run([sys.executable, "-m", "zensical", "build"], cwd=project, check=True)
    entries = {"index.html": 1 + 6 + 120, "page-3-7.html": 1 + 6 + 20, "404.html": 1 + 6}
    for page, count in entries.items():
        [menu] = LexborHTMLParser((project / "site" / page).read_text()).css(".menu nav.pages")
        assert len(menu.css("li")) == count, page
        links = [(link.attributes["href"] or "").lstrip("./") for link in menu.css("a")]
        assert all((project / "site" / link).is_file() for link in links), page
        current = [page] if page != "404.html" else []
        assert [
            (link.attributes["href"] or "").lstrip("./") for link in menu.css("[aria-current]")
        ] == current


# The checks


def test_the_checks_say_the_same(plain_site: Path, zensical_site: Path) -> None:
    report = check(read(load(ROOT / "mkdocs.yml"), zensical_site))
    assert report == check(read(load(ROOT / "mkdocs.yml"), plain_site))
    assert report.pages == len(PAGES)


FAULTS = """
[Gone](gone.md) Seen.[^9] [Set it up](talking.md#set-it-up-before-you-strat) ![](assets/nothing.png)

#### Too deep {#rebuild-trust}

--8<-- "nowhere.md"
"""


def test_the_checks_find_the_same_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = copy_project(tmp_path / "guide")
    with (project / "docs/trust.md").open("a", encoding="utf-8") as page:
        page.write(FAULTS)
    footer = project / "overrides/partials/footer.html"
    footer.write_text(footer.read_text().replace("</footer>", '<a href="nowhere.html">Nowhere</a></footer>'))
    assert build_with_zensical(project).returncode == 0
    said = check_on_the_command_line(project, capsys)
    rules = re.findall(r"\(([a-z-]+)\)$", "\n".join(said), re.MULTILINE)
    assert len(rules) > len(FAULTS.split("\n\n")), said
    shutil.rmtree(project / "site")
    assert said == build_in_process(project), "what the hook says while MkDocs builds"


@pytest.mark.parametrize("directories", ["true", "false"])
def test_the_checks_know_what_leads_nowhere_by_any_address(
    directories: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """MkDocs leaves such an address as it is; Zensical writes it as if the page were there."""
    lost = ("gone.md", "more/index.md", "more/README.md#x", "../README.md", "../more/gone.md")
    project = write(
        tmp_path,
        {
            "mkdocs.yml": f"site_name: Tiny\nuse_directory_urls: {directories}\n",
            "docs/help/now.md": "# Now\n\n" + "\n".join(f"[Lost]({address})" for address in lost),
        },
    )
    subprocess.run([sys.executable, "-m", "zensical", "build"], cwd=project, check=True)
    said = check_on_the_command_line(project, capsys)
    places = [re.match(r"docs/help/now\.md:(\d+)", line) for line in said if line.endswith("(broken-link)")]
    assert [int(place[1]) for place in places if place] == [3 + at for at in range(len(lost))]
    shutil.rmtree(project / "site")
    assert said == build_in_process(project)


# The build


def test_the_build_says_what_zensical_passes_over(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "guide")
    settings = project / "mkdocs.yml"
    plugins = "plugins:\n  - material/search\n  - nowhere\n  - not-there: {}\n"
    settings.write_text(settings.read_text(encoding="utf-8").replace("plugins:\n", plugins), encoding="utf-8")
    passed_over = "hooks/mkdocs_adapter.py, hooks/mkdocs_search.py, nowhere, not-there"
    assert f"Zensical passes over {passed_over}\n" in build_with_zensical(project).stdout


def test_the_build_says_once_what_an_extension_has_to_say(tmp_path: Path) -> None:
    """In a build that fails, too; and what an older build left goes."""
    project = copy_project(tmp_path / "guide")
    old = project / "site/old.html"
    old.parent.mkdir()
    old.write_text("of an older build")
    lines = project / "helplines.yml"
    lines.write_text(
        re.sub(r"(checked: )\S+", r"\g<1>2001-01-01", lines.read_text(encoding="utf-8"), count=1)
    )
    result = build_with_zensical(project)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("check this number again") == 1
    assert not old.exists()
    (project / "overrides/404.html").write_text("{{ nothing | nothing }}")
    assert build_with_zensical(project).stderr.count("check this number again") == 1


def test_the_index_of_the_other_search_goes(zensical_site: Path, tmp_path: Path) -> None:
    """Zensical writes it over a file of the same name in docs/, which is to be published as it is."""
    assert not (zensical_site / "search.json").exists()
    project = copy_project(tmp_path / "guide")
    (project / "docs/search.json").write_text("a host's own")
    assert build_with_zensical(project).returncode == 0
    assert (project / "site/search.json").read_text() == "a host's own"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("helplines.yml", b"countries:", b"countris:", "helplines.yml: must hold a list called 'countries'"),
        ("overrides/404.html", b"super()", b"super() | nothing", "unknown filter: filter nothing"),
        ("docs/trust.md", b"# Rebuild trust", b"# Rebuild \xff trust", "docs/trust.md:"),
        ("mkdocs.yml", b"site_name: ", b"site_name: [", "mkdocs.yml:"),
    ],
    ids=["an extension complains", "a template is wrong", "a page is no UTF-8", "mkdocs.yml is no YAML"],
)
def test_zensical_fails_where_mkdocs_does(
    tmp_path: Path, file: str, old: bytes, new: bytes, said: str
) -> None:
    project = copy_project(tmp_path / "guide")
    text = (project / file).read_bytes()
    assert old in text
    (project / file).write_bytes(text.replace(old, new, 1))
    result = build_with_zensical(project)
    assert result.returncode == 1
    assert sum(said in line for line in result.stderr.splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr


WARNS = """
import logging
from markdown.extensions.abbr import AbbrExtension

def makeExtension():
    logging.getLogger("mkdocs.warns").warning("something is odd")
    return AbbrExtension()
"""


def test_a_warning_fails_the_build(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "guide")
    settings = project / "mkdocs.yml"
    added = "markdown_extensions:\n  - warns\n"
    text = settings.read_text(encoding="utf-8").replace("markdown_extensions:\n", added)
    settings.write_text(text, encoding="utf-8")
    (tmp_path / "warns.py").write_text(WARNS)
    result = build_with_zensical(project, PYTHONPATH=str(tmp_path))
    assert (result.returncode, result.stderr) == (1, "something is odd\n")


def make(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make with the environment of these tests: nothing is installed anew."""
    (project / ".venv").symlink_to(sys.prefix)
    installed = ("--old-file=.venv/guide", "--old-file=.venv/zensical")
    return subprocess.run(
        ["make", *arguments, *installed],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_a_finding_fails_the_build_and_the_last_good_site_stays(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "guide")
    (project / "site").mkdir()
    (project / "site/index.html").write_text("the last good site")
    with (project / "docs/trust.md").open("a", encoding="utf-8") as page:
        page.write("\n[On](talking.md#nowhere)\n")
    result = make(project, "build", "ENGINE=zensical")
    assert result.returncode != 0
    assert "link to 'talking.md#nowhere': no such heading" in result.stdout
    assert not (project / "build/site/downloads").exists(), "the book comes after the checks"
    assert files(project / "site") == {"index.html": b"the last good site"}


def test_make_knows_two_engines(tmp_path: Path) -> None:
    result = make(copy_project(tmp_path / "guide"), "build", "ENGINE=hugo")
    assert "ENGINE is mkdocs or zensical, and not hugo" in result.stderr
    assert result.returncode != 0


@pytest.mark.audit
def test_zensical_makes_the_same_book(tmp_path: Path, printed_site: Path) -> None:
    project = copy_project(tmp_path / "guide")
    result = make(project, "build", "ENGINE=zensical", **PRINTED)
    assert result.returncode == 0, result.stderr
    made = files(project / "site/downloads")
    expected = files(printed_site / "downloads")
    assert made.keys() == expected.keys()
    assert [name for name in expected if made[name] != expected[name]] == []


@pytest.mark.audit
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_both_look_the_same(
    site: Path, finished: Path, chromium: Browser, scheme: Literal["light", "dark"], width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    with serve(site) as mkdocs, serve(finished) as zensical:
        for name in [*ONE_OF_EACH_KIND, "404.html"]:
            looks = (look(page, mkdocs + name) == look(page, zensical + name) for _ in range(LOOKS))
            assert any(looks), f"{name}, {scheme}, {width} wide"
    context.close()


def look(page: Page, address: str) -> bytes:
    page.goto(address)
    page.evaluate("document.fonts.ready")
    return page.screenshot(full_page=True, animations="disabled")


# The templates


#: Filters and tests of Jinja that mean the same in MiniJinja, as far as anybody needed them.
FILTERS = {"default", "e", "first", "int", "join", "last", "length", "replace", "safe", "string", "striptags"}
FILTERS_OF_BOTH = {"script_tag", "url"}  # of MkDocs, and of Zensical
TESTS = {"defined", "in", "iterable", "mapping", "none", "number", "sequence", "string", "undefined"}
OBJECTS = {"loop", "self"}  # their functions are part of the language


def beyond_the_subset(template: str) -> Iterator[str]:
    """What MiniJinja does not understand, or understands otherwise, in a template for Jinja."""
    tree = Environment().parse(template)
    imported = {node.target for node in tree.find_all(nodes.Import)}
    for call in tree.find_all(nodes.Call):
        owner = call.node.node if isinstance(call.node, nodes.Getattr) else None
        if owner and not (isinstance(owner, nodes.Name) and owner.name in OBJECTS | imported):
            yield f"line {call.lineno}: a method"
    for sign in tree.find_all(nodes.Mod):
        yield f"line {sign.lineno}: %"
    for item in tree.find_all(nodes.Getattr):
        if isinstance(item.node, nodes.Name) and (item.node.name, item.attr) == ("page", "file"):
            yield f"line {item.lineno}: page.file"
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name) and loop.iter.name == "nav":
            yield f"line {loop.lineno}: a walk through nav; take nav.items or nav.pages"
    for comparison in tree.find_all(nodes.Compare):
        sides = (comparison.expr, *(operand.expr for operand in comparison.ops))
        if any(isinstance(side, nodes.Name) and side.name == "page" for side in sides):
            yield f"line {comparison.lineno}: a page is compared; compare addresses, or take item.active"
    for kind, known in ((nodes.Filter, FILTERS | FILTERS_OF_BOTH), (nodes.Test, TESTS)):
        for used in tree.find_all(kind):
            if used.name not in known:
                yield f"line {used.lineno}: {used.name}"


TEMPLATES = sorted((ROOT / "overrides").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_keeps_to_what_both_understand(template: Path) -> None:
    assert [*beyond_the_subset(template.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "template",
    [
        "{% for key, value in page.meta.items() %}{{ key }}{% endfor %}",
        "{{ page.meta.get('kind') }}",
        "{{ page.url.replace('.html', '.png') }}",
        "{{ '%s pages' % 3 }}",
        "{{ 3 % 2 }}",
        "{{ '%s' | format(3) }}",
        "{{ page.file.src_uri }}",
        "{% for item in nav %}{{ item.title }}{% endfor %}",
        "{% if item == page %}here{% endif %}",
        "{{ page.content | wordcount }}",
        "{{ 1 if page.url is callable }}",
    ],
)
def test_what_only_jinja_understands_is_found(template: str) -> None:
    assert len([*beyond_the_subset(template)]) == 1


def test_what_both_understand_is_no_fault() -> None:
    template = """
        {% import "partials/language.html" as lang with context %}
        {% for item in nav.items %}{{ loop.cycle("a", "b") }} {{ lang.t("next") }} {{ super() }}{% endfor %}
        {% if page.meta.kind == "home" and page is defined %}{{ page.title | e }}{% endif %}
    """
    assert [*beyond_the_subset(template)] == []
