"""Rules about titles, and about numbers that say in which order headings and pages are read."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .. import numbering
from ..model import Place, Problem, Standing
from ..numbering import Number
from ..rendered import Heading
from ..site import Page, Site

_ORDER = ("order", "nav_order", "sidebar_position", "weight")
_UNPRINTED = ("mkdocs", "readthedocs")  # themes that show the title of a page in the menu only
_MOST = 4  # pages with a title of their own for each page without, where that must be a slip
_DATED = re.compile(r"\d{4}|\d\d[-_.]\d\d")
_NAV_MADE = re.compile(r"nav|pages|section|order|repo\b|i18n|blog")


class Entry(NamedTuple):
    """A page where the menu lists it."""

    page: Page
    label: str  # what the nav calls it, if it does
    place: Place

    @property
    def title(self) -> str:
        return self.label or _own_title(self.page)


def missing_title(site: Site) -> Iterator[Problem]:
    """A page has a title, where those around it have one.

    Bad:  a page that begins with ## Listen
    Good: # Talking, and then ## Listen
    """
    bare = [page for page in site.pages if not _has_title(page)]
    if len(bare) * _MOST > len(site.pages) - len(bare):
        return
    is_printed = site.project.theme_name not in _UNPRINTED
    for entry in (entry for section in _sections(site) for entry in section):
        page = entry.page
        if not (_has_title(page) or _is_titled_elsewhere(page) or (is_printed and entry.label)):
            yield Problem(Place(page.shown), "the page has no title: begin it with '# ' and its title")


def repeated_title(site: Site) -> Iterator[Problem]:
    """Pages beside one another in the menu have different titles.

    Bad:  two pages 'Talking' in one section of the nav
    Good: 'Talking', and 'Talking again'
    """
    for section in _sections(site):
        first: dict[str, Entry] = {}
        for entry in section:
            title = entry.title.casefold()
            other = first.setdefault(title, entry)
            if title and other.page is not entry.page and not _are_of_one_kind(other.page, entry.page):
                message = f"title '{entry.title}' is that of '{other.page.path}' too; say how they differ"
                yield Problem(_title_place(entry), message)


def repeated_heading(site: Site) -> Iterator[Problem]:
    """Headings beside one another have different words.

    Bad:  ## Listen, and ## Listen once more below the same heading
    Good: ## Listen, and ## Answer
    """
    for page in site.pages:
        headings = page.rendered.headings
        if len(set(headings)) == len(headings):
            continue
        for family in _families(headings):
            # A second title has a rule of its own, and the deepest levels serve as labels such as 'Example'.
            is_left = headings[family[0]].level not in range(2, 5)
            for at in () if is_left else _repeated([headings[index].text for index in family]):
                index = family[at]
                place = page.heading_place(index)
                if place.line and not page.source.is_indented(place):  # in a tab, or made by a plug-in
                    message = f"heading '{headings[index].text}' stands twice in a row of headings"
                    yield Problem(place, f"{message}; expected once")


def heading_number(site: Site) -> Iterator[Problem]:
    """Numbered headings count up one at a time.

    Bad:  ## 1. Listen, ## 2. Answer, ## 4. Rest
    Good: ## 1. Listen, ## 2. Answer, ## 3. Rest
    """
    for page in site.pages:
        headings = page.rendered.headings
        numbers = {
            index: number
            for index, heading in enumerate(headings)
            if (number := numbering.of_title(heading.text))
        }
        if len(numbers) < numbering.FEWEST:
            continue
        for family in _families(headings):
            for row in _rows(family, numbers, _above(headings, family[0], numbers)):
                for fault in numbering.gaps([numbers[index].value for index in row]):
                    index = row[fault.at]
                    message = f"heading '{headings[index].text}' is out of order: expected number"
                    yield Problem(
                        page.heading_place(index), f"{message} {_written(numbers[index], fault.expected)}"
                    )


def page_number(site: Site) -> Iterator[Problem]:
    """Numbered pages stand in the order of their numbers.

    Bad:  nav: [01-listen.md, 03-rest.md, 02-answer.md]
    Good: nav: [01-listen.md, 02-answer.md, 03-rest.md]
    """
    for section in _sections(site):
        by_folder: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
        for entry in section:
            folder, name = posixpath.split(entry.page.path)
            if (number := numbering.of_file(name)) is not None:
                by_folder[folder].append((number, entry))
        said: set[Place] = set()
        for problem in (one for numbered in by_folder.values() for one in _misnumbered(numbered)):
            said.add(problem.place)
            yield problem
        yield from (problem for problem in _mistitled(section) if problem.place not in said)


def nav_order(site: Site) -> Iterator[Problem]:
    """The nav takes pages in the order that their front matter declares.

    Bad:  nav: [rest.md, listen.md], with 'order: 2' in rest.md and 'order: 1' in listen.md
    Good: nav: [listen.md, rest.md]
    """
    if not site.project.nav:
        return
    for section in _sections(site):
        for key in _ORDER:
            declared = [
                (value, entry) for entry in section if (value := _number(entry.page, key)) is not None
            ]
            yield from _undeclared(key, declared)


# The menu


def _sections(site: Site) -> list[list[Entry]]:
    """The pages that stand beside one another in the menu, in its order."""
    nav = site.project.get("nav")
    if nav:
        return list(_of_nav(site, nav, ("nav",)))
    if any(map(_NAV_MADE.search, site.project.plugin_names)):
        return []
    folders: dict[str, list[Entry]] = defaultdict(list)
    for page in site.pages:
        if page.file.standing is Standing.SHOWN:
            folders[posixpath.dirname(page.path)].append(Entry(page, "", Place(page.shown)))
    return list(folders.values())


def _of_nav(site: Site, items: object, path: tuple[str | int, ...]) -> Iterator[list[Entry]]:
    section: list[Entry] = []
    for index, item in enumerate(items if isinstance(items, list) else ()):
        pairs = item.items() if isinstance(item, dict) else [("", item)]
        for label, value in pairs:
            where = (*path, index, label)
            if isinstance(value, list):
                yield from _of_nav(site, value, where)
            elif isinstance(value, str) and (page := site.by_path.get(site.project.named_in_nav(value))):
                section.append(Entry(page, str(label), site.project.place(*where)))
    yield section


# Titles


def _own_title(page: Page) -> str:
    """In words; '' also for a title that is a picture."""
    title = str(page.front_matter.data.get("title") or "")
    return title or next((heading.text for heading in page.rendered.headings if heading.level == 1), "")


def _has_title(page: Page) -> bool:
    return bool(_own_title(page)) or any(heading.level == 1 for heading in page.rendered.headings)


def _is_titled_elsewhere(page: Page) -> bool:
    """True for a page whose title may come from a template or a plugin, or that need not have one."""
    data = page.front_matter.data
    is_made = "\n::: " in f"\n{page.text}"
    return is_made or "template" in data or page.is_home or page.rendered.empty


def _title_place(entry: Entry) -> Place:
    if entry.label:
        return entry.place
    page = entry.page
    if "title" in page.front_matter.data:
        return page.key_place("title")
    levels = [heading.level for heading in page.rendered.headings]
    return page.heading_place(levels.index(1))


def _are_of_one_kind(page: Page, other: Page) -> bool:
    """True for a page in two languages, and for notes of two days."""
    names = [posixpath.splitext(posixpath.basename(each.path))[0] for each in (page, other)]
    return any("." in name for name in names) or all(_DATED.search(name) for name in names)


# Headings


def _families(headings: Sequence[Heading]) -> list[list[int]]:
    """The headings of one level below the same heading."""
    families: list[list[int]] = []
    opened: list[tuple[int, list[int]]] = []  # level and family, from the title down
    for index, heading in enumerate(headings):
        while opened and opened[-1][0] > heading.level:
            opened.pop()
        if opened and opened[-1][0] == heading.level:
            opened[-1][1].append(index)
            continue
        family = [index]
        families.append(family)
        opened.append((heading.level, family))
    return families


def _repeated(texts: Sequence[str]) -> Iterator[int]:
    """Where a heading comes again that cannot be meant to.

    That is at once; or once more, as the only one that does, if it is no label such as 'Example' below the
    name of each thing that it belongs to: the first of all, or a long one.
    """
    is_single = len(set(texts)) == len(texts) - 1
    seen: dict[str, int] = {}
    for at, text in enumerate(texts):
        first = seen.setdefault(text, at)
        is_no_label = is_single and (first == 0 or (len(text.split()) > 2 and at - first > 2))
        if text and first < at and (text == texts[at - 1] or is_no_label):
            yield at


def _above(headings: Sequence[Heading], index: int, numbers: dict[int, Number]) -> str:
    """The number of the heading that this one stands below, as in '2.3'; '' if it has none."""
    level = headings[index].level
    while index >= 0 and headings[index].level >= level:
        index -= 1
    number = numbers.get(index)
    if number is None:
        return ""
    return f"{number.row}.{number.value}" if number.row[0].isdigit() else str(number.value)


def _rows(family: Sequence[int], numbers: dict[int, Number], above: str) -> Iterator[list[int]]:
    """The numbered headings of a family that count together; a row may begin anew."""
    by_row: dict[str, list[list[int]]] = defaultdict(list)
    for at, index in enumerate(family):
        number = numbers.get(index)
        if number is None or (above and number.row[0].isdigit() and number.row != above):
            continue
        rows = by_row[number.row]
        is_first = number.value <= 1 and family[at - 1] not in numbers
        if not rows or is_first or (len(rows[-1]) > 1 and _begins_anew(family[at:], numbers)):
            rows.append([])
        rows[-1].append(index)
    return (row for rows in by_row.values() for row in rows)


def _begins_anew(family: Sequence[int], numbers: dict[int, Number]) -> bool:
    values = [number.value for index in family[:2] if (number := numbers.get(index))]
    return values == [1, 2]


def _written(number: Number, expected: int) -> str:
    return f"{number.row}.{expected}" if number.row[0].isdigit() else str(expected)


# Pages


def _misnumbered(numbered: list[tuple[int, Entry]]) -> Iterator[Problem]:
    """By the names of their files, which may leave numbers out."""
    values = [value for value, _ in numbered]
    right = sorted(numbered, key=lambda item: item[0])
    for fault in numbering.moved(values):
        entry, expected = numbered[fault.at][1], right[fault.at][1]
        message = f"'{entry.page.path}' is out of order: expected '{expected.page.path}' here"
        yield Problem(entry.place, message)
    yield from _doubled(numbered, "number")


def _mistitled(section: list[Entry]) -> Iterator[Problem]:
    """By their titles, of which none may be left out."""
    rows: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
    for entry in section:
        number = numbering.of_title(entry.title)
        if number and not number.row[0].isdigit():
            rows[number.row].append((number.value, entry))
    for row in rows.values():
        for fault in numbering.gaps([value for value, _ in row]):
            entry = row[fault.at][1]
            message = f"page '{entry.title}' is out of order: expected number {fault.expected}"
            yield Problem(entry.place, message)


def _undeclared(key: str, declared: list[tuple[float, Entry]]) -> Iterator[Problem]:
    for at in range(1, len(declared)):
        (before, other), (value, entry) = declared[at - 1], declared[at]
        if value < before:
            message = f"'{entry.page.path}' declares '{key}: {value:g}', but stands after '{other.page.path}'"
            yield Problem(entry.place, f"{message}, which declares {before:g}")
    yield from _doubled(declared, key)


def _doubled(numbered: Sequence[tuple[float, Entry]], what: str) -> Iterator[Problem]:
    """A number that two pages have, where all others have their own."""
    values = [value for value, _ in numbered]
    if len(values) < numbering.FEWEST or len(set(values)) != len(values) - 1:
        return
    seen: dict[float, Entry] = {}
    for value, entry in numbered:
        if other := seen.get(value):
            message = (
                f"'{entry.page.path}' has {what} {value:g}, as '{other.page.path}' has; give each its own"
            )
            yield Problem(entry.place, message)
        seen[value] = entry


def _number(page: Page, key: str) -> float | None:
    value = page.front_matter.data.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
