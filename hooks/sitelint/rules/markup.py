"""Rules about markup that the renderer could not read, so that readers see it as text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..model import Place, Problem
from ..site import Page, Site
from ..snippets import cut_lines
from ..suggest import did_you_mean, nearest


class Mark(NamedTuple):
    """A sort of markup, as it shows when it was not read and as the author wrote it."""

    extension: str  # the start of the extension that reads it; without that, it is only text
    shown: re.Pattern[str]
    written: str
    remedy: str


_BLOCK_LINE = re.compile(r"^[ \t]*///", re.MULTILINE)
_SPACE_REMEDY = "take out the space behind it"
_MARKS = (
    Mark(
        "pymdownx.blocks",
        re.compile(r"(?:^|\s)/{3,}\s"),
        r"(?m)^[ \t]*/{3,}[ \t]*[^\s/][^\n]*",
        "there is no such block, or what stands behind its name or in its options is wrong",
    ),
    Mark(
        "pymdownx.snippets",
        re.compile(r"8<"),
        r"""(?m)(?<![;\w-])-+8<-*+(?:[ \t]*(?:"[^"\n]*"?+|'[^'\n]*'?+))?+(?!(?<=["'])[ \t]+$)""",
        'write an include on a line of its own, as in --8<-- "page.md:section"',
    ),
    Mark(
        "pymdownx.snippets",
        re.compile(r"8<"),
        r"""(?m)(?<![;\w-])-+8<-+[ \t]+(?:"[^"\n]*"|'[^'\n]*')(?=[ \t]+$)""",
        _SPACE_REMEDY,
    ),
    Mark(
        "",
        re.compile(r"\]\("),
        r"(?<!\\)\[[^\[\]\n]*\]\((?:[^()\n]*\)|[^()\s]*)",
        "a link is not read here; inside HTML, write markdown=1 in the tag around it",
    ),
    Mark(
        "",
        re.compile(r"\]\s\("),
        r"\[[^\[\]\n]*[^\W\d][^\[\]\n]*\] \((?:https?://[^()\s]*|[^()\s]*(?:\.md|#)[^()\s]*)\)",
        "take out the space before the address",
    ),
    Mark(
        "",
        re.compile(r"\)\["),
        r"\([^()\n]+\)\[(?:https?://[^\[\]\s]*|[^\[\]\s]*\.md[^\[\]\s]*)\]",
        "a link has its words in [ ] and its address in ( )",
    ),
)


class Slip(NamedTuple):
    """Markup with a sign too few, which two looks find in few pages."""

    typed: str  # in the source
    shown: str  # in the HTML
    written: str
    remedy: str


_SLIPS = (
    Slip(
        "<<<<<<< ",
        "&lt;&lt;&lt;&lt;&lt;&lt;&lt; ",
        r"(?m)^<{7} [^\n]+",
        "a merge is left half done; keep one of its two texts",
    ),
    Slip("!! ", "<p>!! ", r'(?m)^!![ \t]+[\w-]+(?:[ \t]+"[^"\n]*")?[ \t]*$', "begin it with '!!!'"),
    Slip(
        "|",
        "<p>|",
        r"(?m)(?<=\n\n)\|[^\n]*\|[ \t]*(?=\n\|[^\n]*\|[ \t]*$)(?!\n[ \t|:-]+$)",
        "a table has a line such as |---|---| below its first row",
    ),
    Slip(" [] ", "task-list", r"(?m)^[ \t]*[-*+] \[\](?= )", "an empty box is '[ ]', with a space"),
)


