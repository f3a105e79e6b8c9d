"""The papers of the project say what the code does, and the commands do what the papers say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, copy_project
from server import free_ports
from sitelint.check import name_of
from sitelint.rules import EVERY_RULE

from finish.offline import EDITION

README = (ROOT / "README.md").read_text(encoding="utf-8")
STYLE = (ROOT / "STYLE.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CONFIG: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


def extension(name: str) -> dict[str, Any]:
    """The options of a Markdown extension in mkdocs.yml."""
    found = next(item for item in CONFIG["markdown_extensions"] if isinstance(item, dict) and name in item)
    options = found[name]
    assert isinstance(options, dict)
    return options


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    below = text.split(f"\n## {heading}\n", 1)[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in below.splitlines() if line.startswith("|")]
    return rows[2:]


# The papers


def test_readme_begins_with_what_it_is_a_picture_and_two_commands() -> None:
    screen = README.split("\n## ")[0]
    assert re.search(r"^# Back Together\n\n[A-Z].{80,}", screen)
    picture = re.search(r"!\[[^\]]{10,}\]\(([^)]+)\)", screen)
    assert picture
    assert (ROOT / picture[1]).read_bytes().startswith(b"\x89PNG")
    assert re.findall(r"^make (\w+)", screen, re.MULTILINE) == ["serve", "test"]


def test_readme_counts_what_there_is() -> None:
    pages = [page.name for page in (ROOT / "docs").glob("*.md")]
    sheets = [name for name in pages if name.startswith("sheet-")]
    questions = (ROOT / "docs/questions.md").read_text(encoding="utf-8").count("\n/// question |")
    assert (len(pages) - len(sheets), questions, len(sheets)) == (21, 48, 16)
    assert "Twenty-one pages, forty-eight questions, sixteen sheets to print" in README


def test_readme_lists_the_commands_of_the_makefile() -> None:
    described = {row[0].strip("`").removeprefix("make ") for row in table(README, "Commands")}
    assert described == set(re.findall(r"^(\w+):.*## ", MAKEFILE, re.MULTILINE)) - {"help"}


def test_readme_and_pyproject_agree_on_python() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.search(r'requires-python = ">=([\d.]+)"', pyproject)
    assert wanted
    assert f"Python {wanted[1]} or newer" in README


@pytest.mark.parametrize("text", [README, CONTRIBUTING, STYLE], ids=["README", "CONTRIBUTING", "STYLE"])
def test_every_file_that_is_named_exists(text: str) -> None:
    for path in re.findall(r"\]\((?!http|#)([^)#]+)", text):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"`((?:docs|hooks|tests|overrides|extensions|editorial)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path


def test_contributing_changes_a_page_in_five_steps() -> None:
    steps = CONTRIBUTING.split("## Change a page in five steps")[1].split("\n## ")[0]
    assert re.findall(r"^(\d)\. ", steps, re.MULTILINE) == list("12345")


def test_contributing_says_of_each_check_what_the_check_says() -> None:
    rows = {row[0]: row[1] for row in table(CONTRIBUTING, "The checks")}
    expected = {
        f"[`{name_of(rule)}`](tests/cases/{name_of(rule)}.md)": (rule.__doc__ or "").splitlines()[0]
        for rule in EVERY_RULE
    }
    assert rows == expected


def test_contributing_explains_every_key_of_the_table() -> None:
    keys = [row[0].strip("`") for row in table(CONTRIBUTING, "The table in mkdocs.yml")]
    assert keys == list(CONFIG["extra"]["guide"])


def test_style_shows_each_page_kind_as_the_table_has_it() -> None:
    labels = {kind["name"]: kind["title"] for kind in extension("pymdownx.blocks.admonition")["types"]}

    def shown(section: str | dict[str, str]) -> str:
        if isinstance(section, str):
            return section
        name = next(value for key, value in section.items() if key != "optional")
        name = "body" if "body" in section else labels.get(name, name)
        return f"{name} (optional)" if "optional" in section else name

    expected = {
        f"`{kind}`": ", ".join(map(shown, sections))
        for kind, sections in CONFIG["extra"]["guide"]["kinds"].items()
    }
    assert {row[0]: row[2] for row in table(STYLE, "Page kinds")} == expected


def test_style_shows_the_six_callouts() -> None:
    kinds = extension("pymdownx.blocks.admonition")["types"]
    assert len(kinds) == 6
    expected = [[f"`/// {kind['name']}`", kind["title"]] for kind in kinds]
    assert [row[:2] for row in table(STYLE, "Callouts")] == expected


def test_ci_runs_the_tests_and_the_audit() -> None:
    assert re.findall(r"^make (\w+)$", (ROOT / ".ci/run").read_text(), re.MULTILINE) == ["test", "audit"]


# The requirements


@pytest.mark.parametrize("name", ["requirements", "requirements-zensical", "requirements-dev"])
def test_requirements_are_locked_with_hashes_and_name_no_address(name: str) -> None:
    locked = (ROOT / f"{name}.txt").read_text()
    assert "://" not in locked
    pins = re.split(r"^(?=[a-z])", locked, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in pin for pin in pins)
    pinned = {re.split(r"[= ]", pin)[0].lower() for pin in pins}
    for line in (ROOT / f"{name}.in").read_text().splitlines():
        if line and not line.startswith(("#", "-r", "-c")):
            wanted, _, reason = line.partition("#")
            assert len(reason.split()) > 3, f"{wanted}: say what it does for us"
            assert re.split(r"[=!<> []", wanted)[0].lower() in pinned


# The commands


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project in a folder of its own, with the environment of this one."""
    target = copy_project(tmp_path / "copy")
    (target / ".venv").symlink_to(Path(sys.prefix))
    return target


