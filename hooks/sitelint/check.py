"""Runs every rule over a site."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from . import front_matter
from .intake import Input, Role, data, inputs
from .model import Finding, Problem, shown_from
from .project import Project, lineage
from .rules import FILE_RULES, NOTICES, RULES
from .rules.texts import bad_front_matter, not_utf8, page_encoding, unread
from .site import Site

Rule = Callable[[Site], Iterator[Problem]]


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    notices: tuple[Finding, ...]  # told apart, and no reason to fail a build
    pages: int
    links: int

    @property
    def summary(self) -> str:
        pages, links = _count(self.pages, "page"), _count(self.links, "link")
        found = _count(len(self.findings), "finding") if self.findings else "no findings"
        notices = f", {_count(len(self.notices), 'notice')}" if self.notices else ""
        return f"checked {pages} and {links}: {found}{notices}"


def survey(project: Project, *, strict: bool = False) -> tuple[Finding, ...]:
    """What is wrong with the files of a project before a build reads them: the first fault of each.

    What is not strict leaves out what the checks can say of a page after it is rendered as well as can be.
    """
    faults = (chain(_faults(file), _text_faults(file) if strict else ()) for file in inputs(project))
    return tuple(fault for found in faults for fault in islice(found, 1))


def survey_settings(file: Path) -> tuple[Finding, ...]:
    """What is wrong with mkdocs.yml, or with a file that it inherits from, before anybody reads them."""
    for path in lineage(file):
        if findings := tuple(_faults(data(path, shown_from(file.parent, path)))):
            return findings
    return ()


def _faults(file: Input) -> Iterator[Finding]:
    for rule in FILE_RULES:
        yield from _named(rule, rule(file))


def _text_faults(file: Input) -> Iterator[Finding]:
    if file.role is Role.PAGE:
        yield from _named(page_encoding, not_utf8(file.shown, file.raw))
        yield from _named(bad_front_matter, unread(file.shown, front_matter.read(file.text)))


def check(site: Site) -> Report:
    return Report(
        findings=_sorted(site, _run(site, RULES)),
        notices=_sorted(site, _run(site, NOTICES)),
        pages=len(site.pages),
        links=len(site.references),
    )


def name_of(rule: Callable[..., Iterator[Problem]]) -> str:
    return rule.__name__.replace("_", "-")


def _run(site: Site, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        yield from _named(rule, rule(site))


def _named(rule: Callable[..., Iterator[Problem]], problems: Iterator[Problem]) -> Iterator[Finding]:
    for problem in problems:
        yield Finding(problem.place, problem.message, name_of(rule))


def _sorted(site: Site, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In reading order: mkdocs.yml, the pages in the order of the nav, then templates and the like.

    A text that is included on several pages is read, and reported, once.
    """
    order = {site.project.file.name: 0}
    order.update((page.shown, index) for index, page in enumerate(site.pages, start=1))
    last = len(order)

    def key(finding: Finding) -> tuple[object, ...]:
        return order.get(finding.place.file, last), finding.place, finding.rule, finding.message

    return tuple(sorted(dict.fromkeys(findings), key=key))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
