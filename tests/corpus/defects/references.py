"""Wrong references, footnotes and snippets."""

import posixpath

from corpus.bed import Bed, Page, relative, slip
from corpus.kinds import Classes, Defect, Planted, Where

AREA = "References, footnotes, snippets"
inline = Classes(AREA, Where.INLINE)
block = Classes(AREA, Where.BLOCK)
project = Classes(AREA, Where.PROJECT)

inline.texts(
    "undefined-reference",
    {
        "label-undefined": "[the words][$word]",
        "label-undefined-in-short": "[$word words][]",
    },
)


@block.about("undefined-reference")
def label_misspelt(bed: Bed, page: Page) -> Defect:
    word, target = bed.new(), relative(bed.other(page).path, page.path)
    return Defect(
        f"Read [the words][{word}-handbok] and [the whole][{word}-handbook] of it.\n\n"
        f"[{word}-handbook]: {target}",
        f"[{word}-handbok]",
        f"{word}-handbook",
    )


@block.about("broken-link")
def definition_broken(bed: Bed, page: Page) -> Defect:
    word, other = bed.new(), bed.other(page)
    folder, name = posixpath.split(other.path)
    wrong = relative(posixpath.join(folder, slip(name.removesuffix(".md"), bed.random) + ".md"), page.path)
    return Defect(
        f"Read [the words][{word}] of it.\n\n[{word}]: {wrong}",
        f"[{word}]:",
        relative(other.path, page.path),
        (f"words][{word}]",),
        f"'{wrong}'",
    )


@block.about("doubled-reference")
def label_defined_twice(bed: Bed, page: Page) -> Defect:
    word = bed.new()
    one, two = relative(bed.other(page).path, page.path), "https://example.com/"
    return Defect(
        f"Read [the words][{word}] of it.\n\n[{word}]: {one}\n\nAnd now for something else.\n\n"
        f"[{word}]: {two}",
        f"[{word}]:",
        "",
        (f"[{word}]: {one}",),
    )


@inline.about("undefined-footnote")
def footnote_undefined(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return Defect(f"as some say[^{word}]", word) if "footnotes" in bed.extensions else None


@block.about("unused-footnote")
def footnote_unused(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return (
        Defect(f"[^{word}]: A note that nothing leads to.", word) if "footnotes" in bed.extensions else None
    )


@block.about("doubled-reference")
def footnote_defined_twice(bed: Bed, _: Page) -> Defect | None:
    if "footnotes" not in bed.extensions:
        return None
    word = bed.new()
    return Defect(
        f"Some say so.[^{word}]\n\n[^{word}]: A first note.\n\nAnd more of this text.\n\n"
        f"[^{word}]: A second one.",
        f"[^{word}]:",
        "",
        (f"[^{word}]: A first",),
    )


@block.about("broken-link")
def footnote_link_broken(bed: Bed, _: Page) -> Defect | None:
    """A broken link in the text of a footnote, which is shown at the end of the page."""
    if "footnotes" not in bed.extensions:
        return None
    word = bed.new()
    return Defect(f"Some say so.[^{word}]\n\n[^{word}]: See [this](gone-{word}.md).", f"gone-{word}")


@block.about("broken-snippet")
def snippet_gone(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return Defect(f'--8<-- "{word}.txt"', word) if "pymdownx.snippets" in bed.extensions else None


@block.about("broken-snippet")
def snippet_section_gone(bed: Bed, _: Page) -> Defect | None:
    folder = _base(bed)
    if folder is None:
        return None
    word = bed.new()
    bed.files[posixpath.join(folder, f"{word}.txt")] = (
        f"<!-- --8<-- [start:installing-{word}] -->\nText to include.\n<!-- --8<-- "
        f"[end:installing-{word}] -->\n"
    )
    return Defect(f'--8<-- "{word}.txt:instaling-{word}"', f"instaling-{word}", f"installing-{word}")


@block.about("broken-snippet")
def snippet_misspelt(bed: Bed, _: Page) -> Defect | None:
    folder = _base(bed)
    if folder is None:
        return None
    word = bed.new()
    bed.files[posixpath.join(folder, f"{word}-warning.txt")] = "Mind this before you go on.\n"
    text = f'--8<-- "{word}-warning.txt"\n\nAnd once more:\n\n--8<-- "{word}-warnign.txt"'
    return Defect(text, f"{word}-warnign", f"{word}-warning.txt")


@block.about("undefined-reference")
def definition_without_colon(bed: Bed, page: Page) -> Defect:
    word, target = bed.new(), relative(bed.other(page).path, page.path)
    return Defect(
        f"Read [the words][{word}] of it.\n\n[{word}] {target}", f"words][{word}]", "", (f"[{word}] ",)
    )


@block.about("broken-snippet")
def snippet_gone_in_a_row(bed: Bed, _: Page) -> Defect | None:
    if "pymdownx.snippets" not in bed.extensions:
        return None
    word = bed.new()
    return Defect(f"--8<--\n{word}.txt\n--8<--", f"{word}.txt")


@project.about("broken-snippet")
def snippet_gone_in_a_snippet(bed: Bed, page: Page) -> Planted | None:
    folder = _base(bed)
    if folder is None:
        return None
    word = bed.new()
    file = posixpath.join(folder, f"{word}.txt")
    bed.files[file] = f'Some lines.\n\n--8<-- "{word}-inner.txt"\n'
    page.added.append((bed.random.choice(page.spots), f'--8<-- "{word}.txt"'))
    return Planted("", posixpath.normpath(file), f"{word}-inner")


@project.about("broken-link")
def link_in_a_snippet(bed: Bed, page: Page) -> Planted | None:
    return _in_snippet(bed, [page])


@project.about("broken-link")
def link_in_a_snippet_of_two_pages(bed: Bed, page: Page) -> Planted | None:
    other = next((item for item in bed.pages.values() if item.spots and item is not page), None)
    return _in_snippet(bed, [page, other]) if other else None


def _in_snippet(bed: Bed, pages: list[Page]) -> Planted | None:
    folder = _base(bed)
    if folder is None:
        return None
    word = bed.new()
    file = posixpath.join(folder, f"{word}.txt")
    bed.files[file] = f"Some lines that several pages share.\n\nRead [of {word}](gone-{word}.md) too.\n"
    for page in pages:
        page.added.append((bed.random.choice(page.spots), f'--8<-- "{word}.txt"'))
    return Planted("", posixpath.normpath(file), word)


def _base(bed: Bed) -> str | None:
    """The folder in which snippets are looked for, below the project."""
    for item in bed.plain.get("markdown_extensions") or []:
        if item == "pymdownx.snippets":
            return "."
        if isinstance(item, dict) and "pymdownx.snippets" in item:
            base = (item["pymdownx.snippets"] or {}).get("base_path")
            first = base[0] if isinstance(base, list) else base
            return first or "."  # what MkDocs's own tags make is the folder of mkdocs.yml
    return None
