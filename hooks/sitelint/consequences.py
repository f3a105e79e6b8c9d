"""Leaves out what surely follows from another finding: from what a page opens and never closes, above all."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from .model import Finding
from .site import Page, Site
from .source import words
from .unclosed import INLINE

_CAUSES = ("open-tag", "open-block", "open-fence")
# Of how Markdown is read.
_CHANGES_NOTHING = re.compile(rf"' closes (?:nothing|no block):|^'<(?:{'|'.join(INLINE)})>'")
# Below an open tag nothing is read as Markdown any more: links show as text, headings and footnotes are gone.
_BELOW = frozenset(("loose-markup", "undefined-reference"))
# What code shows as text where its fence is not read: comments as headings, samples as HTML.
_SHOWN_CODE = frozenset(("one-title", "duplicate-id", "heading-skip", "repeated-heading"))
_LACKS = frozenset(("missing-section", "unused-footnote", "undefined-footnote"))
_NAMED = re.compile(r"'(?:\[\^)?#?(.*?)\]?'")


def left_out(site: Site, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those that follow from another."""
    findings = tuple(findings)
    causes: dict[str, Finding] = {}  # the first in each file
    for finding in findings:
        if finding.rule in _CAUSES and not _CHANGES_NOTHING.search(finding.message):
            first = causes.get(finding.place.file, finding)
            causes[finding.place.file] = min(first, finding, key=lambda each: each.place)
    rests = {page.shown: _Rest(page, causes[page.shown]) for page in site.pages if page.shown in causes}
    doubled = {finding.place for finding in findings if finding.rule == "doubled-section"}
    for finding in findings:
        rest = rests.get(finding.place.file)
        is_told = finding.rule == "repeated-heading" and finding.place in doubled
        if not (is_told or (rest and _follows(finding, rest))):
            yield finding


@dataclass(frozen=True)
class _Rest:
    """What stands below the first cause on a page; one look for all findings."""

    page: Page
    cause: Finding

    @cached_property
    def text(self) -> str:
        return "\n".join(self.page.text.split("\n")[self.cause.place.line :])

    @cached_property
    def words(self) -> str:
        return words(self.text).lower()


def _follows(finding: Finding, rest: _Rest) -> bool:
    cause = rest.cause
    is_below = finding.place >= cause.place or not finding.place.line
    if is_below and finding.rule in _BELOW:
        return cause.rule == "open-tag"
    if is_below and finding.rule in _SHOWN_CODE:
        return cause.rule == "open-fence"
    lacks_heading = finding.message.startswith("link to '#")
    return (lacks_heading or finding.rule in _LACKS) and _stands_in(rest, finding)


def _stands_in(rest: _Rest, finding: Finding) -> bool:
    """True if what a page is said to lack stands in its source, where it is not read."""
    if finding.message.startswith("the body "):
        return bool(re.search("^#", rest.text, re.MULTILINE))
    named = _NAMED.search(finding.message)
    name = named[1] if named else ""
    if "footnote" in finding.rule:
        return f"[^{name}]" in rest.text
    return bool(name) and words(name).lower() in rest.words
