"""The block `/// room`: lines to write on, below a label.

    /// room | The one I can call first
        lines: 2
    ///

becomes a `div.room` that holds `p.room-label` and one `span.line` for each line. The lines are elements, as
browsers leave backgrounds off the paper. Without a label there are only lines.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import Any, ClassVar

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_ranged_integer

_MOST_LINES = 50  # as many as fit on both sides of a sheet


class RoomBlock(Block):  # type: ignore[misc] # pymdownx has no types
    """`/// room | LABEL` with the option `lines`: how many, 1 to 50, and 2 if it says nothing."""

    NAME = "room"
    ARGUMENT = None
    OPTIONS: ClassVar = {"lines": [2, type_ranged_integer(1, _MOST_LINES)]}

    def on_create(self, parent: etree.Element) -> etree.Element:
        room = etree.SubElement(parent, "div", {"class": "room"})
        if self.argument:
            etree.SubElement(room, "p", {"class": "room-label"}).text = self.argument
        return room

    def on_end(self, block: etree.Element) -> None:
        for _ in range(self.options["lines"]):
            etree.SubElement(block, "span", {"class": "line", "aria-hidden": "true"})


class RoomExtension(BlocksExtension):  # type: ignore[misc] # pymdownx has no types
    """Registers the block. No options."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        block_mgr.register(RoomBlock, self.getConfigs())


def makeExtension(**options: Any) -> RoomExtension:
    """Entry point that Python-Markdown looks for."""
    return RoomExtension(**options)
