"""Pages of an answer in an order, without reading the whole of it."""

import heapq
from collections.abc import Iterator
from itertools import islice

from pyroaring import BitMap

from terreau.search import geometry
from terreau.search.index.base import ORDER_PAGE
from terreau.search.index.snapshot import Snapshot


def by_order(snapshot: Snapshot, kept: BitMap, name: str, offset: int, limit: int) -> list[int]:
    """Return one page of the numbers kept, by `name` or from the `newest` on."""
    recent = kept & snapshot.overlay.live
    if not recent:
        return list(islice(_from_base(snapshot, kept, name, offset), limit))
    docs = snapshot.overlay.docs
    places = sorted((*docs[number].place(name), number) for number in recent)
    # At most all the recent ones stand before the page: what comes earlier of the base cannot be on it.
    start = max(0, offset - len(places))
    base = ((rank, 1, number) for rank, number in _ranked(snapshot, kept, name, start))
    merged = heapq.merge(places, base, key=lambda one: one[:2])
    return [place[-1] for place in islice(merged, offset - start, offset - start + limit)]


def _from_base(snapshot: Snapshot, kept: BitMap, name: str, offset: int) -> Iterator[int]:
    return (number for _rank, number in _ranked(snapshot, kept, name, offset))


def _ranked(snapshot: Snapshot, kept: BitMap, name: str, offset: int) -> Iterator[tuple[int, int]]:
    """Yield (rank, number) of what is kept of the base, in order, the first `offset` left out."""
    for page, numbers in enumerate(snapshot.base.order(name)):
        bits = snapshot.base.page_bits(name, page)
        count = kept.intersection_cardinality(bits)
        if count <= offset:
            offset -= count
            continue
        for place, number in enumerate(numbers):
            if number in kept:
                if offset:
                    offset -= 1
                else:
                    yield page * ORDER_PAGE + place, number


def by_distance(
    snapshot: Snapshot, kept: BitMap, centre: tuple[float, float], offset: int, limit: int
) -> list[int]:
    """Return one page of the numbers kept, nearest first; those without a place come last."""
    lat, lon = centre
    placed, others = [], []
    for number in kept:
        place = snapshot.position(number)
        if place is None:
            others.append(number)
        else:
            placed.append((geometry.distance_km(lat, lon, *place), snapshot.key_of(number), number))
    placed = heapq.nsmallest(offset + limit, placed)
    return [number for *_facts, number in placed][offset:] + others[max(0, offset - len(placed)) :][
        : max(0, limit - max(0, len(placed) - offset))
    ]
