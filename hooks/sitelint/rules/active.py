"""Rules about what a page must not hold, as its readers may be watched: `sitelint.active` finds it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from ..active import ACTIVE_ELEMENT, INLINE_CODE, REMOTE_CONTENT, Hazard, find, loaded, normal
from ..model import Place, Problem
from ..site import Page, Site
from ..written import Writing, located, spots
from .assets import named
from .templates import files, place_in

_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_LITERAL = re.compile(r"""\{\{-?\s*(["'])(?P<text>[^"'{}]*)\1[^{}]*\}\}""")
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)


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
    for place, hazard in _hazards(site, rule) if site.guide else ():
        yield Problem(place, str(hazard))


def _hazards(site: Site, rule: str) -> Iterator[tuple[Place, Hazard]]:
    for page in site.pages:
        if any(hazard.rule == rule for hazard in page.hazards):
            yield from _of_rule(rule, _text(page))
        if "<" in page.front_matter.text or '"' in page.front_matter.text:
            yield from _of_rule(rule, _front_matter(page))
    yield from _of_rule(rule, _templates(site))
    yield from _of_rule(rule, _settings(site))


def _of_rule(rule: str, found: Iterator[tuple[Place, Hazard]]) -> Iterator[tuple[Place, Hazard]]:
    return ((place, hazard) for place, hazard in found if hazard.rule == rule)


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


def _front_matter(page: Page) -> Iterator[tuple[Place, Hazard]]:
    """A template may print a value as it is, between tags or in an attribute."""
    for key, value in page.front_matter.data.items():
        if isinstance(value, str):
            between, within = (find(LexborHTMLParser(html)) for html in (value, f'<b title="{value}">'))
            for hazard in list(between) or within:
                yield page.key_place(str(key)), hazard


def _templates(site: Site) -> Iterator[tuple[Place, Hazard]]:
    for file in files(site):
        yield from _template(site, file, file.read_text(encoding="utf-8", errors="replace"))


def _template(site: Site, file: Path, text: str) -> Iterator[tuple[Place, Hazard]]:
    shown = _without_jinja(text)
    hazards = tuple(find(LexborHTMLParser(shown)))
    found = spots(shown, hazards).items()
    places = {key: [place_in(site, file, text, at) for at in offsets] for key, offsets in found}
    for place, hazard in located(hazards, places):
        yield place or Place(site.project.shown(file)), hazard


def _without_jinja(text: str) -> str:
    """What a template writes, as long as before; a value that only the engine knows is a row of 'x'."""
    text = _COMMENT.sub(_spaces, text)
    text = _STATEMENT.sub(_spaces, text)
    text = _LITERAL.sub(lambda found: found["text"].center(len(found[0])), text)
    return _VALUE.sub(lambda found: "x" * len(found[0]), text)


def _spaces(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _settings(site: Site) -> Iterator[tuple[Place, Hazard]]:
    for address, place in named(site):
        if hazard := loaded("link", "href", address):
            yield place, hazard
