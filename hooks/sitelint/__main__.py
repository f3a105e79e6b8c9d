"""`python -m sitelint PROJECT_DIR --site SITE_DIR` checks a built site without MkDocs.

Without `--site` it looks only at the files that a build will read, mkdocs.yml among them, which MkDocs itself
reads before any hook. Ends with 0 if there is nothing to mend, 1 if there is, 2 if the project or the site
cannot be read.
"""

import argparse
import sys
from pathlib import Path

from .check import Report, check, survey, survey_settings
from .project import ProjectError, load
from .tree import read


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="sitelint", description="Check a built site against its sources.")
    parser.add_argument("project", type=Path, metavar="PROJECT_DIR", help="the folder of mkdocs.yml")
    parser.add_argument("--site", type=Path, metavar="SITE_DIR", help="the site built from it")
    options = parser.parse_args(arguments)
    try:
        found, said = _checked(options.project, options.site)
    except ProjectError as error:
        print(f"sitelint: {error}", file=sys.stderr)
        return 2
    for line in said:
        print(line)
    return 1 if found else 0


def _checked(project: Path, site: Path | None) -> tuple[bool, list[str]]:
    """If there is something to mend, and what to say."""
    file = project / "mkdocs.yml"
    if unreadable := survey_settings(file):
        raise ProjectError(f"cannot read {unreadable[0]}")
    if findings := survey(load(file)):
        return True, [*map(str, findings)]
    if site is None:
        return False, []
    report = check(read(project, site))
    return bool(report.findings), lines(report)


def lines(report: Report) -> list[str]:
    notices = [f"notice: {notice}" for notice in report.notices]
    return [*map(str, report.findings), *notices, report.summary]


if __name__ == "__main__":
    sys.exit(main())
