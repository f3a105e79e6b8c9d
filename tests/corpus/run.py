"""Builds a project with the hook, with MkDocs alone, and checks what was built on the command line."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HOOKS = Path(__file__).parent.parent.parent / "hooks"
_FINDING = re.compile(
    r"^(?P<file>.+?)(?::(?P<line>\d+):(?P<column>\d+))?: (?P<message>.*) \((?P<rule>[\w-]+)\)$", re.S
)
_WARNING = re.compile(r"^(?:WARNING|ERROR) +-  (?P<text>.*)$", re.MULTILINE)
_STRICTEST = """
validation:
  nav: {omitted_files: warn, not_found: warn, absolute_links: warn}
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
"""


@dataclass(frozen=True)
class Said:
    """One finding."""

    file: str
    line: int
    message: str
    rule: str


class BuildError(Exception):
    """A project does not build; the message is what MkDocs says."""


def with_hook(project: Path, site: Path) -> list[Said]:
    """What the hook says in a build that is not strict, which leaves a site to look at."""
    output = _mkdocs(project, site, f"\nhooks: [{HOOKS / 'mkdocs_adapter.py'}]\n")
    return findings([match["text"] for match in _WARNING.finditer(output)])


def on_command_line(project: Path, site: Path) -> list[Said]:
    run = [sys.executable, "-m", "sitelint", str(project), "--site", str(site)]
    done = subprocess.run(run, capture_output=True, text=True, env=_environment(), check=False)
    if done.returncode not in (0, 1):
        raise BuildError(done.stderr)
    return findings(done.stdout.splitlines())


def with_mkdocs_alone(project: Path, site: Path) -> list[str]:
    """What MkDocs warns of by itself, told to warn of everything it can."""
    warnings: list[str] = []
    for line in _mkdocs(project, site, _STRICTEST).splitlines():
        if match := _WARNING.match(line):
            warnings.append(match["text"])
        elif warnings and line.startswith("  - "):  # the pages that the nav leaves out, one a line
            warnings.append(f"not in the nav: '{line[4:]}'")
    return [text for text in warnings if not text.endswith(":")]


def _mkdocs(project: Path, site: Path, more: str) -> str:
    settings = project / "mkdocs.yml"
    own = settings.read_bytes()
    settings.write_bytes(own.rstrip() + b"\n" + more.encode())
    run = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(site)]
    try:
        done = subprocess.run(
            run, cwd=project, capture_output=True, text=True, env=_environment(), check=False
        )
    finally:
        settings.write_bytes(own)
    if done.returncode:
        raise BuildError(done.stderr[-2000:])
    return done.stderr


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HOOKS), "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "9999"}


def findings(lines: list[str]) -> list[Said]:
    """The findings among what the hook or the command line says, line by line."""
    found = (_FINDING.match(line) for line in lines)
    return [
        Said(match["file"], int(match["line"] or 0), match["message"], match["rule"])
        for match in found
        if match
    ]
