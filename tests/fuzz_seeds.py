"""What the fuzzer starts from, and texts made of it without any chance, for the audit."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from test_cases import CASES, examples

FOUND = Path(__file__).parent / "fuzz-found"
LONGEST = 2_000  # bytes; the renderer itself is slow with more of what nobody writes
#: What Markdown, HTML, front matter and the checks treat in a way of their own.
_SIGNS = r"""
[ ] ( ) ![ ]( ][ ]: [^ [a]: [^a]: ` `` ``` ~~~ < > </a> <a href= src= id= <!-- --> <pre> <div> \ ' "
# ## ### = - --- * + 1. /// //// question takeaways help-now | attrs: { } : / // ../ ./ .. ? & &amp;
% %5B %zz .md .html #start index.md sub/page.md nope.md http:// http://[ mailto: tel: --8<-- ;--8<--
[start:a] [end:a] 😀 ü
"""
SIGNS = _SIGNS.split()
SPACES = ["\n", "\n\n", " ", "    ", "\t", "\r", "\0", "\ufeff", "\u2028", "---\n", "kind: topic\n", "<a "]
_PIECES = [piece.encode() for piece in (*SIGNS, *SPACES)]
_MOST_CHANGES = 6


def _same(text: bytes) -> bytes:
    return text


def _front_matter(text: bytes) -> bytes:
    """Without the lines around it; nothing if a page has none."""
    before, _, rest = text.partition(b"---\n")
    inside, end, _ = rest.partition(b"---\n")
    return b"" if before or not end else inside


#: The ending of the files that a target starts from, and what it takes of each.
_TAKEN: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "page": (".md", lambda text: b"\0" + text),
    "order": (".md", _same),
    "html": (".md", lambda text: text + b"\0" + text),
    "settings": ("mkdocs.yml", _same),
    "template": (".html", _same),
    "facts": (".md", _front_matter),
    "snippets": (".md", _same),
    "growth": (".md", _same),
}


def seeds(target: str) -> Iterator[bytes]:
    """Each file of the cases that is of the sort that a target reads, and what was found before."""
    ending, as_seed = _TAKEN[target]
    for case in (item for path in CASES for item in examples(path)):
        for file, text in case.files.items():
            seed = as_seed(text.encode()) if file.endswith(ending) else b""
            if 0 < len(seed) <= LONGEST:
                yield seed
    yield from (path.read_bytes() for path in sorted(FOUND.glob(f"{target}-*")))


def changed(target: str, count: int) -> Iterator[bytes]:
    """So many texts made of the seeds: the same ones, for as long as the cases are the same."""
    known, chance = list(seeds(target)), random.Random(target)
    for _ in range(count):
        text = chance.choice(known)
        for _ in range(chance.randint(1, _MOST_CHANGES)):
            text = _changed(text, known, chance)
        yield text[:LONGEST]


def _changed(text: bytes, known: list[bytes], chance: random.Random) -> bytes:
    """A piece of a text is left out, doubled, or replaced by a sign, any byte or a piece of another text."""
    start, end = _piece(text, chance)
    other = chance.choice(known)
    between = chance.choice(
        (
            b"",
            text[start:end] * 2,
            text[start:end] + chance.choice(_PIECES),
            chance.choice(_PIECES),
            bytes([chance.randrange(256)]),
            other[slice(*_piece(other, chance))],
        )
    )
    return text[:start] + between + text[end:]


def _piece(text: bytes, chance: random.Random) -> tuple[int, int]:
    """Where a piece starts and ends; short ones are likelier."""
    start = chance.randint(0, len(text))
    return start, min(len(text), start + int(chance.expovariate(1 / 12)))
