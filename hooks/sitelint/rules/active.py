"""Rules about what a page must not hold, as its readers may be watched: `sitelint.active` finds it."""

from collections import defaultdict
from collections.abc import Iterator

from ..active import ACTIVE_ELEMENT, INLINE_CODE, REMOTE_CONTENT, Hazard, loaded, normal
from ..model import Place, Problem
from ..site import Page, Site
from ..template import Template
from ..written import Writing, located, spots
from .assets import named


def inline_code(site: Site) -> Iterator[Problem]:
    """A page holds no code and no styles of its own, only the names of files that do.

    Bad:  <p style="color: red" onclick="go()">
    Good: <p class="warning">
    """
    yield from _problems(site, INLINE_CODE)


def remote_content(site: Site) -> Iterator[Problem]:
    """A page asks no other site for anything, so that no other site learns who reads here.

    Bad:  ![The path](https://example.org/path.png)
    Good: ![The path](assets/path.png)
    """
    yield from _problems(site, REMOTE_CONTENT)


def active_element(site: Site) -> Iterator[Problem]:
    """A page holds no frame, form or other element that does more than show text.

    Bad:  <iframe src="film.html"></iframe>
    Good: [The film](film.html)
    """
    yield from _problems(site, ACTIVE_ELEMENT)


def _problems(site: Site, rule: str) -> Iterator[Problem]:
    for place, hazard in _hazards(site, rule) if site.journey else ():
        if hazard.rule == rule:
            yield Problem(place, str(hazard))


def _hazards(site: Site, rule: str) -> Iterator[tuple[Place, Hazard]]:
    """Those of a rule, and others of the same texts: only for a text that has one are places looked for."""
    for page in site.pages:
        if _any(rule, page.hazards):
            yield from _text(page)
        for key, hazard in page.facts_hazards:
            yield page.key_place(key), hazard
    for template in site.templates:
        if _any(rule, template.hazards):
            yield from _template(template)
    yield from _settings(site)


def _any(rule: str, hazards: tuple[Hazard, ...]) -> bool:
    return any(hazard.rule == rule for hazard in hazards)


def _text(page: Page) -> Iterator[tuple[Place, Hazard]]:
    source = page.source
    places: dict[Writing, list[Place]] = defaultdict(list)
    for key, found in spots(source.working, page.hazards).items():
        places[key] += map(source.place, found)
    for use in source.uses:
        if not use.is_raw:
            places["src" if use.is_image else "href", normal(use.target)].append(use.place)
    in_order = {key: sorted(found) for key, found in places.items()}
    for place, hazard in located(page.hazards, in_order):
        yield place or Place(page.shown), hazard


def _template(template: Template) -> Iterator[tuple[Place, Hazard]]:
    found = spots(template.written, template.hazards).items()
    places = {key: [template.place(at) for at in offsets] for key, offsets in found}
    for place, hazard in located(template.hazards, places):
        yield place or Place(template.shown), hazard


def _settings(site: Site) -> Iterator[tuple[Place, Hazard]]:
    for address, place, key in named(site.project):
        if hazard := loaded("", key, address):
            yield place, hazard
