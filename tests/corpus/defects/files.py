"""Wrong files: pages that cannot be read, or stand in the wrong place."""

from corpus.bed import Bed, Page, page_called, slip
from corpus.kinds import Classes, Planted, Where

AREA = "Pages and front matter"
project = Classes(AREA, Where.PROJECT)


@project.about("bad-front-matter")
def front_matter_broken(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _page(bed, word, f"---\ntags: [one]\ntitle: {word}: how to\n---\n\n", f"title: {word}")


@project.about("bad-front-matter")
def front_matter_never_closed(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _page(bed, word, f"---\ntitle: About {word}a\ntags: [one]\n\n", "---", ("title:", "tags:"))


@project.about("bad-front-matter")
def front_matter_with_a_tab(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _page(bed, word, f"---\ntitle: About\nsocial:\n\tcard: {word}a\n---\n\n", "\tcard")


@project.about("bad-front-matter")
def front_matter_key_twice(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _page(
        bed,
        word,
        f"---\ntitle: One {word}a\ntags: [one]\ntitle: Two {word}b\n---\n\n",
        f"title: Two {word}b",
        (f"title: One {word}a",),
    )


@project.about("bad-front-matter")
def front_matter_title_a_list(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _page(bed, word, f"---\ntitle: [One, {word}a]\n---\n\n", f"title: [One, {word}a]")


@project.about("bad-front-matter")
def front_matter_below_an_empty_line(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _page(bed, word, f"\n--- \ntitle: About {word}a\n---\n\n", "--- ")


@project.about("bad-front-matter")
def front_matter_without_a_space(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _page(bed, word, f"---\ntitle:About-{word}a\n---\n\n", f"title:About-{word}a")


@project.about("page-encoding")
def page_not_utf8(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    text = page_called(word) + f"A caf\u00e9 of {word}b.\n"
    return Planted("", bed.add_page(f"{word}.md", text.encode("latin-1")), f"{word}b")


@project.about("empty-page")
def page_empty(bed: Bed, _: Page) -> Planted:
    return Planted("", bed.add_page(f"{bed.new()}.md", ""))


@project.about("empty-page")
def page_of_a_comment(bed: Bed, _: Page) -> Planted:
    return Planted("", bed.add_page(f"{bed.new()}.md", "---\ntitle: Later\n---\n\n<!-- still to write -->\n"))


@project.about("not-in-nav")
def page_not_in_nav(bed: Bed, _: Page) -> Planted | None:
    if not bed.listed:
        return None
    word = bed.new()
    bed.files[f"{bed.docs}/{word}.md"] = page_called(word)
    return Planted("", f"{bed.docs}/{word}.md")


@project.about("static-link")
def link_in_static_html(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    bed.files[f"{bed.docs}/{word}.html"] = _static(f'<p>Read <a href="gone-{word}.html">more</a>.</p>')
    return Planted("", f"{bed.docs}/{word}.html", f"gone-{word}")


@project.about("static-link")
def picture_in_static_html(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    bed.files[f"{bed.docs}/{word}.html"] = _static(f'<p><img src="gone-{word}.png" alt="A"></p>')
    return Planted("", f"{bed.docs}/{word}.html", f"gone-{word}")


@project.about("broken-link")
def anchor_of_static_html(bed: Bed, page: Page) -> Planted:
    word = bed.new()
    name, heading = f"{word}.html", "getting-the-package"
    bed.files[f"{bed.docs}/{name}"] = _static(f'<h2 id="{heading}">Getting it</h2>')
    up = "../" * page.path.count("/")
    page.added.append(
        (bed.random.choice(page.spots), f"See [it {word}]({up}{name}#{slip(heading, bed.random)}).")
    )
    return Planted("", f"{bed.docs}/{page.path}", f"[it {word}]", f"#{heading}")


def _page(bed: Bed, word: str, front_matter: str, mark: str, also: tuple[str, ...] = ()) -> Planted:
    path = bed.add_page(f"{word}.md", front_matter + page_called(word))
    return Planted("", path, mark, "", also)


def _static(body: str) -> str:
    return f'<!doctype html>\n<html lang="en">\n<title>A</title>\n<h1>A</h1>\n{body}\n</html>\n'
