"""Wrong links and pictures in Markdown."""

import posixpath

from corpus.bed import Bed, Page, is_plain, relative, slip
from corpus.kinds import Classes, Defect, Where

AREA = "Markdown links"
inline = Classes(AREA, Where.INLINE)

inline.texts("broken-link", {"picture-gone": "![A picture of $word](pictures/$word.png)"})
inline.texts("empty-link", {"picture-without-address": "![A picture of $word]()"})
inline.texts("malformed-address", {"phone-with-a-space": "[call $word](<tel:0800 123 456>)"})


@inline.about("broken-link")
def page_misspelt(bed: Bed, page: Page) -> Defect:
    other = bed.other(page)
    folder, name = posixpath.split(other.path)
    wrong = posixpath.join(folder, slip(name.removesuffix(".md"), bed.random) + ".md")
    return _link(bed, relative(wrong, page.path), relative(other.path, page.path))


@inline.about("broken-link")
def page_in_wrong_folder(bed: Bed, page: Page) -> Defect:
    other = bed.other(page)
    wrong = posixpath.join("elsewhere", posixpath.basename(other.path))
    return _link(bed, relative(wrong, page.path), relative(other.path, page.path))


@inline.about("broken-link")
def page_in_wrong_case(bed: Bed, page: Page) -> Defect:
    other = bed.other(page)
    folder, name = posixpath.split(other.path)
    return _link(
        bed, relative(posixpath.join(folder, name.capitalize()), page.path), relative(other.path, page.path)
    )


@inline.about("broken-link")
def page_without_ending(bed: Bed, page: Page) -> Defect:
    right = relative(bed.other(page).path, page.path)
    return _link(bed, right.removesuffix(".md"), right)


@inline.about("broken-link")
def page_as_folder(bed: Bed, page: Page) -> Defect:
    right = relative(bed.other(page).path, page.path)
    return _link(bed, right.removesuffix(".md") + "/", right)


@inline.about("broken-link", "output-link")
def page_as_output(bed: Bed, page: Page) -> Defect:
    right = relative(bed.other(page).path, page.path)
    return _link(bed, right.removesuffix(".md") + ".html", right)


@inline.about("broken-link")
def page_with_dashes_wrong(bed: Bed, page: Page) -> Defect | None:
    names = [item for item in sorted(bed.pages) if "-" in posixpath.basename(item) and item != page.path]
    if not names:
        return None
    right = bed.random.choice(names)
    folder, name = posixpath.split(right)
    wrong = posixpath.join(folder, name.replace("-", "_"))
    return _link(bed, relative(wrong, page.path), relative(right, page.path))


@inline.about("broken-link")
def page_gone(bed: Bed, page: Page) -> Defect:
    return _link(bed, f"{bed.new()}.md")


