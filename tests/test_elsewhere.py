"""The checks in a project of somebody else, where nothing of this one is installed."""

from __future__ import annotations

import ast
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from sitelint.__main__ import main
from sitelint.accepted import read
from sitelint.check import name_of
from sitelint.formats import FORMATS
from sitelint.rules import EVERY_RULE
from test_project import README, table
from tiny import build, write

HOOKS = ROOT / "hooks"
CHECKS = {name_of(rule) for rule in EVERY_RULE}
SECTION = README.split("\n## Check another project\n")[1].split("\n## ")[0]
PAPER = (HOOKS / "README.md").read_text()
PROJECT = {
    "handbook/site.yml": """site_name: Handbook
docs_dir: text
site_dir: ../out
use_directory_urls: false
theme: {name: material, font: false}
plugins: [search, tags, blog, {social: {enabled: false}}]
markdown_extensions: [admonition, pymdownx.details]
nav: [index.md, more.md, blog/index.md]
hooks: [../tools/checks/mkdocs_adapter.py]
""",
    "handbook/text/index.md": """---
tags: [start]
---

# Start

[More](more.md#nope), <b style="color: red" onclick="go()">not ours</b>, ![Far](https://example.org/a.png)

??? question "What is this"

    <iframe src="https://example.org/"></iframe>
""",
    "handbook/text/more.md": "# More\n",
    "handbook/text/blog/index.md": "# Blog\n",
    "handbook/text/blog/posts/one.md": "---\ndate: 2026-01-01\n---\n\n# One\n\nA post.\n\n<!-- more -->\n",
}
QUICK = re.sub("(?m)^(theme|plugins):.*", r"\1: []", PROJECT["handbook/site.yml"]).replace(
    "theme: []", "theme: mkdocs"
)
FOUND = "text/index.md:7:1: link to 'more.md#nope': no such heading (broken-link)"
# The environment of the tests has the checks installed: without the finders of setuptools it has not.
BARE = "import sys; sys.meta_path = [found for found in sys.meta_path if 'editable' not in repr(found)]; "
SITELINT = BARE + "sys.path[:0] = ['tools/checks']; from sitelint.__main__ import main; sys.exit(main())"
MKDOCS = BARE + "from mkdocs.__main__ import cli; cli()"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A project with its settings in a folder of their own, and with a copy of the checks."""
    shutil.copytree(HOOKS, tmp_path / "tools/checks", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in {**PROJECT, "handbook/quick.yml": QUICK}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**kept, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


# A copy of hooks/


def test_a_copy_checks_what_is_general_and_fails_only_a_strict_build(elsewhere: Path) -> None:
    settings = ("-f", "handbook/site.yml")
    assert run(elsewhere, BARE + "import sitelint").returncode != 0, "it is not installed"
    plain = run(elsewhere, MKDOCS, "build", *settings)
    assert plain.returncode == 0, plain.stderr
    assert re.findall("WARNING -  (.*)", plain.stderr) == [FOUND]
    strict = run(elsewhere, MKDOCS, "build", *settings, "--strict", "--site-dir", str(elsewhere / "strict"))
    assert strict.returncode == 1
    assert re.findall("ERROR   -  (.*)", strict.stderr) == [FOUND]

    without_mkdocs = run(elsewhere, SITELINT, "handbook/site.yml", "--site", "out")
    assert without_mkdocs.stdout.splitlines()[:-1] == [FOUND]
    assert without_mkdocs.stderr == ""
    assert without_mkdocs.returncode == 1

    (elsewhere / "out/more.html").unlink()  # as a plugin may leave it out
    without_page = run(elsewhere, SITELINT, "handbook/site.yml", "--site", "out")
    assert without_page.stdout.splitlines()[-1].endswith(": no findings")
    assert without_page.stderr == (
        "sitelint: not in the site, and so not checked: text/more.md:"
        " written since the build, or moved by a plug-in\n"
    )
    assert without_page.returncode == 0


def test_a_site_without_any_page_is_not_built_also_where_plugins_move_pages(elsewhere: Path) -> None:
    (elsewhere / "out").mkdir()
    result = run(elsewhere, SITELINT, "handbook/site.yml", "--site", "out")
    assert result.stderr == "sitelint: no page of text/ in out: build the site first\n"
    assert result.returncode == 2


@pytest.mark.parametrize(
    ("take_away", "said"),
    [
        (
            "import shutil; shutil.rmtree('tools/checks/sitelint'); ",
            "'sitelint': copy the folder 'sitelint' beside it",
        ),
        ("sys.modules['selectolax'] = None; ", "'selectolax': install it with pip"),
    ],
    ids=["the other files", "a package"],
)
def test_what_a_copy_lacks_is_one_line(take_away: str, said: str, elsewhere: Path) -> None:
    code = MKDOCS.replace("from mkdocs", f"{take_away}from mkdocs")
    result = run(elsewhere, code, "build", "-f", "handbook/quick.yml")
    assert result.returncode == 1
    assert result.stderr.strip() == f"Error: {elsewhere}/tools/checks/mkdocs_adapter.py needs {said}"


def test_a_copy_takes_what_lies_beside_it_if_another_is_loaded(elsewhere: Path) -> None:
    other = elsewhere / "other/sitelint"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("")
    (other / "check.py").write_text("raise SystemExit('the other one')")
    code = MKDOCS.replace("from mkdocs", "sys.path[:0] = ['other']; import sitelint; from mkdocs")
    result = run(elsewhere, code, "build", "-f", "handbook/quick.yml")
    assert FOUND in result.stderr


# What stops a build, and what MkDocs says


@pytest.mark.parametrize(("options", "ends"), [((), 0), (("--strict",), 1)])
def test_a_page_that_is_only_long_fails_a_strict_build_alone(
    options: tuple[str, ...], ends: int, tmp_path: Path
) -> None:
    hook = HOOKS / "mkdocs_adapter.py"
    settings = f"site_name: Tiny\ntheme: {{name: null, custom_dir: look}}\nhooks: ['{hook}']\n"
    write(
        tmp_path,
        {"mkdocs.yml": settings, "look/main.html": "", "docs/index.md": f"# Long\n\n{'a ' * 1_000_001}"},
    )
    result = run(tmp_path, MKDOCS, "build", *options)
    assert result.returncode == ends, result.stderr
    assert result.stderr.count("docs/index.md: 2.0 MB: a page of more than 2 MB takes minutes to render") == 1


def test_who_asks_mkdocs_to_warn_is_told_who_does(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = (
        "site_name: Tiny\nvalidation: {anchors: warn, links: {not_found: warn}, nav: {not_found: ignore}}\n"
    )
    project = write(tmp_path, {"mkdocs.yml": settings, "docs/index.md": "# Start\n"})
    with caplog.at_level("INFO", "mkdocs.hooks"):
        build(project)
        assert caplog.messages[0] == "the checks say what 'validation' asks MkDocs to warn of: links.anchors"
        caplog.clear()
        write(project, {"mkdocs.yml": "site_name: Tiny\n"})
        build(project)
        assert caplog.messages == ["checked 1 page and 0 links: no findings"]


def test_settings_that_come_from_no_file_are_built_and_not_checked(elsewhere: Path) -> None:
    settings = (elsewhere / "handbook/quick.yml").read_text().replace("../tools", str(elsewhere / "tools"))
    code = f"import io; {BARE}sys.stdin = io.TextIOWrapper(io.BytesIO({settings.encode()!r})); {MKDOCS}"
    result = run(elsewhere / "handbook", code, "build", "-f", "-")
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("not checked: the settings do not come from a file") == 1


# The package


def test_the_package_asks_for_all_that_the_checks_import() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {"PyYAML": "yaml"}
    assert {names.get(name, name) for name in asked} == {
        module
        for path in (HOOKS / "sitelint").rglob("*.py")
        for module in imported(ast.parse(path.read_text()))
        if module not in sys.stdlib_module_names
    }
    locked = (ROOT / "requirements.txt").read_text().lower()
    for name in asked:
        assert f"\n{name.lower()}==" in locked


def imported(tree: ast.AST) -> set[str]:
    """The modules that a file names, without its own package."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_pre_commit_runs_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hooks: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == re.findall(r"\{id: ([\w-]+)\}", PAPER)
    monkeypatch.chdir(write(tmp_path, {"docs/index.md": "# Start\n\n[a](nope.md)\n"}))
    build(tmp_path)
    ends = []
    for hook in hooks:
        assert hook["entry"] == "python -m sitelint"
        assert not hook["pass_filenames"]
        ends.append(main(hook["args"]))
    assert ends == [0, 1], "the sources can be read, and the site has a broken link"
    capsys.readouterr()


