"""Finds what a person most likely meant, among what really exists."""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

_CLOSE = 0.6  # of the letters are the same, as in difflib
_CLOSER = 0.7  # the same for a word of one or two letters
_SHORT = 2  # letters
_SLIP = 0.8  # of the letters are the same, where nothing but a slip can be meant
_COMPARED = 12  # options at most, those that share the most letters: a page may have thousands of slips
_MANY = 200  # names; of more only some are looked at
_LONGEST = 200  # letters; nobody misspells a longer name, and comparing it takes long
_SHARED = 0.6  # of the words are the same
_PICTURES = (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_INDEXES = ("index", "readme")


class _Shape(NamedTuple):
    """What a quick look sees of a name."""

    letters: int  # one bit for each letter, some of which share one
    repeated: int  # letters that are there again


class Names:
    """The names that something can have. Whoever asks often for the same names makes it once."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_lower = {name.lower(): name for name in sorted(names)}

    @cached_property
    def by_plain(self) -> dict[str, str]:
        return {_plain(name): name for name in self.by_lower}

    @cached_property
    def shapes(self) -> dict[str, _Shape]:
        return {name: _shape(name) for name in self.by_lower}

    @cached_property
    def by_run(self) -> dict[str, list[str]]:
        """By each three letters that follow one another."""
        found: dict[str, list[str]] = {}
        for name in self.by_lower:
            for run in _runs(name):
                found.setdefault(run, []).append(name)
        return found

    @cached_property
    def by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.by_lower:
            for word in _words(name):
                found.setdefault(word, []).append(name)
        return found

    def same(self, word: str) -> str | None:
        """The name that differs by what people slip on most: case, dashes, an encoded letter."""
        word = unquote(word).lower()
        found = word if word in self.by_lower else self.by_plain.get(_plain(word))
        return self.by_lower[found] if found else None

    def nearest(self, word: str) -> str | None:
        """The name spelled most like the word, if any comes close."""
        return self.same(word) or self._alike(unquote(word).lower())

    def nearest_phrase(self, phrase: str) -> str | None:
        """The same; where none is spelled like it, the one that shares most of its words."""
        return self.nearest(phrase) or self._sharing(phrase)

    def _alike(self, word: str) -> str | None:
        matcher = SequenceMatcher(b=word)  # looks closely at b once, at a each time
        best: tuple[float, str] = (_CLOSE if len(word) > _SHORT else _CLOSER, "")
        for most, name in self._likely(word):
            if most < best[0]:
                break
            matcher.set_seq1(name)
            if (matcher.quick_ratio(), name) > best:
                best = max(best, (matcher.ratio(), name))
        return self.by_lower[best[1]] if best[1] else None

    def _likely(self, word: str) -> list[tuple[float, str]]:
        """The names that may come close, each with the most that it can reach; the likeliest first."""
        length = len(word)
        if not 0 < length <= _LONGEST:
            return []
        letters, repeated = _shape(word)
        found = []
        for name in self._kindred(word):
            others, again = self.shapes[name]
            same = (letters & others).bit_count() + min(repeated, again)
            most = 2 * same / (length + len(name))
            if most >= _CLOSE:
                found.append((most, name))
        likeliest = {*sorted(found, reverse=True)[:_COMPARED], *found[:_COMPARED]}
        return sorted(likeliest, reverse=True)

    def _kindred(self, word: str) -> Iterable[str]:
        """All names; of very many only some, first those that share what is rarest in the word."""
        if len(self.by_lower) <= _MANY:
            return self.by_lower
        found: dict[str, None] = {}
        for names in sorted((self.by_run.get(run, []) for run in sorted(_runs(word))), key=len):
            if len(found) < _MANY:
                found.update(dict.fromkeys(names[:_MANY]))
        return found

    def _sharing(self, phrase: str) -> str | None:
        words = _words(unquote(phrase).lower())
        shared = Counter(name for word in words for name in self.by_word.get(word, ())[:_COMPARED])
        found: defaultdict[tuple[float, int], list[str]] = defaultdict(list)
        for name, count in shared.items():
            found[count / min(len(words), len(_words(name))), count].append(name)
        if not found:
            return None
        most = max(found)
        is_clear = most[0] >= _SHARED and len(found[most]) == 1
        return self.by_lower[found[most][0]] if is_clear else None


def nearest(word: str, options: Iterable[str] | Names) -> str | None:
    """The option spelled most like the word, if any comes close."""
    return (options if isinstance(options, Names) else Names(options)).nearest(word)


def almost(word: str, options: Iterable[str]) -> str | None:
    """The option that surely is meant: it differs by a slip only."""
    found = nearest(word, options)
    return found if found and SequenceMatcher(None, word.lower(), found.lower()).ratio() >= _SLIP else None


class Paths:
    """The paths of files, and what they come to without what people slip on: case, dashes, the ending."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._sorts: dict[str, dict[str, str]] = {}
        self._folders: dict[tuple[str, str], dict[str, str]] = {}
        self._names: dict[str, dict[str, dict[str, str]]] = {}
        self._files: dict[str, list[str]] = {}
        self._all = frozenset(paths)
        self._endings = Names(posixpath.splitext(path)[1] for path in self._all)
        for path in sorted(self._all):
            sort, plain = sort_of(path), _plain_path(path)
            folder, _, name = plain.rpartition("/")
            self._sorts.setdefault(sort, {})[plain] = path
            self._folders.setdefault((sort, folder), {})[name] = path
            self._names.setdefault(sort, {}).setdefault(name, {})[plain] = path
            base = posixpath.basename(path)
            own = _plain(posixpath.splitext(base)[0])
            self._folders.setdefault((sort, plain), {})[own] = path  # as 'index' is in its folder
            self._files.setdefault(base, []).append(path)
        self._made: dict[tuple[str, ...], Names] = {}

    def nearest(self, path: str) -> str | None:
        """The path that is most likely meant; of those that differ in their ending only, with the same."""
        path = self._mended(path)
        found = self._nearest(path)
        same = found and posixpath.splitext(found)[0] + posixpath.splitext(path)[1]
        return same if same in self._all else found

    def _mended(self, path: str) -> str:
        """The path without what is no part of any: backslashes, and an ending with a slip."""
        path = posixpath.normpath(path.replace("\\", "/")) if "\\" in path else path
        stem, ending = posixpath.splitext(path)
        return stem + (self._endings.nearest(ending) or ending)

    def _nearest(self, path: str) -> str | None:
        sort, plain = sort_of(path), _plain_path(path)
        folder, _, name = plain.rpartition("/")
        if found := self._sorts.get(sort, {}).get(plain):
            return found
        same = self._files.get(posixpath.basename(path), [])
        if len(same) == 1:
            return same[0]
        names = self._names.get(sort, {})
        if name in names:
            return _nearest_of(names[name], plain)
        beside = self._folders.get((sort, folder), {})
        if alike := self._of((sort, folder), beside).nearest(name):
            return beside[alike]
        alike = self._of((sort,), names).nearest(name)
        return _nearest_of(names[alike], plain) if alike else None

    def _of(self, key: tuple[str, ...], names: Iterable[str]) -> Names:
        if key not in self._made:
            self._made[key] = Names(names)
        return self._made[key]


def _nearest_of(paths: dict[str, str], plain: str) -> str:
    """One of the paths that end alike."""
    return paths[Names(paths).nearest(plain) or min(paths)]


def sort_of(path: str) -> str:
    """'page', 'picture', or the ending of any other file."""
    ending = posixpath.splitext(path)[1].lower()
    if ending in ("", ".md", ".markdown", ".html", ".htm"):
        return "page"
    return "picture" if ending in _PICTURES else ending


def did_you_mean(word: str | None) -> str:
    return f"; did you mean '{word}'?" if word else ""


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.lower()).strip("-")


def _plain_path(path: str) -> str:
    stem = posixpath.splitext(path.rstrip("/"))[0]
    folder, name = posixpath.split(stem)
    return _plain(folder if name.lower() in _INDEXES else stem)


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[\W_]+", name) if len(word) > 2)


def _runs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 3] for at in range(len(name) - 2))


def _shape(name: str) -> _Shape:
    letters = 0
    for letter in name:
        letters |= 1 << (ord(letter) & 63)
    return _Shape(letters, len(name) - letters.bit_count())
