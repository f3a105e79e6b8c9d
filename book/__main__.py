"""`python -m book SITE_DIR` adds the book, the sheets and the e-book to a built site, whoever built it.

They go into the folder `downloads/` of the site. Ends with 0 if they are there, 2 if they cannot be made.
"""

import argparse
import sys
from pathlib import Path

from . import BookError
from .files import write


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
    print(f"wrote the book, the sheets and the e-book into {written[0].parent}: {len(written)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
