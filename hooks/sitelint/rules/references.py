"""Rules about what Markdown puts together from two places: references, footnotes, includes."""

from collections.abc import Iterator

from ..model import Place, Problem
from ..site import Site
from ..suggest import did_you_mean, nearest

_FOOTNOTE_USE = r"\[\^(?!\w-\w)[^\]\s]+\](?!:)"  # '[^a-z]' is a pattern that somebody writes about


def undefined_reference(site: Site) -> Iterator[Problem]:
    """The label of a reference link is defined on the page.

    Bad:  [Listen first][listen]        and no line '[listen]: talking.md'
    Good: [Listen first][talk]          and below it '[talk]: talking.md'
    """
    for page in site.pages:
        if "][" not in page.rendered.loose_text:
            continue
        for label, place in page.source.undefined:
            hint = did_you_mean(nearest(label, page.source.labels))
            yield Problem(place, f"reference '{label}' is not defined, so its brackets show as text{hint}")


def undefined_footnote(site: Site) -> Iterator[Problem]:
    """A footnote that the text points at is written on the page.

    Bad:  Most people do.[^study]       and no line '[^study]: ...'
    Good: Most people do.[^study]       and below it '[^study]: A survey of 2022.'
    """
    for page in site.pages:
        if "[^" not in page.rendered.loose_text:
            continue
        defined = {name for name, _ in page.source.footnotes}
        for mark, place in page.source.find(_FOOTNOTE_USE):
            name = mark[2:-1]
            if name not in defined and mark in page.rendered.loose_text:
                hint = did_you_mean(nearest(name, defined))
                yield Problem(place, f"footnote '{name}' is not defined, so its brackets show as text{hint}")


def unused_footnote(site: Site) -> Iterator[Problem]:
    """Every footnote is pointed at: its way back leads to the text.

    Bad:  [^study]: A survey of 2022.   and no '[^study]' in the text
    Good: Most people do.[^study]
    """
    for page in site.pages:
        for target in page.rendered.back_references:
            if target.removeprefix("#") in page.rendered.anchors:
                continue
            name = target.partition(":")[2]
            places = [place for defined, place in page.source.footnotes if defined == name]
            place = places[0] if len(places) == 1 else Place(page.shown)
            yield Problem(
                place, f"footnote '{name}' is never used: point at it with '[^{name}]', or take it out"
            )


def broken_snippet(site: Site) -> Iterator[Problem]:
    """An include names a file, and a section of it, that exist.

    Bad:  --8<-- "questions.md:how-lnog"
    Good: --8<-- "questions.md:how-long"
    """
    for page in site.pages:
        if "8<" not in page.text or site.project.snippets.all_there(page.text):
            continue
        for missing in page.source.missing:
            what = f"include of '{missing.name}' brings in nothing: no such file or section"
            yield Problem(missing.place, f"{what}{did_you_mean(missing.near)}")
