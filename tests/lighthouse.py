"""Runs Lighthouse over the guide, for `make audit`: its pages, and one page against stock Material.

All sheets share a template, so two of them stand for the others. Lighthouse acts as a phone. Each page is
opened three times, and the median counts. One runs after the other, as two at once would disturb the times.
The reports of pages that fall short are kept in build/reports.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser import ARGUMENTS, BrowserMissing, find_chromium
from conftest import VARIED_PAGES, publish
from peers import LIGHTHOUSE, NODE, PeerMissing, find, keep
from server import serve
from stock import serve_stock

ROOT = Path(__file__).parent.parent
PAGES = [*VARIED_PAGES, "404.html"]
RUNS = 3
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_SHIFT = 0.0
CONTENT_PAGE = "feelings.html"  # about 850 words
PAIRS = 5
TRIES = 3  # a busy machine delays a paint, and hurries none
MOST_OF_STOCK = 0.5  # its largest paint, as a share of stock Material's
CHROMIUM_FLAGS = " ".join(["--headless=new", *ARGUMENTS])

Report = dict[str, Any]


@dataclass(frozen=True)
class Marks:
    """The medians of one page."""

    page: str
    scores: dict[str, int]
    shift: float
    paint: float  # milliseconds to the largest paint, as Lighthouse simulates it
    missed: tuple[str, ...]  # audits that cost points in any run

    @property
    def is_enough(self) -> bool:
        return self.shift <= MOST_SHIFT and all(self.scores[name] >= least for name, least in LEAST.items())


class LighthouseFailed(Exception):
    """Lighthouse came to no result; the message says why."""


def lighthouse(url: str, *options: str) -> Report:
    """The report of one run."""
    result = subprocess.run(
        [
            *(NODE, find(LIGHTHOUSE), url, "--quiet", "--output=json", "--no-enable-error-reporting"),
            *(f"--chrome-flags={CHROMIUM_FLAGS}", *options),
        ],
        env={**os.environ, "CHROME_PATH": find_chromium()},
        capture_output=True,
        text=True,
    )
    report: Report = json.loads(result.stdout) if result.stdout.startswith("{") else {}
    fault = report.get("runtimeError", {}).get("message") if report else result.stderr.strip()
    if fault or not report:
        raise LighthouseFailed(f"{url}: {fault or 'Lighthouse gave no report'}")
    return report


def measure(address: str, page: str) -> Marks:
    """The medians of a page; its reports are kept if they are not enough."""
    categories = f"--only-categories={','.join(LEAST)}"
    reports = [lighthouse(address + page, categories) for _ in range(RUNS)]
    marks = Marks(
        page,
        {name: round(100 * _median(reports, "categories", name, "score")) for name in LEAST},
        _median(reports, "audits", "cumulative-layout-shift", "numericValue"),
        _median(reports, "audits", "largest-contentful-paint", "numericValue"),
        tuple(sorted({name for report in reports for name in _missed(report)})),
    )
    if not marks.is_enough:
        for number, report in enumerate(reports, 1):
            keep(f"lighthouse/{page}.{number}.json", json.dumps(report))
    return marks


def compare(address: str, stock: str) -> tuple[float, float]:
    """The largest paint of a content page and that of stock Material's, in milliseconds, in turns."""
    options = ("--throttling-method=devtools", "--only-audits=largest-contentful-paint")
    pairs = [[lighthouse(place + CONTENT_PAGE, *options) for place in (address, stock)] for _ in range(PAIRS)]
    ours, theirs = zip(*pairs, strict=True)
    key = ("audits", "largest-contentful-paint", "numericValue")
    return _median(ours, *key), _median(theirs, *key)


def audit_pages(address: str) -> bool:
    """Print the marks of each page; False if one falls short."""
    print(f"{'':<30}" + "".join(f"{name:>16}" for name in (*LEAST, "shift", "paint, ms")))
    enough = True
    for page in PAGES:
        marks = measure(address, page)
        scores = "".join(f"{marks.scores[name]:>16}" for name in LEAST)
        print(f"{page:<30}{scores}{marks.shift:>16.3f}{marks.paint:>16.0f}", flush=True)
        if not marks.is_enough:
            enough = False
            why = ", ".join(marks.missed) or "the layout shifts"
            print(f"  falls short: {why}; the reports are in build/reports/lighthouse")
    return enough


def audit_paint(address: str) -> bool:
    """Print the largest paint beside that of stock Material; False if it is too late each time."""
    with tempfile.TemporaryDirectory() as name, serve_stock(Path(name)) as stock:
        for _ in range(TRIES):
            ours, theirs = compare(address, stock)
            share = ours / theirs
            print(f"largest paint of {CONTENT_PAGE}: {ours:.0f} ms, stock Material {theirs:.0f} ms,", end=" ")
            print(f"ratio {share:.2f}", flush=True)
            if share <= MOST_OF_STOCK:
                return True
    print(f"the ratio is more than {MOST_OF_STOCK}", file=sys.stderr)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description="Run Lighthouse over the guide.")
    parser.add_argument("site", nargs="?", type=Path, help="a site that is built; else it is built here")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as name:
            site = options.site or Path(name)
            with serve(site) as address:
                if not options.site:
                    publish(site, SITE_URL=address)
                results = [audit_pages(address), audit_paint(address)]
    except (BrowserMissing, PeerMissing, LighthouseFailed) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0 if all(results) else 1


def _median(reports: Sequence[Report], group: str, name: str, key: str) -> float:
    return float(statistics.median(report[group][name][key] for report in reports))


def _missed(report: Report) -> list[str]:
    """The audits that cost points."""
    return [
        reference["id"]
        for name in LEAST
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"]
        and (report["audits"][reference["id"]]["score"] or 0) < 1
        and report["audits"][reference["id"]]["scoreDisplayMode"]
        not in ("notApplicable", "manual", "informative")
    ]


if __name__ == "__main__":
    sys.exit(main())
