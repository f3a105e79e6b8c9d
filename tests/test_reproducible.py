"""Two builds of the guide give the same bytes, whoever builds it, where and when."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PRINTED, ROOT, copy_project, files, finish

pytestmark = pytest.mark.xdist_group("book")

#: Another machine: it knows no letters but those of English, and its day is another one.
ELSEWHERE = {
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
    "PYTHONHASHSEED": "4711",
    "TZ": "FAR-24",
}
#: Every Python of the other machine begins with this. It lists folders the other way round, 400 days later.
CUSTOM = """
import datetime
import os
import time

LATER = 400 * 24 * 60 * 60
listdir, scandir, now, gmtime, localtime = os.listdir, os.scandir, time.time, time.gmtime, time.localtime


class Folder:
    def __init__(self, path="."):
        with scandir(path) as entries:
            self.entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        pass


class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(seconds=LATER)

    @classmethod
    def utcnow(cls):
        return super().utcnow() + datetime.timedelta(seconds=LATER)


os.listdir = lambda path=".": sorted(listdir(path), reverse=True)
os.scandir = Folder
time.time = lambda: now() + LATER
time.gmtime = lambda seconds=None: gmtime(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: localtime(time.time() if seconds is None else seconds)
datetime.datetime = Later
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The project in another folder, made in another order and in another year."""
    project = copy_project(tmp_path / "an other place" / "guide")
    (project / "python").mkdir()
    (project / "python/sitecustomize.py").write_text(CUSTOM)
    return project


def run(project: Path, module: str, *arguments: str, **environment: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": "python", "NO_MKDOCS_2_WARNING": "1", **ELSEWHERE, **environment},
        umask=0o077,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.audit
def test_the_same_bytes_elsewhere(printed_site: Path, elsewhere: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", elsewhere / "build/site"
    shutil.copytree(printed_site, here)
    assert finish(here).returncode == 0
    run(elsewhere, "mkdocs", "build", "--strict", "--site-dir", str(there), **PRINTED)
    run(elsewhere, "book", str(there), **PRINTED)
    run(elsewhere, "finish", str(there), **PRINTED)
    ours, theirs = files(here), files(there)
    assert {"back-together-offline.zip", "downloads/back-together.epub", "index.html.br"} < set(ours)
    assert ours.keys() == theirs.keys()
    assert [name for name in sorted(ours) if ours[name] != theirs[name]] == []


@pytest.mark.audit
def test_without_a_date_the_clock_shows(
    printed_site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of the other machine is far enough away for the test above to see it."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    run(elsewhere, "mkdocs", "build", "--site-dir", "site", SITE_URL=PRINTED["SITE_URL"])
    assert files(printed_site)["sitemap.xml"] != files(elsewhere / "site")["sitemap.xml"]


def test_make_takes_the_time_of_the_last_commit(tmp_path: Path) -> None:
    assert epoch(tmp_path, {}) == epoch(tmp_path, {"SOURCE_DATE_EPOCH": ""}) == "none"
    person = {"GIT_AUTHOR_NAME": "A", "GIT_COMMITTER_NAME": "A", "EMAIL": "a@example.org"}
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "A"]):
        dated = {**os.environ, **person, "GIT_COMMITTER_DATE": "@1780000000 +0000"}
        subprocess.run(["git", *command], cwd=tmp_path, env=dated, check=True)
    assert epoch(tmp_path, {}) == epoch(tmp_path, {"SOURCE_DATE_EPOCH": ""}) == "1780000000"
    assert epoch(tmp_path, {"SOURCE_DATE_EPOCH": "5"}) == "5"


def epoch(folder: Path, environment: dict[str, str]) -> str:
    """What the commands of the Makefile see as SOURCE_DATE_EPOCH in a folder, 'none' if it is not set."""
    clean = {key: value for key, value in os.environ.items() if key not in ("SOURCE_DATE_EPOCH", "MAKEFLAGS")}
    show = 'show: ; @echo "$${SOURCE_DATE_EPOCH-none}"'
    result = subprocess.run(
        ["make", "--silent", f"--file={ROOT / 'Makefile'}", f"--eval={show}", "show"],
        cwd=folder,
        env={**clean, "GIT_CEILING_DIRECTORIES": str(folder.parent), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()
