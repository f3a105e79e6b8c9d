"""Checks a finished site before readers see it. A fault is one line that says where."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import brotli

from finish import css, pages, policy
from finish.pages import Page

_NEEDED = ("index.html", "404.html")
_OPEN: Mapping[str, Callable[[bytes], bytes]] = {".br": brotli.decompress, ".gz": gzip.decompress}
_DAMAGED = (brotli.error, zlib.error, EOFError, OSError)
_ASSETS = "assets/"  # whatever attribute leads there leads to a file, such as those that scripts load


def faults(site: Path) -> Iterator[str]:
    """What is wrong with a finished site."""
    for name in _NEEDED:
        if not (site / name).is_file():
            yield f"{name}: is not there"
    yield from _faults_of_texts(site)
    for page in pages.read(site):
        for file in sorted(_named(page)):
            if not _is_there(site, file):
                yield f"{page.path}: leads to '{file}', which is not there"
        if not policy.fits(page):
            yield f"{page.path}: its policy does not fit the script and the styles in it"
    yield from _faults_of_sheets(site)
    yield from _faults_of_copies(site)


def _faults_of_texts(site: Path) -> Iterator[str]:
    for path in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        try:
            path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            yield f"{path.relative_to(site)}: is no UTF-8"


def _named(page: Page) -> set[str]:
    """The files of the site that a page leads to."""
    links = page.parse().css("[href], [src]")
    addresses = (node.attributes.get(name) or "" for node in links for name in ("href", "src"))
    assets = {file for file in page.files() if file.startswith(_ASSETS)}
    return {page.file(address) for address in addresses} - {""} | assets


def _is_there(site: Path, file: str) -> bool:
    return (site / file).is_file() or (site / file / "index.html").is_file()


def _faults_of_sheets(site: Path) -> Iterator[str]:
    for path in sorted(site.rglob("*.css")):
        sheet = path.relative_to(site).as_posix()
        for address in css.addresses(path.read_text(encoding="utf-8")):
            if not (site / css.beside(sheet, address)).is_file():
                yield f"{sheet}: leads to '{address}', which is not there"


def _faults_of_copies(site: Path) -> Iterator[str]:
    for path in sorted(site.rglob("*")):
        text = path.with_suffix("")
        if path.suffix in _OPEN and text.is_file() and not _is_copy(path, text):
            yield f"{path.relative_to(site)}: is not the text of '{text.name}'"


def _is_copy(path: Path, text: Path) -> bool:
    try:
        return _OPEN[path.suffix](path.read_bytes()) == text.read_bytes()
    except _DAMAGED:
        return False
