"""Rules about headings and the ids that links lead to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from ..model import Place, Problem
from ..site import Page, Site

_WRITTEN = (
    r"""(?<![\w-])(?:id|name)\s*[=:]\s*(?:"[^"\n]*"|'[^'\n]*'|[^\s"'>},]+)|#[\w:.-]+(?=[^\n(]{0,500}\})"""
)

# Made by the renderer, which numbers anew in each text that a plug-in has it render by itself.
_NUMBERED = ("__codeline", "__span-", "__tabbed_", "fn:", "fnref")


def heading_skip(site: Site) -> Iterator[Problem]:
    """Heading levels go down one at a time, so that a screen reader can list them.

    Bad:  ## Listen, then #### How
    Good: ## Listen, then ### How
    """
    for page in site.pages:
        before = 1  # a page may leave its title to the theme
        for index, heading in enumerate(page.rendered.headings):
            if heading.level > before + 1:
                place = page.heading_place(index)
                if place.line or ":::" not in page.text:  # a plug-in may make headings of code
                    jump = f"from level {before} to level {heading.level}; expected level {before + 1}"
                    yield Problem(place, f"heading '{heading.text}' jumps {jump}")
            before = heading.level


def one_title(site: Site) -> Iterator[Problem]:
    """A page has one heading of level 1, its title.

    Bad:  # Talking, and further down # Listening
    Good: # Talking, and further down ## Listening
    """
    for page in site.pages:
        titles = [index for index, heading in enumerate(page.rendered.headings) if heading.level == 1]
        for index in titles[1:]:
            text = page.rendered.headings[index].text
            message = (
                f"'{text}' is a second title: write it as '## {text}'"
                if text
                else "a heading without words: give it some, or take it out"
            )
            yield Problem(page.heading_place(index), message)


def duplicate_id(site: Site) -> Iterator[Problem]:
    """An id stands once on a page, so that a link to it has one meaning.

    Bad:  ## Listen {#hear}, and ## Answer {#hear}
    Good: ## Listen {#hear}, and ## Answer {#answer}
    """
    for page in site.pages:
        ids = (*page.rendered.ids, *page.rendered.names)
        if len(set(ids)) == len(ids):
            continue
        written = _written(page)
        for name, count in Counter(ids).items():
            if name and count > 1 and not name.startswith(_NUMBERED):
                places = written.get(name, [])
                if len(places) == count - 1 == 1 and page.source.is_at_heading(places[0], name):
                    continue  # the anchor of a heading that has the same one by itself: both lead there
                place = _one_too_many(places, count) or Place(page.shown)
                yield Problem(place, f"id '{name}' stands {count} times on this page; give each its own")


def _one_too_many(places: list[Place], count: int) -> Place | None:
    """Where an id is written that another has already; the renderer may have made that from a heading."""
    if len(places) == count:
        return places[1]
    return places[-1] if 0 < len(places) < count else None


def _written(page: Page) -> Mapping[str, list[Place]]:
    """Where each id stands in the source; one look, as a page may have very many."""
    places: dict[str, list[Place]] = defaultdict(list)
    for written, place in page.source.find(_WRITTEN):
        name = written[1:] if written.startswith("#") else re.split("[=:]", written, maxsplit=1)[1]
        places[name.strip().strip("\"'")].append(place)
    return places
