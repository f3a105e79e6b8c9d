"""Keeps what readers in flight still ask for: their page, loaded a moment ago, names files of its release."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from finish import assets, pages

from . import disk

_HASHED = re.compile(r"\.[0-9a-f]{8}\.\w+$")
_COPIES = ("", ".br", ".gz")


def carry(release: Path, others: Iterable[Path]) -> None:
    """Add to a release the files named by content that pages of others name, and that it lacks.

    They are linked, so that they need no room: going back works on a full disk.
    """
    for other in others:
        for file in sorted(filter(_HASHED.search, assets.named(other, pages.read(other)))):
            for suffix in _COPIES:
                _link(other / f"{file}{suffix}", release / f"{file}{suffix}")


def _link(old: Path, new: Path) -> None:
    if new.exists() or not old.is_file():
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    os.link(old, new)
    disk.sync(new.parent)
