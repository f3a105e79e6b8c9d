"""Says of a page that it cannot be rendered in seconds, by counts that are the same on every machine."""

import re
from typing import NamedTuple

from .mask import mask

#: A sound page of 1 MB takes ten to thirty seconds, and 10 MB minutes.
BYTES = 2_000_000
#: The renderer reads on from each open bracket: 1,000 take a second, 5,000 half a minute, 50,000 hours.
OPEN = 1_000
#: At 300 lists inside one another the renderer gives up with a traceback.
LEVELS = 100

_GAP = r"\n[ \t]*\n"
_NO_GAP = r"(?!)"  # a tag may be closed far below
_ELEMENT = r"(?!(?:area|base|br|col|embed|hr|img|input|li|link|meta|p|source|track|wbr)\b)[a-zA-Z][\w-]*"


class _Pair(NamedTuple):
    sign: str  # a letter of the opener, as one letter is counted in no time
    shown: str
    found: re.Pattern[str]


def _pair(sign: str, shown: str, opener: str, closer: str, gap: str) -> _Pair:
    return _Pair(sign, shown, re.compile(rf"(?P<gap>{gap})|(?P<open>{opener})|(?P<close>{closer})"))


_PAIRS = (
    _pair("[", "[", r"\[", r"\]", _GAP),
    _pair("]", "](", r"\]\(", r"\)", _GAP),
    _pair("<", "<", r"<[a-zA-Z!?/]", r">", _NO_GAP),
    _pair("<", "<tag>", rf"<{_ELEMENT}(?:\s[^<>]*)?(?<!/)>", rf"</{_ELEMENT}", _NO_GAP),
)
_SIGNS = frozenset(pair.sign for pair in _PAIRS)
_ITEM = r"(?:[-*+]|\d+[.)])[ \t]"
_NESTED = re.compile(  # not the line across a page, which may be of such signs too
    rf"^(?:[ ]{{{4 * LEVELS}}}|\t{{{LEVELS}}}|[ \t]*(?:{_ITEM}[ \t]*){{{LEVELS},}}+(?![-*+]))[ \t]*\S", re.M
)
_MAYBE_NESTED = (" " * 4 * LEVELS, "\t" * LEVELS, *(f"{item} " * 10 for item in ("-", "*", "+", "1.")))


class Burden(NamedTuple):
    at: int  # offset in the text
    message: str


def burden(text: str) -> Burden | None:
    """What makes a page too heavy, and where; a sound page costs a few counts."""
    signs = [sign for sign in _SIGNS if sign in text and text.count(sign) > OPEN]
    pairs = [pair for pair in _PAIRS if pair.sign in signs and _too_many(text, pair) is not None]
    is_nested = any(sign in text for sign in _MAYBE_NESTED) and _NESTED.search(text)
    if not (pairs or is_nested):
        return None
    text = mask(text)  # costly, and in code all of this is welcome
    for pair in pairs:
        if (at := _too_many(text, pair)) is not None:
            return Burden(
                at, f"more than {OPEN} '{pair.shown}' are open here: close them, or write them as code"
            )
    if nested := _NESTED.search(text):
        return Burden(
            nested.start(), f"more than {LEVELS} levels: take lists out of lists, or write this as code"
        )
    return None


def _too_many(text: str, pair: _Pair) -> int | None:
    """Where more of a pair are open than can be rendered."""
    depth = 0
    for found in pair.found.finditer(text):
        if found["gap"]:
            depth = 0
        elif found["close"]:
            depth = max(depth - 1, 0)
        else:
            depth += 1
        if depth > OPEN:
            return found.start()
    return None
