"""Where HTML and CSS hold addresses."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from .mask import spaces

# Besides href and src. On other elements `data` and `action` are something else.
_OWNERS = {"data": "object", "action": "form"}
_RARE = frozenset({"srcset", "imagesrcset", "poster", "formaction", "style", *_OWNERS})
_LINKS = frozenset({"href", "xlink:href", "src"})
_SHOWN = frozenset({"src", "srcset", "imagesrcset", "poster", "data", "style"})

_TAG = re.compile(r"""<(?P<tag>[a-zA-Z][^\s<>/]*)(?P<rest>(?:[^<>"']++|"[^"]*+"|'[^']*+'){1,200}+)>""")
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)\s*+=\s*+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>]+))"""
)
_CSS = re.compile(
    r"""
      /\*.*?(?:\*/|\Z)
    | url\(\s*(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s"'()]+))\s*\)
    | @import\s+(?:"(?P<double_name>[^"\n]*)"|'(?P<single_name>[^'\n]*)')
    | "(?:[^"\\\n]++|\\.)*+"? | '(?:[^'\\\n]++|\\.)*+'?
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SCRIPT = re.compile(r"(<script\b[^<>]*>)(.*?)(</script|\Z)", re.DOTALL | re.IGNORECASE)


class Written(NamedTuple):
    """An address as a text writes it."""

    address: str
    at: int
    tag: str
    attribute: str  # one of the rarer ones, '' for href and src
    is_shown: bool  # shown in the page, not led to
    raw: str  # the whole value of the attribute


def in_html(text: str, shape: str = "") -> Iterator[Written]:
    """Each address in the tags of a text. `shape`, as long as it, says where tags and attributes are."""
    shape = shape or text
    for tag in _TAG.finditer(shape):
        yield from in_tag(tag["tag"].lower(), text, shape, *tag.span("rest"))


def markup(text: str) -> str:
    """HTML without its comments and without what scripts hold, as long as before."""
    text = _SCRIPT.sub(lambda found: found[1] + spaces(found[2]) + found[3], text)
    return _COMMENT.sub(lambda found: spaces(found[0]), text)


def in_tag(tag: str, text: str, shape: str, start: int, end: int) -> Iterator[Written]:
    """Each address among the attributes of a tag, which stand in this span of the text."""
    for found in _ATTRIBUTE.finditer(shape, start, end):
        name = found["name"].lower()
        if name in _LINKS or is_rare(tag, name):
            raw = text[slice(*found.span(_group(found)))]
            for address in inside(name, html.unescape(raw)):
                attribute = "" if name in _LINKS else name
                yield Written(address, found.start(), tag, attribute, is_shown(name), raw)


def is_rare(tag: str, attribute: str) -> bool:
    """True for an attribute with addresses that is not plainly href or src."""
    return attribute in _RARE and _OWNERS.get(attribute, tag) == tag


def is_shown(attribute: str) -> bool:
    """True if the address is of something in the page, and not of something that it leads to."""
    return attribute in _SHOWN


def inside(attribute: str, value: str) -> tuple[str, ...]:
    """The addresses in the value of an attribute."""
    if attribute in ("srcset", "imagesrcset"):
        return tuple(_candidates(value))
    if attribute == "style":
        return tuple(address for address, _ in in_css(value))
    return (value.strip(),)


def _candidates(value: str) -> Iterator[str]:
    """The addresses of `way.png, map.png 2x`: a comma ends one only before a space, or behind its size."""
    is_sized = False
    for word in value.split():
        if is_sized:
            _, comma, word = word.partition(",")
            is_sized = not comma
        word = word.lstrip(",")
        if word and not is_sized:
            yield word.rstrip(",")
            is_sized = not word.endswith(",")


def in_css(text: str) -> Iterator[tuple[str, int]]:
    """Each `url()` and `@import` outside of comments, and where it stands; what is escaped is left out."""
    for found in _CSS.finditer(text):
        group = _group(found)
        if group and "\\" not in found[group]:
            yield found[group], found.start(group)


def _group(found: re.Match[str]) -> str:
    """The group that holds the address; '' in a comment or another string."""
    return found.lastgroup or ""
