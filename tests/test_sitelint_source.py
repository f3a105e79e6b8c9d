"""The line of a finding is right, or it is not there."""

import re
import time
from pathlib import Path

import pytest
from sitelint.mask import mask
from sitelint.snippets import Line, Snippets
from tiny import build, write

SETTINGS = """site_name: Tiny
use_directory_urls: false
markdown_extensions:
  - attr_list
  - footnotes
  - fenced_code
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.snippets: {base_path: [docs]}
  - pymdownx.blocks.details
"""


def spots(tmp_path: Path, text: str, **files: str) -> list[str]:
    """Where a tiny site has broken links: file, line and column."""
    others = {f"docs/{name}.md": content for name, content in files.items()}
    lines = build(write(tmp_path, {"mkdocs.yml": SETTINGS, "docs/index.md": text, **others}))
    return [line.partition(": ")[0] for line in lines if line.endswith("(broken-link)")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](x.md)", "3:1"),
        ("word ![a](x.png) word", "3:6"),
        ("![a](x.png){ width=20 } `[a](x.png)`", "3:1"),
        ("[![a](x.png)](index.md)", "3:2"),
        ("[a [b] c](x.md)", "3:1"),
        ("[a](<x y.md>)", "3:1"),
        ('[a](x.md "A title (so)")', "3:1"),
        ("[a](x(1).md)", "3:1"),
        ("[a](x\\_y.md) \\[b](x_y.md)", "3:1"),
        ("[a]( x.md )", "3:1"),
        ("[a\nb](x.md)", "3:1"),
        ("[a][b] word, [c][b]\n\n> [b]: x.md", "5:3"),
        ("[B] and [c](#index)\n\n[b]: <x.md> 'Title'", "3:9 5:1"),
        ("<a href=x.html>a</a> <IMG alt=a SRC='y.png'>", "3:1 3:22"),
        ('<div markdown="1">\n\n[a](x.md)\n\n</div>', "5:1"),
        ("| a |\n|---|\n| [a](x.md) |", "5:3"),
        ("- one\n\n    [a](x.md)", "5:5"),
        ("```\n[a](x.md)\n```\n\n[a](x.md)", "7:1"),
        ("~~~ md\n```\n[a](x.md)\n~~~\n\n[a](x.md)", "8:1"),
        ("```\nnever closed [a](x.md)", "4:14"),
        ("``[a](x.md) ` `` [a](x.md)", "3:18"),
        ("<!-- [a](x.md) -->\n[a](x.md)", "4:1"),
        ("<!-- [a](x.md)\n\n-->\n\n[a](x.md)", "7:1"),
        ("    [a](x.md)\n\n[a](x.md)", "5:1"),
        ("<pre>[a](x.md)</pre>\n\n[a](x.md)", "5:1"),
        ("/// details | More\n[a](x.md)\n///", "4:1"),
        ("Some[^n]\n\n[^n]: A [a](x.md).\n\nMore", "5:9"),
        ("[a](x.md) some[^n]\n\n[^n]: A [a](x.md).\n\n[a](x.md)", "3:1 5:9 7:1"),
        ("[a](x.md)\n\n[a](x.md) [b](#index) [a](x.md)", "3:1 5:1 5:11 5:23"),
        ("[ä](ö.md) 😀 [b](x.md)", "3:1 3:13"),
        ("[a](x.md) [b](index.md)\n\n<div>\n[a](x.md)\n</div>", "3:1"),  # a neighbour tells which is shown
        ("<a href='x.html'>a</a>\n<div>\n\n        <a href='x.html'>a</a>\n\n</div>", "3:1 6:9"),
        ("```` md\n```\n[a](x.md)\n````\n\n[a](x.md)", "8:1"),
        ("Seen.[^9] [a](x.md)", "3:11"),
        ("- a\n\n    ```\n\n    [a](x.md)\n\n    ```", "7:5"),
        ("- ```\n  [a](x.md)\n  ```\n\n    ```\n    [a](x.md)\n    ```\n\n[a](x.md)", "11:1"),
        ("word <script src='x.js'></script> word", "3:6"),
    ],
)
def test_the_line_is_that_of_the_use(text: str, expected: str, tmp_path: Path) -> None:
    assert spots(tmp_path, f"# Start\n\n{text}\n") == [f"docs/index.md:{spot}" for spot in expected.split()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> #### Deep", "3:1"),
        ("- #### Deep", "3:1"),
        ("/// details | More\n#### Deep\n///", "4:1"),
        ("<p><i>a</i></p><h4>Deep</h4>", "3:16"),
        ("<h2>One</h2><h2>Two</h2>\n\n#### Deep [*and*](index.md) so {#deep}", "5:1"),
    ],
)
def test_the_line_is_that_of_the_heading(text: str, expected: str, tmp_path: Path) -> None:
    lines = build(write(tmp_path, {"mkdocs.yml": SETTINGS, "docs/index.md": f"# Start\n\n{text}\n"}))
    found = [line.partition(": ")[0] for line in lines if line.endswith("(heading-skip)")]
    assert found == [f"docs/index.md:{expected}"]


