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
_KEPT = re.compile(
    r"assets/share/|.*(?:OFL|LICENSE)[^/]*\.txt$"
)  # named outside of pages, or owed to their authors
_DIGITS = 8  # of the hash: enough to tell the versions of one file apart


def remove_unused(site: Path, pages: Sequence[Page]) -> list[str]:
    """Remove what no page and no style sheet of a page names; returns the paths of what went."""
    named = set().union(*(page.files() for page in pages))
    for sheet in sorted(path for path in named if path.endswith(".css")):
        named |= {_beside(sheet, path) for path in css.addresses(_read(site, sheet))}
    gone = [path for path in _files(site) if path not in named and not _KEPT.match(path)]
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
    sheets = [path for path in _files(site) if path.endswith(".css")]
    others = [path for path in _files(site) if path not in sheets and not _KEPT.match(path)]
    names = {path: _rename(site, path) for path in others}
    for sheet in sheets:

        def new(path: str, folder: str = posixpath.dirname(sheet)) -> str:
            file = posixpath.normpath(posixpath.join(folder, path))
            return posixpath.relpath(names.get(file, file), folder)

        _write(site, sheet, css.readdressed(_read(site, sheet), new))
    names |= {path: _rename(site, path) for path in sheets}
    return [page.renamed(names) for page in pages]


def _rename(site: Path, path: str) -> str:
    digest = hashlib.sha256((site / path).read_bytes()).hexdigest()[:_DIGITS]
    name = PurePosixPath(path)
    new = str(name.with_name(f"{name.stem}.{digest}{name.suffix}"))
    (site / path).rename(site / new)
    return new


def _files(site: Path) -> list[str]:
    return sorted(file.relative_to(site).as_posix() for file in (site / _FOLDER).rglob("*") if file.is_file())


def _beside(sheet: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), path))


def _read(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def _write(site: Path, path: str, text: str) -> None:
    (site / path).write_text(text, encoding="utf-8")
