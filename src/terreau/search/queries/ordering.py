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


def before_in_order(snapshot: Snapshot, kept: BitMap, name: str, number: int) -> int:
    """Return how many of the numbers kept stand before one of them, by `name` or from the `newest` on."""
    docs = snapshot.overlay.docs
    mine = docs[number].place(name) if number in docs else (_rank(snapshot, name, number), 1)
    recent = kept & snapshot.overlay.live
    return _base_before(snapshot, kept, name, mine[0]) + sum(docs[one].place(name) < mine for one in recent)


def _rank(snapshot: Snapshot, name: str, number: int) -> int:
    for page, numbers in enumerate(snapshot.base.order(name)):
        if number in snapshot.base.page_bits(name, page):
            return page * ORDER_PAGE + numbers.index(number)
    raise ValueError(f"{number} is not in the base")


def _base_before(snapshot: Snapshot, kept: BitMap, name: str, rank: int) -> int:
    """Return how many of the numbers kept have a smaller rank in the base."""
    pages, rest = divmod(rank, ORDER_PAGE)
    orders = snapshot.base.order(name)
    whole = sum(
        kept.intersection_cardinality(snapshot.base.page_bits(name, page))
        for page in range(min(pages, len(orders)))
    )
    return whole + (sum(one in kept for one in orders[pages][:rest]) if pages < len(orders) else 0)


def before_by_distance(snapshot: Snapshot, kept: BitMap, centre: tuple[float, float], number: int) -> int:
    """Return how many of the numbers kept are nearer than one of them; all have a place."""

    def place(one: int) -> tuple[float, int]:
        lat, lon = snapshot.position(one) or centre
        return geometry.distance_km(*centre, lat, lon), snapshot.key_of(one)

    mine = place(number)
    return sum(place(one) < mine for one in kept)
