"""Reads `extra.guide`, the table in mkdocs.yml that says how each kind of page is built."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .model import Place, Problem
from .project import Project
from .suggest import did_you_mean, nearest

_KEYS = ("questions", "safety", "made", "stages", "kinds", "anywhere")
_SORTS = ("title", "lead", "callout", "heading", "body")


class Section(NamedTuple):
    """One row of the table: a piece that a page of some kind has at this spot."""

    sort: str  # 'title', 'lead', 'callout', 'heading' or 'body'
    name: str = ""
    optional: bool = False

    def __str__(self) -> str:
        plain = {"title": "the title", "lead": "the first paragraph", "body": "the body"}
        return plain.get(self.sort) or f"{self.sort} '{self.name}'"


class Guide(NamedTuple):
    questions: str | None  # the page that lists every question
    safety: str | None  # the page that the stages in `needs_safety` link to
    stages: tuple[str, ...]  # in the order of the journey
    needs_safety: frozenset[str]
    kinds: Mapping[str, tuple[Section, ...]]
    anywhere: frozenset[str]  # callouts that may also stand inside the body


def read(project: Project) -> tuple[Guide | None, tuple[Problem, ...]]:
    """The table, or what is wrong with it. Without `extra.guide` there is neither."""
    table = project.get("extra", "guide")
    if table is None:
        return None, ()
    problems = tuple(_problems(project, table))
    return (None, problems) if problems else (_guide(table), ())


def _guide(table: Mapping[str, Any]) -> Guide:
    stages = table.get("stages", {})
    return Guide(
        questions=table.get("questions"),
        safety=table.get("safety"),
        stages=tuple(stages),
        needs_safety=frozenset(name for name, stage in stages.items() if stage.get("safety")),
        kinds={kind: tuple(map(_section, rows)) for kind, rows in table["kinds"].items()},
        anywhere=frozenset(table.get("anywhere", ())),
    )


def _section(row: str | Mapping[str, Any]) -> Section:
    if isinstance(row, str):
        return Section(row)
    sort = next(key for key in row if key != "optional")
    name = row[sort] if sort in ("callout", "heading") else ""
    return Section(sort, name, row.get("optional", False))


def _problems(project: Project, table: object) -> Iterator[Problem]:
    at = Node(project, ("extra", "guide"))
    if not isinstance(table, Mapping):
        yield at.problem("expected lines of 'key: value'")
        return
    yield from unknown_keys(at, table, _KEYS)
    for key in ("questions", "safety"):
        if not isinstance(table.get(key, ""), str):
            yield at.below(key).problem("expected the path of a page")
    yield from _stage_problems(at.below("stages"), table.get("stages", {}))
    yield from _safety_problems(at.below("stages"), table)
    if "kinds" not in table:
        yield at.problem("'kinds' is missing: it says which sections each kind of page has")
    yield from _kind_problems(at.below("kinds"), table.get("kinds", {}))
    if not _is_list_of_texts(table.get("made", [])):
        message = "expected a list of files, and of folders with a '/' behind, from the root of the site"
        yield at.below("made").problem(message)
    if not _is_list_of_texts(table.get("anywhere", [])):
        yield at.below("anywhere").problem("expected a list of callouts")
        return
    yield from _callout_problems(project, at, table)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _callout_problems(project: Project, at: "Node", table: Mapping[str, Any]) -> Iterator[Problem]:
    """A callout that no block makes: its rule would wait for it in vain."""
    made = _callouts_made(project)
    for node, name in _callouts_named(at, table) if made else ():
        if name not in made:
            hint = did_you_mean(nearest(name, made)) or f"; known are {', '.join(made)}"
            yield node.problem(f"no type of pymdownx.blocks.admonition makes a callout '{name}'{hint}")


def _callouts_named(at: "Node", table: Mapping[str, Any]) -> Iterator[tuple["Node", str]]:
    kinds = table.get("kinds")
    for kind, rows in kinds.items() if isinstance(kinds, Mapping) else ():
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, Mapping) and not _row_problem(row) and "callout" in row:
                yield at.below("kinds").below(kind).below(index).below("callout"), row["callout"]
    for index, name in enumerate(table.get("anywhere", ())):
        yield at.below("anywhere").below(index), name


def _callouts_made(project: Project) -> list[str]:
    """The classes of the callouts that mkdocs.yml declares; none if any name makes a callout."""
    blocks = project.extension("pymdownx.blocks.admonition") or {}
    types = blocks.get("types")
    if not isinstance(types, list) or project.extension("admonition") is not None:
        return []
    options = [item if isinstance(item, Mapping) else {"name": item} for item in types]
    classes = [str(item.get("class") or item.get("name") or "").split() for item in options]
    return [names[0] for names in classes if names]


class Node(NamedTuple):
    """A spot in the table."""

    project: Project
    path: tuple[str | int, ...]

    def below(self, key: str | int) -> "Node":
        return Node(self.project, (*self.path, key))

    def problem(self, message: str) -> Problem:
        place: Place = self.project.place(*self.path)
        return Problem(place, f"{'.'.join(map(str, self.path))}: {message}")


def unknown_keys(at: Node, table: Mapping[str, Any], known: tuple[str, ...]) -> Iterator[Problem]:
    for key in table:
        if key not in known:
            hint = did_you_mean(nearest(str(key), known)) or f"; known are {', '.join(known)}"
            yield at.below(key).problem(f"unknown key{hint}")


def _stage_problems(at: Node, stages: object) -> Iterator[Problem]:
    if not isinstance(stages, Mapping):
        yield at.problem("expected one line for each stage")
        return
    for name, stage in stages.items():
        if not isinstance(name, str):
            yield at.problem(f"the name of a stage must be a text; write '\"{name}\":'")
        if not isinstance(stage, Mapping):
            yield at.below(name).problem("expected '{label: TEXT}'")
            continue
        yield from unknown_keys(at.below(name), stage, ("label", "safety"))
        if not isinstance(stage.get("label"), str):
            yield at.below(name).problem("'label' is missing: the text above the titles of the stage")
        if not isinstance(stage.get("safety", False), bool):
            yield at.below(name).below("safety").problem("expected true or false")


def _safety_problems(at: Node, table: Mapping[str, Any]) -> Iterator[Problem]:
    """A stage whose pages must link to a page that nobody names: its rule would wait in vain."""
    stages = table.get("stages")
    for name, stage in stages.items() if isinstance(stages, Mapping) and "safety" not in table else ():
        if isinstance(stage, Mapping) and stage.get("safety"):
            message = "no page to link to: name it as 'safety' of extra.guide, or take this out"
            yield at.below(name).below("safety").problem(message)


def _kind_problems(at: Node, kinds: object) -> Iterator[Problem]:
    if not isinstance(kinds, Mapping):
        yield at.problem("expected one list for each kind of page")
        return
    for kind, rows in kinds.items():
        if not isinstance(kind, str):
            yield at.problem(f"the name of a kind must be a text; write '\"{kind}\":'")
        if not isinstance(rows, list):
            yield at.below(kind).problem("expected a list of sections")
            continue
        yield from _row_problems(at.below(kind), rows)


def _row_problems(at: Node, rows: list[Any]) -> Iterator[Problem]:
    seen: set[Section] = set()
    for index, row in enumerate(rows):
        here = at.below(index)
        wrong = _row_problem(row)
        if wrong:
            yield here.problem(wrong)
            continue
        section = _section(row)
        plain = Section(section.sort, section.name)
        if plain in seen:
            yield here.problem(f"{section} stands twice")
        seen.add(plain)


def _row_problem(row: object) -> str:
    if isinstance(row, str):
        return "" if row in ("title", "lead") else _row_without_value(row)
    if not isinstance(row, Mapping):
        return "expected 'title', 'lead', 'callout: NAME', 'heading: TEXT' or 'body: true'"
    sorts = [key for key in row if key != "optional"]
    if len(sorts) != 1:
        return "expected one section, and with it at most 'optional: true'"
    sort = sorts[0]
    if sort not in _SORTS:
        return _unknown_section(str(sort))
    if not isinstance(row.get("optional", False), bool):
        return "'optional' must be true or false"
    if sort in ("callout", "heading"):
        return "" if isinstance(row[sort], str) and row[sort] else f"'{sort}' needs a name"
    return "" if row[sort] is True else f"write '{sort}: true'"


def _row_without_value(row: str) -> str:
    if row == "body":
        return "write 'body: true'"
    return f"'{row}' needs a name" if row in ("callout", "heading") else _unknown_section(row)


def _unknown_section(name: str) -> str:
    hint = did_you_mean(nearest(name, _SORTS)) or f"; known are {', '.join(_SORTS)}"
    return f"unknown section '{name}'{hint}"
