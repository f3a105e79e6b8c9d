"""Reads trees.toml: which documentation is taken, and what is done to it."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "trees.toml"


@dataclass(frozen=True)
class Recipe:
    """One tree of documentation."""

    name: str
    package: str
    version: str
    sha256: str
    config: str = "mkdocs.yml"  # its path in the source distribution
    theme: str = "material"
    settings: dict[str, Any] = field(default_factory=dict)  # put into mkdocs.yml over what stands there
    extensions: tuple[str, ...] = ()  # added to those of mkdocs.yml
    without: tuple[str, ...] = ()  # extensions that the tree lists and does not use
    replaced: tuple[tuple[str, str], ...] = ()  # patterns in pages, and what takes their place
    mkdocstrings: bool = (
        False  # if pages hold links that mkdocstrings makes, and code that markdown-exec runs
    )
    dropped: tuple[str, ...] = ()  # files that need what is not here, below the folder of mkdocs.yml


def recipes() -> tuple[Recipe, ...]:
    items = tomllib.loads(_FILE.read_text(encoding="utf-8"))["tree"]
    return tuple(Recipe(**{key: _frozen(value) for key, value in item.items()}) for item in items)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