# Tables, callouts and attributes, which show in the HTML with the marks that they were typed with.
_TABLE_SIGNS = ("|-", "| -", "|:", "| :", "|\N{EM DASH}", "| \N{EM DASH}", "|&mdash;", "| &mdash;")
_ROW = r"[ \t>]*(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?|\|[ \t]*:?-{3,}:?[ \t]*\|)[ \t]*"
_TABLE_ROW = re.compile(rf"^{_ROW}$", re.MULTILINE)
_GLUED, _UNEVEN = "put an empty line above it", "its first row needs as many cells as this line"
_CALLOUT_SIGNS = ("!!!", "???", "=== ")
_CALLOUT = re.compile(
    r"^[ \t]*(?P<mark>!!!|\?\?\?\+?|===[!+]?)(?P<kind>[ \t]*[\w-]+(?:[ \t]+[\w-]+)*)?"
    r"(?:[ \t]+[\"“][^\n]*)?[ \t]*$",
    re.MULTILINE,
)
_CALLOUT_READERS = {"!": "admonition", "?": "pymdownx.details", "=": "pymdownx.tabbed"}
_OF_EXTRA = ("attr_list", "footnotes")
_BRACE_SIGNS = ("{:", "{.", "{ .", "{#", "{ #")
_BRACE = r"(?P<brace>\{:?[ ]?[.#][^{}\n<>]*(?<!#)\})"
_BRACED_SHOWN = re.compile(rf"(?:</a>|<img[^<>]*>)[ ]?{_BRACE}")
_BRACED = re.compile(rf"\][(\[][^()\[\]\n]*[)\]][ ]?{_BRACE}")
_BRACED_HEADING = re.compile(rf"^[ \t>]*\#{{1,6}}[^\n]*?{_BRACE}[ \t]*$", re.MULTILINE)
_OPEN_BRACE = re.compile(r"^[ \t>]*\#{1,6}[^\n{}]*(?P<brace>\{:?[ ]?[.#][\w-][^{}\n<>]*)$", re.MULTILINE)
_ARROWS = (("↔", "<-->"), ("←", "<--"), ("→", "-->"))  # of pymdownx.smartsymbols
_SPACED_INCLUDE = re.compile(
    r"""(?m)^[ \t]*(?P<include>-+8<-+[ \t]+(?P<quote>["'])(?P<name>[^"'\n]+)(?P=quote))[ \t]+$"""
)
_TITLE_REMEDY = "put its title in quotes, and an empty line above it"
_EMOJI_SIGN = re.compile(r":[a-z][\w+-]{2,}:(?!\")")  # not the title of one that is shown
_EMOJI = re.compile(r"(?<![\w:/&;.-]):[a-z][\w+-]{2,}:(?![\w:/]|\](?!\())")  # and no class, as in '[:alpha:]'


def loose_markup(site: Site) -> Iterator[Problem]:
    """Markup is read as markup, and does not show as text.

    Bad:  /// helpline | talk
    Good: /// helplines | talk
    """
    has_emoji, is_smart = is_listed(site, "pymdownx.emoji"), is_listed(site, "pymdownx.smartsymbols")
    for page in site.pages:
        # One letter that is not there is found out much sooner than two.
        html = page.html
        if "|" in html and any(sign in html for sign in _TABLE_SIGNS):
            yield from _loose_tables(page)
        if any(sign[0] in page.text and sign in html for sign in _CALLOUT_SIGNS):
            yield from _loose_callouts(site, page)
        if "{" in html and any(sign in html for sign in _BRACE_SIGNS):
            yield from _loose_attributes(site, page)
        for slip in _SLIPS:
            if slip.typed[0] in page.text and slip.typed in page.text and slip.shown in html:
                yield from _slips(page, slip)
        if has_emoji and _EMOJI_SIGN.search(html):
            yield from _loose_emoji(page)
        if any(line[-1:].isspace() for line in cut_lines(page.text)):
            yield from _spaced_includes_of_code(site, page)
        loose = page.rendered.loose_text
        if not loose and is_smart and "8<" in page.text:  # '<--' shows as an arrow
            loose = page.shown_text
        if loose:
            yield from _loose_marks(site, page, _plain(loose))


def open_block(site: Site) -> Iterator[Problem]:
    """Each `///` block is opened once and closed once, with as many slashes.

    Bad:  /// takeaways                 and no '///' below its points
    Good: /// takeaways                 and '///' below its points
    """
    if not any(name.startswith("pymdownx.blocks") for name in site.project.extension_names):
        return
    for page in site.pages:
        # A page whose fences go in pairs is right, or wrong twice: that shows as text.
        if "///" in page.text and len(_BLOCK_LINE.findall(page.text)) % 2:
            for text, place, opens in page.source.unpaired_fences:
                end = text[: len(text) - len(text.lstrip("/"))]
                remedy = (
                    f"is never closed: end the block with '{end}'"
                    if opens
                    else "closes no block: take it out, or open one above it"
                )
                yield Problem(place, f"'{text}' {remedy}")


def _loose_marks(site: Site, page: Page, shown: str) -> Iterator[Problem]:
    names = site.project.extension_names or ("",)
    for mark in _MARKS:
        if mark.shown.search(shown) and any(name.startswith(mark.extension) for name in names):
            yield from _loose(site, page, mark, shown)


def _loose(site: Site, page: Page, mark: Mark, shown: str) -> Iterator[Problem]:
    for text, place in page.source.find(mark.written):
        written = " ".join(text.split())
        if _plain(written) in shown:
            yield Problem(place, f"'{written}' shows as text: {mark.remedy}{_hint(site, written)}")


def _slips(page: Page, slip: Slip) -> Iterator[Problem]:
    for text, place in page.source.find(slip.written):
        yield Problem(place, f"'{text.strip()}' shows as text: {slip.remedy}")


