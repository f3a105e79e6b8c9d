"""Times what the checks add to a build: `make bench`.

Material as it comes, and the guide's own theme and plugins, are built with and without the checks: in turns,
and each build in a process of its own, so that none finds the caches of another. The time is that of the
processor, which other work on the machine disturbs least: that of a whole `mkdocs build`, imports counted.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.config_options import Hooks
from thousand import HOOK, write

FEW, PAGES, MANY = 16, 1000, 4000
# What the checks may add once they are loaded: percent of the time, by pages; MB at the peak of a thousand.
# The aim is 3 percent of a thousand pages, and 5 of sixteen. Measured are 3.0 and 3.4, 1.9 and 4.0; the rest
# is room, as a machine that does other work besides says a quarter more.
PERCENT = {"stock": {FEW: 5.0, PAGES: 4.0}, "guide": {FEW: 5.5, PAGES: 4.5}}
MEGABYTES = 50.0
#: How much longer a page may take to check if there are four times as many.
GROWTH = 1.3


@dataclass(frozen=True)
class Build:
    seconds: float  # of the processor, in the whole process
    loading: float  # those among them in which Python loads the checks
    inside: float  # and those in which they run
    memory: float  # MB at the peak


@dataclass(frozen=True)
class Cost:
    """Builds of one project, in pairs."""

    plain: Sequence[Build]
    checked: Sequence[Build]
    page: float  # kB of HTML a page

    @cached_property
    def seconds(self) -> float:
        """The fastest: whatever else runs on the machine only ever adds."""
        return min(build.seconds for build in self.plain)

    @cached_property
    def inside(self) -> float:
        return min(build.inside for build in self.checked)

    @cached_property
    def loading(self) -> float:
        return min(build.loading for build in self.checked)

    @cached_property
    def percent(self) -> float:
        """What the checks add to the build that they run in: no other build's luck is in it."""
        return min(
            100 * build.inside / (build.seconds - build.loading - build.inside) for build in self.checked
        )

    @cached_property
    def ratio(self) -> float:
        """The same from without, loading counted: as unsteady as the machine."""
        pairs = zip(self.checked, self.plain, strict=True)
        return median(checked.seconds / plain.seconds for checked, plain in pairs)

    @cached_property
    def memory(self) -> float:
        """MB that the checks add."""
        return min(build.memory for build in self.checked) - min(build.memory for build in self.plain)

    def __str__(self) -> str:
        least = min(build.memory for build in self.plain)
        return (
            f"{self.seconds:.2f} s, {least:.0f} MB, {self.page:.1f} kB a page; the checks add "
            f"{self.percent:.1f}% ({self.inside:.3f} s) once they are loaded ({self.loading:.3f} s), "
            f"{100 * self.ratio - 100:.1f}% by pairs of builds, and {self.memory:.0f} MB"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description="Time builds with and without the checks.")
    parser.add_argument("--limit", action="store_true", help="fail if the checks cost more than they may")
    parser.add_argument("--pairs", type=int, default=2, help="pairs of builds of a thousand pages")
    parser.add_argument("--build", metavar="CONFIG", help=argparse.SUPPRESS)  # one build, in this process
    options = parser.parse_args()
    if options.build:
        print(*build_here(options.build))
        return 0
    faults = list(bench(options.pairs))
    for fault in faults:
        print(f"too much: {fault}", file=sys.stderr)
    return 1 if faults and options.limit else 0


def bench(pairs: int) -> Iterator[str]:
    """Print what everything costs; what costs too much."""
    for kind, limits in PERCENT.items():
        for pages, limit in limits.items():
            cost = measure(kind, pages, pairs if pages > FEW else 4 * pairs)
            print(f"{kind}, {pages} pages: {cost}", flush=True)
            if cost.percent > limit:
                yield f"{kind}, {pages} pages: {cost.percent:.1f}%, {limit:g}% is the limit"
        if cost.memory > MEGABYTES:
            yield f"{kind}: {cost.memory:.0f} MB, {MEGABYTES:g} MB is the limit"
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), MANY, kind)
        many = build(Path(name), "mkdocs.yml")
    growth = many.inside / cost.inside * PAGES / MANY
    print(f"{kind}, {MANY} pages: the checks take {many.inside:.2f} s, {growth:.2f} times as long for a page")
    if growth > GROWTH:
        yield f"{kind}: with {MANY} pages each takes {growth:.2f} times as long, {GROWTH:g} is the limit"


def measure(kind: str, pages: int, pairs: int) -> Cost:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, pages, kind)
        runs = [(build(folder, "plain.yml"), build(folder, "mkdocs.yml")) for _ in range(pairs)]
        size = sum(file.stat().st_size for file in (folder / "site").rglob("*.html"))
    plain, checked = zip(*runs, strict=True)
    return Cost(plain, checked, size / pages / 1000)


def build(project: Path, config: str) -> Build:
    """Build in a process of its own."""
    result = subprocess.run(
        [sys.executable, __file__, "--build", config],
        cwd=project,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""},
    )
    return Build(*map(float, result.stdout.split()))


def build_here(file: str) -> tuple[float, float, float, float]:
    """Build strictly, with a watch on the hook; what `Build` holds."""
    loading: list[float] = []
    inside: list[float] = []
    with mock.patch.object(Hooks, "_load_hook", timed(Hooks._load_hook, loading)):
        config = load_config(file, strict=True)
    for functions in config.plugins.events.values():
        for index, function in enumerate(functions):
            if getattr(function, "__module__", "") == str(HOOK):  # MkDocs names the module so
                functions[index] = timed(function, inside)
    mkdocs_build(config)
    assert bool(inside) == bool(config.hooks), "the watch is on what the hook does"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1e6 if sys.platform == "darwin" else 1e3)  # a Mac counts bytes, others kilobytes
    return time.process_time(), sum(loading), sum(inside), megabytes


def timed(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    """The same function, that notes how long each call takes."""

    def call(*args: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **options)
        finally:
            seconds.append(time.process_time() - start)

    return call


if __name__ == "__main__":
    sys.exit(main())
