"""Says aloud what a callout is: a note, with its label as its name.

<div class="admonition takeaways"> becomes <div role="note" aria-label="Key takeaways" ...>
"""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

_AFTER_INLINE = 15  # Python-Markdown's inline processor has 20, its unescaping 0


class CalloutsProcessor(Treeprocessor):
    """Names the callouts of a page after their titles."""

    def run(self, root: etree.Element) -> None:
        for callout in root.iter("div"):
            title = callout.find("p[@class='admonition-title']")
            if title is not None:
                callout.set("role", "note")
                callout.set("aria-label", "".join(title.itertext()).strip())


class CalloutsExtension(Extension):
    """Registers the processor. No options."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(CalloutsProcessor(md), "guide_callouts", _AFTER_INLINE)


def makeExtension(**options: object) -> CalloutsExtension:
    """Entry point that Python-Markdown looks for."""
    return CalloutsExtension(**options)
