"""Compares the pieces of a page with the table that says in which order they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from .numbering import longest_rise
from .rendered import Block
from .settings import Section

if TYPE_CHECKING:
    from .site import Page


class Piece(NamedTuple):
    """A block of a page and the row of the table it belongs to; -1 if it belongs to none."""

    block: Block
    row: int


@dataclass(frozen=True)
class Layout:
    page: "Page"
    kind: str
    table: tuple[Section, ...]
    anywhere: frozenset[str]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        rows = {(section.sort, section.name): row for row, section in enumerate(self.table)}
        body = rows.get(("body", ""), -1)
        in_body = False
        has_title = False
        for block in self.page.rendered.blocks:
            if block.sort == "title":
                if not has_title:  # a second title has a rule of its own
                    yield Piece(block, rows.get(("title", ""), -1))
                has_title = True
            elif block.sort == "heading":
                row = rows.get(("heading", block.name), body)
                in_body = row == body
                yield Piece(block, row)
            elif not (block.sort == "callout" and in_body and block.name in self.anywhere):
                yield Piece(block, rows.get((block.sort, block.name), -1))

    @cached_property
    def unknown(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.row < 0)

    @cached_property
    def doubled(self) -> tuple[Piece, ...]:
        seen: set[int] = set()
        return tuple(piece for piece in self.pieces if self._again(piece, seen))

    def _again(self, piece: Piece, seen: set[int]) -> bool:
        if piece.row < 0 or self.table[piece.row].sort == "body":
            return False
        again = piece.row in seen
        seen.add(piece.row)
        return again

    @cached_property
    def misplaced(self) -> tuple[Piece, ...]:
        """The fewest pieces that must move for all to stand in the order of the table."""
        placed = [piece for piece in self.pieces if piece.row >= 0 and piece not in self.doubled]
        rows = [piece.row for piece in placed]
        if rows == sorted(rows):
            return ()
        # From the end, so that of two the later one moves.
        kept = longest_rise([-row for row in reversed(rows)])
        return tuple(piece for index, piece in enumerate(reversed(placed)) if index not in kept)

    @cached_property
    def missing(self) -> tuple[int, ...]:
        present = {piece.row for piece in self.pieces}
        return tuple(row for row, part in enumerate(self.table) if not part.optional and row not in present)

    def before(self, row: int) -> Piece | None:
        """The last piece of the page that belongs before a row of the table."""
        earlier = [piece for piece in self.pieces if 0 <= piece.row < row]
        return max(reversed(earlier), key=lambda piece: piece.row) if earlier else None

    def spot(self, row: int) -> str:
        """In words, where a row of the table belongs on this page."""
        present = {piece.row for piece in self.pieces}
        before = [self.table[at] for at in sorted(present) if 0 <= at < row]
        after = [self.table[at] for at in sorted(present) if at > row]
        parts = [f"after {before[-1]}"] if before else []
        parts += [f"before {after[0]}"] if after else []
        return " and ".join(parts)
