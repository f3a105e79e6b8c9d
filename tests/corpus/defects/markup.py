"""Markup that is not read as such, or swallows what follows."""

from corpus.bed import TEXT, Bed, Page, relative
from corpus.kinds import Classes, Defect, Where

AREA = "Markup"
inline = Classes(AREA, Where.INLINE)
block = Classes(AREA, Where.BLOCK)
end = Classes(AREA, Where.END)

inline.texts("broken-link", {"address-with-a-space": "[more on $word](my own $word.md)"})


@inline.about("loose-markup")
def space_before_address(bed: Bed, page: Page) -> Defect:
    word = bed.new()
    return Defect(f"[more on {word}] ({relative(bed.other(page).path, page.path)})", word)


@inline.about("loose-markup")
def link_inside_out(bed: Bed, page: Page) -> Defect:
    word = bed.new()
    return Defect(f"(more on {word})[{relative(bed.other(page).path, page.path)}]", word)


@inline.about("loose-markup")
def address_never_closed(bed: Bed, page: Page) -> Defect:
    word = bed.new()
    return Defect(f"[more on {word}]({relative(bed.other(page).path, page.path)} and", word)


@inline.about("loose-markup")
def emoji_unknown(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return Defect(f":smile-{word}:", word) if "pymdownx.emoji" in bed.extensions else None


@inline.about("loose-markup")
def snippet_in_a_sentence(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return Defect(f'--8<-- "{word}.txt"', word) if "pymdownx.snippets" in bed.extensions else None


@inline.about("loose-markup")
def attribute_without_extension(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return (
        Defect(f"[more](https://example.com/){{ .{word} }}", word)
        if "attr_list" not in bed.extensions
        else None
    )


@end.about("loose-markup")
def heading_id_without_extension(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return Defect(f"## A part {{#{word}}}\n\n{TEXT}", word) if "attr_list" not in bed.extensions else None


@block.about("undefined-footnote")
def footnote_without_extension(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    if "footnotes" in bed.extensions:
        return None
    return Defect(f"Some say so.[^{word}]\n\n[^{word}]: A note on that.", word, "", (f"so.[^{word}]",))


@block.about("loose-markup")
def admonition_without_extension(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return Defect(f'!!! note "On {word}"\n\n    {TEXT}', word) if "admonition" not in bed.extensions else None


@block.about("loose-markup")
def details_without_extension(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return (
        Defect(f'??? note "On {word}"\n\n    {TEXT}', word)
        if "pymdownx.details" not in bed.extensions
        else None
    )


@block.about("loose-markup")
def tab_without_extension(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    return Defect(f'=== "On {word}"\n\n    {TEXT}', word) if "pymdownx.tabbed" not in bed.extensions else None


@block.about("empty-callout")
def admonition_half_indented(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    text = f'!!! note "On {word}"\n  {TEXT}'
    return Defect(text, word) if "admonition" in bed.extensions else None


@block.about("empty-callout")
def admonition_not_indented(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    text = f"This is about {word}:\n\n!!! note\n{TEXT}"
    return Defect(text, f"{word}:\n\n!!! note") if "admonition" in bed.extensions else None


@block.about("empty-callout")
def tab_not_indented(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    text = f'=== "On {word}"\n\n{TEXT}'
    return Defect(text, word) if "pymdownx.tabbed" in bed.extensions else None


@block.about("loose-markup")
def table_with_short_rule(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(f"| Name | What {word} |\n|---|\n| one | two |", word, "", (f"What {word} |\n|-",))


@block.about("loose-markup")
def table_below_a_sentence(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f"These are the names of {word}:\n| Name | What |\n|---|---|\n| one | {word}2 |",
        f"{word}:",
        "",
        (f"{word}:\n| Name", f"{word}:\n| Name | What |\n|-"),
    )


@block.about("glued-list")
def list_below_a_sentence(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f"These are the names of {word}:\n- the one {word}a\n- the other", f"{word}a", "", (f"{word}:",)
    )


@block.about("glued-list")
def numbers_below_a_sentence(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f"These are the steps of {word}:\n1. the one {word}a\n2. the other", f"{word}a", "", (f"{word}:",)
    )


@end.about("open-fence")
def fence_never_closed(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(f"Code of {word}:\n\n``` python\nprint('a')\n\n{TEXT}\n\n{TEXT}", f"of {word}:\n\n```")


@end.about("open-fence")
def tilde_fence_never_closed(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(f"Code of {word}:\n\n~~~\nprint('a')\n\n{TEXT}", f"of {word}:\n\n~~~")


@end.about("open-fence")
def fence_closed_by_fewer(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(f"Code of {word}:\n\n````\nprint('a')\n```\n\n{TEXT}", f"of {word}:\n\n````")


@end.about("open-comment")
def comment_never_closed(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(f"<!-- A note on {word}\n\n{TEXT}", word)


@end.about("open-block")
def block_never_closed(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    blocks = "pymdownx.blocks.admonition" in bed.extensions
    return Defect(f"/// note | On {word}\n\n{TEXT}", word) if blocks else None


@block.about("loose-markup")
def block_unknown(bed: Bed, _: Page) -> Defect | None:
    word = bed.new()
    blocks = "pymdownx.blocks.admonition" in bed.extensions
    return Defect(f"/// notte | On {word}\n{TEXT}\n///", word, "note") if blocks else None
