"""Compares what is said of a tree with what was planted in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.kinds import Planted
from corpus.run import Said


@dataclass
class Score:
    """How one planted defect fared."""

    planted: Planted
    said: list[Said] = field(default_factory=list)  # by a rule that is about it
    others: list[Said] = field(default_factory=list)  # about it too, by other rules
    places: frozenset[tuple[str, int]] = frozenset()  # each is right; line 0 stands for the whole file

    @property
    def found(self) -> bool:
        return bool(self.said)

    @property
    def line_right(self) -> bool:
        return any((item.file, item.line) in self.places for item in self.said)

    @property
    def has_line(self) -> bool:
        return bool(self.planted.mark or self.planted.also)

    @property
    def suggested(self) -> bool:
        return any(self.planted.suggestion in item.message for item in self.said)

    @property
    def again(self) -> int:
        return max(0, len(self.said) - 1) + len(self.others)


@dataclass
class Result:
    scores: list[Score]
    false_alarms: list[Said]


def score(project: Path, planted: list[Planted], said: list[Said], known: Iterable[Said]) -> Result:
    """Compare; what is known was said of the tree before anything was planted."""
    scores = [Score(item, places=places(project, item)) for item in planted]
    before, alarms = {_without_line(item) for item in known}, []
    for item in said:
        quoting = [one for one in scores if _quotes(item, one.planted)]
        near = [one for one in scores if item.line and (item.file, item.line) in one.places]
        match = next((one for one in (*near, *quoting) if item.rule in one.planted.rules), None)
        if match:
            match.said.append(item)
        elif quoting:
            quoting[0].others.append(item)
        elif _without_line(item) not in before:
            alarms.append(item)
    return Result(scores, alarms)


def _without_line(said: Said) -> tuple[str, str, str]:
    """What stays the same of a finding when lines, and pages to offer, are added."""
    return said.file, said.rule, _about(said)


def _about(said: Said) -> str:
    return said.message.partition("; did you mean")[0]


def places(project: Path, planted: Planted) -> frozenset[tuple[str, int]]:
    """The files and lines that a finding may name."""
    named = [(planted.file, mark) for mark in (planted.mark, *planted.also) if mark or not planted.also]
    return frozenset(_place(project, file, mark) for file, mark in (*named, *planted.elsewhere))


def _place(project: Path, file: str, mark: str) -> tuple[str, int]:
    if not mark:
        return file, 0
    text = (project / file).read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
    at = text.rfind(mark)
    assert at >= 0, f"{file} has no {mark!r}"
    return file, text.count("\n", 0, at + len(mark)) + 1


def words(planted: Planted) -> set[str]:
    """The words of its own that a finding may quote."""
    marks = (planted.file, planted.mark, *planted.also)
    return {word for mark in marks for word in re.findall(r"zq\d{4}", mark)}


def _quotes(said: Said, planted: Planted) -> bool:
    """If a finding names what was planted, in words that stand nowhere else."""
    if planted.quotes and said.file == planted.file and planted.quotes in said.message:
        return True
    return bool(words(planted) & set(re.findall(r"zq\d{4}", f"{said.file} {_about(said)}")))
