"""Blanks out what is not text: code, comments and escapes. Every other character stays where it is."""

import re
from collections.abc import Iterator
from itertools import accumulate

_FENCE = re.compile(
    r"(?P<before>[ \t>]*)(?P<item>[-*+][ \t]+|\d+[.)][ \t]+)?(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$"
)
_HOLDER = re.compile(r"[ ]*(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|\[\^|:[ \t]|/{3,}|>)")
_RAW = re.compile(
    r"<(?P<name>div|section|table|ul|ol|details|figure|center|article|picture)\b", re.IGNORECASE
)
_OPENER = re.compile(r"<!--|<(?P<tag>script|style|pre)\b|(?P<ticks>`+)|\\.", re.IGNORECASE)


def mask(text: str, nested: bool = True) -> str:
    """The text without what is not text, as long as before.

    `nested` says that fences of code are read in lists, quotes and callouts too.
    """
    text = blanked(text, list(fenced(text, nested)))
    return blanked(text, list(_inline_code(text)))


def mask_code(text: str, nested: bool = True) -> str:
    """The same, but with raw HTML that works: scripts, styles and what <pre> holds."""
    text = blanked(text, list(fenced(text, nested)))
    spans = _inline_code(text)
    return blanked(text, [(a, b) for a, b in spans if text.startswith(("`", "<!--"), a)])


def comments(text: str) -> Iterator[tuple[int, int | None]]:
    """Each comment outside code spans, from start to end; None for the end of one that is never closed."""
    spans = list(_inline_code(text))
    yield from ((a, b) for a, b in spans if text.startswith("<!--", a))
    rest = blanked(text, spans).find("<!--")
    if rest >= 0:
        yield rest, None


def working_comments(text: str) -> list[tuple[int, int]]:
    """Where the comments start and end that are closed, and not shown as code."""
    closed = comments(blanked(text, list(fenced(text))))
    return [(start, end) for start, end in closed if end is not None]


def spaces(text: str) -> str:
    """As many, on as many lines."""
    return re.sub(r"[^\n]", " ", text)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            parts += [text[end:start], spaces(text[start:stop])]
            end = stop
    return "".join(parts) + text[end:]


def fenced(text: str, nested: bool = True) -> Iterator[tuple[int, int]]:
    """Fenced blocks that are closed, and indented blocks that can be nothing but code."""
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    closers = _closing_fences(lines, nested)
    index = 0
    held = False  # below a list item or a callout, where an indent is no sign of code
    within = ""  # the element of raw HTML that stands open, where it is none either
    while index < len(lines):
        line = lines[index]
        if index in closers:
            yield starts[index], starts[closers[index] + 1]
            index = closers[index]
        elif line.startswith(("    ", "\t")):
            if not (held or within) and _may_be_code_below(lines[index - 1] if index else ""):
                yield starts[index], starts[index + 1]
        elif line.strip():
            held = bool(_HOLDER.match(line)) or (held and line.startswith(" "))
        within = _raw_after(line, within)
        index += 1


def _may_be_code_below(line: str) -> bool:
    """True unless an indented line goes on with the paragraph of the line above it."""
    return not line.strip() or line.startswith(("    ", "\t"))


def _raw_after(line: str, within: str) -> str:
    """The element, or the comment, that stands open after a line."""
    if within:
        return "" if (within if within == "-->" else f"</{within}") in line.lower() else within
    if "<!--" in line:
        return "" if "-->" in line[line.rfind("<!--") :] else "-->"
    found = _RAW.match(line) if line.startswith("<") else None
    name = found["name"].lower() if found else ""
    return name if name and f"</{name}" not in line.lower() else ""


def _closing_fences(lines: list[str], nested: bool) -> dict[int, int]:
    """The line that closes each fence, by the line that opens it."""
    pairs: dict[int, int] = {}
    opened: tuple[int, re.Match[str]] | None = None
    for index, line in enumerate(lines):
        if opened and _is_left_of(line, opened[1]):
            opened = None
            continue
        fence = _FENCE.match(line)
        if fence is None or not (nested or line[0] in "`~"):
            continue
        if opened is None:
            opened = index, fence
        elif _closes(fence, opened[1]):
            pairs[opened[0]] = index
            opened = None
    return pairs


def _is_left_of(line: str, opener: re.Match[str]) -> bool:
    """True for a line that ends what an indented fence stands in, so that the fence is none."""
    before = opener["before"]
    return before.isspace() and bool(line.strip()) and not line.startswith(before)


def _closes(fence: re.Match[str], opener: re.Match[str]) -> bool:
    is_beside = fence["before"] == opener["before"] or opener["item"]
    return (
        bool(is_beside) and fence["mark"] == opener["mark"] and not (fence["info"].strip() or fence["item"])
    )


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
            # The start of a script is a tag as others are: it may lead to a file.
            is_script = (opener["tag"] or "").lower() == "script"
            yield text.find(">", at, end) + 1 if is_script else opener.start(), end
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
    else:
        found = re.compile(closer, re.IGNORECASE).search(text, at)
    end = found.end() if found else -1
    if end < 0:
        hopeless.add(closer)
    return end


def _found_or_end(text: str, what: str, at: int) -> int:
    found = text.find(what, at)
    return found if found >= 0 else len(text)
