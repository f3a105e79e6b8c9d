"""Reads the locked requirements that `make lock` writes."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement


@dataclass(frozen=True)
class Pin:
    """One locked version of a package. A lock may hold two of one package, for different Pythons."""

    name: str
    version: str
    #: SHA-256 in hex, one for each file in which the version comes.
    hashes: tuple[str, ...]
    #: Names of the packages that need it, and `-r FILE` where a file asks for it.
    needed_by: tuple[str, ...]


def read(lock: Path) -> list[Pin]:
    """The pins of a lock, in its order."""
    _, *entries = re.split(r"^(?=[a-z])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [_pin(entry) for entry in entries]


def _pin(entry: str) -> Pin:
    requirement = Requirement(entry.partition("\\\n")[0])
    return Pin(
        requirement.name,
        str(requirement.specifier).removeprefix("=="),
        tuple(re.findall(r"--hash=sha256:(\w+)", entry)),
        tuple(re.findall(r"^ +# (?:via|  ) ?(\S.*)$", entry, flags=re.MULTILINE)),
    )
