"""Rules about each file that a build reads. They hold before it starts: it may never come back."""

from collections.abc import Iterator
from functools import cache

import yaml
from jinja2 import Environment, TemplateSyntaxError

from .. import aliases, weight
from ..intake import Input, Role
from ..model import Place, Problem, place_at
from ..yaml_lines import YamlLines
from .texts import not_utf8


def unreadable_file(file: Input) -> Iterator[Problem]:
    """Each file that the build reads can be read: no link to nowhere, no pipe, no endless YAML.

    Bad:  docs/talk.md is a link to a file that is gone
    Good: docs/talk.md is a file, or a link to another in docs/
    """
    if file.fault:
        yield Problem(Place(file.shown), file.fault)
    if file.role in (Role.INCLUDED, Role.TEMPLATE, Role.DATA):  # the rules about pages hold for the others
        yield from not_utf8(file.shown, file.raw, file.text)
    if file.role is Role.TEMPLATE:
        yield from _broken_template(file)
    yield from _endless_yaml(file)


def outside_file(file: Input) -> Iterator[Problem]:
    """What the guide publishes lies in docs/: no link there leads out of it.

    Bad:  docs/notes.md is a link to /home/you/notes.md
    Good: docs/notes.md is a link to docs/talk.md
    """
    if file.outside:
        message = f"a link to '{file.outside}', outside of docs/: copy here what readers may see"
        yield Problem(Place(file.shown), message)


def heavy_page(file: Input) -> Iterator[Problem]:
    """A page can be rendered in seconds: it has 2 MB at most, and no thousand brackets open at once.

    Bad:  fifty thousand '[' in a row
    Good: the same in a fence
    """
    if file.role not in (Role.PAGE, Role.INCLUDED):
        return
    if len(file.raw) > weight.BYTES:
        limit = f"a page of more than {weight.BYTES // 1_000_000} MB takes minutes to render"
        yield Problem(Place(file.shown), f"{len(file.raw) / 1e6:.1f} MB: {limit}; make it several pages")
    elif burden := weight.burden(file.text):
        yield Problem(place_at(file.shown, file.text, burden.at), burden.message)


def _endless_yaml(file: Input) -> Iterator[Problem]:
    is_page = file.role is Role.PAGE and file.raw.startswith(b"---")
    raw = file.raw.partition(b"\n---")[0] if is_page else file.raw
    if not (file.role is Role.DATA or (is_page and aliases.may_grow(raw))):
        return
    try:
        if grown := aliases.grown(raw):
            line, column, message = grown
            yield Problem(Place(file.shown, line, column), message)
    except yaml.MarkedYAMLError as error:
        if not is_page:  # bad-front-matter says it of a page
            spot = YamlLines(raw).spot(error.problem_mark)
            yield Problem(Place(file.shown, *spot), f"not YAML: {error.problem}")
    except yaml.YAMLError:
        return  # not a text; that is said above


@cache
def _templates() -> Environment:
    """Made when there are templates: most projects have none."""
    return Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"])


def _broken_template(file: Input) -> Iterator[Problem]:
    try:
        _templates().parse(file.raw.decode(errors="replace"))
    except TemplateSyntaxError as error:
        if "unknown tag" not in str(error):  # a plug-in may add it
            yield Problem(Place(file.shown, error.lineno, 1), f"not a template: {error.message}")
    except RecursionError:
        yield Problem(Place(file.shown), "not a template: more brackets inside one another than can be read")
