"""Puts defects and right things into a tree, each in a place that a seed picks."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

from corpus import traps
from corpus.bed import Bed, Page
from corpus.defects import KINDS
from corpus.kinds import Defect, Kind, Planted, Where


def plant(beds: dict[str, Bed], times: int, chance: random.Random) -> dict[str, list[Planted]]:
    """Plant each class so many times, in as many trees as have room for it; what is planted, by tree."""
    planted: dict[str, list[Planted]] = {name: [] for name in beds}
    for kind in KINDS:
        left = times
        names = sorted(beds)
        chance.shuffle(names)
        for name in (*names, *names):
            if left and (found := _plant(beds[name], kind)):
                planted[name].append(replace(found, kind=kind.name, rules=kind.rules))
                left -= 1
    return planted


def set_traps(bed: Bed) -> int:
    """Put each right thing into the tree, between the paragraphs of some page; how many have room."""
    pages, number = [page for page in _sorted(bed) if page.spots], 0
    for trap in traps.traps():
        page = bed.random.choice(pages)
        text = traps.filled(trap, bed, page)
        number += bool(text)
        if text and trap.about == "headings":
            word = bed.new()
            bed.add_page(f"{word}.md", f"# A page of {word}\n\nSome words first.\n\n{text}\n")
        elif text:
            page.added.append((bed.random.choice(page.spots), text))
    traps.files(bed)
    return number


def write(bed: Bed, folder: Path) -> None:
    """Write the project with everything that was planted."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(bed.folder, folder, ignore=shutil.ignore_patterns("site"))
    (folder / "mkdocs.yml").write_text(bed.settings, encoding="utf-8")
    for page in bed.pages.values():
        if page.added:
            (folder / bed.docs / page.path).write_text(page.whole, encoding="utf-8")
    for name, content in bed.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def _sorted(bed: Bed) -> list[Page]:
    return [page for _, page in sorted(bed.pages.items())]


def _plant(bed: Bed, kind: Kind) -> Planted | None:
    pages = bed.open_ended if kind.where is Where.END else [page for page in _sorted(bed) if page.spots]
    if not pages:
        return None
    page = bed.random.choice(pages)
    made = kind.make(bed, page)
    if made is None or isinstance(made, Planted):
        return made
    if kind.where is Where.END:
        bed.open_ended.remove(page)
        page.text = page.text.rstrip("\n") + "\n"
        page.added.append((page.text.count("\n") + 1, f"\n{made.text}\n"))
    else:
        text = _in_a_sentence(bed, made) if kind.where is Where.INLINE else made.text
        page.added.append((bed.random.choice(page.spots), text))
    return Planted("", f"{bed.docs}/{page.path}", made.mark, made.suggestion, made.also, made.quotes)


def _in_a_sentence(bed: Bed, defect: Defect) -> str:
    """A sentence around a defect, alone or in a list, a table, a quote or a note."""
    settings = [
        "Read {} before you go on.",
        "A first line of a sentence that goes on\nwith {} in its second line.",
        "- A first point.\n- Read {} too.\n- A last point.",
        "1. A first step.\n\n    Read {} in between.\n\n2. A last step.",
        "> A quote with {} in it.",
        "In code: `[more](gone.md)`, and **then {} here**.",
        "*Read {} too.*",
    ]
    if "|" not in defect.text:
        settings.append("| Name | What |\n|---|---|\n| one | two |\n| three | {} |")
    if "admonition" in bed.extensions:
        settings.append('!!! note "To know"\n\n    Some words first.\n\n    Read {} too.')
    if "pymdownx.tabbed" in bed.extensions:
        settings.append('=== "One"\n\n    ```sh\n    ls\n    ```\n\n=== "Two"\n\n    Read {} too.')
    return bed.random.choice(settings).format(defect.text)
