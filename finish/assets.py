"""Keeps the files that pages use, small, and under names that change with their content."""

import hashlib
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import rjsmin

from . import css
from .pages import Page

_FOLDER = "assets"
_OF_THE_THEME = ("assets/images/", "assets/javascripts/", "assets/stylesheets/")
_NAMED_BY_CONTENT = (".css", ".js", ".woff2")  # what pages name in one way only
_DIGITS = 8  # of the hash: enough to tell the versions of one file apart
_HASHED = re.compile(rf"\.[0-9a-f]{{{_DIGITS}}}(?:{'|'.join(map(re.escape, _NAMED_BY_CONTENT))})$")


def remove_unused(site: Path, pages: Sequence[Page]) -> list[str]:
    """Remove the files of the theme that no page names; returns their paths. A host's own files stay."""
    used = named(site, pages)
    gone = [path for path in _files(site) if path.startswith(_OF_THE_THEME) and path not in used]
    for path in gone:
        (site / path).unlink()
    for folder in sorted((site / _FOLDER).rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return gone


def minify_scripts(site: Path) -> None:
    """Take comments and white space out of every script."""
    for path in _files(site):
        if path.endswith(".js"):
            _write(site, path, str(rjsmin.jsmin(_read(site, path))))


def name_by_content(site: Path, pages: Sequence[Page]) -> list[Page]:
    """Rename 'assets/guide.js' to 'assets/guide.1f2e3d4c.js', so that it may be cached for good."""
    found = sorted(path for path in named(site, pages) if path.endswith(_NAMED_BY_CONTENT))
    sheets = [path for path in found if path.endswith(".css")]
    names = {path: _rename(site, path) for path in found if path not in sheets}
    for sheet in sheets:
        folder = posixpath.dirname(sheet)

        def new(address: str, sheet: str = sheet, folder: str = folder) -> str:
            file = css.beside(sheet, address)
            return posixpath.relpath(names[file], folder) if file in names else address

        _write(site, sheet, css.readdressed(_read(site, sheet), new))
    names |= {path: _rename(site, path) for path in sheets}
    return [page.renamed(names) for page in pages]


def is_hashed(path: str) -> bool:
    """Was this file named by its content? What lies under such a name never changes."""
    return bool(_HASHED.search(path))


def hashed(site: Path) -> list[str]:
    """The files of a finished site that were named by their content, in order."""
    return [path for path in _files(site) if is_hashed(path)]


def named(site: Path, pages: Sequence[Page]) -> set[str]:
    """The files below the folder of assets that some page names, or a style sheet of some page."""
    there = set(_files(site))
    by_pages = there & {file for page in pages for file in page.files()}
    sheets = [path for path in by_pages if path.endswith(".css")]
    by_sheets = {css.beside(sheet, path) for sheet in sheets for path in css.addresses(_read(site, sheet))}
    return by_pages | (by_sheets & there)


def _rename(site: Path, path: str) -> str:
    digest = hashlib.sha256((site / path).read_bytes()).hexdigest()[:_DIGITS]
    name = PurePosixPath(path)
    new = str(name.with_name(f"{name.stem}.{digest}{name.suffix}"))
    (site / path).rename(site / new)
    return new


def _files(site: Path) -> list[str]:
    return sorted(file.relative_to(site).as_posix() for file in (site / _FOLDER).rglob("*") if file.is_file())


def _read(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def _write(site: Path, path: str, text: str) -> None:
    (site / path).write_text(text, encoding="utf-8")
