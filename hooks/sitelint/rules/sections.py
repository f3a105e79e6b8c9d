"""Rules about the sections of a page of the guide, as `extra.guide` in mkdocs.yml lists them."""

from collections.abc import Callable, Iterator

from ..layout import Layout, Piece
from ..model import Place, Problem
from ..rendered import Callout
from ..settings import Guide, Section
from ..site import Page, Site
from ..suggest import Paths, did_you_mean, nearest

LEAD_WORDS = 40
POINTS = range(3, 6)
POINT_WORDS = 15
HELP_POINTS = 5
_FACTS = ("title", "description", "kind", "stage")


def guide_settings(site: Site) -> Iterator[Problem]:
    """The table `extra.guide` in mkdocs.yml can be read; until it can, the rules of the guide stay silent.

    Bad:  - heading: Next step
            optionl: true
    Good: - heading: Next step
            optional: true
    """
    guide, problems = site.table
    yield from problems
    for key in ("questions", "safety"):
        path = getattr(guide, key, None)
        if path and path not in site.by_path:
            hint = did_you_mean(Paths(site.by_path).nearest(path))
            yield Problem(site.project.place("extra", "guide", key), f"'{path}': no such page in docs/{hint}")


def page_facts(site: Site) -> Iterator[Problem]:
    """The front matter of a page says what it is: title, description, kind and stage.

    Bad:  kind: topics
    Good: kind: topic
    """
    guide = site.guide
    if guide is None:
        return
    for page in site.pages:
        if page.front_matter.problem is None and (guide.stages or "kind" in page.front_matter.data):
            yield from _facts(page, guide, _FACTS if guide.stages else ("kind",))


def missing_section(site: Site) -> Iterator[Problem]:
    """A page has every section that its kind needs.

    Bad:  a topic without '## Next step'
    Good: a topic that ends with '## Next step'
    """
    for layout in site.layouts:
        for row in layout.missing:
            earlier = layout.before(row)
            place = _place(layout.page, earlier) if earlier else Place(layout.page.shown)
            spot = layout.spot(row)
            where = f"; expected {spot}" if spot else ""
            yield Problem(place, f"{layout.table[row]} is missing{where}{_near(layout, layout.table[row])}")


def unknown_section(site: Site) -> Iterator[Problem]:
    """A page has no section that the table does not know for its kind.

    Bad:  /// takeaway
    Good: /// takeaways
    """
    for layout in site.layouts:
        for piece in layout.unknown:
            what = Section(piece.block.sort, piece.block.name)
            known = [section.name for section in layout.table if section.sort == what.sort and section.name]
            hint = did_you_mean(nearest(what.name, known)) if what.name else ""
            message = f"{what} has no place on a page of kind '{layout.kind}'{hint}"
            yield Problem(_place(layout.page, piece), message)


def doubled_section(site: Site) -> Iterator[Problem]:
    """A section stands once on a page.

    Bad:  two headings '## Next step'
    Good: one heading '## Next step'
    """
    for layout in site.layouts:
        for piece in layout.doubled:
            section = layout.table[piece.row]
            yield Problem(_place(layout.page, piece), f"{section} stands twice; expected once")


def misplaced_section(site: Site) -> Iterator[Problem]:
    """The sections of a page stand in the order of the table.

    Bad:  '## Next step', then '## Questions'
    Good: '## Questions', then '## Next step'
    """
    for layout in site.layouts:
        for piece in layout.misplaced:
            what = Section(piece.block.sort, piece.block.name)
            row = layout.table[piece.row]
            named = f"heading '{what.name}' of {row}" if row.sort == "body" else str(row)
            message = f"{named} is out of place; expected {layout.spot(piece.row)}"
            yield Problem(_place(layout.page, piece), message)


def long_lead(site: Site) -> Iterator[Problem]:
    """The first paragraph says in 40 words or fewer what the page is for.

    Bad:  a first paragraph of 60 words
    Good: This page is for the days after a split.
    """
    for layout in site.layouts if site.journey else ():
        for piece in layout.pieces:
            if piece.row >= 0 and piece.block.sort == "lead" and piece.block.words > LEAD_WORDS:
                message = f"the first paragraph has {piece.block.words} words; expected {LEAD_WORDS} or fewer"
                yield Problem(_place(layout.page, piece), message)


