"""Reads `extra.sitelint`, the table in mkdocs.yml that says which rules a project goes without."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .model import Problem
from .project import Project
from .settings import Node, unknown_keys
from .suggest import did_you_mean, nearest

_KEYS = ("off",)


def off(project: Project) -> frozenset[str]:
    """The names of the rules that are switched off; none where the table cannot be read."""
    table = _table(project)
    names = table.get("off") if isinstance(table, Mapping) else None
    return (
        frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()
    )


def problems(project: Project, rules: Collection[str]) -> Iterator[Problem]:
    """What is wrong with the table, given the names of the rules that there are."""
    table, at = _table(project), Node(project, ("extra", "sitelint"))
    if not isinstance(table, Mapping):
        yield at.problem("expected lines of 'key: value'")
        return
    yield from unknown_keys(at, table, _KEYS)
    names = table.get("off", [])
    if not isinstance(names, list):
        yield at.below("off").problem("expected a list of rules")
        return
    for index, name in enumerate(names):
        if str(name) not in rules:
            hint = did_you_mean(nearest(str(name), rules)) or "; CONTRIBUTING.md lists them"
            yield at.below("off").below(index).problem(f"no rule '{name}'{hint}")


def _table(project: Project) -> Any:
    table = project.get("extra", "sitelint")
    if table is None:
        return {}
    if not isinstance(table, Mapping):
        return table
    return {"off" if key is False else key: value for key, value in table.items()}  # as YAML takes 'off'
