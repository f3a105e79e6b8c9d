"""Finds what a person most likely meant, among what really exists."""

import difflib
import posixpath
from collections.abc import Iterable

_PICTURES = (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


def nearest(word: str, options: Iterable[str]) -> str | None:
    """The option spelled most like the word, if any comes close."""
    by_lower = {option.lower(): option for option in sorted(options)}
    matches = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[matches[0]] if matches else None


def nearest_path(path: str, options: Iterable[str]) -> str | None:
    """Like `nearest`, for paths of one sort: the same file name in another folder comes first."""
    alike = sorted(option for option in options if sort_of(option) == sort_of(path))
    name = posixpath.basename(path)
    moved = [option for option in alike if name and posixpath.basename(option) == name]
    if len(moved) == 1:
        return moved[0]
    by_stem = {
        posixpath.splitext(option)[0]: option for option in alike
    }  # the ending would make all look near
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
