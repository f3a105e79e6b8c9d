"""Changes a YAML file without reading its tags, such as the names of Python in mkdocs.yml."""

import importlib
from collections.abc import Iterator
from typing import Any

import yaml

_PYTHON = "tag:yaml.org,2002:python/"
_NAME = f"{_PYTHON}name:"


def of(value: object) -> yaml.Node:
    """A node that says a plain value."""
    node = yaml.compose(yaml.safe_dump(value, sort_keys=False), Loader=yaml.SafeLoader)
    assert node
    return node


def plain(node: yaml.Node) -> Any:
    """What a node says, with Python's own tags left aside."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return yaml.safe_load(node.value) if node.tag.endswith((":bool", ":null", ":int")) else node.value


def get(root: yaml.MappingNode, key: str) -> yaml.Node:
    return next((value for name, value in root.value if name.value == key), of([]))


def put(root: yaml.MappingNode, key: str, node: yaml.Node | None) -> None:
    """Put a setting in the place of what stands there; None only takes that out."""
    root.value = [item for item in root.value if item[0].value != key]
    if node:
        root.value.append((of(key), node))


def in_blocks(node: yaml.Node) -> None:
    """One setting a line, so that a line can be added anywhere."""
    if isinstance(node, yaml.MappingNode):
        node.flow_style = False
        for _, value in node.value:
            in_blocks(value)
    if isinstance(node, yaml.SequenceNode):
        node.flow_style = False
        for item in node.value:
            in_blocks(item)


def installed(node: yaml.Node) -> yaml.Node:
    """The node without what runs Python, and without what names Python that is not installed."""
    if isinstance(node, yaml.SequenceNode):
        node.value = [installed(item) for item in node.value if not any(map(_is_lacking, _all(item)))]
    if isinstance(node, yaml.MappingNode):
        node.value = [
            (key, installed(value))
            for key, value in node.value
            if not _is_lacking(value) and not any(map(_is_lacking, _all(key)))
        ]
    return node


def _is_lacking(node: yaml.Node) -> bool:
    if not node.tag.startswith(_PYTHON):
        return False
    if not node.tag.startswith(_NAME):  # each other tag runs what it names
        return True
    name = node.tag.rpartition(":")[2]
    return not any(can_import(part) for part in (name, name.rpartition(".")[0]) if part)


def _all(node: yaml.Node) -> Iterator[yaml.Node]:
    """A node, and whatever it holds."""
    yield node
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _all(item)
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for item in pair:
                yield from _all(item)


def can_import(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
