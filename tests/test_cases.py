"""Each page of tests/cases is the documentation of a rule, and its test.

A case is built with MkDocs. Its block "findings" holds the lines of the rule, exactly; what other rules
say of the same tiny site is left out. The command line must say of the built site what the hook said.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from sitelint.check import name_of
from sitelint.rules import EVERY_RULE
from tiny import build, check, write

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.md"))
NAMES = {name_of(rule) for rule in EVERY_RULE}
PART = re.compile(
    r'^(`{3,})\w* title="(?P<file>[^"]+)"\n(?P<text>.*?)^\1$|^## (?P<title>[^\n]+)$', re.DOTALL | re.MULTILINE
)
REPEATED = re.compile(r"⟪(?P<what>[^⟫]+?) \* (?P<times>\d+)⟫")


@dataclass(frozen=True)
class Example:
    rule: str
    title: str
    files: dict[str, str]
    findings: list[str]

    def __str__(self) -> str:
        return f"{self.rule}: {self.title}"


def examples(case: Path) -> list[Example]:
    found: list[Example] = []
    for part in PART.finditer(case.read_text()):
        text = (part["text"] or "").replace("\N{SYMBOL FOR NULL}", "\0")
        text = REPEATED.sub(lambda match: match["what"] * int(match["times"]), text)
        if part["title"]:
            found.append(Example(case.stem, part["title"], {}, []))
        elif part["file"] == "findings":
            found[-1].findings.extend(line for line in text.splitlines() if line != "none")
        else:
            found[-1].files[part["file"]] = text
    return found


@pytest.mark.parametrize("case", [item for case in CASES for item in examples(case)], ids=str)
def test_case(case: Example, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = write(tmp_path, case.files)
    lines = build(project)
    assert [line for line in lines if line.endswith(f" ({case.rule})")] == case.findings
    assert check(project, capsys) == lines


@pytest.mark.parametrize("name", sorted(NAMES | {case.stem for case in CASES}))
def test_rule_and_case_belong_together(name: str) -> None:
    assert name in NAMES, f"tests/cases/{name}.md is the case of no rule"
    case = HERE / "cases" / f"{name}.md"
    assert case.exists(), f"the rule {name} has no case in tests/cases"
    assert case.read_text().startswith(f"# {name}\n")
    found = [bool(item.findings) for item in examples(case)]
    assert True in found, f"no example of what {name} finds"
    assert False in found, f"no example that {name} lets pass"


@pytest.mark.parametrize("rule", EVERY_RULE, ids=name_of)
def test_rule_shows_bad_and_good(rule: object) -> None:
    assert re.search(r"^ +Bad: .*^ +Good: ", rule.__doc__ or "", re.DOTALL | re.MULTILINE)
