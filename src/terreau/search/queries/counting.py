"""Exact counts of each facet of an answer; a facet does not narrow its own counts."""

from collections import Counter
from collections.abc import Iterable

from pyroaring import BitMap

from terreau.search import registry
from terreau.search.index.snapshot import Snapshot
from terreau.search.queries.matching import Match

WIDE_SHOWN = 12
COUNTED_ONE_BY_ONE = 50_000


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
    if len(base) <= COUNTED_ONE_BY_ONE:
        values = snapshot.base.wide()[0]
        numbers = Counter(map(snapshot.base.column("wide").__getitem__, base))
        found = Counter({values[code]: count for code, count in numbers.items() if values[code]})
        found.update(recent)
    else:
        found = _by_bitmaps(snapshot, facet, kept, recent)
    best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:WIDE_SHOWN]
    return dict(best)


def _by_bitmaps(snapshot: Snapshot, facet: str, kept: BitMap, recent: Counter[str]) -> Counter[str]:
    """Go through the values from the most frequent on, until none can enter the best any more."""
    found: Counter[str] = Counter()
    most_of = Counter({value: count for count, value in snapshot.base.wide()[1] if value})
    most_of.update(recent)
    waiting = sorted(((count, value) for value, count in most_of.items()), key=lambda one: (-one[0], one[1]))
    for start in range(0, len(waiting), 200):
        part = waiting[start : start + 200]
        bits = snapshot.bits([(facet, value) for _count, value in part])
        for most, value in part:
            least = sorted(found.values(), reverse=True)[:WIDE_SHOWN]
            if len(least) == WIDE_SHOWN and most < least[-1]:
                return found
            if count := kept.intersection_cardinality(bits[facet, value]):
                found[value] = count
    return found


def _value(snapshot: Snapshot, facet: str, number: int) -> str:
    tags = snapshot.overlay.docs[number].one.tags
    return next((tag[len(facet) + 1 :] for tag in tags if tag.startswith(f"{facet}:")), "")
