"""The Nu HTML Checker finds no fault in the markup of any page."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peers import NU, find, find_java, keep

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

Message = dict[str, Any]


def check(pages: list[Path]) -> list[Message]:
    """What the checker says of some pages, in one run: starting Java is most of the time."""
    result = subprocess.run(
        [find_java(), "-jar", find(NU), "--format", "json", "--exit-zero-always", *pages],
        capture_output=True,
        text=True,
    )
    assert result.stderr.startswith("{"), f"the checker did not run: {result.stderr or result.stdout}"
    messages: list[Message] = json.loads(result.stderr)["messages"]
    return messages


def is_fault(message: Message) -> bool:
    """Errors and warnings are; what the checker only remarks on ("info") is not."""
    return message["type"] != "info" or message.get("subType") == "warning"


def lines(messages: list[Message]) -> Iterator[str]:
    for message in messages:
        page = message.get("url", "").rpartition("/")[2]
        place = (
            f"{page}:{message.get('lastLine', 0)}:{message.get('firstColumn', message.get('lastColumn', 0))}"
        )
        sort = message.get("subType", message["type"])
        yield f"{place}: {sort}: {message['message']} Here: {' '.join(message.get('extract', '').split())}"


def without_policy(site: Path, folder: Path) -> list[Path]:
    """Copies without policies: in files on a disk, the checker takes nothing for the own of the site."""
    copies = []
    for page in sorted(site.rglob("*.html")):
        copy = folder / page.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text, policies = POLICY.subn("", page.read_text(encoding="utf-8"))
        assert policies == 1, page
        copy.write_text(text, encoding="utf-8")
        copies.append(copy)
    return copies


@pytest.mark.xdist_group("markup")  # or each worker builds the site for one of them
def test_checker_finds_nothing(site: Path, tmp_path: Path) -> None:
    pages = without_policy(site, tmp_path)
    assert pages
    messages = check(pages)
    if any(is_fault(message) for message in messages):
        listed = "\n".join(lines(messages))
        pytest.fail(f"{listed}\nkept in {keep('markup.txt', listed)}", pytrace=False)


@pytest.mark.xdist_group("markup")
def test_checker_sees_faults(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=en><title>Page</title><p id=a>One<p id=a>Two<br/>")
    messages = check([page])
    assert [is_fault(message) for message in messages].count(True) == 2, list(lines(messages))
    assert next(lines(messages)).startswith("page.html:1:")
