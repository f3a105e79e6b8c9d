"""HTML pages and style sheets of docs/, which go into the site as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser

from . import addresses
from .addresses import Written
from .model import File, Place, place_at, read_text
from .project import Project
from .resolve import Tree

_DOCUMENT = re.compile(r"\s*(?:<(?:\?xml|!--)[^>]*>\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
# Doxygen, Javadoc and the like say so near the start; nobody mends by hand what they write.
_GENERATED = re.compile(r"<meta\s[^>]*\bname\s*=\s*[\"']?generator\b|<!--[^>]*\bgenerated\b", re.IGNORECASE)
_ASKS = re.compile(r"url\(|@import", re.IGNORECASE)
_START = 4_000  # letters
_LARGEST = 1_000_000  # bytes; nobody types more


@dataclass(frozen=True)
class PlainText:
    """A text file of the site."""

    file: File
    text: str
    shown: str  # its path as a person at the root of the project would type it

    def place(self, at: int) -> Place:
        """The place of an offset in the text."""
        return place_at(self.shown, self.text, at)


@dataclass(frozen=True)
class HtmlPage(PlainText):
    @property
    def is_typed(self) -> bool:
        """True for a whole page that somebody wrote: parts of pages and templates lead from elsewhere."""
        start = self.text[:_START]
        is_template = "{%" in self.text or "<base" in start
        return bool(_DOCUMENT.match(start)) and not (is_template or _GENERATED.search(start))

    @cached_property
    def anchors(self) -> frozenset[str] | None:
        """What links may ask for; None if a script may make more."""
        if "<script" in self.text.lower():
            return None
        tree = LexborHTMLParser(self.text)
        ids = (node.id for node in tree.css("[id]"))
        names = (node.attributes.get("name") for node in tree.css("a[name]"))
        return frozenset(name for found in (ids, names) for name in found if name)

    @property
    def links(self) -> Iterator[Written]:
        """Each address outside of comments and scripts."""
        return addresses.in_html(self.text, addresses.markup(self.text))


@dataclass(frozen=True)
class StyleSheet(PlainText):
    @property
    def links(self) -> Iterator[tuple[str, int]]:
        """Each address, and where it stands."""
        return addresses.in_css(self.text) if _ASKS.search(self.text) else iter(())


def html_pages(project: Project, tree: Tree) -> Iterator[HtmlPage]:
    templates = project.get("extra_templates") or ()
    for file, path in _of_docs(project, tree, (".html", ".htm")):
        if file.path not in templates:
            for text, shown in _text(project, path):
                yield HtmlPage(file, text, shown)


def style_sheets(project: Project, tree: Tree) -> Iterator[StyleSheet]:
    """Those of docs/ and of the templates; minified ones are nobody's to mend by hand."""
    for file, path in (*_of_docs(project, tree, (".css",)), *_of_templates(project.template_folder)):
        if not path.name.endswith(".min.css"):
            for text, shown in _text(project, path):
                yield StyleSheet(file, text, shown)


def _of_docs(project: Project, tree: Tree, endings: tuple[str, ...]) -> Iterator[tuple[File, Path]]:
    """Files that go into the site, but for those of templates, which may lie in docs/ too."""
    folder = project.template_folder
    for file in tree.files:
        if file.path.endswith(endings) and file.standing.built:
            path = project.docs_dir / file.path
            if folder is None or not path.is_relative_to(folder):
                yield file, path


def _of_templates(folder: Path | None) -> Iterator[tuple[File, Path]]:
    if folder is None:
        return
    for path in sorted(folder.rglob("*.css")):
        address = path.relative_to(folder).as_posix()
        yield File("", quote(address), address), path


def _text(project: Project, path: Path) -> Iterator[tuple[str, str]]:
    """The text of a file and its name as it is shown; nothing of what a plugin makes, or nobody types."""
    if path.is_file() and path.stat().st_size <= _LARGEST:
        yield read_text(path.read_bytes()), project.shown(path)