# What README.md and hooks/README.md say


def test_readme_names_the_hook_in_three_lines() -> None:
    lines = re.search(r"^\n(Copy[^\n]*)\n\n```yaml\n([^`]*)```", SECTION)
    assert lines
    assert yaml.safe_load(lines[2]) == {"hooks": ["hooks/mkdocs_adapter.py"]}
    assert "`pip install selectolax`" in lines[1]
    assert all((ROOT / name).exists() for name in re.findall(r"`(hooks/\w[^`]*)`", lines[1]))


def test_the_paper_lists_the_formats() -> None:
    rows = [
        line.split("`")[1] for line in PAPER.split("| Format | For |\n")[1].splitlines()[1 : 1 + len(FORMATS)]
    ]
    assert rows == list(FORMATS)


def test_the_paper_shows_settings_and_a_comment_that_can_be_read(tmp_path: Path) -> None:
    settings = re.search(r"`(extra: [^`]+)`", PAPER)
    comment = re.search(r"`(<!-- [^`]+)`", PAPER)
    assert settings
    assert comment
    files = {
        "mkdocs.yml": f"site_name: Tiny\nnav: [index.md]\n{settings[1]}\n",
        "docs/index.md": f"# Start\n\n[a](nope.md) {comment[1]}\n",
        "docs/more.md": "# More\n",
    }
    write(tmp_path, files)
    assert build(tmp_path)[-1] == "checked 2 pages and 1 link: no findings"
    (accept,) = read("a.md", comment[1])
    assert accept.rule in CHECKS


