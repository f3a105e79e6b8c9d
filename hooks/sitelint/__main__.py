"""`python -m sitelint PROJECT --site SITE` checks a built site without MkDocs."""

import argparse
import os
import sys
from pathlib import Path

from . import formats
from .check import Report, check, survey, survey_settings
from .project import Project, ProjectError, load, settings_file
from .site import Site
from .tree import read

_EXIT_CODES = """
ends with 0 if there is nothing to mend (notices are no reason to fail), 1 if there is, and 2 if the project
or the site cannot be read
"""


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        file = _settings(options.project)
        project = load(file)
        report = _report(project, options.site)
        _say(_format(options.format)(report, project.root))
    except ProjectError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again at its end
        return _refuse("nobody read the report to its end")
    return 1 if report.findings else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sitelint", description="Check a built site against its sources.", epilog=_EXIT_CODES
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help="mkdocs.yml, or the folder it lies in")
    parser.add_argument(
        "--site",
        type=Path,
        metavar="SITE",
        help="the folder of the site built from it; without it only the sources are looked at, before MkDocs"
        " reads them: if they can be read, and rendered in seconds",
    )
    parser.add_argument("--format", choices=formats.FORMATS, default="text", help="text if it is not named")
    return parser.parse_args(arguments)


def _settings(project: Path) -> Path:
    file = settings_file(project)
    if not os.path.lexists(file):
        raise ProjectError(f"no {file.name} in {project}" if project.is_dir() else f"no {project}")
    if unreadable := survey_settings(file):
        raise ProjectError(f"cannot read {unreadable[0]}")
    return file


def _report(project: Project, site: Path | None) -> Report:
    if findings := survey(project, strict=site is None):
        return Report(findings)
    if site is None:
        return Report(())
    pages = read(project, site)
    _warn_of_missing(pages)
    return check(pages)


def _warn_of_missing(site: Site) -> None:
    pages = [file for file in site.tree.files if file.is_page and file.path and file.standing.built]
    missing = [site.project.shown_doc(file.path) for file in pages if file.path not in site.by_path]
    if missing:
        more = f" and {len(missing) - 1} more" if missing[1:] else ""
        what = f"{missing[0]}{more}: written since the build, or moved by a plug-in"
        print(f"sitelint: not in the site, and so not checked: {what}", file=sys.stderr)


def _format(name: str) -> formats.Format:
    if name == "text":
        return formats.for_terminal(os.environ, is_terminal=sys.stdout.isatty())
    return formats.FORMATS[name]


def _say(text: str) -> None:
    """Write what the output cannot hold, such as a letter that ASCII has not, as a code."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)


def _refuse(why: str) -> int:
    print(f"sitelint: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
