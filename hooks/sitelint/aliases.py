"""Counts what YAML grows to, without building it: aliases of aliases make billions out of a few lines."""

import yaml

from .yaml_lines import YamlLines

#: Far above any nav or list of helplines.
VALUES = 100_000
#: The readers of YAML go down one value after the other, and give up with a traceback at some 300.
LEVELS = 100

_FLAT = 5_000  # bytes; fewer cannot nest deep by their indents


def may_grow(raw: bytes) -> bool:
    """False for nearly all front matter, which spares it the count."""
    nested = len(raw) > _FLAT or raw.count(b"[") + raw.count(b"{") > LEVELS
    return nested or (b"&" in raw and b"*" in raw)


def grown(raw: bytes) -> tuple[int, int, str] | None:
    """Line, column and cause where a text grows too large or too deep; raises `yaml.YAMLError`."""
    open_values: list[tuple[str | None, int]] = []  # the anchor of each, and how many values came before it
    sizes: dict[str, int] = {}
    total = 0

    def spot(event: yaml.Event) -> tuple[int, int]:
        return YamlLines(raw).spot(event.start_mark)

    for event in yaml.parse(raw, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            total += sizes.get(event.anchor or "", 1)
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_values.append((event.anchor, total))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_values.pop()
            if anchor:
                sizes[anchor] = total - before + 1
        if total > VALUES:
            return *spot(event), f"its aliases grow to more than {VALUES} values: write out what you need"
        if len(open_values) > LEVELS:
            return *spot(event), f"more than {LEVELS} levels inside one another: write it flatter"
    return None
