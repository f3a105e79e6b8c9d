"""Reads the front matter of a page the way MkDocs does, and says what MkDocs keeps to itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

_BLOCK = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)  # the same block as MkDocs sees
_OPENED = re.compile(r"-{3}[ \t]*\n[A-Za-z_][\w-]*:")
_LATE = re.compile(r"\s+-{3}[ \t]*\n(?:[A-Za-z_][\w-]*:.*\n)+-{3}[ \t]*\n")
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
        mark = error.problem_mark
        spot = (mark.line + 2, mark.column + 1) if mark else (1, 1)
        remedy = "; put the value in quotes" if _UNQUOTED.match(error.problem or "") else ""
        return FrontMatter(problem=(*spot, f"front matter cannot be read: {error.problem}{remedy}"))
    except Exception as error:  # MkDocs swallows whatever goes wrong here, so nothing may pass unsaid
        return FrontMatter(problem=(1, 1, f"front matter cannot be read: {_first_line(error)}"))
    if not isinstance(data, dict):
        return FrontMatter(problem=(1, 1, "front matter must be lines of 'key: value'"))
    return FrontMatter(data, block[0])


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
        return loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _refuse_doubles(node: yaml.Node | None) -> None:
    """YAML lets the last of two equal keys win without a word."""
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode) and key.value in seen:
            raise yaml.MarkedYAMLError(problem=f"'{key.value}' stands twice", problem_mark=key.start_mark)
        seen.add(str(key.value))


def _unseen(text: str) -> tuple[int, int, str] | None:
    """Front matter that MkDocs takes for text."""
    if _OPENED.match(text):
        return 1, 1, "front matter is opened but not closed; end it with a line '---'"
    if late := _LATE.match(text):
        return text.count("\n", 0, late.end()), 1, "front matter must start on the first line of the file"
    return None


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
