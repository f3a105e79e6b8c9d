"""`python -m book SITE_DIR` adds the book, the sheets and the e-book to a built site, whoever built it.

They go into the folder `downloads/` of the site. Ends with 0 if they are there, 2 if they cannot be made.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from itertools import repeat
from pathlib import Path

from . import BookError, epub
from .guide import read
from .matter import now
from .text import texts
from .volume import sheet, volume

FOLDER = "downloads"
NAME = "back-together"
PAPERS = ("a4", "letter")
_NO_PANGO = (
    "Pango is missing, which sets the type. Debian and Ubuntu: 'apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0'; Fedora: 'dnf install pango'; macOS: 'brew install pango'"
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="book", description="Add the book, the sheets and the e-book to a built site."
    )
    parser.add_argument("site", type=Path, metavar="SITE_DIR", help="the folder of the built site")
    site = parser.parse_args(arguments).site
    try:
        written = write(site)
    except BookError as error:
        print(f"book: {error}", file=sys.stderr)
        return 2
    print(f"wrote {len(written)} files into {site / FOLDER}")
    return 0


def write(site: Path) -> list[Path]:
    """Write the files for both papers side by side, then the e-book; return their paths."""
    guide = read(site)
    texts(guide)  # what is wrong with a page is said once, and before anything is written
    (site / FOLDER).mkdir(exist_ok=True)
    with ProcessPoolExecutor(len(PAPERS)) as pool:
        papers = [path for paths in pool.map(write_paper, repeat(site), PAPERS) for path in paths]
    ebook = site / FOLDER / f"{NAME}.epub"
    epub.write(guide, site, ebook, now())
    return [*papers, ebook]


def write_paper(site: Path, paper: str) -> list[Path]:
    """Write the book and every sheet for one size of paper."""
    try:
        with redirect_stdout(StringIO()):  # WeasyPrint prints advice of its own
            from .pdf import typeset
    except OSError as missing:
        raise BookError(_NO_PANGO) from missing
    guide = read(site)
    ready = texts(guide)
    documents = {NAME: volume(guide, ready)}
    documents |= {text.page.name: sheet(guide, text) for text in ready if text.page.is_sheet}
    paths = []
    for name, document in documents.items():
        path = site / FOLDER / f"{name}-{paper}.pdf"
        path.write_bytes(typeset(document, site, paper))
        paths.append(path)
    return paths


if __name__ == "__main__":
    sys.exit(main())
