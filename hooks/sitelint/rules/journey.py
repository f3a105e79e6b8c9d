"""Rules about the way through the guide."""

from collections.abc import Iterator
from itertools import pairwise

from ..model import Place, Problem
from ..rendered import Heading
from ..site import Page, Reference, Site

NEXT_STEP = "Next step"
SEE_ALSO = "See also"


def unlinked_page(site: Site) -> Iterator[Problem]:
    """The text of another page leads to each page; the menu alone is not enough.

    Bad:  a page that only the nav knows
    Good: a page that another one links to where it helps
    """
    if site.journey is None:
        return
    linked = {
        reference.target.file.path
        for reference in site.references
        if reference.target.file and reference.target.file is not reference.page.file
    }
    for page in site.pages:
        if page.path not in linked and not page.is_home:
            yield Problem(
                Place(page.shown), "no other page links here from its text; add a link where it helps"
            )


def next_step(site: Site) -> Iterator[Problem]:
    """The first link of 'Next step' leads to the page that comes next in the nav.

    Bad:  **Next:** [Trust](trust.md)       where the nav goes on with talking.md
    Good: **Next:** [Talking](talking.md)
    """
    following = dict(pairwise(site.nav_paths))
    for layout in site.layouts if site.journey else ():
        page = layout.page
        section = _section(page, NEXT_STEP)
        if section is None:
            continue
        expected = following.get(page.path)
        first = next(iter(_below(site, page, NEXT_STEP)), None)
        if first is None:
            yield Problem(page.heading_place(section), f"'{NEXT_STEP}' has no link{_expected(expected)}")
        elif first.target.fault is None and (first.target.file is None or not first.target.file.is_page):
            yield Problem(first.place, f"the next step is not a page of the guide{_expected(expected)}")
        elif first.target.file and expected and first.target.file.path != expected:
            message = f"the next step is '{first.target.file.path}', but the nav goes on with '{expected}'"
            yield Problem(first.place, message)


def see_also_pair(site: Site) -> Iterator[Problem]:
    """'See also' points both ways.

    Bad:  trust.md lists talking.md, and talking.md does not list trust.md
    Good: each lists the other
    """
    if site.journey is None:
        return
    listed = {page.path: _paths(_below(site, page, SEE_ALSO)) for page in site.pages}
    for page in site.pages:
        for reference in _below(site, page, SEE_ALSO):
            other = reference.target.file
            if (
                other
                and other.path in listed
                and other is not page.file
                and page.path not in listed[other.path]
            ):
                message = (
                    f"'{SEE_ALSO}' of '{other.path}' does not list '{page.path}' in return; list it there too"
                )
                yield Problem(reference.place, message)


def safety_link(site: Site) -> Iterator[Problem]:
    """Each page of a stage that needs it links to the page about safety.

    Bad:  a page about meeting again that never asks if it is safe
    Good: First read [Is it safe to try?](is-it-safe.md)
    """
    guide = site.guide
    if guide is None:
        return
    for page in site.pages:
        needs_it = page.fact("stage") in guide.needs_safety and page.path != guide.safety
        if needs_it and guide.safety not in _paths(site.by_page[page.path]):
            stage = page.fact("stage")
            message = f"no link to '{guide.safety}', which every page of stage '{stage}' needs; add one"
            yield Problem(Place(page.shown), message)


def stage_order(site: Site) -> Iterator[Problem]:
    """The nav takes the stages in the order in which `extra.guide` declares them.

    Bad:  a page of stage 'rebuild' before one of stage 'steady'
    Good: the pages of 'steady', then those of 'rebuild'
    """
    stages = site.guide.stages if site.guide else ()
    entries = [
        (entry, stages.index(stage))
        for entry in site.project.nav
        if entry.target in site.by_path and (stage := site.by_path[entry.target].fact("stage")) in stages
    ]
    for (before, rank), (entry, own) in pairwise(entries):
        if own < rank:
            later = f"'{before.target}' of stage '{stages[rank]}'"
            yield Problem(
                entry.place,
                f"'{entry.target}' of stage '{stages[own]}' stands after {later}; "
                "move it before, or change its stage",
            )


def _section(page: Page, name: str) -> int | None:
    """Which heading of the page opens the section."""
    found = (at for at, heading in enumerate(page.rendered.headings) if heading == Heading(2, name))
    return next(found, None)


def _below(site: Site, page: Page, section: str) -> list[Reference]:
    return [link for link in site.by_page[page.path] if link.link.section == section and link.link.tag == "a"]


def _paths(references: tuple[Reference, ...] | list[Reference]) -> set[str]:
    return {reference.target.file.path for reference in references if reference.target.file}


def _expected(path: str | None) -> str:
    return f"; expected '{path}'" if path else ""