def make(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    # What make believes to be up to date is this environment: nothing is installed anew.
    return subprocess.run(
        ["make", command, "--old-file=.venv/guide"], cwd=project, capture_output=True, text=True
    )


@pytest.mark.audit
def test_a_build_makes_the_whole_site(copy: Path) -> None:
    assert make("build", copy).returncode == 0
    made = {path.name for path in (copy / "site").rglob("*")}
    assert {f"{page.stem}.html" for page in (ROOT / "docs").glob("*.md")} < made
    assert {"404.html", "index.html.br", "back-together-a4.pdf", EDITION} < made


def test_a_seeded_page_fails_the_build_with_three_findings_and_the_last_good_site_stays(copy: Path) -> None:
    good = copy / "site/index.html"
    good.parent.mkdir()
    good.write_text("the last good site")
    page = copy / "docs/trust.md"
    text = page.read_text(encoding="utf-8")
    head, questions, rest = re.split(r"(?=^## Questions\n)|(?=^## Next step\n)", text, flags=re.MULTILINE)
    following, also = re.split(r"(?=^## See also\n)", rest, flags=re.MULTILINE)
    heading = "## You can see when it is working\n"
    seed = "\nSeen.[^9]\n\n[Set it up](talking.md#set-it-up-before-you-strat)\n"
    seeded = head.replace(heading, heading + seed) + following + questions + also
    page.write_text(seeded, encoding="utf-8")

    result = make("build", copy)
    assert result.returncode != 0
    findings = [line for line in (result.stdout + result.stderr).splitlines() if re.search(r"\(\S+\)$", line)]
    lines = seeded.splitlines()
    expected = [
        (lines.index("Seen.[^9]") + 1, "undefined-footnote"),
        (lines.index("[Set it up](talking.md#set-it-up-before-you-strat)") + 1, "broken-link"),
        (lines.index("## Questions") + 1, "misplaced-section"),
    ]
    assert len(findings) == 3, result.stderr
    for finding, (line, rule) in zip(findings, expected, strict=True):
        assert f"docs/trust.md:{line}:" in finding
        assert f"({rule})" in finding
    assert "did you mean '#set-it-up-before-you-start'?" in findings[1]
    assert "expected after" in findings[2]
    assert [path.read_text() for path in good.parent.iterdir()] == ["the last good site"]


@pytest.fixture
def served(copy: Path) -> Iterator[Callable[[str], str]]:
    """`make serve`, in essence; gives a function that reads a page of it."""
    [port] = free_ports(1)
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
        cwd=copy,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stderr=subprocess.DEVNULL,
    )

    def read(page: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=10) as answer:
                return str(answer.read().decode("utf-8"))
        except OSError:
            return ""

    yield read
    server.terminate()
    server.wait()


def test_serve_shows_each_change(copy: Path, served: Callable[[str], str]) -> None:
    def wait_for(text: str, page: str) -> None:
        late = time.monotonic() + 60
        while text not in served(page):
            assert time.monotonic() < late, f"{page} does not show '{text}'"
            time.sleep(0.2)

    wait_for("</html>", "index.html")
    for file, old, new, page in (
        ("docs/feelings.md", "# Let it hurt, one day at a time", "# Let it be", "feelings.html"),
        ("overrides/partials/header.html", "Get help</a>", "Get some help</a>", "feelings.html"),
        ("helplines.yml", 'phone: "116 123"', 'phone: "116 124"', "get-help.html"),
    ):
        wanted = new.split('"')[1] if '"' in new else new.strip("# ")
        assert wanted not in served(page)
        source = copy / file
        text = source.read_text(encoding="utf-8")
        assert old in text
        source.write_text(text.replace(old, new), encoding="utf-8")
        wait_for(wanted, page)
