"""Finds every file that a build reads, before the build reads it.

MkDocs waits for ever for a pipe, and ends with a traceback at a link to nothing, when the last site is gone.
"""

import os
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from pathlib import Path

from .model import PAGES, read_text
from .project import Project
from .snippets import names
from .walk import Entry, fault_of, walk


class Role(Enum):
    """What the build does with a file."""

    PAGE = auto()
    TEMPLATE = auto()
    INCLUDED = auto()  # a text that pages include, and no page itself
    DATA = auto()  # YAML
    ASSET = auto()  # copied as it is


@dataclass(frozen=True)
class Input:
    """A file that the build reads."""

    path: str | Path
    shown: str  # as a person at the root of the project would type it
    role: Role
    fault: str = ""  # why it cannot be read, and what to do
    outside: str = ""  # where it is a link to, if that lies outside of docs/

    @cached_property
    def raw(self) -> bytes:
        """The bytes of a text; none of what cannot be read, or is only copied."""
        readable = self.role is not Role.ASSET and not (self.fault or self.outside)
        if not readable:
            return b""
        with open(self.path, "rb") as file:
            return file.read()

    @cached_property
    def text(self) -> str:
        """The text as MkDocs reads it, with a mark in place of what is not UTF-8."""
        return read_text(self.raw)


def inputs(project: Project) -> Iterator[Input]:
    """The files of docs/, what its pages include, the templates, and the data that extensions read."""
    known: set[str] = set()
    waiting = set(project.appended)
    for file in _docs(project):
        known.add(str(file.path))
        waiting.update(names(file.text))
        yield file
    yield from included(project, waiting, known)
    for entry in walk(project.template_folder) if project.template_folder else ():
        role = Role.TEMPLATE if entry.path.endswith(".html") else Role.ASSET
        yield _file(entry, project.shown(Path(entry.path)), role)
    for path in project.data_files:
        yield data(path, project.shown(path))


def data(path: Path, shown: str) -> Input:
    """A file that holds YAML."""
    return Input(path, shown, Role.DATA, fault_of(path))


def _docs(project: Project) -> Iterator[Input]:
    """What MkDocs leaves out, such as the lock files of an editor, may be as it likes."""
    is_guide = project.get("extra", "guide") is not None  # others link to the README above their docs/
    start = len(os.path.join(project.docs_dir, ""))
    for entry in walk(project.docs_dir, fenced=is_guide):
        path = entry.path[start:].replace(os.sep, "/")
        if not project.excluded.match_file(path):
            role = Role.PAGE if path.endswith(PAGES) else Role.ASSET
            yield _file(entry, project.shown_doc(path), role)


def included(project: Project, waiting: Collection[str], known: set[str]) -> Iterator[Input]:
    """What is included and not known yet, and what that includes in turn."""
    queue, seen = deque(sorted(waiting)), set(waiting)
    while queue:
        name = queue.popleft()
        path = project.snippets.lying(name)
        if path and str(path) not in known:
            known.add(str(path))
            file = _file(Entry(str(path), fault_of(path)), project.shown(path), Role.INCLUDED)
            further = set(names(file.text)) - seen
            seen |= further
            queue.extend(sorted(further))
            yield file


def _file(entry: Entry, shown: str, role: Role) -> Input:
    return Input(entry.path, shown, role, entry.fault, entry.outside)