def _loose_tables(page: Page) -> Iterator[Problem]:
    shown = {_bare(found[0]) for found in _TABLE_ROW.finditer(_typed(page.shown_text))}
    for found in _TABLE_ROW.finditer(page.source.masked) if shown else ():
        above, title = (page.source.line_above(found.start(), lines).strip(" \t>") for lines in (2, 1))
        remedy = _GLUED if above else _UNEVEN if _cells(title) != _cells(found[0]) else ""
        if remedy and _bare(found[0]) in shown:
            yield Problem(page.source.place(found.start()), f"the table shows as text: {remedy}")


def _spaced_includes_of_code(site: Site, page: Page) -> Iterator[Problem]:
    """Only of files that are there: others are code about includes."""
    for found in page.source.find_in_blocks(_SPACED_INCLUDE):
        if site.project.snippets.lying(found["name"]):
            place = page.source.place(found.start("include"))
            yield Problem(place, f"'{found['include']}' shows as text: {_SPACE_REMEDY}")


def _cells(row: str) -> int:
    return len(row.strip(" \t>").removeprefix("|").removesuffix("|").replace("\\|", "").split("|"))


def _loose_callouts(site: Site, page: Page) -> Iterator[Problem]:
    shown = {_bare(found[0]) for found in _CALLOUT.finditer(_typed(page.shown_text))}
    for found in _CALLOUT.finditer(page.source.masked) if shown else ():
        written = " ".join(page.source.text[slice(*found.span())].split())
        if _bare(written) in shown and (found["kind"] or found["mark"][0] == "="):
            place = page.source.place(found.start("mark"))
            yield _unread(site, place, written, _CALLOUT_READERS[found["mark"][0]], _TITLE_REMEDY)


def _loose_attributes(site: Site, page: Page) -> Iterator[Problem]:
    shown = {_bare(found["brace"]) for found in _BRACED_SHOWN.finditer(page.html)}
    shown.update(_bare(heading.text[heading.text.rfind("{") :]) for heading in page.rendered.headings)
    masked = page.source.masked
    for found in sorted((*_BRACED.finditer(masked), *_BRACED_HEADING.finditer(masked)), key=re.Match.start):
        if _bare(found["brace"]) in shown:
            place = page.source.place(found.start("brace"))
            yield _unread(site, place, found["brace"], "attr_list", "write it directly behind what it is for")
    for found in _OPEN_BRACE.finditer(masked):
        if _bare(found["brace"]) in shown:
            place = page.source.place(found.start("brace"))
            yield _unread(site, place, found["brace"].strip(), "attr_list", "end it with '}'")


def _loose_emoji(page: Page) -> Iterator[Problem]:
    shown = set(_EMOJI.findall(page.shown_text))
    for found in _EMOJI.finditer(page.source.masked) if shown else ():
        place = page.source.place(found.start())
        is_option = ":::" in page.text and page.source.begins_indented(place)  # of a plug-in
        is_role = page.source.text.startswith("`", found.end())  # of reStructuredText
        if found[0] in shown and not is_option and not is_role:
            yield Problem(
                place, f"'{found[0]}' shows as text: there is no such emoji; what is none is written as code"
            )


def _unread(site: Site, place: Place, written: str, extension: str, remedy: str) -> Problem:
    what = remedy if is_listed(site, extension) else f"list '{extension}' in markdown_extensions"
    return Problem(place, f"'{written}' shows as text: {what}")


def is_listed(site: Site, extension: str) -> bool:
    """True for an extension in use, by itself or as one of those that 'extra' brings along."""
    own = {extension.rpartition(".")[2]}.union({"extra"} if extension in _OF_EXTRA else ())
    return any(name.rpartition(".")[2] in own for name in site.project.extension_names)


def _typed(text: str) -> str:
    for smart, typed in (("“", '"'), ("”", '"'), ("\N{EM DASH}", "---"), ("–", "--")):
        text = text.replace(smart, typed)
    return text


def _bare(text: str) -> str:
    return re.sub(r"[^\w|!?=.#-]", "", _typed(text))


def _hint(site: Site, written: str) -> str:
    """The block that was meant, if its name is misspelt."""
    word = re.match(r"/{3,} ?([\w-]+)", written)
    blocks = site.project.block_names
    return did_you_mean(nearest(word[1], blocks)) if word and word[1] not in blocks else ""


def _plain(text: str) -> str:
    """On one line, with the quotes and dashes that were typed: smart ones are made by the renderer."""
    for smart, typed in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("—", "---"), ("–", "--"), *_ARROWS):
        text = text.replace(smart, typed)
    return " ".join(text.split())
