"""What a class of defects is, and the list of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from string import Template

from corpus.bed import Bed, Page


@dataclass(frozen=True)
class Defect:
    """Something wrong to put into a page."""

    text: str
    mark: str  # stands on the line that a finding must name; the last one counts if there are several
    suggestion: str = ""  # what the finding must offer, if there is a right answer
    also: tuple[str, ...] = ()  # marks of other lines that are as right to name
    quotes: str = ""  # what a finding without a line says, where that has no word of its own


@dataclass(frozen=True)
class Planted:
    """Something wrong in a tree, and what a finding must say of it."""

    kind: str
    file: str  # below the project
    mark: str = ""  # '' if the whole file is at fault
    suggestion: str = ""
    also: tuple[str, ...] = ()
    quotes: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()  # other files and marks that are as right to name
    rules: tuple[str, ...] = ()  # one of them must say it


class Where(Enum):
    INLINE = "in a sentence"
    BLOCK = "between paragraphs"
    END = "at the end of a page, of which it swallows the rest"
    PROJECT = "anywhere"


Make = Callable[[Bed, Page], Defect | Planted | None]  # None where a tree has no use for it


@dataclass(frozen=True)
class Kind:
    """A class of defects."""

    name: str
    area: str
    where: Where
    rules: tuple[str, ...]  # those that are about it
    make: Make


KINDS: list[Kind] = []


@dataclass(frozen=True)
class Classes:
    """Adds classes of one area and place to the list."""

    area: str
    where: Where

    def about(self, *rules: str) -> Callable[[Make], Make]:
        """Add a function, named as its class, and the rules that are about what it makes."""

        def add(make: Make) -> Make:
            KINDS.append(Kind(make.__name__.replace("_", "-"), self.area, self.where, rules, make))
            return make

        return add

    def texts(self, rule: str, texts: dict[str, str]) -> None:
        """Add a class for each text, by its name; `$word` stands on the line that a finding must name."""
        for name, text in texts.items():
            KINDS.append(Kind(name, self.area, self.where, (rule,), _filled(text)))


def _filled(text: str) -> Make:
    def make(bed: Bed, _: Page) -> Defect:
        word = bed.new()
        return Defect(Template(text).substitute(word=word), word)

    return make
