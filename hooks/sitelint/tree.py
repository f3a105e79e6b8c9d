"""Reads a project and the site that was built from it, from the disk and without MkDocs."""

import os
import posixpath
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser

from .model import File, Standing
from .project import Project, ProjectError, load, patterns
from .resolve import Tree
from .site import Page, Site, in_reading_order

# The text of a page: what our own template marks, then what Material, MkDocs and others put around it.
_TEXT = (".page-text", "article", "[role=main]", "main", "body")
# What Material puts into the article besides the text.
_ADDED = ".md-content__button, .md-tags, .md-source-file, .md-feedback, #__comments, h1:not([id])"


def read(project_dir: Path, site_dir: Path) -> Site:
    project = load(project_dir / "mkdocs.yml")
    if not project.docs_dir.is_dir():
        raise ProjectError(f"no folder {project.shown_doc('')}")
    if not site_dir.is_dir():
        raise ProjectError(f"no folder {site_dir}: build the site first")
    docs = list(_docs(project))
    known = {file.output for file in docs}
    theme = (File("", quote(path), path) for path in _files(site_dir) if path not in known)
    tree = Tree((*docs, *project.made_later, *theme), project.rooted_links)
    pages = [
        Page(file, (project.docs_dir / file.path).read_bytes(), _html(site_dir, file), project, tree)
        for file in docs
        if file.is_page and file.standing.built
    ]
    return Site(project, in_reading_order(project, pages), tree, date.today())


def _html(site_dir: Path, file: File) -> str:
    try:
        built = (site_dir / file.output).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ProjectError(f"no {site_dir / file.output}: build the site first") from error
    return text_of(built)


def text_of(built: str) -> str:
    """The part of a built page that its source is responsible for."""
    tree = LexborHTMLParser(built)
    found = (node for selector in _TEXT for node in tree.css(selector))
    node = next(found, None)
    if node is None:
        return ""
    if "page-text" not in (node.attributes.get("class") or "").split():
        for added in node.css(_ADDED):
            added.decompose()
    return node.inner_html or ""


def _docs(project: Project) -> Iterator[File]:
    drafts = patterns(project.get("draft_docs"))
    unlisted = patterns(project.get("not_in_nav"))
    taken: set[str] = set()
    for path in sorted(_files(project.docs_dir), key=_index_first):
        standing = Standing.SHOWN
        if project.excluded.match_file(path):
            standing = Standing.EXCLUDED
        elif drafts.match_file(path):
            standing = Standing.DRAFT
        elif unlisted.match_file(path):
            standing = Standing.UNLISTED
        file = _file(path, standing, project.directory_urls)
        if not (standing.built and file.output in taken):  # MkDocs leaves README.md out beside index.md
            taken.add(file.output)
            yield file


def _index_first(path: str) -> tuple[str, bool, str]:
    folder, name = posixpath.split(path)
    return folder, posixpath.splitext(name)[0] != "index", name


def _file(path: str, standing: Standing, directory_urls: bool) -> File:
    file = File(path, quote(path), path, standing)
    if not file.is_page:
        return file
    folder, name = posixpath.split(posixpath.splitext(path)[0])
    name = "index" if name == "README" else name
    output = posixpath.join(folder, name, "index.html") if directory_urls and name != "index" else ""
    output = output or posixpath.join(folder, f"{name}.html")
    address = output
    if directory_urls:
        address = f"{posixpath.dirname(output) or '.'}/"
    return File(path, quote(address), output, standing)


def _files(folder: Path) -> Iterator[str]:
    for parent, _, names in os.walk(folder, followlinks=True):
        for name in names:
            yield (Path(parent) / name).relative_to(folder).as_posix()
