"""Runs every rule over a site, but for those that it goes without, and leaves out what it accepts."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from . import accepted, front_matter, options, weight
from .accepted import Accept
from .consequences import left_out
from .intake import Input, Role, data, included, inputs
from .model import Finding, Problem, read_text, shown_from
from .project import Project, lineage
from .rules import ABOUT_SITES, EVERY_RULE, FILE_RULES, NOTICES, RULES
from .rules.checks import checker_settings, idle_accept
from .rules.files import heavy_page
from .rules.links import malformed_address, unreadable_address
from .rules.texts import bad_front_matter, not_utf8, page_encoding, unread
from .site import Site
from .walk import fault_of

Rule = Callable[[Site], Iterator[Problem]]


class Report(NamedTuple):
    findings: tuple[Finding, ...]
    notices: tuple[Finding, ...] = ()  # told apart, and no reason to fail a build
    pages: int | None = None  # None where no site was looked at, only its sources
    links: int | None = None

    @property
    def summary(self) -> str:
        """One line; '' where the sources alone have said enough."""
        if self.pages is None or self.links is None:
            return "" if self.findings else "checked the sources, and no site: no findings"
        pages, links = _count(self.pages, "page"), _count(self.links, "link")
        found = _count(len(self.findings), "finding") if self.findings else "no findings"
        notices = f", {_count(len(self.notices), 'notice')}" if self.notices else ""
        return f"checked {pages} and {links}: {found}{notices}"


def survey(project: Project, *, strict: bool = False) -> tuple[Finding, ...]:
    """What is wrong with the files of a project before a build reads them: the first fault of each.

    What is not strict leaves out what does not keep a page from being shown: `check` says that of the page.
    """
    off = options.off(project)
    found = (islice(_faults_kept(file, off, strict), 1) for file in inputs(project))
    unreadable = _named(malformed_address, unreadable_address(project))
    return (*unreadable, *chain.from_iterable(found))


def survey_settings(file: Path) -> tuple[Finding, ...]:
    """What is wrong with mkdocs.yml, or with a file that it inherits from, before anybody reads them."""
    for path in lineage(file):
        if findings := tuple(_faults(data(path, shown_from(file.parent, path)))):
            return findings
    return ()


def _faults_kept(file: Input, off: frozenset[str], strict: bool) -> Iterator[Finding]:
    stopping = (fault for fault in _faults(file) if strict or not _is_borne(fault, file))
    faults = (*stopping, *(_text_faults(file) if strict else ()))
    if faults:
        yield from accepted.kept(_on(faults, off), accepted.read(file.shown, file.text))


def _faults(file: Input) -> Iterator[Finding]:
    for rule in FILE_RULES:
        yield from _named(rule, rule(file))


def _is_borne(fault: Finding, file: Input) -> bool:
    """True of a page that is only long: in a minute or so it is rendered."""
    is_long = fault.rule == name_of(heavy_page) and len(file.raw) > weight.BYTES
    return is_long and weight.burden(file.text) is None


def _text_faults(file: Input) -> Iterator[Finding]:
    if file.role is Role.PAGE:
        yield from _named(page_encoding, not_utf8(file.shown, file.raw, file.text))
        yield from _named(bad_front_matter, unread(file.shown, front_matter.read(file.text)))


def check(site: Site) -> Report:
    off = options.off(site.project)
    found, notices = tuple(left_out(site, _run(site, RULES, off))), tuple(_run(site, NOTICES, off))
    accepts = tuple(_accepts(site, {finding.place.file for finding in (*found, *notices)}))
    findings = (*found, *_on(_file_findings(site, accepts), off))
    may_be_off = {name_of(rule) for rule in EVERY_RULE}
    may_be_accepted = {name_of(rule) for rule in ABOUT_SITES}
    about_checks = chain(
        _named(checker_settings, checker_settings(site.project, may_be_off)),
        _named(idle_accept, idle_accept(accepts, (*findings, *notices), may_be_accepted)),
    )
    return Report(
        findings=_sorted(site, chain(accepted.kept(findings, accepts), _on(about_checks, off))),
        notices=_sorted(site, accepted.kept(notices, accepts)),
        pages=len(site.pages),
        links=len(site.references),
    )


def name_of(rule: Callable[..., Iterator[Problem]]) -> str:
    return rule.__name__.replace("_", "-")


def _run(site: Site, rules: Iterable[Rule], off: frozenset[str]) -> Iterator[Finding]:
    for rule in rules:
        if name_of(rule) not in off:
            yield from _named(rule, rule(site))


def _on(findings: Iterable[Finding], off: frozenset[str]) -> Iterator[Finding]:
    """Those of rules that are not switched off."""
    return (finding for finding in findings if finding.rule not in off)


def _named(rule: Callable[..., Iterator[Problem]], problems: Iterator[Problem]) -> Iterator[Finding]:
    for problem in problems:
        yield Finding(problem.place, problem.message, name_of(rule))


def _file_findings(site: Site, accepts: Collection[Accept]) -> Iterator[Finding]:
    """What the survey found and let pass: pages that are only long, and what comments may accept."""
    long = {page.shown for page in site.pages if len(page.raw) > weight.BYTES}
    of_files = {name_of(rule) for rule in FILE_RULES}
    wanted = long.union(accept.place.file for accept in accepts if accept.rule in of_files)
    for file in inputs(site.project) if wanted else ():
        if file.shown in wanted:
            yield from _faults(file)


def _accepts(site: Site, found: set[str]) -> Iterator[Accept]:
    """The comments by which the project accepts findings, given the files that have some.

    A page without comments costs a look at its bytes.
    """
    project, mark = site.project, accepted.MARK.encode()
    for page in site.pages:
        if mark in page.raw:
            yield from accepted.read(page.shown, page.text)
    known = {page.shown for page in site.pages}
    paths = [*lineage(project.file), *(project.root / file for file in sorted(found - known))]
    paths += [project.docs_dir / file.path for file in site.tree.files if file.path.endswith(".css")]
    paths += [project.root / template.shown for template in site.templates]
    for path in dict.fromkeys((*paths, *_included(site))):
        shown = project.shown(path)
        if shown not in known and not fault_of(path) and mark in (raw := path.read_bytes()):
            yield from accepted.read(shown, read_text(raw))


def _included(site: Site) -> Iterator[Path]:
    """The files that pages include, and those that these include."""
    waiting = {*site.project.appended, *(name for page in site.pages for name in page.includes)}
    yield from (Path(file.path) for file in included(site.project, waiting, set()) if not file.fault)


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
