"""A whole site as the rules see it: the pages, the files, the links between them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from . import active, front_matter, plain, rendered, settings, snippets, source, template
from .active import Hazard
from .front_matter import FrontMatter
from .layout import Layout
from .model import File, Place, Problem, read_text
from .pairing import pairs
from .plain import HtmlPage, StyleSheet
from .project import Project
from .rendered import Link, Rendered
from .resolve import Target, Tree
from .settings import Guide
from .source import Source, Use, words
from .suggest import Names, Paths
from .template import Template

# What scripts make of an address, and the ids of Material; those of the lines of code stand in the page.
_PART_OF_THEME = re.compile(r"[/!]|__(?!code)")


class _Same(NamedTuple):
    """Links that look alike once rendered, so that only their order tells them apart."""

    key: str
    is_image: bool
    in_footnote: bool
    attribute: str


def _of_sort(sort: tuple[bool, bool], items: list[_Same]) -> list[int]:
    return [at for at, same in enumerate(items) if (same.in_footnote, bool(same.attribute)) == sort]


@dataclass(frozen=True)
class Page:
    file: File
    raw: bytes
    html: str
    project: Project
    tree: Tree

    @property
    def path(self) -> str:
        return self.file.path

    @cached_property
    def shown(self) -> str:
        return self.project.shown_doc(self.path)

    @property
    def address(self) -> str:
        return self.file.decoded

    @cached_property
    def text(self) -> str:
        """The source as MkDocs reads it, with a mark in place of what is not UTF-8."""
        return read_text(self.raw)

    @property
    def is_home(self) -> bool:
        return self.file.output == "index.html"

    @cached_property
    def may_define(self) -> bool:
        """False for a page without a line such as `[label]: address`, as most are."""
        return "]:" in self.text

    @cached_property
    def includes(self) -> tuple[str, ...]:
        """What the page includes, as it is written."""
        return tuple(snippets.names(self.text))

    @cached_property
    def front_matter(self) -> FrontMatter:
        return front_matter.read(self.text)

    @cached_property
    def rendered(self) -> Rendered:
        return rendered.read(self.html, is_guide=self.project.get("extra", "guide") is not None)

    @cached_property
    def shown_text(self) -> str:
        """The text outside code. Costly; only for a page that may have a finding."""
        return rendered.shown_text(self.html)

    @cached_property
    def words_outside_code(self) -> str:
        """The letters outside blocks of code; what is written as `code` within a line counts as text."""
        return words(rendered.text_outside_blocks_of_code(self.html))

    @cached_property
    def hazards(self) -> tuple[Hazard, ...]:
        """What the page must not hold."""
        return tuple(active.in_text(self.html))

    @cached_property
    def facts_hazards(self) -> tuple[tuple[str, Hazard], ...]:
        """What the front matter must not hold, and its keys: templates print values as they are, also in
        attributes.
        """
        if not ("<" in self.front_matter.text or '"' in self.front_matter.text):
            return ()
        facts = self.front_matter.data.items()
        return tuple(
            (str(key), hazard)
            for key, value in facts
            if isinstance(value, str)
            for hazard in active.in_value(value)
        )

    @cached_property
    def source(self) -> Source:
        """Costly; only for a page that has a finding."""
        body_line = self.front_matter.text.count("\n") + 1
        return source.read(self.text, body_line, self.shown, self.project)

    @cached_property
    def uses(self) -> Mapping[int, Use]:
        """The source of each rendered link, by its index, where that is certain."""
        uses, links = self.source.uses, self.rendered.links
        written = [
            _Same(
                self.tree.key(use.target, self.file, use.is_raw), use.is_image, use.in_footnote, use.attribute
            )
            for use in uses
        ]
        shown = [
            _Same(
                self.tree.key(link.target, self.file, True), link.is_image, link.in_footnote, link.attribute
            )
            for link in links
        ]
        found: dict[int, Use] = {}
        for sort in {(same.in_footnote, bool(same.attribute)) for same in shown}:
            own, source = (_of_sort(sort, items) for items in (shown, written))
            # Footnotes are not shown in the order of the source.
            sure = pairs([shown[at] for at in own], [written[at] for at in source], in_order=not sort[0])
            found.update((own[index], uses[source[at]]) for index, at in sure.items())
        return found

    def fact(self, key: str) -> str:
        """A text in the front matter, '' if there is none."""
        value = self.front_matter.data.get(key)
        return value if isinstance(value, str) else ""

    def key_place(self, key: str) -> Place:
        """Where a key of the front matter stands."""
        return Place(self.shown, *self.front_matter.spot(key))

    def heading_place(self, index: int) -> Place:
        return self._heading_places[index]

    @cached_property
    def _heading_places(self) -> Sequence[Place]:
        headings = self.rendered.headings
        if len(self.source.headings) == len(headings):
            return self.source.headings
        keys = [(heading.level, words(heading.text)) for heading in headings]
        total, seen = Counter(keys), Counter[tuple[int, str]]()
        places: list[Place] = []
        for key in keys:
            places.append(self._nth(self.source.marked_headings.get(key, ()), seen[key], total[key]))
            seen[key] += 1
        return places

    def below_heading_place(self, index: int) -> Place:
        """The first text below a heading."""
        heading = self.heading_place(index)
        lines = self.source.lines
        below = (line for line in lines if line.file == heading.file and line.number > heading.line > 0)
        line = next((line for line in below if line.text.strip()), None)
        return Place(line.file, line.number, 1) if line else Place(self.shown)

    def callout_place(self, index: int) -> Place:
        kind = self.rendered.callouts[index].kind
        same = [at for at, callout in enumerate(self.rendered.callouts) if callout.kind == kind]
        return self._nth(self.source.blocks.get(kind, ()), same.index(index), len(same))

    def question_place(self, index: int) -> Place:
        return self._nth(self.source.blocks.get("question", ()), index, len(self.rendered.questions))

    def _nth(self, places: list[Place] | tuple[Place, ...], index: int, total: int) -> Place:
        """The place that belongs to the n-th of the rendered things, if there are as many in the source."""
        return places[index] if len(places) == total else Place(self.shown)


class Reference(NamedTuple):
    """A link on a page, and where it leads."""

    page: Page
    nth: int
    link: Link
    target: Target

    @property
    def use(self) -> Use | None:
        return self.page.uses.get(self.nth)

    @property
    def place(self) -> Place:
        return self.use.place if self.use else self._only_mention

    @property
    def address_place(self) -> Place:
        return self.use.address_place if self.use else self._only_mention

    @property
    def _only_mention(self) -> Place:
        """Where the address stands, if it stands once: a plug-in may have made the link."""
        return self.page.source.only(self.link.target) or Place(self.page.shown)


@dataclass(frozen=True)
class Site:
    project: Project
    pages: tuple[Page, ...]  # in reading order
    tree: Tree
    today: date

    @cached_property
    def by_path(self) -> Mapping[str, Page]:
        return {page.path: page for page in self.pages}

    @cached_property
    def page_paths(self) -> Paths:
        return Paths(self.by_path)

    @cached_property
    def by_page(self) -> Mapping[str, tuple[Reference, ...]]:
        """The references of each page, by its path."""
        return {page.path: tuple(self._references(page)) for page in self.pages}

    @cached_property
    def _targets(self) -> dict[tuple[str, str], Target]:
        """By address, and where that starts: most pages of a folder link to the same few."""
        return {}

    def _references(self, page: Page) -> Iterator[Reference]:
        known = self._targets
        own, folder = page.address, page.address.rpartition("/")[0]
        for index, link in enumerate(page.rendered.links):
            key = (own if link.target[:1] in ("#", "?") else folder, link.target)
            target = known.get(key)
            if target is None:
                target = known[key] = self.tree.resolve(link.target, page.file)
            yield Reference(page, index, link, target)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(chain.from_iterable(self.by_page.values()))

    @cached_property
    def faulty(self) -> tuple[Reference, ...]:
        """Those that lead to nothing, or not as they should: few, or none."""
        references = self.references  # fills the targets, of which there are fewer
        lost = {
            id(target)
            for target in self._targets.values()
            if target.fault or (target.fragment and self.anchors_lacking(target) is not None)
        }
        return tuple(reference for reference in references if id(reference.target) in lost) if lost else ()

    def anchors_lacking(self, target: Target) -> frozenset[str] | None:
        """The anchors of the page that a target leads to, if the one that it asks for is not among them."""
        if target.fault or target.file is None or target.fragment.lower() in ("", "top"):
            return None
        if _PART_OF_THEME.match(target.fragment):
            return None
        page = self.by_path.get(target.file.path)
        known = page.rendered.anchors if page else self._anchors_of_html(target.file)
        return None if known is None or target.fragment in known else known

    def _anchors_of_html(self, file: File) -> frozenset[str] | None:
        """Those of an HTML page in docs/; None if they cannot be told."""
        page = self.html_pages.get(file.path)
        return page.anchors if page else None

    def names_of(self, anchors: frozenset[str]) -> Names:
        """Made once for each page that is asked for what it does not have."""
        if anchors not in self._names:
            self._names[anchors] = Names(anchors)
        return self._names[anchors]

    @cached_property
    def _names(self) -> dict[frozenset[str], Names]:
        return {}

    def only_page_with(self, anchor: str) -> Page | None:
        """The page with this anchor, if there is just one."""
        return self._pages_by_anchor.get(anchor)

    @cached_property
    def _pages_by_anchor(self) -> Mapping[str, Page | None]:
        found: dict[str, Page | None] = {}
        for page in self.pages:
            found.update((anchor, None if anchor in found else page) for anchor in page.rendered.anchors)
        return found

    @cached_property
    def html_pages(self) -> Mapping[str, HtmlPage]:
        """The HTML of docs/ that goes into the site as it is, by its path."""
        return {page.file.path: page for page in plain.html_pages(self.project, self.tree)}

    @cached_property
    def style_sheets(self) -> tuple[StyleSheet, ...]:
        """The project's own."""
        return tuple(plain.style_sheets(self.project, self.tree))

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """The project's own."""
        return tuple(template.read(self.project))

    @cached_property
    def table(self) -> tuple[Guide | None, tuple[Problem, ...]]:
        """`extra.guide`, or what is wrong with it."""
        return settings.read(self.project)

    @property
    def guide(self) -> Guide | None:
        return self.table[0]

    @property
    def journey(self) -> Guide | None:
        """The table, if it declares stages; the rules about a guide in stages are silent without them."""
        return self.guide if self.guide and self.guide.stages else None

    @cached_property
    def layouts(self) -> tuple[Layout, ...]:
        """How each page of a known kind is built; empty without a guide."""
        kinds = self.guide.kinds if self.guide else {}
        anywhere = self.guide.anywhere if self.guide else frozenset()
        return tuple(
            Layout(page, kind, kinds[kind], anywhere)
            for page in self.pages
            if (kind := page.fact("kind")) in kinds
        )

    @cached_property
    def nav_paths(self) -> tuple[str, ...]:
        """The pages of the nav, in its order."""
        listed = [entry.target for entry in self.project.nav if entry.target in self.by_path]
        return tuple(dict.fromkeys(listed))


def in_reading_order(project: Project, pages: list[Page]) -> tuple[Page, ...]:
    """The pages of the nav first, in its order; then the others by path."""
    order = {entry.target: index for index, entry in enumerate(project.nav)}
    return tuple(sorted(pages, key=lambda page: (order.get(page.path, len(order)), page.path)))
