"""What is done to a built site before it is published, step by step, on small sites."""

import re
from pathlib import Path

import pytest
from conftest import finish as run
from fontTools.ttLib import TTFont
from hypothesis import example, given
from hypothesis import strategies as st

from finish import FinishError, addresses, assets, css, downloads, face, leftovers, pages, print_links, styles
from finish.pages import Page

PAGE = """<!doctype html><html lang="en" class="no-js"><head><title>A</title>
<link rel="stylesheet" href="{root}assets/stylesheets/theme.css">
<link rel=stylesheet href={root}assets/own.css>
</head><body><header><button data-root="{root}" data-script="{root}assets/late.js"></button></header>
<div class="page-text"><h1 class="used">A</h1><p>{text}</p>
<h2>Below</h2><table><tr><td>x</td></tr></table></div>
<img src="{root}assets/picture.svg?v=1#top" alt=""></body></html>"""
THEME = """@charset "utf-8";
:root { --kept: red; --set-by-us: blue; --idle: url("data:image/svg+xml;x,{}"); }
.used, .unused { color: var(--kept) }
.unused:hover { color: green }
h1::before, h1:not(:hover) > b, :focus > .used { content: "{;}" }
@media (min-width: 9em) { .unused { color: red } .used { color: var(--set-by-us) } }
@media print { .used { animation: turn 1s } }
@keyframes turn { to { color: red } }
@keyframes idle { to { color: red } }
td { color: var(--late) }"""
OWN = """@font-face { font-family: "F"; src: url(fonts/face.woff2); }
:root { --set-by-us: green; --late: black; --empty: ; --sign: none }
.js .made-by-script { color: var(--empty) blue }
h1 { mask: var(--sign) }
:is(.used, .other) { background: url('picture.svg') }"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of two pages, one of them in a folder."""
    files = {
        "index.html": PAGE.format(root="", text="word " * 500),
        "deep/page.html": PAGE.format(root="../", text="word"),
        "assets/stylesheets/theme.css": THEME,
        "assets/own.css": OWN,
        "assets/late.js": "/* why */\nlet a = 1;  // one\n",
        "assets/picture.svg": "<svg/>",
        "assets/fonts/face.woff2": "a face",
        "assets/fonts/OFL.txt": "a licence",
        "assets/javascripts/unused.js": "nobody loads this",
        "search.json": "a host's own",
        "assets/a host's own.pdf": "somewhere a link leads to this",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("selector", "plain"),
    [
        ("a:hover", "a"),
        (":hover > .x", "* > .x"),
        ("x:not(:hover)", "x"),
        ("details:not([open]) > summary", "details > summary"),
        (".a > summary::before", ".a > summary"),
        ("a ::selection", "a *"),
        ('[data-scheme="dark"] .x', "* .x"),
        (":is(.a, .b) p", "*:is(.a, .b) p"),
        (".x:not(.y)", ".x:not(.y)"),
    ],
)
def test_selector_at_rest(selector: str, plain: str) -> None:
    assert css.at_rest(selector) == plain


def test_trimmed() -> None:
    text = css.trimmed(css.parse(THEME), lambda selector: "unused" not in selector, "--set-by-us".__eq__)
    assert text == (
        ":root{--kept:red}.used{color:var(--kept)}"
        'h1::before,h1:not(:hover) > b,:focus > .used{content:"{;}"}'
        "@media (min-width: 9em){.used{color:var(--set-by-us)}}"
        "@media print{.used{animation:turn 1s}}@keyframes turn{to{color:red}}td{color:var(--late)}"
    )


