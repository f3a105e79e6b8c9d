"""Wrong entries of mkdocs.yml."""

import posixpath

from corpus.bed import Bed, Page, page_called, slip
from corpus.kinds import Classes, Planted, Where

AREA = "mkdocs.yml and nav"
project = Classes(AREA, Where.PROJECT)
FILE = "mkdocs.yml"


@project.about("broken-nav")
def nav_page_gone(bed: Bed, _: Page) -> Planted | None:
    return _nav(bed, f"{bed.new()}.md")


@project.about("broken-nav")
def nav_page_misspelt(bed: Bed, _: Page) -> Planted | None:
    name = f"{bed.new()}-{bed.random.choice(['overview', 'reference', 'installation'])}"
    if bed.listed:
        bed.files[f"{bed.docs}/{name}.md"] = page_called(name)
        bed.add_pattern("not_in_nav", f"/{name}.md")
    return _nav(bed, f"{name[:7]}{slip(name[7:], bed.random)}.md", f"{name}.md")


@project.about("broken-nav")
def nav_page_without_folder(bed: Bed, _: Page) -> Planted | None:
    word = bed.new()
    if bed.listed:
        bed.add_page(f"{word}/about-{word}.md", page_called(word))
    return _nav(bed, f"about-{word}.md", f"{word}/about-{word}.md")


@project.about("broken-nav")
def nav_entry_empty(bed: Bed, _: Page) -> Planted | None:
    if not bed.listed:
        return None
    word = bed.new()
    bed.add_item("nav", f"About {word}: ''")
    return Planted("", FILE, f"About {word}")


@project.about("broken-nav")
def nav_page_twice(bed: Bed, _: Page) -> Planted | None:
    if not bed.listed:
        return None
    word = bed.new()
    bed.files[f"{bed.docs}/{word}.md"] = page_called(word)
    bed.add_item("nav", f"Second {word}b: {word}.md")
    bed.add_item("nav", f"First {word}a: {word}.md")
    return Planted("", FILE, f"Second {word}b", "", (f"First {word}a",))


@project.about("broken-nav")
def nav_entry_no_page(bed: Bed, _: Page) -> Planted | None:
    word = bed.new()
    if bed.listed:
        bed.files[f"{bed.docs}/{word}.css"] = "p { margin: 0 }\n"
    return _nav(bed, f"{word}.css")


@project.about("hidden-link")
def nav_entry_a_draft(bed: Bed, _: Page) -> Planted | None:
    return _hidden(bed, "draft_docs")


@project.about("hidden-link")
def nav_entry_excluded(bed: Bed, _: Page) -> Planted | None:
    return _hidden(bed, "exclude_docs")


@project.about("page-number")
def nav_pages_out_of_order(bed: Bed, _: Page) -> Planted | None:
    if not bed.listed:
        return None
    word = bed.new()
    names = [f"{word}/{name}.md" for name in ("01-first", "03-third", "02-second", "04-last")]
    for name in names:
        bed.files[f"{bed.docs}/{name}"] = (
            f"# Page {posixpath.basename(name)[3:-3]} of {word}\n\nSome words.\n"
        )
    bed.add_item("nav", f"Part {word}:\n" + "\n".join(f"  - {name}" for name in names))
    return Planted(
        "",
        FILE,
        names[1],
        "",
        (names[2],),
        "",
        ((f"{bed.docs}/{names[1]}", ""), (f"{bed.docs}/{names[2]}", "")),
    )


@project.about("nav-order")
def nav_against_declared_order(bed: Bed, _: Page) -> Planted | None:
    if not bed.listed:
        return None
    word = bed.new()
    names = {f"{word}/{name}.md": order for name, order in (("begin", 1), ("finish", 3), ("middle", 2))}
    for name, order in names.items():
        bed.files[f"{bed.docs}/{name}"] = (
            f"---\norder: {order}\n---\n\n# How to {posixpath.basename(name)[:-3]} {word}\n\nSome words.\n"
        )
    bed.add_item("nav", f"Part {word}:\n" + "\n".join(f"  - {name}" for name in names))
    files = [f"{bed.docs}/{word}/{name}.md" for name in ("finish", "middle")]
    return Planted(
        "",
        FILE,
        f"{word}/finish.md",
        "",
        (f"{word}/middle.md",),
        "",
        tuple((file, "order:") for file in files),
    )


@project.about("idle-pattern")
def pattern_that_matches_nothing(bed: Bed, _: Page) -> Planted | None:
    word = bed.new()
    bed.add_pattern(bed.random.choice(["not_in_nav", "exclude_docs", "draft_docs"]), f"/{word}/page.md")
    return Planted("", FILE, word)


@project.about("missing-asset")
def style_gone(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    bed.add_item("extra_css", f"{word}.css")
    return Planted("", FILE, word)


@project.about("missing-asset")
def style_misspelt(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    bed.files[f"{bed.docs}/{word}-colours.css"] = "p { margin: 0 }\n"
    bed.add_item("extra_css", f"{word}-coluors.css")
    return Planted("", FILE, f"{word}-coluors", f"{word}-colours.css")


@project.about("missing-asset")
def script_of_settings_gone(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    bed.add_item("extra_javascript", f"{word}.js")
    return Planted("", FILE, word)


@project.about("missing-asset")
def script_with_options_gone(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    bed.add_item("extra_javascript", f"path: {word}.mjs\n  type: module")
    return Planted("", FILE, word)


@project.about("missing-asset")
def logo_gone(bed: Bed, _: Page) -> Planted | None:
    return _theme(bed, "logo", f"{bed.new()}.svg")


@project.about("missing-asset")
def favicon_gone(bed: Bed, _: Page) -> Planted | None:
    return _theme(bed, "favicon", f"{bed.new()}.png")


def _nav(bed: Bed, target: str, suggestion: str = "") -> Planted | None:
    if not bed.listed:
        return None
    bed.add_item("nav", f"Planted {target}: {target}")
    return Planted("", FILE, f"Planted {target}", suggestion)


def _hidden(bed: Bed, key: str) -> Planted | None:
    if not bed.listed:
        return None
    word = bed.new()
    bed.files[f"{bed.docs}/{word}.md"] = page_called(word)
    bed.add_pattern(key, f"/{word}.md")
    return _nav(bed, f"{word}.md")


def _theme(bed: Bed, key: str, value: str) -> Planted | None:
    if bed.plain["theme"].get(key) or f"\n  {key}:" in bed.settings:
        return None
    bed.add_theme(key, value)
    return Planted("", FILE, value)
