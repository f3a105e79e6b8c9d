"""Reads the comments by which a project accepts a finding: of which rule, and why.

    [The list](made.md) <!-- sitelint: accept broken-link: a plug-in makes this page -->

A comment is about its own line; alone on a line, about the next one that holds something else. A finding that
has no line is accepted by a comment anywhere in its file.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import yaml

from . import front_matter
from .mask import blanked, working_comments
from .model import Finding, Place, Problem, place_at
from .suggest import did_you_mean, nearest

MARK = "sitelint:"

_YAML = re.compile(r"(?<!\S)#[^\n]*")
_CSS = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_HTML = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_SIGNS = "<!->{#}/* \t\n"  # around the words of a comment
_ACCEPT = re.compile(r"sitelint:\s*accept\s+(?P<rule>[\w-]+)\s*(?::\s*(?P<reason>.*))?", re.DOTALL)
_FORM = "'sitelint: accept RULE: REASON'"


@dataclass(frozen=True)
class Accept:
    """A comment that speaks to the checks."""

    place: Place
    lines: frozenset[int]  # that it is about
    words: str

    @property
    def rule(self) -> str:
        """The rule that it accepts; '' if it cannot be read, or gives no reason."""
        found = _ACCEPT.fullmatch(self.words)
        return found["rule"] if found and found["reason"] else ""

    @property
    def keys(self) -> set[tuple[str, str, int]]:
        """The findings that it accepts, as `_key` names them."""
        return {(self.place.file, self.rule, line) for line in (0, *self.lines)}


def read(shown: str, text: str) -> Iterator[Accept]:
    """The comments of a file that speak to the checks, by the path that findings show."""
    if MARK not in text:
        return
    head = front_matter.read(text).text
    spans = [span for span in _spans(shown, text, head) if text[slice(*span)].strip(_SIGNS).startswith(MARK)]
    about = _about(blanked(text, spans).split("\n"))
    for start, end in spans:
        place = place_at(shown, text, start)
        lines = {about[place.line - 1] + 1}
        if start < len(head):  # where what front matter lacks is shown
            lines.add(1)
        yield Accept(place, frozenset(lines), text[start:end].strip(_SIGNS))


def kept(findings: Iterable[Finding], accepts: Iterable[Accept]) -> Iterator[Finding]:
    """The findings that no comment accepts."""
    accepted = set(chain.from_iterable(accept.keys for accept in accepts))
    return (finding for finding in findings if _key(finding) not in accepted)


def idle(accepts: Iterable[Accept], findings: Iterable[Finding], rules: Collection[str]) -> Iterator[Problem]:
    """What is wrong with comments, given all findings and the names of the rules that there are."""
    found = set(map(_key, findings))
    for accept in accepts:
        if wrong := _wrong(accept, rules):
            yield Problem(accept.place, wrong)
        elif found.isdisjoint(accept.keys):
            yield Problem(accept.place, f"there is no '{accept.rule}' here to accept: take this comment out")


def _key(finding: Finding) -> tuple[str, str, int]:
    return finding.place.file, finding.rule, finding.place.line


def _wrong(accept: Accept, rules: Collection[str]) -> str:
    found = _ACCEPT.fullmatch(accept.words)
    if found is None:
        return f"this comment cannot be read; write {_FORM}"
    if found["rule"] not in rules:
        return f"no rule '{found['rule']}'{did_you_mean(nearest(found['rule'], rules))}"
    return "" if found["reason"] else f"this comment gives no reason; write {_FORM}"


def _about(rest: list[str]) -> list[int]:
    """For each line the one that a comment in it is about, all from 0, given the lines without comments."""
    about = list(range(len(rest)))
    for line in reversed(about[:-1]):
        if not rest[line].strip(" \t>"):
            about[line] = about[line + 1]
    return about


def _spans(shown: str, text: str, head: str) -> Iterator[tuple[int, int]]:
    if shown.endswith((".yml", ".yaml")):
        yield from _yaml_comments(text)
    elif shown.endswith(".css"):
        yield from (found.span() for found in _CSS.finditer(text))
    elif shown.endswith((".html", ".htm")):
        yield from (found.span() for found in _HTML.finditer(text))
    else:
        yield from _yaml_comments(head)
        yield from working_comments(blanked(text, [(0, len(head))]))


def _yaml_comments(text: str) -> Iterator[tuple[int, int]]:
    """What stands behind a '#', unless that is part of a value."""
    try:
        tokens = list(yaml.scan(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    starts = [token.start_mark.index for token in tokens]
    for found in _YAML.finditer(text):
        before = tokens[bisect_right(starts, found.start()) - 1]
        if before.end_mark.index <= found.start():
            yield found.span()