@pytest.mark.parametrize(
    "text",
    [
        ".a{color:red;&:hover{color:blue}}",
        "@scope (.a){.b{color:red}}",
        "@page{margin:1cm;@top-left{content:none}}",
        '@import url("https://example.org/a.css") print;',
    ],
)
def test_what_is_new_to_it_stays_as_it_is(text: str) -> None:
    assert css.trimmed(css.parse(text), bool).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a{color:red;margin:0}b{color:red}a{color:#00f}", "a{margin:0}b{color:red}a{color:#00f}"),
        ("a,b{color:red}a{color:#00f}", "a,b{color:red}a{color:#00f}"),
        ("a{color:red!important}a{color:#00f}", "a{color:red!important}a{color:#00f}"),
        ("a{color:red}@media print{a{color:#00f}}", "a{color:red}@media print{a{color:#00f}}"),
        ("a{height:100%;height:100dvh}", "a{height:100%;height:100dvh}"),
        ("a{margin:0 auto}a{margin:-.5rem var(--b)}", "a{margin:-.5rem var(--b)}"),
        ("a{height:100vh}a{height:100dvh}", "a{height:100vh}a{height:100dvh}"),
        ("a{margin:2em}a{margin:clamp(1em,2vw,2em)}", "a{margin:2em}a{margin:clamp(1em,2vw,2em)}"),
        ("a{width:9em}a{width:fit-content}", "a{width:9em}a{width:fit-content}"),
        ("a{color:red}a{color:}", "a{color:red}a{color: }"),
        ("a{margin:0}a,b::-x-new{margin:1em}", "a{margin:0}a,b::-x-new{margin:1em}"),
        ("a{margin:0}a,b:has(c){margin:1em}", "a{margin:0}a,b:has(c){margin:1em}"),
    ],
)
def test_what_is_said_twice_is_said_once_if_every_browser_knows_it(text: str, made: str) -> None:
    assert css.trimmed(css.parse(text), bool) == made


def test_only_addresses_from_the_folder_of_a_sheet_change() -> None:
    text = "url(a.svg) url('b c.svg') url(#d) url(/e.svg) url(https://example.org/f.svg) url(data:x,y)"
    assert css.readdressed(text, lambda address: f"../{address}") == (
        "url(../a.svg) url('../b c.svg') url(#d) url(/e.svg) url(https://example.org/f.svg) url(data:x,y)"
    )


def test_a_page_without_styles_stays_as_it_is(small: Path) -> None:
    proof = "<html><head></head><body>google-site-verification</body></html>"
    (small / "proof.html").write_text(proof)
    made = styles.inline(small, styles.combine(small, pages.read(small)))
    assert next(page.html for page in made if page.path == "proof.html") == proof


def test_trimmed_keeps_a_property_that_is_empty() -> None:
    assert css.trimmed(css.parse(".a{--x: ;color:var(--x) red}"), bool) == ".a{--x: ;color:var(--x) red}"


@given(st.text(alphabet="ab.#:>~+*()[]{};,'\"\\@-u \n", max_size=60))
@example("'\n{{")
def test_trimming_takes_whatever_is_written(text: str) -> None:
    assert isinstance(css.trimmed(css.parse(text), bool), str)


@pytest.mark.parametrize(
    ("page", "address", "file"),
    [
        ("index.html", "assets/a.css?v=1#x", "assets/a.css"),
        ("deep/page.html", "../assets/a.css", "assets/a.css"),
        ("index.html", "../outside.css", ""),
        ("index.html", "https://example.org/assets/a.css", ""),
        ("index.html", "//example.org/assets/a.css", ""),
        ("index.html", "/assets/a.css", ""),
        ("index.html", "#top", ""),
        ("index.html", "assets/a%20host&#39;s%20own.pdf#page=2", "assets/a host's own.pdf"),
    ],
)
def test_file_of_an_address(page: str, address: str, file: str) -> None:
    assert Page(page, "").file(address) == file


def test_file_of_an_address_on_a_404_page() -> None:
    page = Page("404.html", "<button data-root=/guide/></button>")
    assert page.file("/guide/assets/a.css") == "assets/a.css"
    assert page.file("/assets/a.css") == ""
    assert page.address("assets/a.css") == "/guide/assets/a.css"


def test_a_404_page_gets_new_names_from_the_root() -> None:
    html = "<button data-root=/guide/></button><style>a{src:url(/guide/assets/f.woff2)}</style>"
    renamed = Page("404.html", html).renamed({"assets/f.woff2": "assets/f.1.woff2"})
    assert "url(/guide/assets/f.1.woff2)" in renamed.html