def test_front_matter_counts(tmp_path: Path) -> None:
    assert spots(tmp_path, "---\ntitle: A\n---\n\n\n[a](x.md)\n") == ["docs/index.md:6:1"]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_ends_count(newline: str, tmp_path: Path) -> None:
    text = "\ufeff---\ntitle: A\n---\n# Start\n\n[a](x.md)\n".replace("\n", newline)
    assert spots(tmp_path, text) == ["docs/index.md:6:1"]


@pytest.mark.parametrize(
    "text",
    [
        "[a](x.md)\n\n<div>\n[a](x.md)\n</div>\n",  # raw HTML, in which Markdown shows as it is
        "[a](x.md) one[^n] two[^m]\n\n[^m]: [b](y.md)\n[^n]: [b](y.md)\n\n<div>\n[a](x.md)\n</div>\n",
    ],
)
def test_no_line_is_better_than_a_wrong_one(text: str, tmp_path: Path) -> None:
    assert set(spots(tmp_path, f"# Start\n\n{text}")) == {"docs/index.md"}


def test_an_include_is_reported_where_it_was_typed_and_once(tmp_path: Path) -> None:
    more = (
        "# More\n\n<!-- --8<-- [start:part] -->\nSee [a](x.md) and\n[b](#nope).\n<!-- --8<-- [end:part] -->\n"
    )
    text = '# Start\n\n  --8<-- "more.md:part"\n\n[a](y.md)\n\n--8<--\nmore.md:4:4\n--8<--\n'
    assert spots(tmp_path, text, more=more, other='--8<-- "more.md:part"\n') == [
        "docs/index.md:5:1",
        "docs/more.md:4:5",
        "docs/more.md:5:1",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. One\n\n    ```\n    [a](x.md)\n    ```\n\n[a](x.md)", ["9:1"]),
        ("```\n[a](x.md)\n  ```\n[a](x.md)\n```\n\n[a](x.md)", ["9:1"]),
        ("1. One\n\n    ```\n  [b](x.md)\n\n    ```\n\n[a](x.md)", ["6:3", "10:1"]),
    ],
)
def test_code_in_a_list(text: str, expected: list[str], tmp_path: Path) -> None:
    settings = SETTINGS.replace("fenced_code", "pymdownx.superfences")
    lines = build(write(tmp_path, {"mkdocs.yml": settings, "docs/index.md": f"# Start\n\n{text}\n"}))
    found = [line.partition(": ")[0] for line in lines if line.endswith("(broken-link)")]
    assert found == [f"docs/index.md:{spot}" for spot in expected]


@pytest.mark.parametrize("before", ["", "--8<--\n; gone.md\n"], ids=["on its own", "in a block"])
def test_an_include_behind_a_semicolon_is_text(before: str, tmp_path: Path) -> None:
    text = f'# Start\n\n{before};--8<-- "[a](x.md)"\n{"--8<--" if before else ""}\n'
    line = text[: text.index("[a]")].count("\n") + 1
    assert spots(tmp_path, text) == [f"docs/index.md:{line}:10"]


def test_an_include_may_name_the_base_itself(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[docs]", "[docs, more.md]")
    files = {
        "mkdocs.yml": settings,
        "more.md": "[a](x.md)\n",
        "docs/index.md": '# Start\n\n--8<-- "more.md"\n',
    }
    assert build(write(tmp_path, files))[0].startswith("more.md:1:1: ")


def test_what_a_plug_in_links_is_reported_where_its_address_stands(tmp_path: Path) -> None:
    """An abbreviation, a macro or the like: here an attribute that only the renderer reads."""
    assert spots(tmp_path, "# Start\n\n[a](index.md){ href=nope.md }\n") == ["docs/index.md:3:21"]


def test_a_page_that_includes_itself_is_no_endless_matter(tmp_path: Path) -> None:
    assert spots(
        tmp_path, '# Start\n\n[a](x.md)\n\n--8<-- "other.md"\n', other='--8<-- "other.md"\n\nOther\n'
    ) == ["docs/index.md:3:1"]


@pytest.mark.parametrize(
    "text",
    [
        "`" * 3,
        "`a",
        "``a`",
        "<!-- a",
        "<pre> a",
        "```\na",
        "\\",
        "[",
        "](",
        "[[[",
        "a\n\n`\n\nb`",
        "<a",
        "~~~\n```\n",
    ],
)
def test_what_is_never_closed_is_text(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "piece",
    ["`", "`a ", "<!-- ", "[", "](", "[a](", "<pre>", "``a` ", "\n\n`", "[a](b", "<a href=", "[^a]: b\n"],
)
def test_masking_grows_with_the_page(piece: str) -> None:
    """A page of openers that are never closed takes no more than its share."""
    text = f"# Start\n\n[a](x.md)\n\n{piece * 100_000}"
    start = time.process_time()
    masked = mask(text)
    assert len(masked) == len(text)
    assert re.sub(r"[^\n]", "", masked) == re.sub(r"[^\n]", "", text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("span", ["-", "-:2", "1,-", "1,--2", "1,2:3:4"])
def test_an_include_with_half_a_number_brings_in_nothing(span: str, tmp_path: Path) -> None:
    (tmp_path / "listen.md").write_text("Listen\n")
    include = Line(f'--8<-- "listen.md:{span}"', "docs/index.md", 3)
    lines, missing = Snippets(tmp_path, (tmp_path,)).included([include])
    assert (lines, len(missing)) == ((), 1)
