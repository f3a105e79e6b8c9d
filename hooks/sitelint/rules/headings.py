"""Rules about headings and the ids that links lead to."""

import re
from collections import Counter
from collections.abc import Iterator

from ..model import Place, Problem
from ..site import Page, Site


def heading_skip(site: Site) -> Iterator[Problem]:
    """Heading levels go down one at a time, so that a screen reader can list them.

    Bad:  ## Listen, then #### How
    Good: ## Listen, then ### How
    """
    for page in site.pages:
        before = 1  # a page may leave its title to the theme
        for index, heading in enumerate(page.rendered.headings):
            if heading.level > before + 1:
                jump = f"from level {before} to level {heading.level}"
                yield Problem(page.heading_place(index), f"heading '{heading.text}' jumps {jump}")
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
            yield Problem(page.heading_place(index), f"'{text}' is a second title: write it as '## {text}'")


def duplicate_id(site: Site) -> Iterator[Problem]:
    """An id stands once on a page, so that a link to it has one meaning.

    Bad:  ## Listen {#hear}, and ## Answer {#hear}
    Good: ## Listen {#hear}, and ## Answer {#answer}
    """
    for page in site.pages:
        ids = page.rendered.ids
        if len(set(ids)) == len(ids):
            continue
        for name, count in Counter(ids).items():
            if name and count > 1:
                yield Problem(_second(page, name, count), f"id '{name}' stands {count} times on this page")


def _second(page: Page, name: str, count: int) -> Place:
    end = r"(?![\w:.-])"
    places = page.source.find(
        rf"(?<![\w-])id\s*[=:]\s*[\"']?{re.escape(name)}{end}|#{re.escape(name)}{end}(?=[^\n(]*\}})"
    )
    return places[1][1] if len(places) == count else Place(page.shown)
