"""A whole site as the rules see it: the pages, the files, the links between them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote

from . import active, front_matter, rendered, settings, source, template
from .active import Hazard
from .front_matter import FrontMatter
from .layout import Layout
from .model import File, Place, Problem, read_text
from .project import Project
from .rendered import Link, Rendered
from .resolve import Target, Tree, normal
from .settings import Guide
from .source import Source, Use
from .template import Template


class _Same(NamedTuple):
    """Links that look alike once rendered, so that only their order tells them apart."""

    key: str
    is_image: bool
    in_footnote: bool


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

    @cached_property
    def address(self) -> str:
        return normal(unquote(self.file.address))

    @cached_property
    def text(self) -> str:
        """The source as MkDocs reads it, with a mark in place of what is not UTF-8."""
        return read_text(self.raw)

    @cached_property
    def front_matter(self) -> FrontMatter:
        return front_matter.read(self.text)

    @cached_property
    def rendered(self) -> Rendered:
        return rendered.read(self.html)

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
        written: dict[_Same, list[Use]] = defaultdict(list)
        for use in self.source.uses:
            key = self.tree.key(use.target, self.file, use.is_raw)
            written[_Same(key, use.is_image, use.in_footnote)].append(use)
        shown: dict[_Same, list[int]] = defaultdict(list)
        for index, link in enumerate(self.rendered.links):
            key = self.tree.key(link.target, self.file, True)
            shown[_Same(key, link.is_image, link.in_footnote)].append(index)
        return {
            index: use
            for same, indexes in shown.items()
            if len(indexes) == len(written[same])
            if len(indexes) == 1 or not same.in_footnote  # footnotes are not shown in the order of the source
            for index, use in zip(indexes, written[same], strict=True)
        }

    def fact(self, key: str) -> str:
        """A text in the front matter, '' if there is none."""
        value = self.front_matter.data.get(key)
        return value if isinstance(value, str) else ""

    def key_place(self, key: str) -> Place:
        """Where a key of the front matter stands."""
        return Place(self.shown, *self.front_matter.spot(key))

    def heading_place(self, index: int) -> Place:
        if len(self.source.headings) == len(self.rendered.headings):
            return self.source.headings[index]
        return self.source.heading(*self.rendered.headings[index]) or Place(self.shown)

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
        return self._nth(self.source.blocks(kind), same.index(index), len(same))

    def question_place(self, index: int) -> Place:
        return self._nth(self.source.blocks("question"), index, len(self.rendered.questions))

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
        return self.use.place if self.use else Place(self.page.shown)


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
    def by_page(self) -> Mapping[str, tuple[Reference, ...]]:
        """The references of each page, by its path."""
        known: dict[tuple[str, str], Target] = {}  # most pages of a folder link to the same few
        return {page.path: tuple(self._references(page, known)) for page in self.pages}

    def _references(self, page: Page, known: dict[tuple[str, str], Target]) -> Iterator[Reference]:
        folder = page.address.rpartition("/")[0]
        for index, link in enumerate(page.rendered.links):
            own = link.target.startswith(("#", "?"))
            key = (page.address if own else folder, link.target)
            if key not in known:
                known[key] = self.tree.resolve(link.target, page.file)
            yield Reference(page, index, link, known[key])

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(chain.from_iterable(self.by_page.values()))

    def page_lacking(self, target: Target) -> Page | None:
        """The page that a target leads to, if the heading that it asks for is not there."""
        if target.fault or target.file is None or target.fragment in ("", "top"):
            return None
        page = self.by_path.get(target.file.path)
        return page if page and target.fragment not in page.rendered.anchors else None

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
