"""Writes a report for people, for programs and for code hosts."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .check import Report, name_of
from .model import Finding, Place, on_one_line, read_text, shown_from
from .rules import EVERY_RULE

Format = Callable[[Report, Path], str]
"""Writes a report, given the folder that its places are relative to."""

_WIDTH = 100  # letters of an excerpt
_RED, _BLUE, _DIM, _BOLD = "\033[31m", "\033[34m", "\033[2m", "\033[1m"
_ESCAPES = re.compile(r"\033\[\d+m")


def plain(report: Report, root: Path) -> str:
    """One line for each finding: `file:line:column: message (rule)`."""
    notices = (f"notice: {notice}" for notice in report.notices)
    return _joined([*map(str, report.findings), *notices], report)


def excerpts(report: Report, root: Path) -> str:
    """The same, with the line of the source and a mark below the spot."""
    return _ESCAPES.sub("", coloured(report, root))


def coloured(report: Report, root: Path) -> str:
    """The same in colours, as on a terminal."""
    lines: list[str] = []
    for finding, word in _all(report):
        colour, kind = (_RED, "") if word == "error" else (_BLUE, f"{_BLUE}notice:\033[0m ")
        place, message = on_one_line(str(finding.place)), on_one_line(finding.message)
        lines.append(f"{kind}{_BOLD}{place}\033[0m: {message} {_DIM}({finding.rule})\033[0m")
        lines += _excerpt(finding.place, root, colour)
    return _joined(lines, report)


def as_json(report: Report, root: Path) -> str:
    """hooks/README.md says what each key holds."""
    findings = [
        {
            "file": finding.place.file,
            "line": finding.place.line or None,
            "column": finding.place.column or None,
            "rule": finding.rule,
            "level": word,
            "message": finding.message,
        }
        for finding, word in _all(report)
    ]
    return json.dumps({"pages": report.pages, "links": report.links, "findings": findings}, indent=1)


def sarif(report: Report, root: Path) -> str:
    """SARIF 2.1.0, which code hosts and editors read."""
    rules = [_sarif_rule(name_of(rule), rule.__doc__ or "") for rule in EVERY_RULE]
    at = {rule["id"]: index for index, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "sitelint", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"uri": f"{root.resolve().as_uri()}/"}},
        "results": [
            {
                "ruleId": finding.rule,
                "ruleIndex": at[finding.rule],
                "level": "note" if word == "notice" else word,
                "message": {"text": finding.message},
                "locations": [{"physicalLocation": _sarif_place(finding.place)}],
            }
            for finding, word in _all(report)
        ],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=1)


def github(report: Report, root: Path) -> str:
    """The commands by which a job on GitHub marks lines of a pull request."""
    lines = []
    for finding, word in _all(report):
        place = finding.place
        facts = {"file": shown_from(Path.cwd(), root / place.file), "line": place.line, "col": place.column}
        shown = ",".join(f"{key}={_property(str(value))}" for key, value in facts.items() if value)
        lines.append(f"::{word} {shown},title={finding.rule}::{_data(finding.message)}")
    return _joined(lines, report)


FORMATS: Mapping[str, Format] = {"text": plain, "json": as_json, "sarif": sarif, "github": github}


def for_terminal(environment: Mapping[str, str], *, is_terminal: bool) -> Format:
    """How to write text, given what the environment wishes (NO_COLOR, FORCE_COLOR, TERM)."""
    is_dumb = environment.get("TERM") == "dumb"
    if environment.get("NO_COLOR"):
        return excerpts if is_terminal and not is_dumb else plain
    if environment.get("FORCE_COLOR"):
        return coloured
    return coloured if is_terminal and not is_dumb else plain


def _all(report: Report) -> Iterator[tuple[Finding, str]]:
    """What was found, and how much it weighs."""
    yield from ((finding, "error") for finding in report.findings)
    yield from ((notice, "notice") for notice in report.notices)


def _joined(lines: list[str], report: Report) -> str:
    return "\n".join([*lines, report.summary] if report.summary else lines)


# Excerpts


def _excerpt(place: Place, root: Path, colour: str) -> Iterator[str]:
    if not place.line:
        return
    try:
        line = read_text((root / place.file).read_bytes()).split("\n")[place.line - 1]
    except (OSError, IndexError):  # a plug-in made the page
        return
    start = max(place.column - _WIDTH // 2, 0) if len(line) > _WIDTH else 0
    shown = on_one_line(line[start : start + _WIDTH].replace("\t", " "))
    before = sum(map(_width, shown[: place.column - 1 - start]))
    yield f"    {_DIM}{shown}\033[0m"
    yield f"    {' ' * before}{colour}^\033[0m"


def _width(letter: str) -> int:
    """The cells of a terminal that a letter takes."""
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


# SARIF


def _sarif_rule(name: str, words: str) -> dict[str, Any]:
    first, _, rest = words.partition("\n")
    shown = "\n".join(line.removeprefix("    ") for line in rest.strip("\n").rstrip().split("\n"))
    return {
        "id": name,
        "shortDescription": {"text": first},
        "help": {"text": f"{first}\n\n{shown}", "markdown": f"{first}\n\n```text\n{shown}\n```"},
    }


def _sarif_place(place: Place) -> dict[str, Any]:
    file = {"artifactLocation": {"uri": quote(place.file), "uriBaseId": "PROJECT"}}
    if not place.line:
        return file
    return {**file, "region": {"startLine": place.line, "startColumn": place.column}}


# GitHub


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