@inline.about("broken-link")
def anchor_misspelt_elsewhere(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    wrong = slip(anchor, bed.random)
    return _link(bed, f"{relative(other.path, page.path)}#{wrong}", f"#{anchor}")


@inline.about("broken-link")
def anchor_misspelt_here(bed: Bed, page: Page) -> Defect | None:
    names = [name for name in page.anchors if is_plain(name)]
    if not names:
        return None
    anchor = bed.random.choice(names)
    return _link(bed, f"#{slip(anchor, bed.random)}", f"#{anchor}")


@inline.about("broken-link")
def anchor_in_wrong_case(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    return _link(bed, f"{relative(other.path, page.path)}#{anchor.capitalize()}", f"#{anchor}")


@inline.about("broken-link")
def anchor_with_underscores(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    return _link(bed, f"{relative(other.path, page.path)}#{anchor.replace('-', '_')}", f"#{anchor}")


@inline.about("broken-link")
def anchor_of_another_page(bed: Bed, page: Page) -> Defect | None:
    other, anchor = bed.anchored(page)
    if sum(anchor in item.anchors for item in bed.pages.values()) > 1:
        return None
    return _link(bed, f"#{anchor}", f"{relative(other.path, page.path)}")


@inline.about("broken-link")
def anchor_of_an_older_heading(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    return _link(
        bed,
        f"{relative(other.path, page.path)}#{anchor}-{bed.random.choice(['now', 'it', 'again'])}",
        f"#{anchor}",
    )


@inline.about("broken-link")
def anchor_gone(bed: Bed, page: Page) -> Defect:
    return _link(bed, f"{relative(bed.other(page).path, page.path)}#{bed.new()}")


@inline.about("broken-link")
def file_gone(bed: Bed, _: Page) -> Defect:
    return _link(bed, f"files/{bed.new()}.zip")


@inline.about("absolute-link")
def link_from_the_root(bed: Bed, page: Page) -> Defect:
    other = bed.other(page)
    return _link(bed, f"/{other.path}", relative(other.path, page.path))


@inline.about("outside-link")
def link_out_of_docs(bed: Bed, page: Page) -> Defect:
    up = "../" * (page.path.count("/") + 1)
    return _link(bed, f"{up}{bed.new()}/setup.py")


@inline.about("hidden-link")
def link_to_a_draft(bed: Bed, page: Page) -> Defect:
    name = f"{bed.new()}-draft.md"
    bed.files[f"{bed.docs}/{name}"] = "# A draft\n\nNot yet ready to be read.\n"
    bed.add_pattern("draft_docs", f"/{name}")
    return _link(bed, relative(name, page.path))


@inline.about("hidden-link")
def link_to_an_excluded_page(bed: Bed, page: Page) -> Defect:
    name = f"{bed.new()}-left-out.md"
    bed.files[f"{bed.docs}/{name}"] = "# Left out\n\nNot part of the site.\n"
    bed.add_pattern("exclude_docs", f"/{name}")
    return _link(bed, relative(name, page.path))


@inline.about("empty-link")
def link_without_address(bed: Bed, _: Page) -> Defect:
    return _link(bed, "")


@inline.about("empty-link")
def link_without_words(bed: Bed, page: Page) -> Defect:
    word = bed.new()
    return Defect(f"{word} [](<{relative(bed.other(page).path, page.path)}>)", word)


@inline.about("malformed-address")
def link_without_protocol(bed: Bed, _: Page) -> Defect:
    address = f"www.{bed.new()}.example.com/about"
    return _link(bed, address, f"https://{address}")


@inline.about("malformed-address")
def protocol_without_colon(bed: Bed, _: Page) -> Defect:
    address = f"{bed.new()}.example.com/about"
    return _link(bed, f"https//{address}", "://")


@inline.about("malformed-address")
def protocol_with_one_slash(bed: Bed, _: Page) -> Defect:
    address = f"{bed.new()}.example.com/about"
    return _link(bed, f"https:/{address}", "https://")


@inline.about("malformed-address")
def protocol_misspelt(bed: Bed, _: Page) -> Defect:
    address = f"{bed.new()}.example.com/about"
    return _link(bed, f"{bed.random.choice(['htps', 'htttps', 'hhtps'])}://{address}", "https:")


@inline.about("malformed-address")
def protocol_twice(bed: Bed, _: Page) -> Defect:
    address = f"{bed.new()}.example.com/about"
    return _link(bed, f"https://https://{address}", f"https://{address}")


@inline.about("malformed-address")
def mail_without_at(bed: Bed, _: Page) -> Defect:
    return _link(bed, f"mailto:{bed.new()}.example.com")


@inline.about("malformed-address")
def mail_without_mailto(bed: Bed, _: Page) -> Defect:
    address = f"{bed.new()}@example.com"
    return _link(bed, address, f"mailto:{address}")


@inline.about("malformed-address")
def phone_with_words(bed: Bed, _: Page) -> Defect:
    return _link(bed, f"tel:call-{bed.new()}")


@inline.about("malformed-address")
def port_that_is_none(bed: Bed, _: Page) -> Defect:
    return _link(bed, f"https://{bed.new()}.example.com:80a/")


@inline.about("broken-link")
def picture_misspelt(bed: Bed, page: Page) -> Defect | None:
    pictures = [item for item in bed.pictures if len(posixpath.basename(item)) >= 10 and item.isascii()]
    pictures = [
        item
        for item in pictures
        if posixpath.splitext(posixpath.basename(item))[0].replace("-", "").isalpha()
    ]
    if not pictures:
        return None
    right = bed.random.choice(pictures)
    folder, name = posixpath.split(right)
    stem, ending = posixpath.splitext(name)
    wrong = posixpath.join(folder, slip(stem, bed.random) + ending)
    word = bed.new()
    wrong = relative(wrong, page.path)
    return Defect(f"![A picture of {word}]({wrong})", word, relative(right, page.path), quotes=f"'{wrong}'")


@inline.about("broken-link")
def picture_with_other_ending(bed: Bed, page: Page) -> Defect | None:
    stems = [posixpath.splitext(item)[0] for item in bed.pictures]
    pictures = [item for item in bed.pictures if stems.count(posixpath.splitext(item)[0]) == 1]
    if not pictures:
        return None
    right = bed.random.choice(pictures)
    wrong = posixpath.splitext(right)[0] + (".png" if not right.endswith(".png") else ".svg")
    word = bed.new()
    wrong = relative(wrong, page.path)
    return Defect(f"![A picture of {word}]({wrong})", word, relative(right, page.path), quotes=f"'{wrong}'")


@inline.about("image-text")
def picture_without_text(bed: Bed, page: Page) -> Defect | None:
    if not bed.pictures:
        return None
    word = bed.new()
    return Defect(f"{word} ![]({relative(bed.random.choice(bed.pictures), page.path)})", word)


@inline.about("broken-link")
def picture_link_broken(bed: Bed, page: Page) -> Defect | None:
    """A picture that is right, in a link that is not."""
    if not bed.pictures:
        return None
    word = bed.new()
    picture = relative(bed.random.choice(bed.pictures), page.path)
    return Defect(f"[![A picture of {word}]({picture})](gone-{word}.md)", word)


@inline.about("broken-link")
def page_with_backslashes(bed: Bed, page: Page) -> Defect | None:
    found = [relative(item, page.path) for item in sorted(bed.pages) if item != page.path]
    found = [item for item in found if "/" in item and not item.startswith("..")]
    if not found or "pymdownx.escapeall" in bed.extensions:
        return None
    right = bed.random.choice(found)
    return _link(bed, right.replace("/", "\\"), right)


@inline.about("broken-link")
def page_with_wrong_ending(bed: Bed, page: Page) -> Defect:
    right = relative(bed.other(page).path, page.path)
    return _link(bed, right.removesuffix("md") + bed.random.choice(["dm", "mdd", "mb"]), right)


@inline.about("broken-link")
def anchor_after_a_space(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    right = relative(other.path, page.path)
    return _link(bed, f"{right} #{anchor}")


@inline.about("broken-link")
def anchor_with_two_marks(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    return _link(bed, f"{relative(other.path, page.path)}##{anchor}", f"#{anchor}")


@inline.about("broken-link")
def anchor_with_a_dash_too_many(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    return _link(bed, f"{relative(other.path, page.path)}#{anchor}-", f"#{anchor}")


@inline.about("broken-link")
def anchor_as_its_words(bed: Bed, page: Page) -> Defect:
    other, anchor = bed.anchored(page)
    words = anchor.replace("-", "%20").capitalize()
    return _link(bed, f"{relative(other.path, page.path)}#{words}", f"#{anchor}")


def _link(bed: Bed, target: str, suggestion: str = "") -> Defect:
    word = bed.new()
    return Defect(f"[more on {word}]({target})", word, suggestion, quotes=f"'{target}'" if target else "")
