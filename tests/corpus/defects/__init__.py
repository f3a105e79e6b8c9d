"""The classes of defects, one function each."""

from corpus.defects import files, headings, links, markup, raw_html, references, settings, styles
from corpus.kinds import KINDS

__all__ = ["KINDS", "files", "headings", "links", "markup", "raw_html", "references", "settings", "styles"]
