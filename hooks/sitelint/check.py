"""Runs every rule over a site."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .model import Finding, Problem
from .rules import NOTICES, RULES
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


def check(site: Site) -> Report:
    return Report(
        findings=_sorted(site, _run(site, RULES)),
        notices=_sorted(site, _run(site, NOTICES)),
        pages=len(site.pages),
        links=len(site.references),
    )


def name_of(rule: Rule) -> str:
    return rule.__name__.replace("_", "-")


def _run(site: Site, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        for problem in rule(site):
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
