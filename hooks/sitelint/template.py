"""A template of the project, and what it writes by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from . import active, addresses
from .active import Hazard
from .addresses import Written
from .mask import spaces
from .model import Place, place_at
from .project import Project

_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_LITERAL = re.compile(r"""\{\{-?\s*(["'])(?P<text>[^"'{}]*)\1[^{}]*\}\}""")
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True)
class Template:
    text: str
    shown: str  # its path as a person at the root of the project would type it

    @cached_property
    def without_comments(self) -> str:
        """The text, as long as before."""
        return _COMMENT.sub(_blank, self.text)

    @cached_property
    def written(self) -> str:
        """What it writes, as long as before; a value that only the engine knows is a row of 'x'."""
        text = _STATEMENT.sub(_blank, self.without_comments)
        text = _LITERAL.sub(lambda found: found["text"].center(len(found[0])), text)
        return _VALUE.sub(lambda found: "x" * len(found[0]), text)

    @property
    def links(self) -> Iterator[Written]:
        """Each address, with the braces of the engine in it."""
        return addresses.in_html(self.text, addresses.markup(self.written))

    @cached_property
    def hazards(self) -> tuple[Hazard, ...]:
        """What it must not write."""
        return tuple(active.find(LexborHTMLParser(self.written)))

    def place(self, at: int) -> Place:
        """The place of an offset in the text."""
        return place_at(self.shown, self.text, at)


def read(project: Project) -> Iterator[Template]:
    """The project's own templates, that it puts over those of the theme."""
    folder = project.template_folder
    for file in sorted(folder.rglob("*.html")) if folder else ():
        yield Template(file.read_text(encoding="utf-8", errors="replace"), project.shown(file))


def _blank(found: re.Match[str]) -> str:
    return spaces(found[0])
