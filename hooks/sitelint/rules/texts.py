"""Rules about the file that a page is written in."""

from collections.abc import Iterator

from ..front_matter import FrontMatter
from ..model import Place, Problem
from ..site import Site


def page_encoding(site: Site) -> Iterator[Problem]:
    """A page is a UTF-8 text.

    Bad:  a page saved as Latin-1 or UTF-16
    Good: a page saved as UTF-8
    """
    for page in site.pages:
        yield from not_utf8(page.shown, page.raw, page.text)


def empty_page(site: Site) -> Iterator[Problem]:
    """A page shows something.

    Bad:  an empty file
    Good: a title and a text
    """
    for page in site.pages:
        is_made = "template" in page.front_matter.data  # which may show something
        if page.rendered.empty and not is_made and not page.source.missing:  # broken-snippet says those
            yield Problem(Place(page.shown), "the page shows nothing: write it, or take the file away")


def bad_front_matter(site: Site) -> Iterator[Problem]:
    """The front matter can be read. MkDocs drops what it cannot read without a word.

    Bad:  title: Talking: how to
    Good: title: "Talking: how to"
    """
    for page in site.pages:
        yield from unread(page.shown, page.front_matter)


def unread(shown: str, front_matter: FrontMatter) -> Iterator[Problem]:
    """What keeps front matter from being read, and where."""
    if front_matter.problem:
        line, column, message = front_matter.problem
        yield Problem(Place(shown, line, column), message)
    elif front_matter.wrong:
        key, message = front_matter.wrong
        yield Problem(Place(shown, *front_matter.spot(key)), message)


def not_utf8(shown: str, raw: bytes, text: str) -> Iterator[Problem]:
    """What keeps bytes from being a text, and where; `text` is what they are read as, with marks for it."""
    if "\0" not in text and "\N{REPLACEMENT CHARACTER}" not in text:
        return
    at = raw.find(b"\0")
    if at >= 0:
        yield Problem(_spot(shown, raw, at), "a NUL byte: this is not a text; save it as UTF-8")
        return
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        yield Problem(_spot(shown, raw, error.start), "not UTF-8 from here on; save it as UTF-8")


def _spot(shown: str, raw: bytes, at: int) -> Place:
    before = raw[:at].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", errors="replace")) + 1
    return Place(shown, before.count(b"\n") + 1, column)
