"""Finds what a page must not hold: code, what other sites send, and elements that do more than show text.

The policy of the published site makes browsers refuse nearly all of it. It is found before, so that no page
is published that the policy breaks, or that somebody has tampered with. An address is read as browsers read
it: the parser decodes it, and white space and control characters that browsers overlook are overlooked here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INLINE_CODE = "inline-code"
REMOTE_CONTENT = "remote-content"
ACTIVE_ELEMENT = "active-element"

# What <template> and <noscript> hold is not what a parser sees.
_ACTIVE = _words(
    "iframe frame object embed applet portal fencedframe form base audio video template noscript"
)
_CODE_SCHEMES = ("javascript", "vbscript", "data")
_LINKS = ("href", "xlink:href")
_LOADED = ("src", "poster", "background")
_FOLLOWED = ("action", "formaction", "cite")
_LISTS = ("srcset", "imagesrcset")
# What SVG reads as CSS, or as the steps of an animation, and what may name a file there.
_PAINT = _words(
    "fill stroke filter mask clip-path cursor marker marker-start marker-mid marker-end from to by values"
)
_REPORTING = ("ping", "attributionsrc")
_SILENT_REFERRERS = ("no-referrer", "same-origin")
_NOT_FETCHED = _words("canonical alternate author help license me")  # as `rel` of a <link>

# A page of nothing but these needs no closer look, and most pages hold nothing else.
_PLAIN_TAGS = _words(
    "h1 h2 h3 h4 h5 h6 p hr br div span blockquote pre details summary ul ol li dl dt dd"
    " table caption thead tbody tfoot tr th td figure figcaption img a abbr b cite code del em i ins kbd mark"
    " q s small strong sub sup time u button input label"
)
_PLAIN_ATTRIBUTES = _words(
    "align alt aria-describedby aria-hidden aria-label aria-labelledby checked class colspan data-answers"
    " data-keywords data-topic datetime disabled height hidden href id lang open rel role rowspan scope src"
    " start tabindex title type width"
)
_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ODD_HREF = re.compile(r'href(?!="(?:[\w.%~-]*["/?#]|(?:https?|mailto|sms|tel):))')
_ODD_SRC = re.compile(r'src(?!="[\w.%~-]+["/?#])')

_OVERLOOKED = "".join(map(chr, range(0x21)))  # control characters and the space
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SHOWN = 60  # letters of an address in a message


class Hazard(NamedTuple):
    rule: str
    tag: str  # '' for a setting in mkdocs.yml
    attribute: str = ""  # '' if the element itself is wrong
    value: str = ""  # of the attribute; '' if any value is wrong

    def __str__(self) -> str:
        parts = (f"'{self.attribute}'" if self.attribute else "", f"<{self.tag}>" if self.tag else "")
        return f"{' of '.join(filter(None, parts))} {_wrong(self)}"


def in_text(html: str) -> Iterator[Hazard]:
    """Every hazard of the text of a page, in its order. Not even files of the site run or dress a text."""
    if is_plain(html):
        return
    for node in LexborHTMLParser("<body>" + html).css("*"):
        tag, attributes = _read(node)
        found = tuple(_hazards(tag, attributes))
        yield from found or _loader(tag, attributes)


def in_value(text: str) -> Iterator[Hazard]:
    """Every hazard of a text that a template may print as it is, between tags or in an attribute."""
    between, within = in_text(text), in_text(f'<b title="{text}">')
    return iter(tuple(between) or tuple(within))


def is_plain(html: str) -> bool:
    """True if a page holds no hazard for sure. Quick, as every page is asked."""
    if not _PLAIN_TAGS.issuperset(_TAG.findall(html)):
        return False
    before_signs = (part.rsplit(None, 1) for part in html.split("=")[:-1])
    if not _PLAIN_ATTRIBUTES.issuperset([words[-1] if words else "" for words in before_signs]):
        return False
    return not (_ODD_HREF.search(html) or _ODD_SRC.search(html))


def find(tree: LexborHTMLParser) -> Iterator[Hazard]:
    """Every hazard of a whole page, in its order. It may name files of the site that run or dress it."""
    for node in tree.css("*"):
        yield from _hazards(*_read(node))


def loaded(tag: str, attribute: str, address: str) -> Hazard | None:
    """What is wrong with an address that a browser loads without being asked."""
    scheme = _scheme(address)
    if not scheme:
        return None
    rule = INLINE_CODE if scheme in _CODE_SCHEMES else REMOTE_CONTENT
    return Hazard(rule, tag, attribute, address)


def normal(address: str) -> str:
    """An address as a browser reads it."""
    return re.sub(r"[\t\n\r]", "", address.strip(_OVERLOOKED)).replace("\\", "/")


def _read(node: LexborNode) -> tuple[str, dict[str, str]]:
    """The tag, and the attributes that have a value."""
    attributes = {name.lower(): value for name, value in node.attributes.items() if value}
    return (node.tag or "").lower(), attributes


def _hazards(tag: str, attributes: Mapping[str, str]) -> Iterator[Hazard]:
    if element := _element(tag, attributes):
        yield element
        return
    for name, value in attributes.items():
        if hazard := _attribute(tag, name, value, attributes):
            yield hazard


def _loader(tag: str, attributes: Mapping[str, str]) -> Iterator[Hazard]:
    """What loads scripts or styles, be they files of the site."""
    if tag == "script":
        yield Hazard(ACTIVE_ELEMENT, tag, "src", attributes["src"])  # without it the code stands in the page
    if tag == "link":
        yield Hazard(ACTIVE_ELEMENT, tag)


def _element(tag: str, attributes: Mapping[str, str]) -> Hazard | None:
    if tag == "style" or (tag == "script" and "src" not in attributes):
        return Hazard(INLINE_CODE, tag)
    if tag in _ACTIVE:
        return Hazard(ACTIVE_ELEMENT, tag)
    if tag == "meta" and "http-equiv" in attributes:
        return Hazard(ACTIVE_ELEMENT, tag, "http-equiv")
    if tag == "meta" and attributes.get("name", "").strip().lower() == "referrer":
        return _referrer(tag, "content", attributes.get("content", ""))
    return None


def _attribute(tag: str, name: str, value: str, others: Mapping[str, str]) -> Hazard | None:
    if name == "style" or name.startswith("on"):
        return Hazard(INLINE_CODE, tag, name)
    if name == "name" and tag == "img":  # browsers let it take the place of what `document` can do
        return Hazard(INLINE_CODE, tag, name, value)
    if name in _REPORTING:
        return Hazard(REMOTE_CONTENT, tag, name)
    if name == "referrerpolicy":
        return _referrer(tag, name, value)
    if name in _LISTS or name in _PAINT:
        return _listed(tag, name, value)
    if name in _LOADED or (name in _LINKS and _loads(tag, others)):
        return loaded(tag, name, value)
    if (name in _LINKS or name in _FOLLOWED) and _scheme(value) in _CODE_SCHEMES:
        return Hazard(INLINE_CODE, tag, name, value)
    return None


def _loads(tag: str, attributes: Mapping[str, str]) -> bool:
    """Does a browser load what the element links to, without being asked?"""
    if tag == "link":
        return not _NOT_FETCHED.issuperset(attributes.get("rel", "stylesheet").lower().split())
    return tag != "area" and tag not in _PLAIN_TAGS


def _listed(tag: str, name: str, value: str) -> Hazard | None:
    """What is wrong with addresses among other words; CSS can write one with backslashes, which hides it."""
    for address in re.split(r"[\s,;()'\"]+", value):
        if hazard := loaded(tag, name, address):
            return hazard._replace(value=value)
    return Hazard(REMOTE_CONTENT, tag, name, value) if "\\" in value else None


def _referrer(tag: str, name: str, value: str) -> Hazard | None:
    is_silent = value.strip().lower() in _SILENT_REFERRERS
    return None if is_silent else Hazard(REMOTE_CONTENT, tag, name, value)


def _scheme(address: str) -> str:
    """What an address leads away with: 'https', 'data', '//'; '' if it stays on the site."""
    address = normal(address)
    found = _SCHEME.match(address)
    return found[1].lower() if found else address[:2] * address.startswith("//")


def _wrong(hazard: Hazard) -> str:
    """What is wrong, and what to do."""
    tag, attribute = hazard.tag, hazard.attribute
    shown = "".join(filter(str.isprintable, hazard.value)).strip()[:_SHOWN]
    if hazard.rule == ACTIVE_ELEMENT and tag in ("script", "link"):
        return "loads a file into the text of a page: put it into 'extra_javascript' or 'extra_css'"
    if hazard.rule == ACTIVE_ELEMENT:
        return "does more than show text: take it out, or link to what it shows"
    if tag == "style" and not attribute:
        return "holds styles, which browsers refuse in a page: put them into a file of 'extra_css'"
    if not attribute:
        return "holds code, which browsers refuse in a page: put it into a file of 'extra_javascript'"
    if attribute == "style":
        return "is refused by browsers: give it a class, and put the style into a file of 'extra_css'"
    if attribute == "name":
        return f"stands in the place of 'document.{shown}' for scripts: take it out"
    if hazard.rule == INLINE_CODE and not hazard.value:
        return "holds code, which browsers refuse in a page: take it out"
    if hazard.rule == INLINE_CODE:
        return f"holds code or data, '{shown}': lead to a page or a file instead"
    if attribute in _REPORTING or attribute in ("referrerpolicy", "content"):
        return "tells other sites what readers do here: take it out"
    return f"asks another site for '{shown}', and so tells it who reads here: put the file into docs/"
