"""Pages that somebody tampered with: the build fails, and so does `finish`, and both read as browsers do."""

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from conftest import finish
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser
from sitelint import active
from tiny import ADAPTER, THEME, write

from finish import FinishError, hostile, pages
from finish.pages import Page

SETTINGS = f"""
site_name: Tiny
hooks: ['{ADAPTER}']
theme: {{name: null, custom_dir: '{THEME["custom_dir"]}'}}
plugins: []
markdown_extensions: [attr_list, md_in_html, pymdownx.blocks.html, pymdownx.snippets: {{base_path: [docs]}}]
extra: {{guide: {{stages: {{steady: {{label: Steady}}}}, kinds: {{topic: [title, lead]}}}}}}
"""
BEFORE = """---
title: Start
description: A page.
kind: topic
stage: steady
reviewed: 2026-11-22
review_due: 2099-05-22
---

# Start

`<script>`, <!-- <style> --> style: red.

"""
LINE = BEFORE.count("\n") + 1
HOSTILE = {  # what stands in that line of a page, and what the build says of it
    "script": ("<script>go()</script>", "1: <script>"),
    "script of others": ("<script src=//example.org/a.js></script>", "9: 'src' of <script>"),
    "style element": ("<style>p { color: red }</style>", "1: <style>"),
    "style attribute": ("*Red*{ style='color: red' }", "8: 'style' of <em>"),
    "handler": ("<b onfocus=go() tabindex=1>here</b>", "4: 'onfocus' of <b>"),
    "script address": ("[Read](java&#x0a;script:go())", "1: 'href' of <a>"),
    "data address": ("[Read][it]\n\n[it]: data:text/html,go", "1: 'href' of <a>"),
    "picture of others": ("![Path](https://example.org/a.png)", "1: 'src' of <img>"),
    "style sheet of others": ("<link rel=stylesheet href=//example.org/a.css>", "22: 'href' of <link>"),
    "connection to others": ("<link rel=preconnect href=//example.org>", "22: 'href' of <link>"),
    "ping": ("[Read](https://example.org){ ping=/ping }", "30: 'ping' of <a>"),
    "frame": ("/// html | iframe[src='a.html']\n///", "1: <iframe>"),
    "form": ("<form action=https://example.org><input name=a></form>", "1: <form>"),
    "turned away": (
        "<meta http-equiv=refresh content='0; https://example.org'>",
        "7: 'http-equiv' of <meta>",
    ),
    "turned links": ("<base href=https://example.org/>", "1: <base>"),
    "hidden": ("<div><template shadowrootmode=open><b>a</b></template></div>", "6: <template>"),
    "name of a picture": ("![Path](a.png){name=querySelector}", "16: 'name' of <img>"),
    "name of a raw picture": ("<img src=a.png alt=Path name=querySelector>", "25: 'name' of <img>"),
    "script of the site": ("<script src=a.js></script>", "9: 'src' of <script>"),
    "style sheet of the site": ("<link rel=stylesheet href=a.css>", "1: <link>"),
    "drawing": ("<svg><animate attributeName=href to=javascript:go() /></svg>", "34: 'to' of <animate>"),
}
WHOLE = """<!doctype html><html class=no-js><head><meta charset=utf-8><title>Start</title>
<link rel=canonical href=https://example.org/guide/><link rel=icon href=assets/favicon.svg>
<meta property=og:image content=https://example.org/guide/a.png><meta name=referrer content=no-referrer>
<link rel=stylesheet href=assets/guide.css><script src=assets/first-paint.js></script></head>
<body><a href=https://example.org>Away</a> {}<svg viewBox="0 0 9 9"><path fill=red d=M0,0 /></svg>
<button type=button data-script=assets/search.js>Search</button></body></html>"""
TRICKY = (  # in ways that parsers have read in more than one way
    "<img/src=x/onerror=go()><img src=x\fonerror\n=\ngo()>",
    '<a href="a" HREF="javascript:go()" onclick>a</a>',
    "<a href=java&Tab;script&colon;go()>a</a><a href='&#1;&#x6A;avascript&#58go()'>b</a>",
    '<p "onclick=a =onfocus=b title="c"onblur=d>e',
    "<div onclick\0=a \0onload=b><a\x0bonclick=c>",
    "<!--> <b onclick=a> --> <!---> <b id=c> --> <!-- --!> <b onblur=d> <? <b id=e> > </ <b id=f>",
    "<![CDATA[ <b onclick=a> ]]> <svg><![CDATA[ <b onclick=a> ]]></svg>",
    "<svg><style><b onclick=a></style><title><b id=c></title><desc><p onblur=d></svg>",
    "<math><mi href=javascript:go()><mtext><style><b onclick=a></style></mtext></math>",
    "<svg><foreignObject><p onclick=a><image href=b></foreignObject><image href=c xlink:href=d>",
    "<svg></p><style><!--</style><img title='--></style><img src=x onerror=a>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=a>",
    "<textarea><b onclick=a></textarea><title><b onclick=a></title><xmp><b onclick=a></xmp><b id=c>",
    "<table><b onclick=a><tr><td onblur=c></table><iframe><b onclick=a></iframe><b id=d>",
    "<body onload=a style=b><html onclick=c lang=d><frameset onload=e>",
    "<plaintext><b onclick=a>",
    "&lt;b onclick=a&gt; <b title='<b onclick=a>'> <b title=`onclick=a`>",
)
ADDRESSES = (
    *(
        "a.png",
        "a/b.png?c#d",
        "/a.png",
        "#a:b",
        "?a:b",
        "./a:b",
        "a/b:c",
        "%2f/example.org",
        "java script:go",
    ),
    *(
        "https://example.org/a.png",
        "HTTPS://example.org",
        "//example.org",
        "///example.org",
        "\\\\example.org",
    ),
    *("/\\example.org", "\\/example.org", "/\t/example.org", "ht\ntps://example.org", " \x01//example.org"),
    *(
        "javascript:go()",
        "JaVaScRiPt:go()",
        "java\tscript:go()",
        "java\r\nscript:go()",
        "\x00\x1f javascript:go",
    ),
    *("data:text/html,a", "vbscript:go", "blob:https://example.org/a", "ftp://example.org", "about:blank"),
)
PARTS = (  # of what an author may type, in every combination
    ("<p", "<a", "<A", "<img", "<b/", "<form", "<svg", "<svg><use", "<link", "<script", "<p class=c"),
    (" ", "\n", "/", "\xa0"),
    ("href", "HREF", "src", "style", "onclick", "ping", "srcset", "xlink:href", "title", "name"),
    ('="', "='", "=", ' = "', "\n=\t", '"='),
    (
        "b.html",
        "#b",
        "javascript:go()",
        "java&Tab;script:",
        "&#106;avascript:",
        "//b.c",
        "https:b",
        "\\\\b.c",
    ),
    ('">', "'>", ">", '" ', ""),
)