def test_the_paper_says_which_check_stands_for_which_of_mkdocs() -> None:
    rows = table(PAPER, "What MkDocs says itself")
    reported = runpy.run_path(str(HOOKS / "mkdocs_adapter.py"))["_REPORTED_HERE"]
    assert [row[0].strip("`") for row in rows] == [
        f"{part}.{name}" for part, names in reported.items() for name in names
    ]
    for row in rows:
        assert CHECKS.issuperset(re.findall(r"`([^`]+)`", row[1])), row


FAULTS = """# Start

[a](nope1.md) [b](../nope2.md) [c](/nope3.md) [d](index.html) [e](#nope4)
"""


def test_each_fault_that_mkdocs_finds_is_said_once_and_here(tmp_path: Path) -> None:
    nav = "[Start: index.md, Nope: nope5.md, Root: /nope6.md]"
    theme = f"theme: mkdocs\nplugins: []\nhooks: ['{HOOKS / 'mkdocs_adapter.py'}']"
    settings = f"site_name: Tiny\n{theme}\nnav: {nav}\nuse_directory_urls: false\n"
    write(tmp_path, {"mkdocs.yml": settings, "docs/index.md": FAULTS, "docs/more.md": "# More\n"})
    said = run(tmp_path, MKDOCS, "build").stderr
    found = re.findall(r"(nope\d|index\.html|more\.md).* \(([\w-]+)\)$", said, re.MULTILINE)
    assert found == [
        ("nope5", "broken-nav"),
        ("nope6", "broken-nav"),
        ("nope1", "broken-link"),
        ("nope2", "outside-link"),
        ("nope3", "absolute-link"),
        ("index.html", "output-link"),
        ("nope4", "broken-link"),
        ("more.md", "not-in-nav"),
    ]
    assert len(re.findall(r"nope\d", said)) == len(re.findall(r"nope\d", "".join(map(str, found))))
