"""The classes of defects: a function each, or a text where that is all there is to one."""

from corpus.defects import files, headings, links, markup, raw_html, references, settings, styles
from corpus.kinds import KINDS

__all__ = ["KINDS", "files", "headings", "links", "markup", "raw_html", "references", "settings", "styles"]
