"""Finds where the text of a page or a template writes a hazard. It decides nothing."""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from .active import Hazard, normal
from .model import Place

Writing = tuple[str, str]
"""How a hazard is written: the name and the value of an attribute, or '' and the name of an element."""

_ATTRIBUTE = re.compile(
    r"""(?<![\w:-])(?P<name>[a-z][\w-]*(?::[\w-]+)?)\s*[=:]\s*"""
    r"""(?="(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_REACH = 1000  # letters before an attribute in which its tag is looked for


def writing(hazard: Hazard) -> Writing:
    return (hazard.attribute, normal(hazard.value)) if hazard.attribute else ("", hazard.tag)


def located(
    hazards: Sequence[Hazard], places: Mapping[Writing, Sequence[Place]]
) -> Iterator[tuple[Place | None, Hazard]]:
    """Each hazard with its place: those that are written alike stand in the order of the text."""
    seen: Counter[Writing] = Counter()
    for hazard in hazards:
        key = writing(hazard)
        found = places.get(key, ())
        yield found[min(seen[key], len(found) - 1)] if found else None, hazard
        seen[key] += 1


def spots(text: str, hazards: Sequence[Hazard]) -> Mapping[Writing, list[int]]:
    """Where a text without comments or code says what may be these hazards. One look finds all."""
    tags = {hazard.tag for hazard in hazards if not hazard.attribute}
    elements = {("", tag): _elements(text, tag) for tag in tags}
    return {**elements, **_attributes(text, {hazard.attribute for hazard in hazards})}


def _elements(text: str, tag: str) -> list[int]:
    """As raw HTML, or as a block: `/// html | iframe`."""
    local = r"(?![^<>]*\ssrc\s*=)" if tag == "script" else ""
    pattern = rf"<{tag}(?![\w-]){local}|/{{3,}}[ \t]*html[ \t]*\|[ \t]*{tag}(?![\w-])"
    return [found.start() for found in re.finditer(pattern, text, re.IGNORECASE)]


def _attributes(text: str, names: set[str]) -> dict[Writing, list[int]]:
    """Those in a tag, or in the braces or brackets of an extension; others only if there are none of them."""
    inside: dict[Writing, list[int]] = defaultdict(list)
    anywhere: dict[Writing, list[int]] = defaultdict(list)
    for found in _ATTRIBUTE.finditer(text):
        name, at = found["name"].lower(), found.start()
        if name not in names:
            continue
        is_inside = _is_inside(text, at)
        for value in _values(found):
            anywhere[name, value].append(at)
            if is_inside:
                inside[name, value].append(at)
    return {**anywhere, **inside}


def _values(found: re.Match[str]) -> set[str]:
    """What may be the value: '' stands for any, and without quotes a bracket may end it."""
    bare = found["bare"] or ""
    written = (found["double"] or found["single"] or bare, re.split(r"[\]},]", bare)[0])
    return {"", *(normal(html.unescape(value)) for value in written)}


def _is_inside(text: str, at: int) -> bool:
    before = _QUOTED.sub("", text[max(at - _REACH, 0) : at])
    return max(map(before.rfind, "<{[")) > max(map(before.rfind, ">}]"))
