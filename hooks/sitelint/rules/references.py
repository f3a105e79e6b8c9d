"""Rules about what Markdown puts together from two places: references, footnotes, includes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from ..model import Place, Problem
from ..project import Project
from ..site import Site
from ..snippets import Line, Missing
from ..suggest import Names, did_you_mean, nearest
from .markup import is_listed

_FOOTNOTE_USE = r"\[\^(?!\w-\w)[^\]\s]+\](?!:)"  # '[^a-z]' is a pattern that somebody writes about

_DEFINED = re.compile(r"^[ \t>]*\[([^\]\n]+)\]:", re.MULTILINE)


def undefined_reference(site: Site) -> Iterator[Problem]:
    """The label of a reference link is defined on the page.

    Bad:  [Listen first][listen]        and no line '[listen]: talking.md'
    Good: [Listen first][talk]          and below it '[talk]: talking.md'
    """
    for page in site.pages:
        if "][" not in page.rendered.loose_text:
            continue
        names = Names(page.source.labels)
        for label, place in page.source.undefined:
            hint = did_you_mean(nearest(label, names))
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
        places: dict[str, list[Place]] = defaultdict(list)
        for mark, place in page.source.find(_FOOTNOTE_USE):
            places[mark].append(place)
        for mark, written in places.items():
            loose = page.rendered.loose_text
            shown = loose.count(mark) - loose.count(f"{mark}:")
            # Of several some may work: which ones do not is not sure.
            for place in written if shown == len(written) else [Place(page.shown)] if shown else ():
                yield Problem(place, _undefined(site, mark, defined))


def _undefined(site: Site, mark: str, defined: set[str]) -> str:
    name = mark[2:-1]
    if name not in defined:
        hint = did_you_mean(nearest(name, defined))
        return f"footnote '{name}' is not defined, so its brackets show as text{hint}"
    if is_listed(site, "footnotes"):
        return f"'{mark}' shows as text: it, or what it says, stands in HTML that is not read"
    return f"'{mark}' shows as text: list 'footnotes' in markdown_extensions"


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
            if f"[^{name}]" in page.rendered.loose_text:  # undefined-footnote says why
                continue
            places = [place for defined, place in page.source.footnotes if defined == name]
            place = places[0] if len(places) == 1 else Place(page.shown)
            yield Problem(
                place, f"footnote '{name}' is never used: point at it with '[^{name}]', or take it out"
            )


def doubled_reference(site: Site) -> Iterator[Problem]:
    """A label or a footnote is defined once on a page: of two, readers get only the last.

    Bad:  [talk]: talking.md            and below it '[talk]: listening.md'
    Good: [talk]: talking.md            and below it '[listen]: listening.md'
    """
    for page in site.pages:
        labels = _DEFINED.findall(page.text) if page.may_define else []
        if len({label.lower() for label in labels}) == len(labels):
            continue
        for name, place in page.source.doubled:
            what = f"footnote '{name[1:]}'" if name.startswith("^") else f"reference '{name}'"
            yield Problem(place, f"{what} is defined a second time, and not as above; give each its own name")


def broken_snippet(site: Site) -> Iterator[Problem]:
    """An include names a file, and a section of it, that exist.

    Bad:  --8<-- "questions.md:how-lnog"
    Good: --8<-- "questions.md:how-long"
    """
    brings = site.project.snippets.brings
    broken = (page for page in site.pages if not all(map(brings, page.includes)))
    for missing in chain(_not_appended(site.project), *(page.source.missing for page in broken)):
        what = f"include of '{missing.name}' brings in nothing: no such file or section"
        yield Problem(missing.place, f"{what}{did_you_mean(missing.near)}")


def _not_appended(project: Project) -> Iterator[Missing]:
    """What the settings put below every page, and is not there."""
    for number, name in enumerate(project.appended):
        place = project.extension_place("pymdownx.snippets", "auto_append", number)
        line = Line(f'--8<-- "{name}"', place.file, place.line)
        for missing in project.snippets.included([line])[1]:
            yield missing._replace(place=place) if missing.place.file == place.file else missing
