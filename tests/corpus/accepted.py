"""Reads accepted.toml: what the checks rightly say of the trees as they are."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from corpus.run import Said

_FILE = Path(__file__).parent / "accepted.toml"


@dataclass(frozen=True)
class Accepted:
    rule: str
    file: str  # a pattern such as 'docs/*.md'
    says: str  # a part of the message
    reason: str

    def covers(self, said: Said) -> bool:
        return said.rule == self.rule and fnmatchcase(said.file, self.file) and self.says in said.message


def accepted(tree: str) -> list[Accepted]:
    items = tomllib.loads(_FILE.read_text(encoding="utf-8")).get(tree, [])
    return [Accepted(item["rule"], item["file"], item.get("says", ""), item["reason"]) for item in items]
