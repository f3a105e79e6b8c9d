"""Rules about markup that the renderer could not read, so that readers see it as text."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from ..model import Place, Problem
from ..site import Page, Site
from ..snippets import cut_lines
from ..suggest import did_you_mean, nearest


class Mark(NamedTuple):
    """A sort of markup, as it shows when it was not read and as the author wrote it."""

    extension: str  # the start of the extension that reads it; without that, it is only text
    shown: str
    written: str
    remedy: str


_SPACE_REMEDY = "take out the space behind it"
_MARKS = (
    Mark(
        "pymdownx.blocks",
        "///",
        r"(?m)^[ \t]*/{3,}[ \t]*[^\s/][^\n]*",
        "there is no such block, or what stands behind its name or in its options is wrong",
    ),
    Mark(
        "pymdownx.snippets",
        "8<",
        r"""(?m)(?<![;\w-])-+8<-*+(?:[ \t]*(?:"[^"\n]*"?+|'[^'\n]*'?+))?+(?!(?<=["'])[ \t]+$)""",
        'write an include on a line of its own, as in --8<-- "page.md:section"',
    ),
    Mark(
        "pymdownx.snippets",
        "8<",
        r"""(?m)(?<![;\w-])-+8<-+[ \t]+(?:"[^"\n]*"|'[^'\n]*')(?=[ \t]+$)""",
        _SPACE_REMEDY,
    ),
    Mark(
        "",
        "](",
        r"(?<!\\)\[[^\[\]\n]*\]\((?:[^()\n]*\)|[^()\s]*)",
        "a link is not read here; inside HTML, write markdown=1 in the tag around it",
    ),
    Mark(
        "",
        "] (",
        r"\[[^\[\]\n]*[^\W\d][^\[\]\n]*\] \((?:https?://[^()\s]*|[^()\s]*(?:\.md|#)[^()\s]*)\)",
        "take out the space before the address",
    ),
    Mark(
        "",
        ")[",
        r"\([^()\n]+\)\[(?:https?://[^\[\]\s]*|[^\[\]\s]*\.md[^\[\]\s]*)\]",
        "a link has its words in [ ] and its address in ( )",
    ),
)


class Slip(NamedTuple):
    """Markup with a sign too few."""

    shown: str  # in the HTML of few pages
    written: str
    remedy: str


_SLIPS = (
    Slip(
        "&lt;&lt;&lt;&lt;&lt;&lt;&lt; ",
        r"(?m)^<{7} [^\n]+",
        "a merge is left half done; keep one of its two texts",
    ),
    Slip("<p>!! ", r'(?m)^!![ \t]+[\w-]+(?:[ \t]+"[^"\n]*")?[ \t]*$', "begin it with '!!!'"),
    Slip(
        "<p>|",
        r"(?m)(?<=\n\n)\|[^\n]*\|[ \t]*(?=\n\|[^\n]*\|[ \t]*$)(?!\n[ \t|:-]+$)",
        "a table has a line such as |---|---| below its first row",
    ),
    Slip("task-list", r"(?m)^[ \t]*[-*+] \[\](?= )", "an empty box is '[ ]', with a space"),
)


