"""The built guide, for every test that reads it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from zipfile import ZipFile

import pytest
from browser import ARGUMENTS, BrowserMissing, find_chromium
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from server import serve

from finish.offline import EDITION, FOLDER

ROOT = Path(__file__).parent.parent
PAGES = sorted(f"{source.stem}.html" for source in (ROOT / "docs").glob("*.md"))
SHEETS = [page for page in PAGES if page.startswith("sheet-")]
#: For slow tests: sheets are built alike, so the one with lists and the one with a table stand for them all.
VARIED_PAGES = [
    *(page for page in PAGES if page not in SHEETS),
    "sheet-should-we-try-again.html",
    "sheet-small-promises.html",
]

#: For what pages of a kind have in common; the safety page is the heaviest.
ONE_OF_EACH_KIND = [
    "index.html",
    "right-now.html",
    "is-it-safe.html",
    "get-help.html",
    "where-am-i.html",
    "sheet-should-we-try-again.html",
    "questions.html",
    "about.html",
]

#: The address and the time of the build that is printed.
PRINTED = {"SITE_URL": "https://example.org/guide/", "SOURCE_DATE_EPOCH": "1780000000"}


# The same examples each time: `make fuzz` is there for surprises.
settings.register_profile("tests", derandomize=True)
settings.register_profile("audit", derandomize=True, max_examples=3000, deadline=None)  # of `make audit`
settings.load_profile("tests")  # unless --hypothesis-profile names another


def copy_project(target: Path) -> Path:
    """Copy the project, without what is built or installed, into a folder that is not there yet."""
    hidden = (".git", ".venv", ".cache", ".*_cache", ".hypothesis")
    left_out = (*hidden, "site", "build", "__pycache__", "node_modules")
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*left_out))
    return target


def build(project: Path, site: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build a project strictly, as `make build` does before it finishes the site."""
    return _run(project, ["mkdocs", "build", "--strict", "--site-dir", str(site)], environment)


def typeset(site: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Add the book, the sheets and the e-book to a built site, as `make build` does."""
    return _run(ROOT, ["book", str(site)], environment)


def finish(site: Path) -> subprocess.CompletedProcess[str]:
    """Finish a built site in its place, as `make build` does."""
    return _run(ROOT, ["finish", str(site)], {})


def publish(site: Path, **environment: str) -> None:
    """Build the guide and finish it; raises `AssertionError` with what went wrong."""
    _passed(build(ROOT, site, **environment))
    _passed(finish(site))


def files(folder: Path) -> dict[str, bytes]:
    """What the files of a folder hold, by their paths below it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _run(folder: Path, module: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *module],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
    )


def made_once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that one worker makes for all of them; nobody changes what is in it."""
    shared = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.is_dir():
            half_made = shared / f"{name}.half"
            make(half_made)
            half_made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the guide as MkDocs builds it, strictly."""
    return made_once(tmp_path_factory, "plain", lambda folder: _passed(build(ROOT, folder)))


@pytest.fixture(scope="session")
def printed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the guide with an address and with what is printed, before it is finished."""

    def make(folder: Path) -> None:
        _passed(build(ROOT, folder, **PRINTED))
        _passed(typeset(folder, **PRINTED))

    return made_once(tmp_path_factory, "printed", make)


@pytest.fixture(scope="session")
def site(plain_site: Path, printed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the guide as it is published. Its pages know no address, and its downloads know one."""

    def make(folder: Path) -> None:
        shutil.copytree(plain_site, folder)
        shutil.copytree(printed_site / "downloads", folder / "downloads")
        _passed(finish(folder))

    return made_once(tmp_path_factory, "guide", make)


@pytest.fixture(scope="session")
def disk(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the guide as a reader has it on a disk: the offline edition, unpacked."""

    def make(folder: Path) -> None:
        with ZipFile(site / EDITION) as zipped:
            zipped.extractall(folder)

    return made_once(tmp_path_factory, "disk", make) / FOLDER


def _passed(result: subprocess.CompletedProcess[str]) -> None:
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address of the published guide."""
    with serve(site) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or whichever the machine has."""
    try:
        path = find_chromium()
    except BrowserMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
