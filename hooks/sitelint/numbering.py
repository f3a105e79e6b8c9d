"""Reads the numbers that authors put before headings and pages, and says which of a row are out of order."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

FEWEST = 3  # numbers that make a row; two may be chance
FARTHEST = 3  # from the number expected: one that is further away is no slip
# Words that count the pieces of a text, in which none is left out. Not days, rules or versions, nor the Dutch
# 'les', with which many French headings begin.
_WORDS = (
    "step part chapter lesson unit module phase exercise example question task appendix"
    " schritt teil kapitel lektion übung aufgabe beispiel étape partie chapitre leçon exercice exemple"
    " paso parte capítulo lección ejercicio ejemplo passo capitolo lezione esercizio esempio"
    " stap deel hoofdstuk steg del krok część rozdział шаг часть глава"
)
_COUNTED = re.compile(
    rf"(?P<word>{'|'.join(_WORDS.split())})\s+(?:(?P<number>\d{{1,3}})|(?P<roman>[IVX]+))(?![\w.,]*\w)"
    r"(?!\s*[-–&/+,]\s*(?:\d|[IVX]+\b))",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?P<number>\d{1,3})(?:[.):]\s|\s[-–—]\s)\s*(?=\D)(?!\w+ \d{4})")
_NESTED = re.compile(r"(?P<above>\d{1,3}(?:\.\d{1,3})*)\.(?P<number>\d{1,3})[.)]?\s+(?=[^\W\d])")
_FILE = re.compile(r"(?P<number>\d{1,3})[-_ ]+(?=[^\W\d])")
_ROMAN = {"I": 1, "V": 5, "X": 10}


class Number(NamedTuple):
    row: str  # what all numbers of a row have in common: 'step', '.', or what stands before the last dot
    value: int


class Fault(NamedTuple):
    at: int  # in the row
    expected: int


def of_title(text: str) -> Number | None:
    """The number of a title such as '3. Run', '2.3 Run', 'Step 3: Run' or 'Part III'."""
    if not text[:1].isdigit():
        return _counted(text)
    if found := _NESTED.match(text):
        return Number(found["above"], int(found["number"]))
    if found := _DOTTED.match(text):
        return Number(".", int(found["number"]))
    return None


def _counted(text: str) -> Number | None:
    found = _COUNTED.match(text)
    if found is None:
        return None
    number = found["number"]
    return Number(found["word"].lower(), int(number) if number else _roman(found["roman"].upper()))


def of_file(name: str) -> int | None:
    """The number of a file such as '03-run.md'; a date is none."""
    found = _FILE.match(name)
    return int(found["number"]) if found else None


def gaps(values: Sequence[int]) -> Iterator[Fault]:
    """Where a row of numbers that go up one at a time does not: skipped, doubled, swapped."""
    low = min(values)
    if sorted(values) == list(range(low, low + len(values))):
        yield from moved(values)
        return
    faults = list(_breaks(values))  # at most one for each three, and so none in a row of two
    if len(faults) * FEWEST <= len(values) and all(abs(values[at] - due) <= FARTHEST for at, due in faults):
        yield from faults


def _breaks(values: Sequence[int]) -> Iterator[Fault]:
    expected = before = values[0]
    for at, value in enumerate(values[1:], start=1):
        expected += 1
        if value in (expected, before + 1):
            expected = value
        else:
            yield Fault(at, expected)
        before = value


def moved(values: Sequence[int]) -> Iterator[Fault]:
    """The fewest numbers of a row that must move for all to go up, if most do."""
    kept = longest_rise(values)
    if 3 * len(kept) < 2 * len(values):
        return
    for at, right in enumerate(sorted(values)):
        if at not in kept:
            yield Fault(at, right)


def longest_rise(values: Sequence[int]) -> set[int]:
    """The indexes of the longest run, with gaps, that never falls; of several the lowest."""
    tails: list[int] = []  # the lowest number that ends a run of each length, and where it is
    ends: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        length = bisect_right(tails, value)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [at]
    run: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        run.add(at)
        at = before[at]
    return run


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-own if own < after else own for own, after in pairwise([*values, 0]))
