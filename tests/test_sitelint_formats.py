"""What the command line writes: for people, for programs and for code hosts; and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sitelint import formats
from sitelint.__main__ import main
from sitelint.check import Report, name_of
from sitelint.formats import FORMATS, coloured, excerpts, plain
from sitelint.model import Finding, Place
from sitelint.rules import EVERY_RULE
from tiny import build, write

LONG = f"# Long\n\n{'word ' * 60}[a](nope.md){' word' * 60}\n"
FOUND = Finding(Place("docs/a, b.md", 3, 5), "link to 'nope.md': 100%\nwrong, wholly", "broken-link")
NOTICE = Finding(Place("docs/b.md"), "the review was due", "overdue-review")
REPORT = Report((FOUND,), (NOTICE,), pages=2, links=1)


def on_screen(line: str, column: int, folder: Path) -> list[str]:
    """What a terminal shows below a finding in the third line of a page."""
    project = write(folder, {"docs/a, b.md": f"# A\n\n{line}\n"})
    found = Finding(Place("docs/a, b.md", 3, column), "wrong", "broken-link")
    return excerpts(Report((found,), (), 1, 1), project).split("\n")[1:-1]


# Text


def test_text_is_one_line_for_each_finding_whatever_it_holds(tmp_path: Path) -> None:
    assert plain(REPORT, tmp_path).split("\n") == [
        "docs/a, b.md:3:5: link to 'nope.md': 100% wrong, wholly (broken-link)",
        "notice: docs/b.md: the review was due (overdue-review)",
        "checked 2 pages and 1 link: 1 finding, 1 notice",
    ]
    bell = Finding(Place("docs/\x1b[2J.md", 1, 1), "\x07\u2028\udc80", "broken-link")
    assert (
        plain(Report((bell,), (), 1, 1), tmp_path).split("\n")[0]
        == "docs/\ufffd[2J.md:1:1: \ufffd \ufffd (broken-link)"
    )


@pytest.mark.parametrize(
    ("line", "column", "shown", "mark"),
    [
        ("See [a](b.md)", 5, "See [a](b.md)", "    ^"),
        ("\tSee [a](b.md)", 6, " See [a](b.md)", "     ^"),
        ("日本 [a](b.md)", 4, "日本 [a](b.md)", "     ^"),
        ("cafe\u0301 [a](b.md)", 7, "cafe\u0301 [a](b.md)", "     ^"),
        ("\x1b[31m [a](b.md)", 7, "\ufffd[31m [a](b.md)", "      ^"),
        ("a", 9, "a", " ^"),
    ],
    ids=["plain", "tab", "wide", "combined", "escape", "beyond the line"],
)
def test_a_terminal_shows_the_line_and_marks_the_spot(
    line: str, column: int, shown: str, mark: str, tmp_path: Path
) -> None:
    assert on_screen(line, column, tmp_path) == [f"    {shown}", f"    {mark}"]


def test_a_long_line_is_cut_around_the_spot(tmp_path: Path) -> None:
    shown, mark = on_screen(LONG.split("\n")[2], 301, tmp_path)
    assert len(shown) <= 104
    assert shown[mark.index("^") :].startswith("[a](nope.md)")


def test_what_is_not_there_or_has_no_line_is_not_shown(tmp_path: Path) -> None:
    gone = Finding(Place("docs/gone.md", 1, 1), "wrong", "broken-link")
    beyond = Finding(Place("mkdocs.yml", 99, 1), "wrong", "broken-nav")
    write(tmp_path, {})
    assert len(excerpts(Report((gone, beyond), (NOTICE,), 1, 1), tmp_path).split("\n")) == 4


def test_colours_come_and_go_and_change_no_word(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a, b.md": LONG})
    said = coloured(REPORT, tmp_path)
    assert "\x1b[31m^\x1b[0m" in said
    assert all(line.count("\x1b[") % 2 == 0 for line in said.split("\n"))
    assert re.sub(r"\x1b\[\d+m", "", said) == excerpts(REPORT, tmp_path)


@pytest.mark.parametrize(
    ("environment", "on_terminal", "elsewhere"),
    [
        ({}, coloured, plain),
        ({"TERM": "dumb"}, plain, plain),
        ({"NO_COLOR": "1"}, excerpts, plain),
        ({"NO_COLOR": ""}, coloured, plain),
        ({"FORCE_COLOR": "1"}, coloured, coloured),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, excerpts, plain),
        ({"NO_COLOR": "1", "TERM": "dumb"}, plain, plain),
    ],
)
def test_the_environment_says_if_text_has_colours(
    environment: Mapping[str, str], on_terminal: formats.Format, elsewhere: formats.Format
) -> None:
    assert formats.for_terminal(environment, is_terminal=True) is on_terminal
    assert formats.for_terminal(environment, is_terminal=False) is elsewhere


# For programs


def test_json_holds_what_the_readme_says(tmp_path: Path) -> None:
    assert json.loads(FORMATS["json"](REPORT, tmp_path)) == {
        "pages": 2,
        "links": 1,
        "findings": [
            {
                "file": "docs/a, b.md",
                "line": 3,
                "column": 5,
                "rule": "broken-link",
                "level": "error",
                "message": "link to 'nope.md': 100%\nwrong, wholly",
            },
            {
                "file": "docs/b.md",
                "line": None,
                "column": None,
                "rule": "overdue-review",
                "level": "notice",
                "message": "the review was due",
            },
        ],
    }
    assert json.loads(FORMATS["json"](Report(()), tmp_path)) == {"pages": None, "links": None, "findings": []}


def test_sarif_has_the_shape_of_2_1_0(tmp_path: Path) -> None:
    log = json.loads(FORMATS["sarif"](REPORT, tmp_path))
    (run,) = log.pop("runs")
    assert log == {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    driver = run["tool"]["driver"]
    assert driver["name"] == "sitelint"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"] == {"PROJECT": {"uri": f"{tmp_path.as_uri()}/"}}
    found, notice = run["results"]
    assert found == {
        "ruleId": "broken-link",
        "ruleIndex": [rule["id"] for rule in driver["rules"]].index("broken-link"),
        "level": "error",
        "message": {"text": FOUND.message},
        "locations": [{"physicalLocation": located("docs/a%2C%20b.md", {"startLine": 3, "startColumn": 5})}],
    }
    assert notice["level"] == "note", "SARIF knows no notice"
    assert notice["locations"] == [{"physicalLocation": located("docs/b.md")}]


def located(uri: str, region: Mapping[str, int] | None = None) -> dict[str, Any]:
    file = {"artifactLocation": {"uri": uri, "uriBaseId": "PROJECT"}}
    return {**file, "region": region} if region else file


def test_sarif_explains_each_rule_in_words_and_by_examples(tmp_path: Path) -> None:
    rules = json.loads(FORMATS["sarif"](REPORT, tmp_path))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [name_of(rule) for rule in EVERY_RULE]
    for rule in rules:
        first = rule["shortDescription"]["text"]
        assert re.fullmatch(r"['A-Z].*\.", first)
        assert rule["help"]["text"].startswith(f"{first}\n\n")
        assert re.search(r"^Bad: .*^Good: ", rule["help"]["text"], re.DOTALL | re.MULTILINE)
        assert rule["help"]["markdown"].startswith(f"{first}\n\n```text\n")


def test_github_marks_lines_as_seen_from_where_the_job_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert FORMATS["github"](REPORT, tmp_path / "hand:book").split("\n") == [
        "::error file=hand%3Abook/docs/a%2C b.md,line=3,col=5,title=broken-link"
        "::link to 'nope.md': 100%25%0Awrong, wholly",
        "::notice file=hand%3Abook/docs/b.md,title=overdue-review::the review was due",
        "checked 2 pages and 1 link: 1 finding, 1 notice",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_can_be_asked_for(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    build(write(tmp_path, {"docs/index.md": "# Start\n\n[a](nope.md)\n"}))
    capsys.readouterr()
    assert main([str(tmp_path), "--site", str(tmp_path / "site"), "--format", name]) == 1
    said = capsys.readouterr().out
    assert said.count("link to 'nope.md': no such page") == 1
    assert said.count("\n\n") == 0


# How it ends


def test_a_project_may_be_named_by_its_folder_or_by_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"docs/index.md": "# Start\n", "other.yml": "site_name: Other\ndocs_dir: more\n"})
    write(tmp_path, {"more/index.md": "---\n"})
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path / "mkdocs.yml")]) == 0
    (tmp_path / "mkdocs.yml").rename(tmp_path / "mkdocs.yaml")
    assert main([str(tmp_path)]) == 0
    write(tmp_path, {"more/index.md": b"# Na\xefve\n"})
    assert main([str(tmp_path / "other.yml")]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("more/index.md:1:5: not UTF-8")


@pytest.mark.parametrize(
    ("name", "said"), [("", "no mkdocs.yml in {}"), ("nope", "no {}"), ("a.yml", "no {}")]
)
def test_a_project_that_is_not_there_is_one_line(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / name)]) == 2
    assert capsys.readouterr() == ("", f"sitelint: {said.format(tmp_path / name)}\n")


def test_sources_alone_are_looked_at_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = write(tmp_path, {"docs/index.md": "# Start\n\n[a](nope.md)\n"})
    assert main([str(project)]) == 0
    assert capsys.readouterr().out == "checked the sources, and no site: no findings\n"
    write(project, {"docs/bad.md": "---\ntitle: a: b\n---\n# Bad\n"})
    assert main([str(project)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("docs/bad.md:2:9: front matter cannot be read")


def command(*arguments: str, into: str = "cat", **environment: str) -> subprocess.CompletedProcess[str]:
    shell = f'"$0" -m sitelint "$@" | {into}'
    run = ["bash", "-o", "pipefail", "-c", shell, sys.executable, *arguments]
    return subprocess.run(run, env={**os.environ, **environment}, capture_output=True, text=True)


def test_an_output_that_is_closed_early_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"docs/index.md": "# Start\n"})
    result = command(str(tmp_path), into="(exec 0<&-; sleep 1)")
    assert result.stderr == "sitelint: nobody read the report to its end\n"
    assert result.returncode == 2


def test_an_output_that_knows_only_ascii_gets_codes(tmp_path: Path) -> None:
    write(tmp_path, {"docs/Ünï.md": b"# Na\xefve\n"})
    result = command(str(tmp_path), PYTHONIOENCODING="ascii")
    assert result.stdout.startswith("docs/\\xdcn\\xef.md:1:5: not UTF-8 from here on")


def test_help_tells_how_it_ends() -> None:
    said = " ".join(command("--help").stdout.split())
    assert re.findall(r"\b([012]) (?=if|\()", said.partition("ends with")[2]) == ["0", "1", "2"]
