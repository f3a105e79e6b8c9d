"""Reads the front matter of a page the way MkDocs does, and says what MkDocs keeps to itself."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from .yaml_lines import YamlLines

_BLOCK = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)  # the same block as MkDocs sees
_TEXTS = ("title", "description")  # that every theme shows
_QUOTED = "; put it in quotes"
_ALMOST = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_OPENED = re.compile(r"-{3}[ \t]*\n[A-Za-z_][\w-]*:")
_KEYED = re.compile(r"\s|#|[^\s].*?:(?:\s|$)")
_TEXT, _KEYS = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"
_LATE = re.compile(r"\s+(?P<start>-{3})[ \t]*\n(?:[A-Za-z_][\w-]*:.*\n)+-{3}[ \t]*\n")
# What YAML says of a text that begins with, or holds, a sign of its own.
_UNQUOTED = re.compile(
    "mapping values are not allowed|found character that cannot start|found undefined alias"
    "|could not determine a constructor|did not find expected alphabetic"
)


@dataclass(frozen=True)
class FrontMatter:
    """The keys at the top of a page; `problem` says, with line and column, why there are none."""

    data: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    problem: tuple[int, int, str] | None = None
    wrong: tuple[str, str] | None = None  # a key, and what is wrong with its value

    def spot(self, key: str) -> tuple[int, int]:
        """Line and column of a key's value, or of the first line where there is no such key."""
        found = self._key(key)
        return (self._line(found), found.end() - found.start() + 1) if found else (1, 1)

    def key_spot(self, key: str) -> tuple[int, int]:
        """Line and column of a key itself."""
        found = self._key(key)
        return (self._line(found), 1) if found else (1, 1)

    def _key(self, key: str) -> re.Match[str] | None:
        return re.search(rf"^([\"']?){re.escape(key)}\1[ \t]*:[ \t]*", self.text, re.MULTILINE)

    def _line(self, found: re.Match[str]) -> int:
        return self.text.count("\n", 0, found.start()) + 1


def read(text: str) -> FrontMatter:
    block = _BLOCK.match(text)
    if not block:
        return FrontMatter(problem=_unseen(text))
    try:
        data = _load(block[1])
    except yaml.MarkedYAMLError as error:
        line, column = YamlLines(block[1].encode()).spot(error.problem_mark)
        remedy = "; put the value in quotes" if _UNQUOTED.match(error.problem or "") else ""
        message = f"front matter cannot be read: {error.problem}{remedy}"
        return FrontMatter(problem=(line + 1, column, message))
    except Exception as error:  # MkDocs swallows whatever goes wrong here, so nothing may pass unsaid
        return FrontMatter(problem=(1, 1, f"front matter cannot be read: {_first_line(error)}"))
    if not isinstance(data, dict):
        return FrontMatter(problem=(_keyless(block[0]), 1, "front matter must be lines of 'key: value'"))
    return FrontMatter(data, block[0], wrong=_wrong_value(data))


class _Loader(yaml.CSafeLoader):
    """Says of an impossible value where it stands."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, LookupError, AttributeError) as error:
            raise yaml.MarkedYAMLError(problem=_first_line(error), problem_mark=node.start_mark) from error


@lru_cache(maxsize=5_000)
def _load(block: str) -> object:
    """What YAML says, which nobody changes: the same block is read before a build and in it."""
    loader = _Loader(block)
    try:
        node = loader.get_single_node()
        _refuse_doubles(node)
        return _flat(node, loader) or (loader.construct_document(node) if node else None)
    finally:
        loader.dispose()


def _flat(node: yaml.Node | None, loader: _Loader) -> dict[object, object]:
    """The values of plain lines of 'key: value', which nearly all front matter is; empty for anything else.

    A text is what it says; to construct it takes as long as to read it.
    """
    pairs = node.value if isinstance(node, yaml.MappingNode) and node.tag == _KEYS else ()
    if not all(key.tag == _TEXT and isinstance(value, yaml.ScalarNode) for key, value in pairs):
        return {}
    return {
        key.value: value.value if value.tag == _TEXT else loader.construct_object(value)
        for key, value in pairs
    }


def _refuse_doubles(node: yaml.Node | None) -> None:
    """YAML lets the last of two equal keys win without a word."""
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode) and key.value in seen:
            raise yaml.MarkedYAMLError(problem=f"'{key.value}' stands twice", problem_mark=key.start_mark)
        seen.add(str(key.value))


def _keyless(block: str) -> int:
    """The first line that is no 'key: value'."""
    lines = block.split("\n")[1:-2]
    wrong = (at for at, line in enumerate(lines, start=2) if line.strip() and not _KEYED.match(line))
    return next(wrong, 1)


def _wrong_value(data: Mapping[object, object]) -> tuple[str, str] | None:
    """A value that a theme cannot show."""
    for key in _TEXTS:
        value = data.get(key)
        if isinstance(value, bool | list | dict):
            return key, f"'{key}' must be a text{_QUOTED if isinstance(value, bool) else ''}"
    date = data.get("date")
    if isinstance(date, str) and (_ALMOST.fullmatch(date) and not _is_date(date)):
        return "date", f"'{date}' is no date; write it as 2026-01-31"
    return None


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _unseen(text: str) -> tuple[int, int, str] | None:
    """Front matter that MkDocs takes for text."""
    if _OPENED.match(text):
        return 1, 1, "front matter is opened but not closed; end it with a line '---'"
    if late := _LATE.match(text):
        line = text.count("\n", 0, late.start("start")) + 1
        return line, 1, "front matter must start on the first line of the file"
    return None


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
