"""What the checks make of the site around the pages: themes, the menu, and what a slip most likely meant."""

import time
from pathlib import Path

import pytest
from sitelint import addresses
from sitelint.suggest import Names, Paths, nearest
from sitelint.tree import text_of
from tiny import build, check, write

EXTENSIONS = """
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.highlight: {anchor_linenums: true, line_spans: __span}
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
"""
EVERYTHING = """# Start

Text[^1] with `code` and [a link](other.md#x){ .md-button }. <https://example.org>

[^1]: A note with [a slip](nope-1.md).

!!! note "Title"
    Inside [a slip](nope-2.md)

??? tip "Folded"
    Hidden, [a slip](#nope)

=== "One"
    First, [a tab](#two), [a line](#__codelineno-0-1) and [a slip](#__codelineno-9-1)

=== "Two"
    Second

```python linenums="1" title="a.py"
x = 1  # (1)!
```

1. An annotation with [a slip](nope-3.md)

- [ ] to do
- [x] done

| a | b |
|---|---|
| 1 | [a slip](nope-4.md) |

<div class="grid cards" markdown>
- **A** [a slip](nope-5.md)
</div>

<article>An article <a href="nope-6/">a slip</a></article>

![](way.svg)

#### Deep
"""
PAGES = {
    "docs/index.md": EVERYTHING,
    "docs/other.md": "---\ntags: [a, b]\n---\n\nNo title, [a slip](nope.md)\n\n## X\n",
    "docs/raw.md": "<h1>A title</h1>\n\n[A slip](nope.md)\n",
    "docs/only-a-title.md": "<h1>A title</h1>\n",
    "docs/empty.md": "",
    "docs/way.svg": "<svg/>",
}
THEMES = {
    "mkdocs": "theme: {name: mkdocs, user_color_mode_toggle: true}\n",
    "readthedocs": "theme: readthedocs\n",
    "material": """
theme:
  name: material
  features: [content.action.edit, content.action.view, content.code.copy, content.code.annotate]
plugins: [search, tags]
extra:
  analytics:
    provider: google
    property: G-1
    feedback: {title: Helpful, ratings: [{icon: material/heart, name: Yes, data: 1, note: Thanks}]}
""",
    "material with comments and a footer": "theme: {name: material, custom_dir: look}\n",
}
LOOK = """{% extends "base.html" %}
{% block content %}<div class="banner"><a href="{{ 'x/' | url }}">News</a></div>{{ super() }}
<footer class="sponsors"><p>Thanks</p></footer>{% endblock %}"""
COMMENTS = (
    "<h2 id='__comments'>{{ lang.t('meta.comments') }}</h2><script src='https://example.org/c.js'></script>"
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("urls", ["true", "false"])
def test_the_command_line_finds_the_text_in_what_a_theme_puts_around_it(
    theme: str, urls: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = (
        f"site_name: Tiny\nuse_directory_urls: {urls}\nrepo_url: https://github.com/a/b\nedit_uri: edit/\n"
    )
    look = {"look/partials/comments.html": COMMENTS, "look/main.html": LOOK}
    files = {"mkdocs.yml": settings + THEMES[theme] + EXTENSIONS, **look}
    project = write(tmp_path, {**PAGES, **files})
    said = build(project)
    assert len(said) > 12
    assert check(project, capsys) == said


@pytest.mark.parametrize("urls", ["true", "false"])
def test_the_command_line_finds_the_posts_of_a_blog(
    urls: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nav = "plugins: [search, blog]\nnav: [index.md, blog/index.md]\n"
    settings = f"site_name: Tiny\nuse_directory_urls: {urls}\ntheme: material\n{nav}"
    text = "# A post, at last\n\n[A slip](nope.md)\n\n<!-- more -->\n\n[Start](../../index.md#nope)\n"
    post = f"---\ndate: 2024-01-01\ncategories: [News]\n---\n\n{text}"
    pages = {"docs/index.md": "# Start\n\n[A post](blog/posts/a.md#nope)\n", "docs/blog/index.md": "# Blog\n"}
    project = write(tmp_path, {"mkdocs.yml": settings, **pages, "docs/blog/posts/a.md": post})
    *said, _ = build(project)
    assert len(said) == 3
    assert check(project, capsys)[:-1] == said


@pytest.mark.parametrize(
    ("around", "text"),
    [
        ("<nav><a href=x>x</a></nav><div class=page-text><p>Text</p></div>", "<p>Text</p>"),
        ("<main><nav>x</nav><article><p>Text</p></article></main>", "<p>Text</p>"),
        ("<div role=main><p>Text</p><article>x</article></div>", "<p>Text</p><article>x</article>"),
        ("<nav>x</nav><div id=content><p>Text</p></div>", "<p>Text</p>"),
        (
            "<div class=md-content__inner><header><p>Text</p></header><article>A post</article></div>",
            "<p>Text</p>",
        ),
        (
            "<article class=md-content__inner><a id=__skip></a><h1>Page</h1><p>Text</p></article>",
            "<p>Text</p>",
        ),
    ],
)
def test_text_of_a_page(around: str, text: str) -> None:
    assert text_of(f"<body>{around}</body>").strip() == text


def test_what_mkdocs_is_told_to_warn_of_in_the_nav_is_said(tmp_path: Path) -> None:
    settings = "site_name: Tiny\nnav: [index.md, /shop/]\n"
    warn = "validation: {nav: {omitted_files: warn, absolute_links: warn}}\n"
    pages = {"docs/index.md": "# Start\n\n[Talking](talking.md)\n", "docs/talking.md": "# Talking\n"}
    assert build(write(tmp_path / "a", {"mkdocs.yml": settings, **pages}))[:-1] == []
    assert build(write(tmp_path / "b", {"mkdocs.yml": settings + warn, **pages}))[-3:-1] == [
        "mkdocs.yml:2:17: nav entry '/shop/': no such page in docs/ (broken-nav)",
        "docs/talking.md: the page is not in the nav of mkdocs.yml: add 'talking.md' to it,"
        " or to 'not_in_nav' (not-in-nav)",
    ]


PATHS = [
    "index.md",
    "guide/README.md",
    "guide/install.md",
    "guide/getting_started.md",
    "api/index.md",
    "api/client.md",
    "images/way.svg",
    "img/Logo.png",
    "img/icon.png",
    "img/icon.svg",
    "ask-me.md",
]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("guide/instal.md", "guide/install.md"),
        ("install.md", "guide/install.md"),
        ("setup/install.md", "guide/install.md"),
        ("setup/instal.md", "guide/install.md"),
        ("guide/Install.md", "guide/install.md"),
        ("guide/getting-started.md", "guide/getting_started.md"),
        ("guide/getting started.md", "guide/getting_started.md"),
        ("guide/install", "guide/install.md"),
        ("guide/install/", "guide/install.md"),
        ("guide/install.html", "guide/install.md"),
        ("guide/", "guide/README.md"),
        ("guide/index.md", "guide/README.md"),
        ("askme.md", "ask-me.md"),
        ("images/wya.png", "images/way.svg"),
        ("img/logo.png", "img/Logo.png"),
        ("img/icn.svg", "img/icon.svg"),
        ("img/icn.png", "img/icon.png"),
        ("guide/install.mb", "guide/install.md"),
        ("guide/install.dm", "guide/install.md"),
        ("img/icon.pgn", "img/icon.png"),
        ("guide\\install.md", "guide/install.md"),
        ("api/..\\guide\\instal.md", "guide/install.md"),
        ("indx.md", "index.md"),
        ("api/indxe.md", "api/index.md"),
        ("guide/redme.md", "guide/README.md"),
        ("images/map.png", None),
        ("nothing.md", None),
        ("guide/install.css", None),
    ],
)
def test_the_path_that_is_meant(slip: str, meant: str | None) -> None:
    assert Paths(PATHS).nearest(slip) == meant


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("way.png", ("way.png",)),
        ("way.png, map.png 2x", ("way.png", "map.png")),
        ("way.png 1x,map.png 100w 2h , a,b.png 3x", ("way.png", "map.png", "a,b.png")),
        (" , data:image/png;base64,AA== 3x, way.png ,", ("data:image/png;base64,AA==", "way.png")),
        ("", ()),
    ],
)
def test_the_addresses_of_pictures_for_several_screens(value: str, expected: tuple[str, ...]) -> None:
    assert addresses.inside("srcset", value) == expected


