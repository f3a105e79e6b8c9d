"""Times a thousand-page build with and without the checks: `make bench`.

The pages are like those of the guide: the same theme, plugins and extensions, and as many sections, callouts
and links. The builds take turns, each in a process of its own, so that none finds the caches of another.
The time is that of the processor, which other work on the machine disturbs least.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

ROOT = Path(__file__).parent.parent
HOOK = ROOT / "hooks" / "mkdocs_adapter.py"
SENTENCES = "You do not have to decide this today. Nobody can tell you how long it takes to feel better. "
QUESTION = """/// question | How long will it hurt on day {n}?
    attrs: {{id: how-long-{n}}}

{answer}See [the next page](page-{next}.md).
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

{text} Or read [another page](page-{other}.md#feelings) or [is it safe](index.md).

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

**Next:** [The next page](page-{next}.md)
"""
SECTION = """## {title}

{text} See [one](page-{next}.md), [two](page-{other}.md#questions) and [three](page-{n}.md#try-this).

- {text}
- {text}

"""


@dataclass(frozen=True)
class Times:
    """Processor seconds of one size of project: built without the checks, with them, and in them."""

    plain: float
    checked: float
    inside: float

    @property
    def percent(self) -> float:
        """What the checks add, measured inside one build: no other build's luck is in it."""
        return 100 * self.inside / (self.checked - self.inside)


def main() -> int:
    parser = argparse.ArgumentParser(description="Time a build with and without the checks.")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--pairs", type=int, default=3, help="pairs of builds for each size")
    parser.add_argument("--limit", type=float, help="fail if the checks add more than this, in percent")
    parser.add_argument("--build", metavar="CONFIG", help=argparse.SUPPRESS)  # one build, in this process
    options = parser.parse_args()
    if options.build:
        print(*build_here(options.build))
        return 0
    quarter = measure(options.pages // 4, options.pairs)
    whole = measure(options.pages, options.pairs)
    print(f"four times the pages take {whole.inside / quarter.inside:.1f} times as long to check")
    if options.limit is not None and whole.percent > options.limit:
        print(f"the checks add {whole.percent:.1f}%, which is more than {options.limit:g}%", file=sys.stderr)
        return 1
    return 0


def measure(pages: int, pairs: int) -> Times:
    """The fastest of each: whatever else runs on the machine only ever adds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, pages)
        runs = [(build(folder, "plain.yml"), build(folder, "mkdocs.yml")) for _ in range(pairs)]
    checked, inside = min(run[1] for run in runs)
    times = Times(min(run[0][0] for run in runs), checked, inside)
    print(
        f"{pages} pages: {times.plain:.2f} s without, {times.checked:.2f} s with the checks, "
        f"ratio {times.checked / times.plain:.3f}; inside that build they take {times.inside:.2f} s, "
        f"which adds {times.percent:.1f}%"
    )
    return times


def build(project: Path, config: str) -> tuple[float, float]:
    """Build in a process of its own; the seconds it took, and those of the hook."""
    result = subprocess.run(
        [sys.executable, __file__, "--build", config],
        cwd=project,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    whole, inside = result.stdout.split()
    return float(whole), float(inside)


def build_here(file: str) -> tuple[float, float]:
    """Build strictly, with a watch on each function of the hook."""
    config = load_config(file, strict=True)
    inside: list[float] = []
    for functions in config.plugins.events.values():
        for index, function in enumerate(functions):
            if getattr(function, "__module__", "") == str(HOOK):  # MkDocs names the module so
                functions[index] = timed(function, inside)
    start = time.process_time()
    mkdocs_build(config)
    return time.process_time() - start, sum(inside)


def timed(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    """The same function, that notes how long each call takes."""

    def call(*args: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **options)
        finally:
            seconds.append(time.process_time() - start)

    return call


def write(project: Path, pages: int) -> None:
    """A guide of so many pages, that has nothing to find."""
    docs = project / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(page(0, pages).replace("page-0.md", "index.md"))
    for number in range(1, pages):
        (docs / f"page-{number}.md").write_text(page(number, pages))
    (docs / "more.txt").write_text("[See all questions](index.md)\n")
    settings = config(pages)
    (project / "plain.yml").write_text(yaml.safe_dump(settings, sort_keys=False))
    settings["hooks"] = [str(HOOK)]
    (project / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False))


def page(number: int, pages: int) -> str:
    last = number == pages - 1
    names = {"n": number, "next": number if last else number + 1, "other": max(number * 7 % pages, 1)}
    text = SENTENCES * 2
    titles = ("Feelings", "Waves", "Reasons", "Names", "Help")
    sections = "".join(SECTION.format(title=title, text=text, **names) for title in titles)
    question = QUESTION.format(answer=SENTENCES * 3, **names)
    whole = PAGE.format(text=text, sections=sections, question=question, **names)
    return whole.partition("## Next step")[0] if last else whole


def config(pages: int) -> dict[str, Any]:
    """The project's own mkdocs.yml, less what belongs to its pages."""
    own = yaml.load((ROOT / "mkdocs.yml").read_text(), yaml.BaseLoader)
    extensions = [item for item in own["markdown_extensions"] if "guide_extensions.helplines" not in item]
    sections = [
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
    return {
        "site_name": "Bench",
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False},
        "plugins": _typed(own["plugins"]),
        "markdown_extensions": _typed(extensions),
        # The theme prints the nav on every page: a long one would slow the build, and flatter the checks.
        "nav": ["index.md", *(f"page-{number}.md" for number in range(1, min(pages, 20)))],
        "not_in_nav": "/page-*.md",
        "extra": {"guide": {"stages": {"steady": {"label": "Steady"}}, "kinds": {"topic": sections}}},
    }


def _typed(value: Any) -> Any:
    """What BaseLoader read as text: true and false."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return {"true": True, "false": False}.get(value, value)


if __name__ == "__main__":
    sys.exit(main())