def nested_callout(site: Site) -> Iterator[Problem]:
    """A callout stands on its own, not inside a question, a list or another callout.

    Bad:  /// stop-here inside /// question
    Good: /// stop-here after the question
    """
    for layout in site.layouts if site.journey else ():
        for index, callout in enumerate(layout.page.rendered.callouts):
            if callout.inside:
                message = f"callout '{callout.kind}' stands inside {callout.inside}; put it on its own"
                yield Problem(layout.page.callout_place(index), message)


def takeaway_points(site: Site) -> Iterator[Problem]:
    """The key takeaways are 3 to 5 points of at most 15 words.

    Bad:  one point of 40 words
    Good: - Being turned down does not measure your worth.   (and two to four more)
    """
    yield from _callout_problems(site, "takeaways", _takeaway_problems)


def help_now_links(site: Site) -> Iterator[Problem]:
    """In 'Get help now' there is only help: at most five points, and links that call or text.

    Bad:  - Read [more about grief](feelings.md)
    Good: - Call [116 123](tel:116123)
    """
    yield from _callout_problems(site, "help-now", _help_now_problems)


def _callout_problems(
    site: Site, kind: str, wrong_with: Callable[[Callout], Iterator[str]]
) -> Iterator[Problem]:
    for layout in site.layouts if site.journey else ():
        for index, callout in enumerate(layout.page.rendered.callouts):
            for message in wrong_with(callout) if callout.kind == kind else ():
                yield Problem(layout.page.callout_place(index), message)


def _takeaway_problems(callout: Callout) -> Iterator[str]:
    if len(callout.points) not in POINTS:
        yield f"the takeaways have {len(callout.points)} points; expected {POINTS[0]} to {POINTS[-1]}"
    for point in callout.points:
        words = point.split()
        if len(words) > POINT_WORDS:
            start = " ".join(words[:4])
            yield f"the takeaway '{start} ...' has {len(words)} words; expected {POINT_WORDS} or fewer"


def _help_now_problems(callout: Callout) -> Iterator[str]:
    if len(callout.points) > HELP_POINTS:
        yield f"'help-now' has {len(callout.points)} points; expected {HELP_POINTS} or fewer"
    for link in callout.links:
        if not link.startswith(("tel:", "sms:")):
            yield f"'help-now' links to '{link}'; expected only 'tel:' and 'sms:' links"


def _facts(page: Page, guide: Guide, facts: tuple[str, ...]) -> Iterator[Problem]:
    declared = {"kind": tuple(guide.kinds), "stage": guide.stages}
    for key in facts:
        value = page.fact(key)
        if page.front_matter.wrong and key == page.front_matter.wrong[0]:
            continue  # said for every page, of the guide or not
        if not isinstance(page.front_matter.data.get(key), str | None):
            yield Problem(page.key_place(key), f"'{key}' must be a text")
        elif not value.strip():
            yield _lacking(page, key)
        elif key in declared and value not in declared[key]:
            known = declared[key]
            hint = did_you_mean(nearest(value, known)) or f"; expected one of {', '.join(known)}"
            yield Problem(page.key_place(key), f"unknown {key} '{value}'{hint}")


def _lacking(page: Page, key: str) -> Problem:
    data = page.front_matter.data
    others = [other for other in data if isinstance(other, str) and other not in _FACTS]
    near = None if key in data else nearest(key, others)
    place = Place(page.shown, *page.front_matter.key_spot(near)) if near else page.key_place(key)
    hint = f"; is it '{near}'?" if near else ""
    return Problem(place, f"no '{key}' in the front matter{hint}")


def _near(layout: Layout, section: Section) -> str:
    """A heading of the page that may be the missing one, misspelt."""
    if section.sort != "heading":
        return ""
    others = [piece.block.name for piece in layout.pieces if piece.block.sort == "heading"]
    near = nearest(section.name, set(others) - {row.name for row in layout.table})
    return f"; is it '{near}'?" if near else ""


def _place(page: Page, piece: Piece) -> Place:
    if piece.block.sort == "callout":
        return page.callout_place(piece.block.place)
    if piece.block.sort == "lead":
        return page.below_heading_place(piece.block.place)
    return page.heading_place(piece.block.place)