@pytest.mark.parametrize(("line", "said"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_page_fails_the_strict_build(line: str, said: str, tmp_path: Path) -> None:
    result = strict_build(write(tmp_path, {"mkdocs.yml": SETTINGS, "docs/index.md": f"{BEFORE}{line}\n"}))
    assert result.returncode == 1
    assert f"ERROR   -  docs/index.md:{LINE}:{said} " in result.stderr


def test_hostile_text_that_is_included_fails_the_build_where_it_stands(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": SETTINGS,
        "docs/index.md": f'{BEFORE}--8<-- "more.txt"\n',
        "docs/more.txt": "A text.\n\n<b onclick=go()>Tap</b>\n",
    }
    result = strict_build(write(tmp_path, files))
    assert result.returncode == 1
    assert "docs/more.txt:3:4: 'onclick' of <b> " in result.stderr


def test_page_that_only_speaks_of_such_things_builds(tmp_path: Path) -> None:
    result = strict_build(write(tmp_path, {"mkdocs.yml": SETTINGS, "docs/index.md": BEFORE}))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "line",
    [line for name, (line, _) in HOSTILE.items() if line.startswith("<") and "of the site" not in name],
)
def test_hostile_page_is_not_finished(line: str) -> None:
    good = Page("index.html", WHOLE.format("a"))
    hostile.refuse([good])
    with pytest.raises(FinishError, match=r"^deep/a\.html: .*<\w+> .*: .+"):
        hostile.refuse([good, Page("deep/a.html", WHOLE.format(line))])


def test_the_guide_passes_and_with_one_hostile_page_it_does_not(plain_site: Path) -> None:
    built = pages.read(plain_site)
    hostile.refuse(built)
    last = built[-1]
    with pytest.raises(FinishError, match=rf"^{last.path}: 'onload' of <body> "):
        hostile.refuse([*built[:-1], Page(last.path, last.html.replace("<body", "<body onload=go()"))])


def test_finish_ends_with_one_line(tmp_path: Path) -> None:
    page = WHOLE.format("<script>go()</script>")
    write(tmp_path, {"index.html": page})
    result = finish(tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("finish: index.html: <script> holds code")
    assert result.stderr.count("\n") == 1
    assert (tmp_path / "index.html").read_text() == page, "it is left as it was"


def test_the_quick_look_misses_nothing() -> None:
    plain = [html for html in map("".join, product(*PARTS)) if active.is_plain(html)]
    assert len(plain) > 1000
    assert [html for html in plain if list(active.find(parsed(html)))] == []


def test_most_pages_of_the_guide_pass_the_quick_look(plain_site: Path) -> None:
    """The close look at every page would take as long as all the other checks."""
    texts = (page.parse().css_first(".page-text") for page in pages.read(plain_site))
    plain = [active.is_plain(text.inner_html or "") for text in texts if text]
    assert plain.count(True) > 0.8 * len(plain)


def test_pages_are_read_as_browsers_read_them(chromium: Browser) -> None:
    tab = chromium.new_page()
    elements = """html => [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("*")]
        .map(node => [node.localName, ...[...node.attributes].map(item => [item.name, item.value])])"""
    for html in TRICKY:
        own = [[node.tag, *map(list, attributes(node.attributes))] for node in parsed(html).css("*")]
        assert own == tab.evaluate(elements, f"<body>{html}"), html
    tab.close()


def test_what_leaves_the_site_for_a_browser_leaves_it_for_the_checks(chromium: Browser) -> None:
    tab = chromium.new_page()
    origin = "address => new URL(address, 'https://site.example/guide/page.html').origin"
    for address in ADDRESSES:
        leaves = tab.evaluate(origin, address) != "https://site.example"
        assert (active.loaded("img", "src", address) is not None) is leaves, repr(address)
    tab.close()


def parsed(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(f"<body>{html}")


def attributes(found: dict[str, str | None]) -> list[tuple[str, str]]:
    return [(name, value or "") for name, value in found.items()]


def strict_build(project: Path) -> subprocess.CompletedProcess[str]:
    """As a host builds: the command, with the hooks of the project."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True)