def test_styles(small: Path) -> None:
    combined = styles.combine(small, pages.read(small))
    deep, index = styles.inline(small, combined)
    assert (deep.path, index.path) == ("deep/page.html", "index.html")
    late = (small / "assets/site.css").read_text()
    first = index.html[index.html.index("<style>") : index.html.index("</style>")]
    assert ".made-by-script" in late
    assert "td{" in late
    assert "print" in late
    assert "@font-face" not in late, "a second mention of the face could change it under the reader's eyes"
    assert "td{" not in first, "the table stands below the first screen"
    assert "print" not in first
    assert "--sign:none" not in first
    assert "url(assets/fonts/face.woff2)" in first
    assert "url(../assets/fonts/face.woff2)" in deep.html
    assert deep.html.index('<link rel="stylesheet" href="../assets/site.css">') > deep.html.index("<h2>")
    assert index.html.count("stylesheet") == 1, "nothing else blocks the text"


def test_assets(small: Path) -> None:
    made = styles.inline(small, styles.combine(small, pages.read(small)))
    assert assets.remove_unused(small, made) == ["assets/javascripts/unused.js"]
    assets.minify_scripts(small)
    assert (small / "assets/late.js").read_text() == "let a=1;"
    named = assets.name_by_content(small, made)
    files = sorted(file.relative_to(small).as_posix() for file in (small / "assets").rglob("*.*"))
    assert [name.partition(".")[0] for name in files] == [
        "assets/a host's own",
        "assets/fonts/OFL",
        "assets/fonts/face",
        "assets/late",
        "assets/picture",
        "assets/site",
    ]
    for page in named:
        assert set(files[2:]) <= page.files(), "every page names every file, anew"
        assert "assets/picture.svg?v=1#top" in page.html
    assert re.fullmatch(r"assets/late\.[0-9a-f]{8}\.js", files[3])
    sheet = next(file for file in files if file.endswith(".css"))
    assert 'url("picture.svg")' in (small / sheet).read_text()


def test_a_file_that_is_not_there_is_not_renamed(small: Path) -> None:
    (small / "assets/late.css").write_text("a{src:url(gone.woff2)}")
    (page,) = assets.name_by_content(small, [Page("index.html", "<a data-style=assets/late.css></a>")])
    (late,) = small.glob("assets/late.*.css")
    assert f"assets/{late.name}" in page.html
    assert late.read_text() == "a{src:url(gone.woff2)}"


def test_a_name_changes_with_the_content(small: Path) -> None:
    made = pages.read(small)
    (small / "assets/late.js").write_text("let b = 1;")
    one = {file for page in assets.name_by_content(small, made) for file in page.files() if "late" in file}
    for file in small.rglob("late.*"):
        file.rename(small / "assets/late.js")
    (small / "assets/late.js").write_text("let b = 2;")
    for file in [*small.rglob("own.*.css"), *small.rglob("theme.*.css")]:
        file.unlink()
    other = {file for page in assets.name_by_content(small, made) for file in page.files() if "late" in file}
    assert len(one) == len(other) == 1
    assert one != other


