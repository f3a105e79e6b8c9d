"""`python hooks/zensical_adapter.py` builds the project in this folder with Zensical, into its `site_dir`.

Zensical passes over hooks, and plugins that it does not know, without a word; this says which. It goes on
when a Markdown extension complains; this fails then, as `mkdocs build --strict` does. The checks come after:
`python -m sitelint . --site SITE_DIR`.

Ends with 0 if the site is built, 1 if it is not.
"""

import logging
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import zensical
from sitelint.check import survey, survey_settings
from sitelint.project import Project, load
from zensical.config import get_config

SETTINGS = Path("mkdocs.yml")
INDEX = "search.json"


class _Said(logging.Handler):
    """Keeps what extensions say to MkDocs, each line once: they say it again for each page."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: dict[str, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.lines[record.getMessage()] = record.levelno


def main() -> int:
    if findings := survey_settings(SETTINGS) or survey(load(SETTINGS), strict=True):
        return _failed(map(str, findings))
    said = _Said()
    log = logging.getLogger("mkdocs")
    log.addHandler(said)
    log.setLevel(logging.INFO)
    try:
        zensical.build(str(SETTINGS.absolute()), {"clean": True, "strict": True})
    except Exception as error:  # of any kind, and Zensical would show all of its own code with it
        return _failed([*said.lines, f"Zensical cannot build the site: {error}"])
    if max(said.lines.values(), default=0) >= logging.WARNING:
        return _failed(said.lines)
    project = load(SETTINGS)
    _remove_index(project.docs_dir, Path(get_config()["site_dir"]))
    passed_over = ", ".join(_passed_over(project, get_config()))
    for line in [*said.lines, *([f"Zensical passes over {passed_over}"] if passed_over else [])]:
        print(line)
    return 0


def _remove_index(docs: Path, site: Path) -> None:
    """Zensical writes the index of its own search whatever mkdocs.yml says, even over a file of docs/."""
    (site / INDEX).unlink(missing_ok=True)
    if (docs / INDEX).is_file():
        shutil.copyfile(docs / INDEX, site / INDEX)


def _passed_over(project: Project, known: dict[str, Any]) -> Iterator[str]:
    """What mkdocs.yml asks for and Zensical does not do."""
    yield from map(str, project.get("hooks") or ())
    for plugin in project.get("plugins") or ():
        name = str(next(iter(plugin)) if isinstance(plugin, dict) else plugin)
        if name.rpartition("/")[2] not in known["plugins"]:
            yield name


def _failed(lines: Iterable[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
