"""Makes every file of `downloads/`, for both papers side by side."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from itertools import repeat
from pathlib import Path

from finish import pages
from finish.downloads import FOLDER

from . import BookError, epub
from .guide import Guide, read
from .matter import now
from .text import texts
from .volume import sheet, volume

NAME = "back-together"
PAPERS = ("a4", "letter")
_NO_PANGO = (
    "Pango, which sets the type, is missing, or its folder is not searched. Debian and Ubuntu: "
    "'apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'; Fedora: 'dnf install pango'; "
    "macOS: 'brew install pango'"
)


def write(site: Path) -> list[Path]:
    """Write all files into a built site and return their paths; nothing is written if one cannot be made."""
    if pages.is_finished(site):
        raise BookError(f"{site}: finished already; build it again first")
    guide = read(site)
    ebook = BytesIO()
    epub.write(guide, site, ebook, now())  # first: what is wrong with a page is said once, and at once
    with ProcessPoolExecutor(len(PAPERS)) as pool:
        papers = list(pool.map(typeset_paper, repeat(guide), repeat(site), PAPERS))
    files = {name: content for paper in papers for name, content in paper.items()}
    files[f"{NAME}.epub"] = ebook.getvalue()
    (site / FOLDER).mkdir(exist_ok=True)
    for name, content in files.items():
        (site / FOLDER / name).write_bytes(content)
    return [site / FOLDER / name for name in files]


def typeset_paper(guide: Guide, site: Path, paper: str) -> dict[str, bytes]:
    """The book and every sheet for one size of paper, by the names of their files."""
    try:
        with redirect_stdout(StringIO()):  # WeasyPrint prints advice of its own
            from .pdf import typeset
    except OSError as missing:
        raise BookError(_NO_PANGO) from missing
    ready = texts(guide)
    documents = {NAME: volume(guide, ready)}
    documents |= {text.page.name: sheet(guide, text) for text in ready if text.page.is_sheet}
    return {f"{name}-{paper}.pdf": typeset(document, site, paper) for name, document in documents.items()}