LINKED = """<div class=page-text><h1>Rebuild <em>trust</em></h1>{}
<h2 id=small>Small steps</h2><h2 id=sums>Sums</h2><h4 id=one>Lee, 2012</h4></div>"""


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("<a href=page.html>Here</a>", ["see ‘Rebuild trust’"]),
        ("<a href=page.html>rebuild “trust”, then</a>", [None]),
        ("<a href=page.html#small>A step</a>", ["in ‘Rebuild trust’"]),
        ("<a href=page.html#one>A study</a>", ["Lee, 2012, in ‘Rebuild trust’"]),
        ("<a href=#small>A step</a>", ["under ‘Small steps’"]),
        ("<a href=index.html#small>Small</a>", [None]),
        ("<a href=https://example.org/a/>Here</a>", ["example.org/a"]),
        ("<a href=https://example.org>Example.org</a>", [None]),
        ("<a href='https://example.org/?a=&quot;b&quot;&amp;c'>A</a>", ['example.org/?a="b"&c']),
        ("<a href=//example.org/a>Here</a>", ["example.org/a"]),
        ("<a href=tel:+44116123>Call</a>", ["+44116123"]),
        ("<a href=tel:116123>116 123</a>", [None]),
        ("<a href=mailto:a@example.org?subject=b>Write</a>", ["a@example.org"]),
        ("<a href=all.zip>All</a><a id=name></a>", [None, None]),
        ("<a href=page.html>A</a><a href=page.html#one>B</a>", ["see ‘Rebuild trust’", "Lee, 2012"]),
        ("<a href=page.html>A</a><h2>Next</h2><a href=page.html>B</a>", ["see ‘Rebuild trust’"] * 2),
        (
            "<details><a href=page.html>A</a></details><details><a href=page.html>B</a></details>",
            ["see ‘Rebuild trust’"] * 2,
        ),
        (
            "<h1 class=helper>A</h1><ul><li><a href=#small>No</a> <a href=page.html>B</a></ul>",
            [None, "see ‘Rebuild trust’"],
        ),
    ],
)
def test_links_say_on_paper_where_they_lead(text: str, notes: list[str | None]) -> None:
    made = print_links.add([Page("index.html", LINKED.format(text)), Page("page.html", LINKED.format(""))])
    assert [link.attributes.get("data-print") for link in made[0].parse().css("a")] == notes
    assert re.sub(r' data-print="[^"]*"', "", made[0].html) == LINKED.format(text), "nothing else changes"


def test_only_links_of_the_text_speak_on_paper() -> None:
    page = Page("index.html", "<a href=//a.org>Menu</a>" + LINKED.format("<a href=//a.org>Here</a>"))
    (made,) = print_links.add([page])
    assert [link.attributes.get("data-print") for link in made.parse().css("a")] == [None, "a.org"]


@pytest.mark.parametrize(
    ("address", "is_there", "said"),
    [
        ("https://example.org/", True, "example.org"),
        ("HTTP://example.org/a?b#c", True, "example.org/a?b#c"),
        ("//example.org/a/", True, "example.org/a"),
        ("mailto:a@example.org?subject=b", True, "a@example.org"),
        ("tel:+44116123", True, "+44116123"),
        ("trust.html#why", False, "trust.html#why"),
        ("#a:b", False, "#a:b"),
    ],
)
def test_an_address_as_people_write_it(address: str, is_there: bool, said: str) -> None:
    assert addresses.is_elsewhere(address) == is_there
    assert addresses.spoken(address) == said


def test_what_looks_like_a_link_stops_the_notes() -> None:
    odd = Page("index.html", LINKED.format("<!-- <a --><a href=https://example.org>Here</a>"))
    with pytest.raises(FinishError, match=r"^index.html: a script or a comment holds '<a'; take it out"):
        print_links.add([odd])


def test_leftovers_of_the_theme_go(plain_site: Path) -> None:
    (before,) = [page for page in pages.read(plain_site) if page.path == "trust.html"]
    (after,) = leftovers.remove([before])
    links = ("<link rel=prev", "<link rel=next")
    for left in ("generator", "data-md-component", "md-toggle", "md-overlay", "md-dialog", *links):
        assert left in before.html, left
        assert left not in after.html, left
    texts = [page.parse().css(".page-text")[0].text(separator=" ").split() for page in (before, after)]
    assert texts[0] == texts[1]
    assert [len(page.parse().css(".md-skip")) for page in (before, after)] == [2, 1]
    assert len(after.parse().css("a[rel=prev], a[rel=next]")) == 2, "those that a reader may follow"


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("<a href=./trust.html>A</a>", "<a href=trust.html>A</a>"),
        ("<img alt='' src='./assets/a.png'>", "<img alt='' src='assets/a.png'>"),
        (
            '<script src="./assets/a.js" data-worker=./worker.js>',
            '<script src="assets/a.js" data-worker=worker.js>',
        ),
        ("<a href=../trust.html>A</a>", "<a href=../trust.html>A</a>"),
        ("<a href=./>A</a>", "<a href=./>A</a>"),
        ('<img alt="./configure fails" src=a.png>', '<img alt="./configure fails" src=a.png>'),
        ("<p>Write href=./trust.html</p>", "<p>Write href=./trust.html</p>"),
        ("<button data-root=./>A</button>", "<button data-root>A</button>"),
        ('<button data-root="./" class=a>A</button>', "<button data-root class=a>A</button>"),
        ("<button data-root=../>A</button>", "<button data-root=../>A</button>"),
        ('<a class=skip href="#__skip" id="__skip"></a><p id=__skip>A</p>', "<p id=__skip>A</p>"),
    ],
)
def test_an_address_of_zensical_is_as_short_as_one_of_mkdocs(written: str, made: str) -> None:
    """And words that begin like one stay as they are; so does what the theme did not write."""
    assert leftovers.remove([Page("index.html", written)]) == [Page("index.html", made)]


