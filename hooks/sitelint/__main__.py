"""`python -m sitelint PROJECT_DIR --site SITE_DIR` checks a built site without MkDocs.

Ends with 0 if there is nothing to mend, 1 if there is, 2 if the project or the site cannot be read.
"""

import argparse
import sys
from pathlib import Path

from .check import Report, check
from .project import ProjectError
from .tree import read


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="sitelint", description="Check a built site against its sources.")
    parser.add_argument("project", type=Path, metavar="PROJECT_DIR", help="the folder of mkdocs.yml")
    parser.add_argument("--site", type=Path, metavar="SITE_DIR", required=True, help="the site built from it")
    options = parser.parse_args(arguments)
    try:
        report = check(read(options.project, options.site))
    except ProjectError as error:
        print(f"sitelint: {error}", file=sys.stderr)
        return 2
    for line in lines(report):
        print(line)
    return 1 if report.findings else 0


def lines(report: Report) -> list[str]:
    notices = [f"notice: {notice}" for notice in report.notices]
    return [*map(str, report.findings), *notices, report.summary]


if __name__ == "__main__":
    sys.exit(main())
