"""Finds what a person most likely meant, among what really exists."""

import posixpath
from collections.abc import Iterable
from difflib import SequenceMatcher

_CLOSE = 0.6  # of the letters are the same, as in difflib
_COMPARED = 50  # options at most, those that share the most letters: a page may have hundreds of slips
_LONGEST = 200  # letters; nobody misspells a longer name, and comparing it takes long
_PICTURES = (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


def nearest(word: str, options: Iterable[str]) -> str | None:
    """The option spelled most like the word, if any comes close."""
    word = word.lower()
    by_lower = {option.lower(): option for option in sorted(options)}
    matcher = SequenceMatcher(b=word)  # looks closely at b once, at a each time
    best: tuple[float, str] = (_CLOSE, "")
    for most, option in _likely(word, by_lower):
        if most < best[0]:
            break
        matcher.set_seq1(option)
        if (matcher.quick_ratio(), option) > best:
            best = max(best, (matcher.ratio(), option))
    return by_lower[best[1]] if best[1] else None


def _likely(word: str, options: Iterable[str]) -> list[tuple[float, str]]:
    """The options that may come close, each with the most that it can reach; the likeliest first.

    One quick look at the letters of each, as there may be thousands.
    """
    letters, length = set(word), len(word)
    if not 0 < length <= _LONGEST:
        return []
    sizes = range(int(length * _CLOSE / (2 - _CLOSE)), int(length * (2 - _CLOSE) / _CLOSE) + 2)
    found = []
    for option in options:
        size = len(option)
        if size in sizes:
            others = set(option)
            common = len(letters & others)
            same = min(length - len(letters), size - len(others)) + common
            most = 2 * same / (length + size)
            if most >= _CLOSE:
                found.append((most, option))
    return sorted(found, reverse=True)[:_COMPARED]


def nearest_path(path: str, options: Iterable[str]) -> str | None:
    """Like `nearest`, for paths of one sort: the same file name in another folder comes first."""
    options = sorted(options)
    name = posixpath.basename(path)
    moved = [option for option in options if name and f"/{option}".endswith(f"/{name}")]
    if len(moved) == 1:
        return moved[0]
    sort = sort_of(path)
    stems = ((posixpath.splitext(option)[0], option) for option in options if sort_of(option) == sort)
    by_stem = dict(stems)  # the ending would make all look near
    stem = nearest(posixpath.splitext(path)[0], by_stem)
    return by_stem[stem] if stem else None


def sort_of(path: str) -> str:
    """'page', 'picture', or the ending of any other file."""
    ending = posixpath.splitext(path)[1].lower()
    if ending in ("", ".md", ".html"):
        return "page"
    return "picture" if ending in _PICTURES else ending


def nearest_anchor(fragment: str, anchors: Iterable[str]) -> str | None:
    found = nearest(fragment, anchors)
    return f"#{found}" if found else None


def did_you_mean(word: str | None) -> str:
    return f"; did you mean '{word}'?" if word else ""
