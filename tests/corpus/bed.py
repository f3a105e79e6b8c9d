"""Where something can be planted: pages, the places between their paragraphs, their headings."""

import posixpath
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from selectolax.lexbor import LexborHTMLParser

TEXT = "Some words that say what this is about."
_PARAGRAPH = re.compile(r"[A-Z\u4e00-\u9fff][^\n|]{20,}$")
_OPENS = re.compile(
    r"<(div|details|table|ul|p|figure|section|center|style|script|img|a|br|h\d)\b|^/{3,}|<!--", re.M
)
_PICTURES = (".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass
class Page:
    """A page of docs/, and what is put into it."""

    path: str  # below docs/
    text: str
    anchors: tuple[str, ...]  # of its headings, as they are built
    added: list[tuple[int, str]] = field(default_factory=list)  # before which line, and what

    @cached_property
    def spots(self) -> list[int]:
        """The lines before which a block may be put: between top-level paragraphs, outside HTML and code."""
        return list(_spots(self.text))

    @property
    def whole(self) -> str:
        """The text with what was put into it."""
        lines = self.text.split("\n")
        for at, block in sorted(self.added, key=lambda item: item[0], reverse=True):
            lines[at:at] = [*block.split("\n"), ""]
        return "\n".join(lines)


def _spots(text: str) -> Iterator[int]:
    lines, fence = text.split("\n"), ""
    for at, line in enumerate(lines):
        mark = re.match(r" *(?:> ?)*(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip(" >") == fence:
            fence = ""
        elif not fence and _OPENS.search(line):
            return  # what follows may stand inside
        elif not fence and at > 2 and not lines[at - 1].strip() and _PARAGRAPH.match(line):
            before = next((item for item in reversed(lines[:at]) if item.strip()), "")
            if re.match(r"[A-Z\u4e00-\u9fff#]", before):
                yield at


@dataclass
class Bed:
    """A tree into which something is planted."""

    folder: Path
    random: random.Random
    pages: dict[str, Page]
    settings: str  # the text of mkdocs.yml
    files: dict[str, str | bytes] = field(default_factory=dict)  # new ones, below the folder
    number: int = 0  # of what is planted next, so that each has a name of its own

    @cached_property
    def plain(self) -> dict[str, Any]:
        """mkdocs.yml, without the names of Python in it."""
        found: dict[str, Any] = yaml.load(self.settings, _Plain)
        return found

    @cached_property
    def extensions(self) -> frozenset[str]:
        """The Markdown extensions in use, by their short names."""
        items = self.plain.get("markdown_extensions") or []
        names = {item if isinstance(item, str) else next(iter(item)) for item in items}
        names = {name.removeprefix("markdown.extensions.") for name in names}
        if "extra" in names:
            names |= {"footnotes", "abbr", "attr_list", "def_list", "md_in_html"}
        return frozenset(names | {"tables", "toc", "fenced_code"})

    @cached_property
    def open_ended(self) -> list[Page]:
        """The pages to the end of which something can still be put."""
        pages = [page for _, page in sorted(self.pages.items()) if page.spots]
        return [page for page in pages if not re.search(r"^\s*<|<!--", page.text, re.MULTILINE)]

    @property
    def docs(self) -> str:
        return str(self.plain.get("docs_dir", "docs")).strip("/")

    @property
    def theme(self) -> str:
        return str(self.plain["theme"]["name"])

    @property
    def directory_urls(self) -> bool:
        return bool(self.plain.get("use_directory_urls", True))

    @cached_property
    def pictures(self) -> list[str]:
        docs = self.folder / self.docs
        found = (path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.suffix in _PICTURES)
        return sorted(path for path in found if not path.startswith(("overrides/", "theme/", ".")))

    @cached_property
    def listed(self) -> list[str]:
        """The pages that the nav names."""
        return [path for path in _leaves(self.plain.get("nav") or []) if path in self.pages]

    def new(self) -> str:
        """A word that stands nowhere else."""
        self.number += 1
        return f"zq{self.number:04}"

    def other(self, page: Page) -> Page:
        """Another page, with a name that is long enough to misspell and that no other page has."""
        names = [posixpath.basename(path) for path in self.pages]
        good = [
            item
            for path, item in sorted(self.pages.items())
            if item is not page
            and len(posixpath.basename(path)) >= 8
            and names.count(posixpath.basename(path)) == 1
            and re.fullmatch(r"[a-z/_-]+\.md", path)
            and not path.endswith(("index.md", "README.md"))
        ]
        return self.random.choice(good)

    def anchored(self, page: Page | None = None) -> tuple[Page, str]:
        """A page, and the long plain name of one of its headings, unlike the other names there."""
        found = [
            (item, anchor)
            for _, item in sorted(self.pages.items())
            if item is not page
            for anchor in item.anchors
            if is_plain(anchor)
        ]
        return self.random.choice(found)

    def add_item(self, key: str, item: str) -> None:
        """Put an item first in a list of mkdocs.yml."""
        start = re.search(rf"^{key}:\n", self.settings, re.MULTILINE)
        if start:
            self.settings = f"{self.settings[: start.end()]}- {item}\n{self.settings[start.end() :]}"
        else:
            self.settings += f"\n{key}:\n- {item}\n"

    def add_pattern(self, key: str, pattern: str) -> None:
        """Add a line to a setting such as not_in_nav."""
        start = re.search(rf"^{key}: \|\n", self.settings, re.MULTILINE)
        if start:
            self.settings = f"{self.settings[: start.end()]}  {pattern}\n{self.settings[start.end() :]}"
        else:
            self.settings += f"\n{key}: |\n  {pattern}\n"

    def add_theme(self, key: str, value: str) -> None:
        """Add a setting of the theme."""
        self.settings = self.settings.replace("\ntheme:\n", f"\ntheme:\n  {key}: {value}\n", 1)

    def add_page(self, path: str, text: str | bytes, *, listed: bool = False) -> str:
        """Add a page that is left out of the nav on purpose; its path below the project."""
        self.files[f"{self.docs}/{path}"] = text
        if self.listed:
            if listed:
                self.add_item("nav", path)
            else:
                self.add_pattern("not_in_nav", f"/{path}")
        return f"{self.docs}/{path}"


class _Plain(yaml.SafeLoader):
    pass


_Plain.add_multi_constructor("!", lambda *_: None)
_Plain.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)


def is_plain(anchor: str) -> bool:
    return len(anchor) >= 8 and bool(re.fullmatch(r"[a-z]+(-[a-z]+)+", anchor))


def lay(folder: Path, site: Path, seed: int) -> Bed:
    """The bed of a tree that is built."""
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    bed = Bed(folder, random.Random(seed), {}, settings)
    docs = folder / bed.docs
    for path in sorted(docs.rglob("*.md")):
        name = path.relative_to(docs).as_posix()
        built = site / _output(name, bed.directory_urls)
        if built.is_file():
            bed.pages[name] = Page(name, path.read_text(encoding="utf-8"), _anchors(built))
    return bed


def _output(path: str, directory_urls: bool) -> str:
    stem = posixpath.splitext(path)[0]
    folder, name = posixpath.split(stem)
    if name in ("index", "README"):
        return posixpath.join(folder, "index.html")
    return f"{stem}/index.html" if directory_urls else f"{stem}.html"


def _anchors(built: Path) -> tuple[str, ...]:
    tree = LexborHTMLParser(built.read_text(encoding="utf-8"))
    text = tree.css_first("article, [role=main], main") or tree.body
    assert text
    found = (node.attributes.get("id") for node in text.css("h2[id], h3[id], h4[id]"))
    return tuple(name for name in found if name)


def page_called(word: str) -> str:
    """The text of a page with that word in its title."""
    return f"# A page called {word}\n\n{TEXT}\n"


def relative(path: str, page: str) -> str:
    """A link from a page to a file, both below docs/."""
    return posixpath.relpath(path, posixpath.dirname(page) or ".")


def address(bed: Bed, path: str, page: str) -> str:
    """The same in raw HTML, which MkDocs does not rewrite."""
    target = _output(path, bed.directory_urls) if path.endswith(".md") else path
    own = posixpath.dirname(_output(page, bed.directory_urls)) or "."
    if not (bed.directory_urls and path.endswith(".md")):
        return posixpath.relpath(target, own)
    return posixpath.relpath(posixpath.dirname(target) or ".", own) + "/"


def slip(word: str, chance: random.Random) -> str:
    """A word with one slip of the fingers: two letters swapped, one left out, or one twice."""
    at = chance.randrange(1, len(word) - 2)
    while word[at] == word[at + 1] or not (word[at].isalpha() and word[at + 1].isalpha()):
        at = chance.randrange(1, len(word) - 2)
    return chance.choice(
        [
            f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}",
            f"{word[:at]}{word[at + 1 :]}",
            f"{word[: at + 1]}{word[at:]}",
        ]
    )
