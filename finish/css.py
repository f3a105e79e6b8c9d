"""Cuts style sheets to what pages use. It knows CSS, and nothing of files or of this guide."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, ParseError, QualifiedRule
from tinycss2.serializer import serialize_identifier

Uses = Callable[[str], bool]
"""Tells whether a selector, as it is written, applies to something."""

_FOR_FEW = ("print", "(forced-colors: active)")
_HOLDS_RULES = ("media", "supports", "layer", "container")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_ANIMATION = re.compile(r"animation(?:-name)?:([^;}]*)")
# What a reader or a script brings about: a page at rest does not show it.
_STATE = (
    r"(?:::[\w-]+(?:\([^)]*\))?|:(?:before|after|hover|focus-visible|focus-within|focus|active|target|checked"
    r"|disabled)\b|\[(?:open|aria-pressed|data-scheme)(?:=[^\]]*)?\])"
)
_NOT_IN_STATE = re.compile(rf":not\((?:{_STATE},?\s*)+\)")
_ALONE = re.compile(rf"(?<![\w\])*:-])(?:{_STATE})+")
_BESIDE = re.compile(_STATE)
_BARE = re.compile(
    r"(?<![\w\])*:-])(?=:(?:is|where|not|has)\()"
)  # lexbor overlooks these without a '*' before
_ADDRESS = re.compile(r"""url\((?P<quote>["']?)(?!#|[a-z][a-z0-9+.-]*:)(?P<path>[^"')]+)(?P=quote)\)""")
# A value that every browser knows: of two values, the first may be there for browsers that lack the second.
_KNOWN = re.compile(
    r"(?:(?:-?[\d.]+(?:px|r?em|%)?|#[\da-f]+|var\(--[\w-]+\)|auto|inherit|none|normal|solid)(?: |$))+"
)
_TOUCHED = re.compile(r":(?:hover|focus|active|target|checked)|\[(?:open|aria-pressed)")


def at_rest(selector: str) -> str:
    """The selector without states and pseudo-elements: what it can apply to, whatever the reader does."""
    return _BARE.sub("*", _BESIDE.sub("", _ALONE.sub("*", _NOT_IN_STATE.sub("", selector))))


def is_at_rest(selector: str) -> bool:
    """Does it apply to a page that nobody has touched yet?"""
    return not _TOUCHED.search(selector)


def parse(css: str) -> list[Node]:
    """The rules of a style sheet."""
    return list(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def addresses(text: str) -> list[str]:
    """The files that a style sheet names, as it names them."""
    return [found["path"] for found in _ADDRESS.finditer(text)]


def readdressed(text: str, new: Callable[[str], str], with_rooted: bool = False) -> str:
    """The text of a style sheet with each address replaced by what `new` makes of it.

    An address that starts with '/' holds wherever the text goes, so it stays unless it is asked for.
    """

    def replaced(found: re.Match[str]) -> str:
        if found["path"].startswith("/") and not with_rooted:
            return found[0]
        return f"url({found['quote']}{new(found['path'])}{found['quote']})"

    return _ADDRESS.sub(replaced, text)


def beside(sheet: str, address: str) -> str:
    """The path of the file that an address in a sheet leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), address))


def is_for_few(rule: Node) -> bool:
    """Is it for paper, or for colours that a device forces?"""
    return isinstance(rule, AtRule) and (
        rule.lower_at_keyword == "page" or _compact(rule.prelude).lower() in _FOR_FEW
    )


def is_font_face(rule: Node) -> bool:
    return isinstance(rule, AtRule) and rule.lower_at_keyword == "font-face"


def set_on_root(rules: Iterable[Node]) -> set[str]:
    """The custom properties that these rules set for the whole page, whatever the device."""
    roots = (rule for rule in rules if isinstance(rule, QualifiedRule) and _compact(rule.prelude) == ":root")
    return {item.name for rule in roots for item in _declarations(rule.content) if item.name.startswith("--")}


def trimmed(rules: Iterable[Node], uses: Uses, is_late: Callable[[str], object] = lambda _: False) -> str:
    """The rules whose selectors apply to something, in their order, as compact text.

    Of what is said twice for the same selectors, whatever the device, the last stays alone if every browser
    knows it.
    Custom properties and keyframes stay if something that stays refers to them. Properties go that a sheet
    below sets again.
    """
    text = _said_once("".join(_rules(rules, uses, lambda name: not is_late(name))))
    rules = parse(text)
    while True:
        named = {name for name in (*_VARIABLE.findall(text), *_animations(text)) if not is_late(name)}
        smaller = "".join(_rules(rules, uses, partial(_stays, named)))
        if smaller == text:
            return text
        text = smaller


def _stays(named: set[str], name: str) -> bool:
    """Does a property stay, or do keyframes ('@' and their name), where others name these?"""
    return name in named or not name.startswith(("--", "@"))


def _animations(text: str) -> Iterator[str]:
    for value in _ANIMATION.findall(text):
        yield from (f"@{name}" for name in value.replace(",", " ").split())


def _is_any(_: str) -> bool:
    return True


def _rules(nodes: Iterable[Node], uses: Uses, refers: Uses) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            selectors = ",".join(filter(uses, _selectors(node.prelude)))
            body = _body(node.content, refers) if selectors else ""
            if body:
                yield f"{selectors}{{{body}}}"
        elif isinstance(node, AtRule):
            yield _at_rule(node, uses, refers)


def _said_once(text: str) -> str:
    """The text of a style sheet without what a later rule says again for the same selectors."""
    said: set[tuple[str, str]] = set()  # a selector and a property, to every browser
    kept: list[str] = []
    for rule in reversed(parse(text)):
        if isinstance(rule, ParseError):  # no browser reads it either
            continue
        is_plain = isinstance(rule, QualifiedRule) and not _holds_rules(rule.content)
        kept.append(_unsaid(rule, said) if is_plain else rule.serialize())
    return "".join(reversed(kept))


def _unsaid(rule: QualifiedRule, said: set[tuple[str, str]]) -> str:
    """The text of what a rule says and no later one does; what it says counts as said from then on."""
    selectors = list(_selectors(rule.prelude))
    declarations = _declarations(rule.content)
    own = [{(selector, item.name) for selector in selectors} for item in declarations]
    pairs = list(zip(declarations, own, strict=True))
    fresh = [item for item, names in pairs if item.important or names - said]
    if ":" not in "".join(selectors):  # a pseudo-class that a browser lacks voids the whole list for it
        said.update(*(names for item, names in pairs if _is_known(item)))
    return f"{','.join(selectors)}{{{';'.join(map(_declaration, fresh))}}}" if fresh else ""


def _is_known(item: Declaration) -> bool:
    """Does every browser take this value? A custom property takes any."""
    return item.name.startswith("--") or bool(_KNOWN.fullmatch(_compact(item.value)))


def _at_rule(rule: AtRule, uses: Uses, refers: Uses) -> str:
    name = rule.lower_at_keyword
    opening = f"@{serialize_identifier(rule.at_keyword)} {_compact(rule.prelude)}".rstrip()
    if name == "charset":  # it only counts at the very start of a file, and UTF-8 is what we write
        return ""
    if rule.content is None:
        return f"{opening};"
    if name in _HOLDS_RULES:
        inner = "".join(_rules(_inner(rule), uses, refers))
        return f"{opening}{{{inner}}}" if inner else ""
    if name.endswith("keyframes"):
        steps = "".join(_rules(_inner(rule), _is_any, refers))
        return f"{opening}{{{steps}}}" if refers(f"@{_compact(rule.prelude)}") else ""
    return f"{opening}{{{_body(rule.content, refers)}}}"


def _inner(rule: AtRule) -> list[Node]:
    return list(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def _selectors(prelude: Iterable[Node]) -> Iterator[str]:
    """The selectors of a list, one by one: commas inside `:is(...)` are in a token of their own."""
    part: list[Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield _compact(part)
            part = []
        else:
            part.append(token)
    yield _compact(part)


def _body(content: Iterable[Node], refers: Uses) -> str:
    content = list(content)
    if _holds_rules(content):  # they stay as they are
        return _compact(content)
    return ";".join(_declaration(item) for item in _declarations(content) if refers(item.name))


def _holds_rules(content: Iterable[Node]) -> bool:
    return any(item.type.endswith("-rule") for item in _items(content))


def _declaration(item: Declaration) -> str:
    priority = "!important" if item.important else ""
    return f"{serialize_identifier(item.name)}:{_compact(item.value) or ' '}{priority}"


def _declarations(content: Iterable[Node]) -> list[Declaration]:
    return [item for item in _items(content) if isinstance(item, Declaration)]


def _items(content: Iterable[Node]) -> list[Node]:
    return list(tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True))


def _compact(tokens: Iterable[Node]) -> str:
    """The text of tokens, with each run of white space and comments as one space."""
    kept = (" " if token.type in ("whitespace", "comment") else token.serialize() for token in tokens)
    return re.sub(r" +", " ", "".join(kept)).strip()
