"""The guide in Firefox: nothing against the policy, nothing fetched unasked, search, and the way out."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import ONE_OF_EACH_KIND, VARIED_PAGES
from outside import listen
from peers import FOLDER, NODE, PUPPETEER, PeerMissing, find, find_firefox
from server import Sent, serve
from visitor import ACTIONS, WORDS

pytestmark = pytest.mark.xdist_group("firefox")  # one browser for all of them

DRIVER = FOLDER / "firefox.mjs"
PATIENCE = 360  # seconds
REST = 1500  # milliseconds; Firefox fetches in advance when a page has been there for a moment


def drive(**plan: Any) -> dict[str, Any]:
    """What Firefox saw on its way; raises `AssertionError` with what stopped it."""
    try:
        find(PUPPETEER)
        plan["firefox"] = find_firefox()
    except PeerMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    command = [str(NODE), str(DRIVER), json.dumps({"rest": REST, "actions": ACTIONS, "words": WORDS, **plan})]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert result.returncode == 0, result.stderr
    seen: dict[str, Any] = json.loads(result.stdout)
    return seen


@pytest.fixture(scope="module")
def seen(site: Path, disk: Path) -> dict[str, Any]:
    """All that Firefox saw online and on a disk, with what the servers heard."""
    on_disk = f"{disk.as_uri()}/"
    fetched: list[Sent] = []
    with listen() as outside, serve(site) as address, serve(site, note=fetched.append) as quiet:
        seen = drive(
            sites=[
                {"address": address, "paths": [*VARIED_PAGES, "404.html"]},
                {"address": on_disk, "paths": ONE_OF_EACH_KIND},
            ],
            quiet=quiet + "index.html",
            watched=address + "is-it-safe.html",
            outside=outside.address + "elsewhere",
        )
    return {
        **seen,
        "roots": (address, on_disk),
        "elsewhere": outside,
        "fetched": [sent.path for sent in fetched],
    }


def test_nothing_on_any_page_is_against_the_policy(seen: dict[str, Any]) -> None:
    assert [visit["faults"] for visit in seen["visits"]] == [[], []]


def test_no_page_asks_anybody_else(seen: dict[str, Any]) -> None:
    assert [visit["elsewhere"] for visit in seen["visits"]] == [[], []]


def test_search_leads_on(seen: dict[str, Any]) -> None:
    for visit, root in zip(seen["visits"], seen["roots"], strict=True):
        assert visit["followed"].startswith(root)


def test_no_other_page_is_fetched_in_advance(seen: dict[str, Any]) -> None:
    assert [path for path in seen["fetched"] if path.endswith(".html")] == ["/index.html"]


def test_the_way_out_leads_away_and_leaves_no_entry(seen: dict[str, Any]) -> None:
    """By its button, and by Shift three times."""
    assert [left["reached"] for left in seen["left"]] == [seen["elsewhere"].address + "elsewhere"] * 2
    assert [left["entries"] for left in seen["left"]] == [0, 0]
    assert [left["faults"] for left in seen["left"]] == [[], []]
    assert set(seen["elsewhere"].heard) == {("elsewhere", None)}
