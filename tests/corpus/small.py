"""A small tree of our own, so that `make test` can plant every class of defects without a network."""

import posixpath
from pathlib import Path

import yaml

from corpus.bed import relative

_NAMES = """
getting-started configuration deployment command-line environment troubleshooting
guide/authentication guide/permissions guide/scheduling guide/monitoring guide/performance guide/translations
integrations notifications attachments templates-and-themes importing exporting
architecture contributing versioning accessibility development requirements
"""
EXTENSIONS = """
abbr admonition attr_list def_list footnotes md_in_html pymdownx.blocks.admonition pymdownx.details
pymdownx.emoji pymdownx.snippets pymdownx.superfences pymdownx.tabbed
"""
_PAGE = """---
description: All there is to say about {words}.
---

# About {words}

This page says what there is to know about {words}, and where to read on.

## Before you begin with {words}

Read the [page behind this one]({behind}#when-it-does-not-work) before you begin with anything here.

You need nothing that the [first page]({first}) has not told you about already.

## When it does not work

Look at what the program said last, and search for the words in the list of messages.

Whoever has met the same trouble has most likely written about it on that page.
"""
_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>\n'


def write(folder: Path, theme: str, extensions: str, *, has_nav: bool) -> Path:
    """A project of two dozen pages."""
    files = {"index.md": "# A small tree\n\nIts pages are all alike, and each leads to the next.\n"}
    names = _NAMES.split()
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        path, words = f"{name}.md", posixpath.basename(name).replace("-", " ")
        first, behind = relative("index.md", path), relative(f"{other}.md", path)
        files[path] = _PAGE.format(words=words, first=first, behind=behind)
    files["pictures/first-screenshot.svg"] = files["pictures/second-overview.svg"] = _PICTURE
    for path, text in files.items():
        (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / path).write_text(text, encoding="utf-8")
    settings: dict[str, object] = {
        "site_name": "A small tree",
        "theme": {"name": theme},
        "plugins": [],
        "markdown_extensions": extensions.split(),
        "use_directory_urls": has_nav,
    }
    if has_nav:
        settings["nav"] = [path for path in files if path.endswith(".md")]
    text = yaml.safe_dump(settings, sort_keys=False).replace("extensions: []", "extensions:\n- tables")
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder
