"""Reads a project and the site that was built from it, from the disk and without MkDocs."""

import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .model import File, Standing, read_text
from .moved import by_name, found_again
from .project import Project, ProjectError, patterns
from .resolve import Tree
from .site import Page, Site, in_reading_order
from .template import read as templates

# The text of a page: what our own template marks, then what Material, MkDocs and others put around it.
_TEXT = (
    ".page-text",
    "div.md-content__inner > header",  # the page of a blog, above its posts
    "article.md-content__inner",
    "[role=main]",
    "article",
    "main",
    "#content",
    "body",
)
_HARMLESS = {"search", "minify", "tags"}  # plug-ins that leave each page where MkDocs puts it
# What Material and Zensical put into the article besides the text.
_ADDED = frozenset({"md-content__button", "md-tags", "md-source-file", "md-feedback"})
_NEARLY_ALL = 0.9
_FEW = 3  # pages; what fewer have in common may be their own


def read(project: Project, site_dir: Path) -> Site:
    """The site as it was built.

    A page that a plug-in has put elsewhere, as one of a blog does, or has left out is not among the pages.
    """
    if not project.docs_dir.is_dir():
        raise ProjectError(f"no folder {project.shown_doc('')}")
    if not site_dir.is_dir():
        raise ProjectError(f"no folder {site_dir}: build the site first")
    outputs = list(_files(site_dir))
    docs = list(_in_place(project, _docs(project), outputs))
    known = {file.output for file in docs}
    theme = (File("", quote(path), path) for path in outputs if path not in known)
    tree = Tree((*docs, *project.made_later, *theme), project.rooted_links)
    moves_pages = bool(project.plugin_names - _HARMLESS)
    shown = [
        file
        for file in docs
        if file.is_page and file.standing.built
        if not moves_pages or (site_dir / file.output).is_file()
    ]
    raws = [(project.docs_dir / file.path).read_bytes() for file in shown]
    texts = [_html(site_dir, file, raw) for file, raw in zip(shown, raws, strict=True)]
    texts = without_frame(texts, "".join(template.text for template in templates(project)))
    pages = [Page(file, raw, text, project, tree) for file, raw, text in zip(shown, raws, texts, strict=True)]
    if docs and not pages and moves_pages:
        raise ProjectError(f"no page of {project.shown_doc('')} in {site_dir}: build the site first")
    return Site(project, in_reading_order(project, pages), tree, datetime.now(UTC).date())


def _in_place(project: Project, files: Iterable[File], outputs: list[str]) -> Iterator[File]:
    """Each file with the address that it has in the site."""
    if "blog" not in project.plugin_names:
        yield from files
        return
    built, names = set(outputs), by_name(outputs)
    for file in files:
        is_moved = file.is_page and file.standing.built and file.output not in built
        text = read_text((project.docs_dir / file.path).read_bytes()) if is_moved else ""
        yield (found_again(file, text, names) if is_moved else None) or file


def _html(site_dir: Path, file: File, raw: bytes) -> str:
    try:
        built = (site_dir / file.output).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ProjectError(f"no {site_dir / file.output}: build the site first") from error
    return text_of(built, types_title=b"<h1" in raw.lower())


def text_of(built: str, *, types_title: bool = False) -> str:
    """The part of a built page that its source is responsible for.

    Where the source types no `<h1>`, one without an id is what the theme writes for a page without a title.
    """
    tree = LexborHTMLParser(built)
    found = (node for selector in _TEXT for node in tree.css(selector))
    node = next(found, None)
    if node is None:
        return ""
    if "md-content__inner" in _classes(node):
        _clear(node, types_title)
    return node.inner_html or ""


def _clear(article: LexborNode, types_title: bool) -> None:
    """Take away what the theme puts beside the text. The comments come last."""
    behind = False
    for node in list(article.iter()):
        behind = behind or node.id == "__comments"
        is_title = node.tag == "h1" and node.id is None and not types_title
        if behind or is_title or node.id == "__skip" or _ADDED.intersection(_classes(node)):
            node.decompose()


def without_frame(texts: list[str], templates: str) -> list[str]:
    """Take away what the project's own templates write before and behind the text of each page.

    It stands on nearly all: where a page leaves an element open, it is inside of that.
    """
    for at in (0, -1):
        while templates and texts:
            parts = [_outer(text, at) for text in texts]
            look, count = Counter(map(_look, parts)).most_common(1)[0]
            part = parts[[_look(part) for part in parts].index(look)]
            if count < max(_FEW, _NEARLY_ALL * len(texts)) or part is None or not _writes(templates, part):
                break
            texts = [
                _without(text, part, at) if _look(part) == look else text
                for text, part in zip(texts, parts, strict=True)
            ]
    return texts


def _outer(text: str, at: int) -> LexborNode | None:
    """The first or the last element of a text, if no words stand outside of it."""
    body = LexborHTMLParser(f"<body>{text}").body
    parts = list(body.iter()) if body else []
    is_outside = parts and (text.strip().startswith if at == 0 else text.strip().endswith)(
        parts[at].html or ""
    )
    return parts[at] if is_outside else None


def _without(text: str, part: LexborNode | None, at: int) -> str:
    html = (part and part.html) or ""
    return text.strip().removeprefix(html) if at == 0 else text.strip().removesuffix(html)


def _look(part: LexborNode | None) -> str:
    """What is the same on every page: addresses differ from folder to folder."""
    return re.sub(r'(href|src)="[^"]*"', r"\1", (part and part.html) or "")


def _writes(templates: str, part: LexborNode) -> bool:
    """True if templates name the class or the id of an element."""
    names = [*_classes(part), *([part.id] if part.id else [])]
    return any(re.search(rf"""["'\s]{re.escape(name)}["'\s]""", templates) for name in names)


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


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
