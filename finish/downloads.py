"""Tells if the pages offer files that nobody has made yet: the book, the sheets and the e-book."""

from collections.abc import Sequence
from pathlib import Path

from .pages import Page

FOLDER = "downloads"


def missing(site: Path, pages: Sequence[Page]) -> list[str]:
    """The files below `downloads/` that some page names and that are not there, in order."""
    named = {file for page in pages for file in page.files() if file.startswith(f"{FOLDER}/")}
    return sorted(file for file in named if not (site / file).is_file())
