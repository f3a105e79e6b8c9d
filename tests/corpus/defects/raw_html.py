"""Wrong addresses and ids in raw HTML, which MkDocs leaves as it is."""

from corpus.bed import Bed, Page, address, is_plain, relative, slip
from corpus.kinds import Classes, Defect, Where

AREA = "Raw HTML"
inline = Classes(AREA, Where.INLINE)
block = Classes(AREA, Where.BLOCK)
end = Classes(AREA, Where.END)

inline.texts(
    "broken-link",
    {
        "html-link-gone": '<a href="gone-$word/">more</a>',
        "html-link-gone-in-single-quotes": "<a class='x' href='gone-$word.html'>more</a>",
        "html-picture-gone": '<img src="pictures/$word.png" alt="A picture">',
    },
)
inline.texts("empty-link", {"html-link-empty": '<a href="">more on $word</a>'})
inline.texts("image-text", {"html-picture-without-text": '<img src="https://example.com/$word.png">'})
block.texts(
    "broken-link",
    {
        "html-link-in-a-block": (
            '<div class="box">\n  <p>Some text first.</p>\n  <p><a href="gone-$word.html">more</a></p>\n'
            "</div>"
        ),
        "srcset-gone": (
            '<p><img src="https://example.com/a.png" srcset="https://example.com/a.png '
            '1x, $word/b.png 2x" alt="A"></p>'
        ),
        "picture-source-gone": (
            '<picture>\n  <source srcset="$word/dark.webp" media="(prefers-color-scheme: dark)">\n'
            '  <img src="https://example.com/a.png" alt="A">\n</picture>'
        ),
        "video-gone": '<video controls src="$word/film.mp4"></video>',
        "video-source-gone": '<video controls>\n  <source src="$word/film.webm" type="video/webm">\n</video>',
        "video-poster-gone": (
            '<video controls src="https://example.com/a.mp4" poster="$word/first.jpg"></video>'
        ),
        "subtitles-gone": (
            '<video controls src="https://example.com/a.mp4">\n'
            '  <track src="$word/en.vtt" kind="captions">\n</video>'
        ),
        "audio-gone": '<audio controls src="$word/sound.mp3"></audio>',
        "object-gone": '<object data="$word/paper.pdf" type="application/pdf"></object>',
        "frame-gone": '<iframe src="$word/demo.html" title="A demo"></iframe>',
        "embed-gone": '<embed src="$word/drawing.svg" type="image/svg+xml">',
        "form-target-gone": '<form action="$word/search.html"><input name="q"></form>',
        "script-gone": '<script src="$word/play.js"></script>',
        "style-link-gone": '<link rel="stylesheet" href="$word/more.css">',
        "style-attribute-gone": "<div style=\"background: url('$word/paper.png')\">A box</div>",
        "svg-use-gone": '<svg viewBox="0 0 9 9"><use href="$word/icons.svg#star"></use></svg>',
        "svg-use-gone-by-its-old-name": (
            '<svg viewBox="0 0 9 9"><use xlink:href="$word/icons.svg#star"></use></svg>'
        ),
        "style-element-gone": "<style>\np { background: url($word/paper.png) }\n</style>",
    },
)
block.texts(
    "duplicate-id",
    {
        "id-twice-in-html": (
            '<p id="$word">One place.</p>\n\nSome text between them.\n\n<p id="$word">Another place.</p>'
        ),
    },
)
end.texts("open-tag", {"tag-never-closed": '<section class="$word">\n<p>Some text in a box.</p>'})


@inline.about("broken-link")
def html_link_to_source(bed: Bed, page: Page) -> Defect:
    """MkDocs rewrites 'page.md' in Markdown only."""
    word, other = bed.new(), bed.other(page)
    right = address(bed, other.path, page.path)
    return Defect(f'<a href="{relative(other.path, page.path)}">more on {word}</a>', word, right)


@inline.about("broken-link")
def html_anchor_misspelt(bed: Bed, page: Page) -> Defect | None:
    names = [name for name in page.anchors if is_plain(name)]
    if not names:
        return None
    word, anchor = bed.new(), bed.random.choice(names)
    return Defect(f'<a href="#{slip(anchor, bed.random)}">more on {word}</a>', word, f"#{anchor}")


@block.about("broken-link")
def html_link_over_two_lines(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f'<p>Read\n<a class="button"\n   href="gone-{word}.html">more</a></p>',
        word,
        "",
        ('<a class="button"',),
    )


@block.about("broken-link")
def area_gone(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f'<map name="{word}-map">\n  <area shape="rect" coords="0,0,9,9" href="gone-{word}.html" '
        f'alt="North">\n</map>',
        f"gone-{word}",
    )


@block.about("duplicate-id")
def name_and_id_twice(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f'<a name="{word}"></a>\n\nSome text between them.\n\n<p id="{word}">Another place.</p>',
        word,
        "",
        (f'name="{word}"',),
    )


@block.about("duplicate-id")
def id_twice_by_attr_list(bed: Bed, _: Page) -> Defect | None:
    if "attr_list" not in bed.extensions:
        return None
    word = bed.new()
    return Defect(
        f"A first paragraph.\n{{: #{word} }}\n\nSome text between them.\n\nA second paragraph.\n"
        f"{{: #{word} }}",
        word,
        "",
        (f"A second paragraph.\n{{: #{word} }}",),
    )


@block.about("duplicate-id")
def id_of_a_heading_again(bed: Bed, page: Page) -> Defect | None:
    names = [name for name in page.anchors if is_plain(name)]
    if not names:
        return None
    word, name = bed.new(), bed.random.choice(names)
    return Defect(f'<p id="{name}">A place that is called {word}.</p>', word, quotes=f"'{name}'")


@block.about("loose-markup")
def markdown_in_html_not_read(bed: Bed, page: Page) -> Defect:
    word = bed.new()
    target = relative(bed.other(page).path, page.path)
    return Defect(f'<div class="box">\nRead [more on {word}]({target}).\n</div>', word)


@end.about("open-tag")
def tag_closed_by_another(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f'<article class="{word}">\n<p>Some text in a box.</p>\n</section>', word, "", ("</section>",)
    )
