"""Exact counts of each facet of an answer; a facet does not narrow its own counts."""

from collections import Counter
from collections.abc import Iterable
from heapq import heappush, heappushpop, nlargest, nsmallest
from itertools import chain, islice

from pyroaring import BitMap

from terreau.search import registry
from terreau.search.index.snapshot import Snapshot
from terreau.search.queries.matching import Match

WIDE_SHOWN = 12
COUNTED_ONE_BY_ONE = 50_000
AT_ONCE = 200
NAMELESS = 0  # the code of what has no value


def counts(found: Match, facets: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Return (value, documents) of each facet, the most frequent first, zero left out unless asked for."""
    facets = tuple(facets)
    if taken := registry.RESERVED.intersection(facets):
        raise ValueError(f"not a facet, but a part of the index: {sorted(taken)}")
    return {facet: _counts(found, facet) for facet in facets}


def _counts(found: Match, facet: str) -> list[tuple[str, int]]:
    snapshot = found.snapshot
    kept = found.without(facet) if facet in found.filters else found.kept
    chosen = set(found.query.tags.get(facet, ()))
    if _wide(snapshot.kind) == facet:
        numbers = _wide_counts(snapshot, facet, kept, chosen)
    else:
        memory = snapshot.memory.setdefault("counts", {})
        if found.wanted is None and not found.filters and facet in memory:
            return memory[facet]
        numbers = {
            value: kept.intersection_cardinality(bits) for value, bits in snapshot.space(facet).items()
        }
        if found.wanted is None and not found.filters:
            memory[facet] = _sorted(numbers, chosen)
    return _sorted(numbers, chosen)


def _sorted(numbers: dict[str, int], chosen: set[str]) -> list[tuple[str, int]]:
    shown = [(value, count) for value, count in numbers.items() if count or value in chosen]
    shown += [(value, 0) for value in chosen - numbers.keys()]
    return sorted(shown, key=lambda one: (-one[1], one[0]))


def _wide(kind: str) -> str:
    try:
        return registry.source(kind).wide
    except KeyError:
        return ""


def _wide_counts(snapshot: Snapshot, facet: str, kept: BitMap, chosen: set[str]) -> dict[str, int]:
    """Count the WIDE_SHOWN most frequent values, and those that were chosen."""
    memory = snapshot.memory.setdefault("wide", {})
    is_whole = len(kept) == snapshot.count
    if is_whole and "all" in memory:
        numbers = memory["all"]
    else:
        numbers = _top(snapshot, facet, kept)
        if is_whole:
            memory["all"] = numbers
    missing = [value for value in chosen if value not in numbers]
    bits = snapshot.bits([(facet, value) for value in missing]) if missing else {}
    return numbers | {value: kept.intersection_cardinality(bits[facet, value]) for value in missing}


def _top(snapshot: Snapshot, facet: str, kept: BitMap) -> dict[str, int]:
    recent = Counter(_value(snapshot, facet, number) for number in kept & snapshot.overlay.live)
    recent.pop("", None)
    base = kept - snapshot.overlay.live if snapshot.overlay.docs else kept
    found: dict[str, int]
    if len(base) <= COUNTED_ONE_BY_ONE:
        found = recent + _one_by_one(snapshot, base, recent)
    else:
        found = _by_bitmaps(snapshot, facet, kept, recent)
    return dict(nsmallest(WIDE_SHOWN, found.items(), key=lambda one: (-one[1], one[0])))


def _one_by_one(snapshot: Snapshot, base: BitMap, recent: Counter[str]) -> Counter[str]:
    """Count the values of all these documents, and name those that can be among the best."""
    numbers = Counter(map(snapshot.base.column("wide").__getitem__, base))
    numbers.pop(NAMELESS, None)
    least = min(nlargest(WIDE_SHOWN, numbers.values()), default=0)
    values = snapshot.base.wide()[0]
    named = ((values[code], count) for code, count in numbers.items() if count >= least or recent)
    return Counter(dict(named))


def _by_bitmaps(snapshot: Snapshot, facet: str, kept: BitMap, recent: Counter[str]) -> dict[str, int]:
    """Go through the values from the most frequent on, until none can enter the best any more.

    Those of documents written since the generation come first: their frequency there says nothing of them.
    """
    found: dict[str, int] = {}
    best: list[int] = []  # a heap: its first is the least of them
    values = chain(((len(kept), value) for value in recent), snapshot.base.wide()[1])
    while part := list(islice(values, AT_ONCE)):
        bits = snapshot.bits([(facet, value) for _most, value in part])
        for most, value in part:
            if len(best) == WIDE_SHOWN and most < best[0]:
                return found
            if value not in found and (count := kept.intersection_cardinality(bits[facet, value])):
                found[value] = count
                (heappush if len(best) < WIDE_SHOWN else heappushpop)(best, count)
    return found


def _value(snapshot: Snapshot, facet: str, number: int) -> str:
    tags = snapshot.overlay.docs[number].one.tags
    return next((tag[len(facet) + 1 :] for tag in tags if tag.startswith(f"{facet}:")), "")
