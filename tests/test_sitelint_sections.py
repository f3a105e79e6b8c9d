"""Required sections serve any project: a table of kinds alone asks for sections, and for nothing else."""

from pathlib import Path

import pytest
from tiny import build, check, write

SETTINGS = """site_name: Tiny
markdown_extensions: [admonition]
extra:
  guide:
    kinds:
      recipe:
        - title
        - lead
        - callout: warning
        - heading: You need
        - body: true
        - heading: See also
        - heading: Next step
"""
WHOLE = """---
kind: recipe
---

# Soup

A soup.

!!! warning

    Hot.

## You need

- Salt, and this:

    !!! warning

        Sharp.

## Cook

<iframe src="https://example.org/"></iframe>

## See also

[Bread](bread.md)

## Next step

Eat.
"""


def test_kinds_alone_ask_for_nothing_but_sections(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "mkdocs.yml": SETTINGS,
        "docs/index.md": WHOLE,
        "docs/bread.md": "# Bread\n\nA page of no kind.\n",
        "docs/cake.md": WHOLE.replace("recipe", "recipee").replace("Soup", "Cake"),
        "docs/tea.md": WHOLE.replace("## You need", "## You needs").replace("Soup", "Tea"),
    }
    project = write(tmp_path, files)
    said = build(project)
    assert said[:-1] == [
        "docs/cake.md:2:7: unknown kind 'recipee'; did you mean 'recipe'? (page-facts)",
        "docs/tea.md:9:1: heading 'You need' is missing; expected after callout 'warning'"
        " and before the body; is it 'You needs'? (missing-section)",
    ]
    assert check(project, capsys) == said


def test_what_follows_from_an_open_tag_is_left_unsaid(tmp_path: Path) -> None:
    page = WHOLE.replace("## Cook", "[Later](#see-also)\n\n<div>\n\n## Cook").replace(
        "[Bread]", "[White][bread] [Bread]"
    )
    files = {"mkdocs.yml": SETTINGS, "docs/index.md": page, "docs/bread.md": "# Bread\n"}
    said = build(write(tmp_path, files))
    assert [line for line in said[:-1] if "has no place" not in line] == [
        "docs/index.md:23:1: '<div>' is never closed: write '</div>' where it ends (open-tag)"
    ]


def test_what_a_fence_has_swallowed_is_left_unsaid(tmp_path: Path) -> None:
    page = "# Start\n\n[Later](#rest) [Gone](#gone)\n\n```py play\nx\n```\n\n## Rest\n\n```py\ny\n```\n"
    assert build(write(tmp_path, {"docs/index.md": page}))[:-1] == [
        "docs/index.md:3:16: link to '#gone': no such heading (broken-link)",
        "docs/index.md:5:1: '```py play' is not read as code: "
        'behind the language only hl_lines="..." may stand (open-fence)',
    ]


def test_an_open_block_hides_no_link(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[admonition]", "[admonition, pymdownx.blocks.admonition]")
    page = WHOLE.replace("## Cook", "/// note\n[Tea](tea.md) and [more] (tea.md)\n\n## Cook")
    said = build(
        write(tmp_path, {"mkdocs.yml": settings, "docs/index.md": page, "docs/bread.md": "# Bread\n"})
    )
    assert [line.rpartition(" ")[2] for line in said[:-1] if "has no place" not in line] == [
        "(open-block)",
        "(broken-link)",
        "(loose-markup)",
    ]
