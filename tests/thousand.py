"""Writes projects of as many pages as one likes, that have nothing to find.

The pages are like those of the guide: as many sections, callouts, questions and links. They stand in a nav of
sections of twenty, each in a folder of its own.
"""

import posixpath
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
HOOK = ROOT / "hooks" / "mkdocs_adapter.py"
IN_SECTION = 20
SENTENCES = "You do not have to decide this today. Nobody can tell you how long it takes to feel better. "
QUESTION = """/// question | How long will it hurt on day {n}?
    attrs: {{id: how-long-{n}}}

{answer}See [the next page]({next}).
///
"""
PAGE = """---
title: Page {n}
description: What page {n} is about.
kind: topic
stage: steady
reviewed: 2026-11-22
review_due: 2099-05-22
---

# Page {n}

This page is for the days after a split.

/// takeaways
- Grief after a split is normal.
- It comes in waves.
- It gets better.
///

## When this page helps

{text} Or read [another page]({other}#feelings) or [is it safe]({home}).

{sections}
## Do and avoid

/// html | div.do
- Cry when you need to.
- Rest.
///

/// try-this
    attrs: {{id: try-this}}

1. Write [three things](#feelings) down.
2. Pick one.
///

## Questions

{question}
--8<-- "more.txt"

## Next step

**Next:** [The next page]({next})
"""
SECTION = """## {title}

{text} See [one]({next}), [two]({other}#questions) and [three]({own}#try-this).

- {text}
- {text}

"""
TABLE = [
    "title",
    "lead",
    {"callout": "takeaways"},
    {"heading": "When this page helps"},
    {"body": True},
    {"heading": "Do and avoid"},
    {"callout": "try-this"},
    {"heading": "Questions"},
    {"heading": "Next step", "optional": True},
]
#: Material as a large project sets it: the menu does not grow with the square of the pages.
STOCK = {
    "theme": {"name": "material", "font": False, "features": ["navigation.indexes", "navigation.prune"]},
    "plugins": ["search"],
}


def write(project: Path, pages: int, kind: str) -> None:
    """A project of the kind 'stock' or 'guide': with the checks as mkdocs.yml, without them as plain.yml."""
    docs = project / "docs"
    for number in range(pages):
        file = docs / _path(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_page(number, pages))
    (docs / "more.txt").write_text("[Where it is made](https://example.org/)\n")
    settings = _stock(pages) if kind == "stock" else _guide(pages)
    (project / "plain.yml").write_text(yaml.safe_dump(settings, sort_keys=False))
    (project / "mkdocs.yml").write_text(yaml.safe_dump({**settings, "hooks": [str(HOOK)]}, sort_keys=False))


def _path(number: int) -> str:
    folder = f"part-{number // IN_SECTION}/" if number >= IN_SECTION else ""
    return f"{folder}page-{number}.md" if number % IN_SECTION else f"{folder}index.md"


def _page(number: int, pages: int) -> str:
    def link(other: int) -> str:
        return posixpath.relpath(_path(other), posixpath.dirname(_path(number)) or ".")

    last = number == pages - 1
    names = {
        "n": number,
        "own": link(number),
        "home": link(0),
        "next": link(number if last else number + 1),
        "other": link(max(number * 7 % pages, 1)),
    }
    text = SENTENCES * 2
    titles = ("Feelings", "Waves", "Reasons", "Names", "Help")
    sections = "".join(SECTION.format(title=title, text=text, **names) for title in titles)
    question = QUESTION.format(answer=SENTENCES * 3, **names)
    whole = PAGE.format(text=text, sections=sections, question=question, **names)
    return whole.partition("## Next step")[0] if last else whole


def _stock(pages: int) -> dict[str, Any]:
    own = _own()
    return {
        "site_name": "Stock",
        **STOCK,
        "markdown_extensions": own["markdown_extensions"],
        "nav": _nav(pages),
    }


def _guide(pages: int) -> dict[str, Any]:
    """The project's own theme, plugins and checks, less what belongs to its pages."""
    own = _own()
    theme = {**own["theme"], "custom_dir": str(ROOT / "overrides")}
    return {
        "site_name": "Guide",
        "use_directory_urls": False,
        "theme": {key: value for key, value in theme.items() if key != "favicon"},
        "plugins": own["plugins"],
        "markdown_extensions": own["markdown_extensions"],
        "nav": _nav(pages),
        "extra": {
            "leave_to": own["extra"]["leave_to"],
            "guide": {
                "made": ["assets/", *_linked_by_templates()],
                "stages": {"steady": {"label": "Steady"}},
                "kinds": {"topic": TABLE},
            },
        },
    }


def _linked_by_templates() -> list[str]:
    """The pages of the guide, which its templates lead to."""
    return [f"{page.stem}.html" for page in sorted((ROOT / "docs").glob("*.md")) if page.stem != "index"]


def _nav(pages: int) -> list[dict[str, list[str]]]:
    paths = [_path(number) for number in range(pages)]
    starts = range(0, pages, IN_SECTION)
    return [{f"Part {start // IN_SECTION}": paths[start : start + IN_SECTION]} for start in starts]


def _own() -> dict[str, Any]:
    """The project's own mkdocs.yml, without the extension that reads a file of the project."""
    own = yaml.load((ROOT / "mkdocs.yml").read_text(), _Loader)
    extensions = [item for item in own["markdown_extensions"] if "guide_extensions.helplines" not in item]
    return {**own, "markdown_extensions": extensions}


class _Loader(yaml.SafeLoader):
    """Reads `!ENV` as nothing."""


_Loader.add_constructor("!ENV", lambda loader, node: None)
