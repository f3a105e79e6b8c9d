"""Blanks out what is not text: code, comments and escapes. Every other character stays where it is."""

import re
from collections.abc import Iterator
from itertools import accumulate

_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_HOLDER = re.compile(r"[ ]*(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|\[\^|:[ \t]|/{3,}|>)")
_OPENER = re.compile(r"<!--|<(?P<tag>script|style|pre)\b|(?P<ticks>`+)|\\.", re.IGNORECASE)


def mask(text: str) -> str:
    """The text without what is not text, as long as before."""
    text = blanked(text, list(_fenced(text)))
    return blanked(text, list(_inline_code(text)))


def mask_code(text: str) -> str:
    """The same, but with raw HTML that works: scripts, styles and what <pre> holds."""
    text = blanked(text, list(_fenced(text)))
    spans = _inline_code(text)
    return blanked(text, [(a, b) for a, b in spans if text.startswith(("`", "<!--"), a)])


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            parts += [text[end:start], re.sub(r"[^\n]", " ", text[start:stop])]
            end = stop
    return "".join(parts) + text[end:]


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """Fenced blocks that are closed, and indented blocks that can be nothing but code."""
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    closers = _closing_fences(lines)
    index = 0
    held = False  # below a list item or a callout, where an indent is no sign of code
    while index < len(lines):
        line = lines[index]
        if index in closers:
            yield starts[index], starts[closers[index] + 1]
            index = closers[index]
        elif line.startswith(("    ", "\t")):
            if not held and (
                index == 0 or not lines[index - 1].strip() or lines[index - 1].startswith("    ")
            ):
                yield starts[index], starts[index + 1]
        elif line.strip():
            held = bool(_HOLDER.match(line)) or (held and line.startswith(" "))
        index += 1


def _closing_fences(lines: list[str]) -> dict[int, int]:
    """The line that closes each fence, by the line that opens it."""
    pairs: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for index, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence is None:
            continue
        if opened is None:
            opened = index, fence["mark"]
        elif fence["mark"].startswith(opened[1]) and not fence["info"].strip():
            pairs[opened[0]] = index
            opened = None
    return pairs


def _inline_code(text: str) -> Iterator[tuple[int, int]]:
    """Comments, scripts, code spans and escapes. What is never closed is text."""
    hopeless: set[str] = set()  # closers that do not come any more, so that a page of openers takes no longer
    at = paragraph_end = 0
    while opener := _OPENER.search(text, at):
        at = opener.end()
        if at > paragraph_end:  # a code span ends with its paragraph
            paragraph_end = _found_or_end(text, "\n\n", at)
            hopeless = {closer for closer in hopeless if not closer.startswith("`")}
        end = _closed(text, opener, paragraph_end, hopeless)
        if end > 0:
            yield opener.start(), end
            at = end


def _closed(text: str, opener: re.Match[str], paragraph_end: int, hopeless: set[str]) -> int:
    """Where the thing ends that was opened, or -1."""
    at = opener.end()
    if opener[0].startswith("\\"):
        return at
    tag = opener["tag"]
    closer = opener["ticks"] or (f"</{tag.lower()}" if tag else "-->")
    if closer in hopeless:
        return -1
    if opener["ticks"]:
        found = re.compile(rf"(?<!`){closer}(?!`)").search(text, at, paragraph_end)
        end = found.end() if found else -1
    else:
        start = text.find(closer, at)
        end = start + len(closer) if start >= 0 else -1
    if end < 0:
        hopeless.add(closer)
    return end


def _found_or_end(text: str, what: str, at: int) -> int:
    found = text.find(what, at)
    return found if found >= 0 else len(text)