@pytest.mark.parametrize("text", ['"\\', "url(", '<a "', "<script", "<!--", "@import '", ", ", "<a x ", "/*"])
def test_no_text_takes_long_to_look_through(text: str) -> None:
    """A second for each 100 kB at most."""
    long = (text * 100_000)[:100_000]
    start = time.process_time()
    list(addresses.in_html(long, addresses.markup(long)))
    list(addresses.in_css(long))
    addresses.inside("srcset", long)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Installation", "installation"),
        ("instalation", "installation"),
        ("build_options", "build-options"),
        ("%C3%BCbr", "über"),
        ("how-to-use-the-client-from-python", "use-the-client"),
        ("welcome", None),
        ("", None),
    ],
)
def test_the_heading_that_is_meant(slip: str, meant: str | None) -> None:
    names = Names(["installation", "build-options", "über", "use-the-client", "top"])
    assert names.nearest_phrase(slip) == meant


def test_names_are_found_whatever_their_order() -> None:
    names = [f"name-{number}" for number in range(500)]
    assert {nearest("nmae-77", order) for order in (names, names[::-1], sorted(names))} == {"name-77"}


def test_thousands_of_slips_take_no_time() -> None:
    names = Names(f"label-{number}-of-many" for number in range(2_000))
    start = time.process_time()
    found = [names.nearest(f"labl-{number}-of-manny") for number in range(2_000)]
    assert time.process_time() - start < 5  # about one
    assert found == [f"label-{number}-of-many" for number in range(2_000)]
