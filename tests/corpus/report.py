"""Writes what was measured as tables, and says if it is good enough."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.defects import KINDS
from corpus.measure import TIMES, Measured
from corpus.score import Score

FOUND, LINES, SUGGESTIONS = 0.99, 0.98, 0.90  # what must hold, at least
_HEAD = """# What the checks find

Written by `make measure`.

{trees} trees of real documentation ([trees.toml](trees.toml)) have {pages} pages. As they are, the checks say
{accepted} things of them, all true ([accepted.toml](accepted.toml)). Then each of {classes} [classes of
defects](defects) is planted in {times} places, wherever a tree has room for it, with [right things that look
wrong](traps.txt) around them: {defects} defects and {traps} traps. A defect is found if a rule that is about
its class names its line or quotes it; the line must be the right one, and so must what is offered instead,
where there is a right answer. Whatever else is said of the same defect counts as reported again, and every
other finding as a false alarm, save those that the checks have said of the tree as it was.

| | Checks | Must be | MkDocs alone |
|---|--:|--:|--:|
| Found | {found} | 99% | {mkdocs_found} |
| Line right, of what was found and has one | {lines} | 98% | none given |
| Right address offered, of what has one | {suggestions} | 90% | none given |
| Reported again | {again} | 0 | |
| False alarms | {alarms} | 0 | {mkdocs_alarms} |
| Said by the hook and not on the command line, or the other way round | {differences} | 0 | |

MkDocs alone is `mkdocs build --strict` with every level of `validation` at `warn`.
"""


@dataclass(frozen=True)
class Share:
    right: int
    whole: int

    @property
    def ratio(self) -> float:
        return self.right / self.whole if self.whole else 1.0

    def __str__(self) -> str:
        return f"{self.right} of {self.whole} ({self.ratio:.1%})" if self.whole else "-"


def found(scores: Iterable[Score]) -> Share:
    scores = list(scores)
    return Share(sum(item.found for item in scores), len(scores))


def lines(scores: Iterable[Score]) -> Share:
    scores = [item for item in scores if item.found and item.has_line]
    return Share(sum(item.line_right for item in scores), len(scores))


def suggestions(scores: Iterable[Score]) -> Share:
    scores = [item for item in scores if item.planted.suggestion]
    return Share(sum(item.suggested for item in scores), len(scores))


def failures(measured: list[Measured]) -> list[str]:
    """What is not good enough, a line each."""
    scores = [score for tree in measured for score in tree.scores]
    bars = [
        ("found", found(scores), FOUND),
        ("lines right", lines(scores), LINES),
        ("addresses offered", suggestions(scores), SUGGESTIONS),
    ]
    short = [f"{name}: {share}, and {bar:.0%} is wanted" for name, share, bar in bars if share.ratio < bar]
    again = [f"reported again: {item.planted.kind}: {item.said}" for item in scores if item.again]
    alarms = [f"false alarm in {tree.name}: {item}" for tree in measured for item in tree.false_alarms]
    apart = [
        f"hook and command line differ in {tree.name}: {item}"
        for tree in measured
        for item in tree.differences
    ]
    idle = [f"accepted in {tree.name}, and not said: {item}" for tree in measured for item in tree.idle]
    return [*short, *again, *alarms, *apart, *idle]


def report(measured: list[Measured]) -> str:
    scores = [score for tree in measured for score in tree.scores]
    mkdocs = sum(len(tree.mkdocs_found) for tree in measured)
    head = _HEAD.format(
        trees=len(measured),
        pages=sum(tree.pages for tree in measured),
        accepted=sum(tree.accepted for tree in measured),
        classes=len(KINDS),
        times=TIMES,
        defects=len(scores),
        traps=sum(tree.traps for tree in measured),
        found=found(scores),
        mkdocs_found=Share(mkdocs, len(scores)),
        lines=lines(scores),
        suggestions=suggestions(scores),
        again=sum(item.again for item in scores),
        alarms=sum(len(tree.false_alarms) for tree in measured),
        mkdocs_alarms=sum(len(tree.mkdocs_alarms) for tree in measured),
        differences=sum(len(tree.differences) for tree in measured),
    )
    return "\n".join([head, *_by_tree(measured), "", *_by_class(measured), ""])


def _by_tree(measured: list[Measured]) -> list[str]:
    rows = [
        "## By tree",
        "",
        "| Tree | Theme | Pages | Found | Lines | False alarms | MkDocs alone | Its false alarms |",
    ]
    rows.append("|---|---|--:|--:|--:|--:|--:|--:|")
    for tree in measured:
        alone = Share(len(tree.mkdocs_found), len(tree.scores))
        right = (found(tree.scores), lines(tree.scores), len(tree.false_alarms))
        cells = [tree.name, tree.theme, tree.pages, *right, alone, len(tree.mkdocs_alarms)]
        rows.append(_row(cells))
    return rows


def _by_class(measured: list[Measured]) -> list[str]:
    rows = ["## By class", "", "| Area | Class | Planted | Found | Line right | Offered | MkDocs alone |"]
    rows.append("|---|---|--:|--:|--:|--:|--:|")
    area = ""
    for kind in KINDS:
        scores = [item for tree in measured for item in tree.scores if item.planted.kind == kind.name]
        mkdocs = sum(item.kind == kind.name for tree in measured for item in tree.mkdocs_found)
        offered, right = suggestions(scores), lines(scores)
        first = kind.area if kind.area != area else ""
        shares = [share.right if share.whole else "-" for share in (found(scores), right, offered)]
        rows.append(_row([first, kind.name, len(scores), *shares, mkdocs]))
        area = kind.area
    return rows


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
