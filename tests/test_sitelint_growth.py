"""A page of one slip, thousands of times, takes its share and no more: a second for each 100 kB."""

import html
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sitelint.check import check
from sitelint.project import load
from sitelint.site import Site
from sitelint.tree import read
from tiny import build, write

SETTINGS = """site_name: Tiny
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - tables
  - pymdownx.details
  - pymdownx.emoji
  - pymdownx.superfences
  - pymdownx.tabbed
"""
SIZE = 100_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    project = write(tmp_path_factory.mktemp("growth"), {"mkdocs.yml": SETTINGS, "docs/index.md": "# Start\n"})
    build(project)
    return read(load(project / "mkdocs.yml"), project / "site")


@pytest.mark.parametrize(
    "piece",
    [
        "text:\n- a\n",
        "!!! note\nx\n\n",
        '=== "A"\nx\n\n',
        "|---|\n",
        "x\n| a | b |\n|---|---|\n",
        "```python\n",
        "```python\n\nx\n",
        "```" + 5_000 * " " + "|\n",
        "```python play\n\nx\n",
        "~~~\n\nx\n\n",
        "1. a\n\n    ```\nx\n\n",
        "<!-- a\n\n",
        "<div>",
        "<div>\n</ul>\n",
        "## 1. A\n\n",
        "### A B C\n\n",
        "<h2>a</h2>",
        "[a]: b\n[a]: c\n",
        "[^a]: b\n",
        ":smle: ",
        "# A {#b}\n\n",
        "[a](b){ .c } ",
        "[a][b]\n\n",
        "<script src=a>",
    ],
)
@pytest.mark.parametrize("shown", [html.escape, str], ids=["as text", "as HTML"])
def test_a_page_of_one_slip(piece: str, shown: Callable[[str], str], site: Site) -> None:
    text = f"# Start\n\n{piece * (SIZE // len(piece))}"
    page = replace(site.pages[0], raw=text.encode(), html=f"<p>{shown(text)}</p>")
    start = time.process_time()
    check(replace(site, pages=(page,)))
    # A second on an idle machine, more on a busy one; minutes where each is held against each.
    assert time.process_time() - start < 6


def test_many_findings_that_follow_from_one(site: Site) -> None:
    """A table of contents above a tag that is never closed, which hides what it leads to."""
    names = [f"listen-{at}" for at in range(4000)]
    links = "\n".join(f"- [{name}](#{name})" for name in names)
    hidden = "\n\n".join(f"## {name}" for name in names)
    shown = "".join(f'<a href="#{name}">{name}</a>' for name in names)
    page = replace(site.pages[0], raw=f"# Start\n\n{links}\n\n<div>\n\n{hidden}\n".encode(), html=shown)
    start = time.process_time()
    assert len(check(replace(site, pages=(page,))).findings) == 1
    assert time.process_time() - start < 3  # 7 s where each looks through the page anew


def test_many_includes_of_what_is_not_there(tmp_path: Path) -> None:
    includes = "\n\n".join(f'--8<-- "gone-{at}.txt"' for at in range(300))
    parts = {f"parts/{at}.txt": "" for at in range(1000)}
    settings = "site_name: Tiny\nmarkdown_extensions: [pymdownx.snippets]\n"
    project = write(tmp_path, {"mkdocs.yml": settings, "docs/index.md": f"# Start\n\n{includes}\n", **parts})
    start = time.process_time()
    assert len(build(project)) == 301
    assert time.process_time() - start < 3  # 6 s where each looks through the folder anew
