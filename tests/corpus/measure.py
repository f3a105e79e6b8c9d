"""Measures the checks on every tree."""

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.accepted import Accepted, accepted
from corpus.bed import Bed, lay
from corpus.kinds import Planted
from corpus.plant import plant, set_traps, write
from corpus.recipes import Recipe
from corpus.run import Said, on_command_line, with_hook, with_mkdocs_alone
from corpus.score import Score, score, words
from corpus.tree import prepare

TIMES = 5  # that each class of defects is planted
SEED = 7
_STOPS_MKDOCS = ("page-not-utf8",)  # MkDocs ends at once: it has found that, and nothing else


@dataclass(frozen=True)
class Measured:
    """How the checks, and MkDocs alone, fared on one tree."""

    name: str
    theme: str
    pages: int
    traps: int
    scores: tuple[Score, ...]
    false_alarms: tuple[Said, ...]
    differences: tuple[Said, ...]  # said by the hook or by the command line, and not by both
    accepted: int
    idle: tuple[Accepted, ...]  # what is accepted, and not said any more
    mkdocs_found: frozenset[Planted]
    mkdocs_alarms: tuple[str, ...]


def measure(recipes: Iterable[Recipe], work: Path) -> list[Measured]:
    beds, known, traps = {}, {}, {}
    for recipe in recipes:
        print(f"reading {recipe.name}", flush=True)
        tree, clean = prepare(recipe, work), work / "clean" / recipe.name
        known[recipe.name] = with_hook(tree, clean)
        beds[recipe.name] = lay(tree, clean, SEED)
        traps[recipe.name] = set_traps(beds[recipe.name])
    planted = plant(beds, TIMES, random.Random(SEED))
    return [_measure(name, bed, planted[name], known[name], traps[name], work) for name, bed in beds.items()]


def _measure(
    name: str, bed: Bed, planted: list[Planted], known: list[Said], traps: int, work: Path
) -> Measured:
    print(f"checking {name}", flush=True)
    project, site = work / "planted" / name, work / "built" / name
    write(bed, project)
    by_hook = with_hook(project, site)
    by_command = on_command_line(project, site)
    result = score(project, planted, by_hook, known)
    reasons = accepted(name)
    true = [item for item in known if any(reason.covers(item) for reason in reasons)]
    found, alarms = _mkdocs(bed, planted, true, project, work / "alone" / name)
    return Measured(
        name,
        bed.theme,
        len(bed.pages),
        traps,
        tuple(result.scores),
        (*result.false_alarms, *_unknown(known, reasons)),
        tuple(sorted(set(by_hook) ^ set(by_command), key=str)),
        len(true),
        tuple(one for one in reasons if not any(one.covers(item) for item in known)),
        found,
        alarms,
    )


def _unknown(known: list[Said], reasons: list[Accepted]) -> list[Said]:
    """What is said of the tree as it is, and of which nobody has said that it is true."""
    return [item for item in known if not any(reason.covers(item) for reason in reasons)]


def _mkdocs(
    bed: Bed, planted: list[Planted], true: list[Said], project: Path, site: Path
) -> tuple[frozenset[Planted], tuple[str, ...]]:
    """What MkDocs alone finds of what was planted, and what it says that is not so."""
    for item in planted:
        if item.kind in _STOPS_MKDOCS:
            (project / item.file).write_text("# A page\n\nText.\n", encoding="utf-8")
    found = {item for item in planted if item.kind in _STOPS_MKDOCS}
    alarms = []
    for warning in with_mkdocs_alone(project, site):
        if match := _planted_of(warning, planted, bed.docs):
            found.add(match)
        elif not any(_is_same(warning, item, bed.docs) for item in true):
            alarms.append(warning)
    return frozenset(found), tuple(alarms)


def _planted_of(warning: str, planted: list[Planted], docs: str) -> Planted | None:
    quoted = set(re.findall(r"zq\d{4}", warning))
    for item in planted:
        page = item.file.removeprefix(f"{docs}/")
        if quoted & words(item) or (item.quotes and f"'{page}'" in warning and item.quotes in warning):
            return item
    return None


def _is_same(warning: str, said: Said, docs: str) -> bool:
    """If a warning of MkDocs is about something that the checks say too, and rightly."""
    page = said.file.removeprefix(f"{docs}/")
    about = set(re.findall(r"'([^']+)'", said.message)) | {page}
    named = set(re.findall(r"'([^']+)'", warning))
    if said.rule in ("broken-nav", "not-in-nav"):
        return bool(about & named)
    return page in warning and bool(about & (named - {page}))