# Tables, callouts and attributes, which show in the HTML with the marks that they were typed with.
_RULE_SIGN = re.compile(r"[|][ \t]*(?:[-:–—]|&[mn]dash;)")
_ROW = r"[ \t>]*(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?|\|[ \t]*:?-{3,}:?[ \t]*\|)[ \t]*"
_TABLE_ROW = re.compile(rf"^{_ROW}$", re.MULTILINE)
_PIPE = re.compile(r"(?<!\\)\|")
_GLUED, _UNEVEN = "put an empty line above it", "its first row needs as many cells as this line"
_CALLOUTS = {"!!!": "admonition", "???": "pymdownx.details", "===": "pymdownx.tabbed"}
_KIND = r"[ \t]*[\w-]+(?:[ \t]+[\w-]+)*"
_TITLE = r"[ \t]+[\"“][^\n]*"
_CALLOUT = re.compile(
    rf"^[ \t]*(?P<callout>(?:(?:!!!|\?\?\?\+?|===[!+]?){_KIND}|===[!+]?(?={_TITLE}))(?:{_TITLE})?)[ \t]*$",
    re.MULTILINE,
)
_OF_EXTRA = ("attr_list", "footnotes")
_BRACE_SIGN = re.compile(r"[{]:?[ ]?[.#]")
_BRACE = r"(?P<brace>\{:?[ ]?[.#][^{}\n<>]*(?<!#)\})"
_BRACED_SHOWN = re.compile(rf"(?:</a>|<img[^<>]*>)[ ]?{_BRACE}")
_APART_REMEDY = "write it directly behind what it is for"
_BRACED = (
    (re.compile(rf"\][(\[][^()\[\]\n]*[)\]][ ]?{_BRACE}"), _APART_REMEDY),
    (re.compile(rf"^[ \t>]*\#{{1,6}}[^\n]*?{_BRACE}[ \t]*$", re.MULTILINE), _APART_REMEDY),
    (
        re.compile(r"^[ \t>]*\#{1,6}[^\n{}]*(?P<brace>\{:?[ ]?[.#][\w-][^{}\n<>]*?)[ \t]*$", re.MULTILINE),
        "end it with '}'",
    ),
)
# What smarty and pymdownx.smartsymbols make of what was typed.
_SMART = (
    *(("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("—", "---"), ("–", "--"), ("…", "...")),
    *(("↔", "<-->"), ("←", "<--"), ("→", "-->")),
)
_SPACED_INCLUDE = re.compile(
    r"""(?m)^[ \t]*(?P<include>-+8<-+[ \t]+(?P<quote>["'])(?P<name>[^"'\n]+)(?P=quote))[ \t]+$"""
)
_FENCE = re.compile(r"\n[ \t]*(/{3,})[ \t]*(\S?)")
_TITLE_REMEDY = "put its title in quotes, and an empty line above it"
_EMOJI_SIGN = re.compile(r":(?<!=\":)[a-z][\w+-]{2,}:")  # not the title of one that is shown
_EMOJI = re.compile(r"(?<![\w:/&;.-]):[a-z][\w+-]{2,}:(?![\w:/]|\](?!\())")  # and no class, as in '[:alpha:]'


def loose_markup(site: Site) -> Iterator[Problem]:
    """Markup is read as markup, and does not show as text.

    Bad:  /// helpline | talk
    Good: /// helplines | talk
    """
    has_emoji, is_smart = is_listed(site, "emoji"), is_listed(site, "smartsymbols")
    for page in site.pages:
        html = page.html  # one letter that is not there is found out much sooner than two
        if "|" in html and _RULE_SIGN.search(html):
            yield from _loose_tables(page)
        if any(sign[0] in html and sign in html for sign in _CALLOUTS):
            yield from _loose_callouts(site, page)
        if _BRACE_SIGN.search(html):
            yield from _loose_attributes(site, page)
        for slip in _SLIPS:
            if slip.shown in html:
                yield from _slips(page, slip)
        if has_emoji and _EMOJI_SIGN.search(html):
            yield from _loose_emoji(page)
        if any(line[-1:].isspace() for line in cut_lines(page.text)):
            yield from _spaced_includes_of_code(site, page)
        is_arrow = is_smart and "8<" in page.text  # of an include
        loose = page.shown_text if is_arrow else page.rendered.loose_text
        yield from _loose_marks(site, page, _plain(loose))


def open_block(site: Site) -> Iterator[Problem]:
    """Each `///` block is opened once and closed once, with as many slashes.

    Bad:  /// takeaways                 and no '///' below its points
    Good: /// takeaways                 and '///' below its points
    """
    if not any(name.startswith("pymdownx.blocks") for name in site.project.extension_names):
        return
    for page in site.pages:
        for text, place, opens in page.source.unpaired_fences if _may_be_unpaired(page.text) else ():
            if not opens:
                yield Problem(place, f"'{text}' closes no block: take it out, or open one above it")
            elif text not in _plain(page.rendered.loose_text):  # else it is none, as loose-markup says
                end = text[: len(text) - len(text.lstrip("/"))]
                yield Problem(place, f"'{text}' is never closed: end the block with '{end}'")


def _may_be_unpaired(text: str) -> bool:
    """True unless as many blocks are closed as are opened, with as many slashes."""
    fences = _FENCE.findall(f"\n{text}") if "///" in text else []
    opened, closed = (
        Counter(slashes for slashes, word in fences if bool(word) is opens) for opens in (True, False)
    )
    return opened != closed


def _loose_marks(site: Site, page: Page, shown: str) -> Iterator[Problem]:
    names = ("", *site.project.extension_names)
    for mark in _MARKS:
        if mark.shown in shown and any(name.startswith(mark.extension) for name in names):
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
        remedy = _GLUED if above else "" if _is_even(title, found[0].strip(" \t>")) else _UNEVEN
        if remedy and _bare(found[0]) in shown:
            yield Problem(page.source.place(found.start()), f"the table shows as text: {remedy}")


def _spaced_includes_of_code(site: Site, page: Page) -> Iterator[Problem]:
    """Only of files that are there: others are code about includes."""
    for found in page.source.find_in_blocks(_SPACED_INCLUDE):
        if site.project.snippets.lying(found["name"]):
            place = page.source.place(found.start("include"))
            yield Problem(place, f"'{found['include']}' shows as text: {_SPACE_REMEDY}")


def _is_even(title: str, rule: str) -> bool:
    """True if two lines have as many cells; where the first has none at its edges, the marks there count."""
    if title.startswith("|") or title.endswith("|"):
        title, rule = (row.removeprefix("|").removesuffix("|") for row in (title, rule))
    return len(_PIPE.findall(title)) == len(_PIPE.findall(rule))


def _loose_callouts(site: Site, page: Page) -> Iterator[Problem]:
    shown = {_bare(found["callout"]) for found in _CALLOUT.finditer(_typed(page.shown_text))}
    for found in _CALLOUT.finditer(page.source.masked) if shown else ():
        if _bare(found["callout"]) in shown:
            written = " ".join(page.source.text[slice(*found.span("callout"))].split())
            place = page.source.place(found.start("callout"))
            yield _unread(site, place, written, _CALLOUTS[written[:3]], _TITLE_REMEDY)


def _loose_attributes(site: Site, page: Page) -> Iterator[Problem]:
    shown = {_bare(found["brace"]) for found in _BRACED_SHOWN.finditer(unescape(page.html))}
    titles = (heading.text for heading in page.rendered.headings if "{" in heading.text)
    shown.update(_bare(title.rpartition("{")[2]) for title in titles)
    for written, remedy in _BRACED:
        for found in written.finditer(page.source.masked):
            if _bare(found["brace"]) in shown:
                place = page.source.place(found.start("brace"))
                yield _unread(site, place, found["brace"], "attr_list", remedy)


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
    names = (name for name in site.project.extension_names if ".blocks." not in name)
    return any(name.rpartition(".")[2] in own for name in names)


def _typed(text: str) -> str:
    """With the quotes, dashes and arrows that were typed."""
    for smart, typed in _SMART:
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
    """As it was typed, on one line."""
    return " ".join(_typed(text).split())
