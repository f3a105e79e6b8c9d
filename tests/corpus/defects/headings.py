"""Headings in a wrong order. They stand at the end of a page, so that they change nothing below them."""

import re

from corpus.bed import TEXT, Bed, Page
from corpus.kinds import Classes, Defect, Planted, Where

AREA = "Headings and order"
end = Classes(AREA, Where.END)
project = Classes(AREA, Where.PROJECT)


@end.about("heading-skip")
def heading_skips_a_level(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(f"## A part {word}a\n\n{TEXT}\n\n#### A detail {word}b\n\n{TEXT}", f"{word}b")


@end.about("heading-skip")
def html_heading_skips_a_level(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(f"## A part {word}a\n\n{TEXT}\n\n<h4>A detail {word}b</h4>\n\n{TEXT}", f"{word}b")


@end.about("one-title")
def title_again(bed: Bed, page: Page) -> Defect | None:
    word = bed.new()
    return Defect(f"# Another title {word}\n\n{TEXT}", word) if _has_title(page) else None


@end.about("one-title")
def title_again_underlined(bed: Bed, page: Page) -> Defect | None:
    word = bed.new()
    return Defect(f"Another title {word}\n===\n\n{TEXT}", word) if _has_title(page) else None


@end.about("repeated-heading")
def heading_repeated(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    return Defect(
        f"## A part {word}a\n\n### Steps {word}b\n\n{TEXT}\n\n### Checks {word}c\n\n{TEXT}\n\n"
        f"### Steps {word}b\n\n{TEXT}",
        f"{word}b",
    )


@end.about("heading-number")
def number_left_out(bed: Bed, _: Page) -> Defect:
    return _numbered(bed, ("1.", "2.", "4."))


@end.about("heading-number")
def number_twice(bed: Bed, _: Page) -> Defect:
    return _numbered(bed, ("1.", "2.", "2."))


@end.about("heading-number")
def number_swapped(bed: Bed, _: Page) -> Defect:
    word = bed.new()
    parts = [f"### {number} Do it {word}{number[0]}\n\n{TEXT}\n\n" for number in ("1.", "3.", "2.", "4.")]
    return Defect(f"## A part {word}\n\n{TEXT}\n\n{''.join(parts)}".rstrip(), f"{word}3", "", (f"{word}2",))


@end.about("heading-number")
def step_left_out(bed: Bed, _: Page) -> Defect:
    return _numbered(bed, ("Step 1:", "Step 2:", "Step 4:"))


@end.about("heading-number")
def number_of_two_parts_left_out(bed: Bed, _: Page) -> Defect:
    return _numbered(bed, ("2.1", "2.2", "2.4"))


@project.about("missing-title")
def title_missing(bed: Bed, _: Page) -> Planted | None:
    """Neither the page nor the nav says what it is called, where other pages do."""
    titled = sum(_has_title(page) for page in bed.pages.values())
    if not bed.listed or titled < 0.9 * len(bed.pages):
        return None
    path = bed.add_page(f"{bed.new()}.md", f"{TEXT}\n\n## A part\n\n{TEXT}\n", listed=True)
    return Planted("", path)


@project.about("repeated-title")
def title_of_another_page(bed: Bed, _: Page) -> Planted | None:
    if not bed.listed:
        return None
    word = bed.new()
    files = []
    for name in ("one", "two"):
        files.append(f"{bed.docs}/{word}/{name}.md")
        bed.files[files[-1]] = f"# Setting up {word}\n\n{TEXT} This is page {name}.\n"
    bed.add_item("nav", f"A part {word}:\n  - {word}/one.md\n  - {word}/two.md")
    return Planted(
        "", files[1], "# Setting", "", (), "", ((files[0], "# Setting"), ("mkdocs.yml", f"{word}/two.md"))
    )


def _has_title(page: Page) -> bool:
    return bool(
        re.search(r"^# \w", re.sub(r"^(`{3,}).*?^\1", "", page.text, flags=re.M | re.S), re.MULTILINE)
    )


def _numbered(bed: Bed, numbers: tuple[str, ...]) -> Defect:
    word = bed.new()
    parts = [
        f"### {number} Do it {word}{letter}\n\n{TEXT}" for number, letter in zip(numbers, "abc", strict=True)
    ]
    return Defect("\n\n".join([f"## A part {word}", TEXT, *parts]), f"{word}c")
