"""Installs what is missing, and says in one line what could not be installed."""

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from debian import install

from peers import (
    AXE,
    CSP_EVALUATOR,
    FOLDER,
    LIGHTHOUSE,
    NODE,
    NPM,
    NU,
    OBSERVATORY,
    PUPPETEER,
    PeerMissing,
    find,
    find_firefox,
    find_java,
)


def install_modules() -> None:
    """Install what package-lock.json names, each with its hash checked."""
    print("installing axe-core, Lighthouse, the Nu HTML Checker and others", flush=True)
    subprocess.run(
        [NODE, NPM, "ci", "--prefix", FOLDER, "--loglevel=error"], cwd=FOLDER, stdout=subprocess.DEVNULL
    )


def main() -> int:
    """0 if every tool is there in the end, 1 and one line if not."""
    install_modules()
    if not shutil.which("java"):
        install("default-jre-headless")
    if not (shutil.which("firefox-esr") or shutil.which("firefox")):
        install("firefox-esr")
    try:
        for tool in (AXE, LIGHTHOUSE, PUPPETEER, NU, OBSERVATORY, CSP_EVALUATOR):
            find(tool)
        find_firefox()
        find_java()
    except PeerMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