def test_face_keeps_what_is_shown_and_what_may_be_typed(site: Path, plain_site: Path) -> None:
    (cut,), (whole,) = site.rglob("*.woff2"), plain_site.rglob("*.woff2")
    characters = set(TTFont(cut).getBestCmap())
    bodies = [page.parse().css_first("body") for page in pages.read(site)]
    shown = {ord(letter) for body in bodies if body for letter in body.text()} | {ord("‘")}  # on paper
    assert len(shown) > 60
    assert {code for code in shown if chr(code).isprintable()} <= characters
    assert set(range(0x20, 0x7F)) <= characters
    assert cut.stat().st_size < 0.75 * whole.stat().st_size
    assert "fvar" in TTFont(cut), "one file holds every weight"


def test_face_is_cut_the_same_way_each_time(site: Path, plain_site: Path, tmp_path: Path) -> None:
    (cut,), (whole,) = site.rglob("*.woff2"), plain_site.rglob("*.woff2")
    again = tmp_path / face.FACE
    again.parent.mkdir(parents=True)
    again.write_bytes(whole.read_bytes())
    face.cut(tmp_path, pages.read(site))
    assert again.read_bytes() == cut.read_bytes()


def test_a_site_is_finished_once(site: Path) -> None:
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    result = run(site)
    assert result.returncode == 2
    assert result.stderr == f"finish: {site}: finished already; build it again first\n"
    assert pages.is_finished(site)
    assert before == {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}


def test_a_file_to_take_away_that_nobody_made_is_told(small: Path) -> None:
    (small / "downloads").mkdir()
    (small / "downloads/b.pdf").write_bytes(b"")
    links = "<a href=../downloads/b.pdf>B</a><a href='../downloads/c.pdf#page=2'>C</a><a href=../d.zip>D</a>"
    here, elsewhere = Page("deep/page.html", links), Page("index.html", "<a href=//a.org/downloads/e.pdf>")
    assert downloads.missing(small, [here, elsewhere]) == ["downloads/c.pdf"]
    page = small / "index.html"
    page.write_text(page.read_text().replace("</body>", '<a href="downloads/c.pdf">C</a></body>'))
    result = run(small)
    told = "pages link to 'downloads/c.pdf', which is not there: next time, run 'python -m book' first\n"
    assert result.stdout.startswith(told)
    assert result.returncode == 0


def test_the_guide_has_every_file_that_it_offers(printed_site: Path) -> None:
    assert downloads.missing(printed_site, pages.read(printed_site)) == []


def test_bad_input_is_one_clear_line(small: Path, tmp_path: Path) -> None:
    empty = run(tmp_path / "nothing")
    assert (empty.returncode, empty.stdout) == (2, "")
    assert "no pages here; name the folder that 'mkdocs build' wrote" in empty.stderr
    (small / "assets/own.css").unlink()
    with pytest.raises(FinishError, match=r"^assets/own.css: a page links this style sheet, and it cannot"):
        styles.combine(small, pages.read(small))
    odd = Page("odd.html", "<link rel=stylesheet href=assets/own.css></head></body>")
    with pytest.raises(
        FinishError, match=r"^odd.html: links other style sheets than index.html does; all pages share"
    ):
        styles.combine(small, [*pages.read(small), odd])
