"""What the book costs in bytes, time and memory, and whose time it bears."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest
from conftest import PRINTED, ROOT

pytestmark = pytest.mark.xdist_group("book")  # it is typeset for all of them

PAPER = "a4"  # letter is made by the same steps
BYTES = 10_000  # a page of the book
SECONDS = 1.0  # of one processor, a page
MEMORY = 300_000_000  # bytes, at the worst moment
UNIT = 1 if sys.platform == "darwin" else 1024  # of `ru_maxrss`, in bytes

# A small process starts the one that is measured: a child begins with the memory of its
# parent, and pytest has much.
MEASURE = """
import json, resource, subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[1:]], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
TYPESET = """
import sys
from pathlib import Path
from book.files import typeset_paper
from book.guide import read
site = Path(sys.argv[1])
for name, content in typeset_paper(read(site), site, sys.argv[2]).items():
    (site / "downloads" / name).write_bytes(content)
"""


@dataclass(frozen=True)
class Cost:
    """The files for one paper, and what they took."""

    files: list[Path]
    seconds: float
    memory: int  # bytes


@pytest.fixture(scope="module")
def cost(printed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Cost:
    site = tmp_path_factory.mktemp("cost") / "site"
    shutil.copytree(printed_site, site, ignore=shutil.ignore_patterns("downloads"))
    (site / "downloads").mkdir()
    result = subprocess.run(
        [sys.executable, "-c", MEASURE, TYPESET, site, PAPER],
        cwd=ROOT,
        env={**os.environ, **PRINTED},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    seconds, memory = json.loads(result.stdout)
    return Cost(sorted((site / "downloads").glob("*.pdf")), seconds, memory * UNIT)


def pages(path: Path) -> int:
    with pymupdf.open(path) as file:
        return len(file)


def test_the_time_is_that_of_the_build(printed_site: Path) -> None:
    with pymupdf.open(printed_site / "downloads" / f"back-together-{PAPER}.pdf") as file:
        assert file.metadata["creationDate"] == file.metadata["modDate"] == "D:20260528202640Z"


@pytest.mark.audit
def test_a_page_takes_little_time_and_memory(cost: Cost) -> None:
    count = sum(pages(path) for path in cost.files)
    assert count > 100
    assert cost.seconds / count < SECONDS
    assert cost.memory < MEMORY


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_book_is_light(printed_site: Path, paper: str) -> None:
    path = printed_site / "downloads" / f"back-together-{paper}.pdf"
    assert path.stat().st_size / pages(path) < BYTES
