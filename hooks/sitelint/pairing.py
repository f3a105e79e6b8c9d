"""Pairs what a page shows with what its author wrote, where it is certain which belongs to which."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Sequence


def pairs(shown: Sequence[Hashable], written: Sequence[Hashable], *, in_order: bool) -> dict[int, int]:
    """The index of what is written, by the index of what is shown.

    As many of a sort belong to one another in their order. Where more are written than shown, or fewer, those
    between two neighbours that are certain may still be as many. What is not shown `in_order` belongs
    together only where there is one of a sort.
    """
    places, sources = _by_key(shown), _by_key(written)
    sure: dict[int, int] = {}
    for key, own in places.items():
        if len(own) == len(sources[key]) and (in_order or len(own) == 1):
            sure.update(zip(own, sources[key], strict=True))
    if not in_order:
        return sure
    fixed = sorted(sure.items())
    stops = [-1, *(at for at, _ in fixed), len(shown)]
    others = [-1, *(at for _, at in fixed), len(written)]
    found = dict(sure)
    for key, own in places.items():
        if own[0] not in sure:
            found.update(_between(own, sources[key], stops, others))
    return found


def _between(own: list[int], source: list[int], stops: list[int], others: list[int]) -> dict[int, int]:
    """The pairs of one sort, from one certain neighbour to the next."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at in own:
        groups[bisect_left(stops, at)].append(at)
    found: dict[int, int] = {}
    for stop, group in groups.items():
        first, last = (bisect_left(source, others[at]) for at in (stop - 1, stop))
        if last - first == len(group):
            found.update(zip(group, source[first:last], strict=True))
    return found


def _by_key(items: Sequence[Hashable]) -> defaultdict[Hashable, list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        found[item].append(index)
    return found
