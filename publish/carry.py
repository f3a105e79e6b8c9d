"""Keeps what readers in flight still ask for: their page, loaded a moment ago, names files of its release."""

import os
from collections.abc import Iterable
from pathlib import Path

from finish import assets, pages

from . import disk

_COPIES = ("", ".br", ".gz")


def carry(release: Path, others: Iterable[Path]) -> None:
    """Add to a release the files named by content that pages of others name, and that it lacks.

    They are linked where that can be, so that they need no room: going back works on a full disk.
    """
    for other in others:
        for file in sorted(filter(assets.is_hashed, assets.named(other, pages.read(other)))):
            for suffix in _COPIES:
                _add(other / f"{file}{suffix}", release / f"{file}{suffix}")


def _add(old: Path, new: Path) -> None:
    if new.exists() or not old.is_file():
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a disk without such links, or a file of another owner
        disk.copy_file(old, new)
    disk.sync(new.parent)
