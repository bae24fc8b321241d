"""Questions to the index. Everything here only reads; see docs/adr/0006 and docs/operation.md.

search("organisation", Query(text="épicerie", tags={"f": ("association",)}), facets=("f", "c"))
"""

from collections.abc import Iterator
from dataclasses import replace

from pyroaring import BitMap

from terreau.search.geometry import Box
from terreau.search.index.snapshot import Snapshot, snapshot, snapshots
from terreau.search.queries.asking import SORTS, Cell, Found, Mark, Query
from terreau.search.queries.counting import counts
from terreau.search.queries.matching import Match, match
from terreau.search.queries.ordering import by_distance, by_order
from terreau.search.queries.parsing import meanings
from terreau.search.queries.places import clusters, near
from terreau.search.queries.ranking import ranked, scored
from terreau.search.queries.resuming import order_of, start_of
from terreau.search.queries.suggesting import suggest

__all__ = [
    "SORTS",
    "Cell",
    "Found",
    "Mark",
    "Query",
    "cells",
    "keys",
    "meanings",
    "scores",
    "search",
    "search_all",
    "suggest",
    "version",
    "wider",
]

KEYS_AT_ONCE = 1000
KEPT = 200


def search(collection: str, query: Query, facets: tuple[str, ...] = ()) -> Found:
    """Answer a question: one page of keys, the exact total, exact counts of the facets asked for.

    Two to four small queries, one when the words were asked before; the answer is the same on every
    database and in every process. A page beyond the end is empty.
    """
    return _found(snapshot(collection), query, facets)


def scores(collection: str, query: Query) -> dict[int, float]:
    """Return how well every object that answers does so, by key: a number above zero, to be compared only
    with those of the same question."""
    state = snapshot(collection)
    found = match(state, query)
    return {state.key_of(number): score for number, score in scored(found, found.kept).items()}


def search_all(kinds: list[str], query: Query) -> dict[str, Found]:
    """Answer the same question in several collections, by kind."""
    return {kind: _found(one, query, ()) for kind, one in snapshots(kinds).items()}


def _found(state: Snapshot, query: Query, facets: tuple[str, ...]) -> Found:
    found = match(state, query)
    offset = start_of(found)
    numbers = _page(found, offset, query.limit)
    return Found(
        keys=[state.key_of(number) for number in numbers],
        total=len(found.kept),
        facets=counts(found, facets),
        corrected=found.question.corrected,
        partial=found.partial,
        too_common=found.question.too_common,
        stamp=state.stamp,
        offset=offset,
    )


def _page(found: Match, offset: int, limit: int) -> list[int]:
    query, state = found.query, found.snapshot
    if not found.kept or offset >= len(found.kept) or limit <= 0:
        return []
    order = order_of(found)
    if order == "distance" and query.near is not None:
        return by_distance(state, _close(found, offset + limit), query.near[:2], offset, limit)
    if order == "relevance":
        return ranked(found, offset, limit)
    return by_order(state, found.kept, order, offset, limit)


def _close(found: Match, enough: int) -> BitMap:
    """Return the answers of the smallest circle that holds enough of them."""
    lat, lon, km = found.query.near or (0.0, 0.0, 0.0)
    if len(found.kept) > KEYS_AT_ONCE:
        for part in (16, 8, 4, 2):
            inside = found.kept & near(found.snapshot, (lat, lon, km / part))
            if len(inside) >= enough:
                return inside
    return found.kept


def keys(collection: str, query: Query) -> Iterator[int]:
    """Yield the keys of every answer in the order asked (exports); the offset and the limit do not count."""
    found = match(snapshot(collection), query)
    for offset in range(0, len(found.kept), KEYS_AT_ONCE):
        for number in _page(found, offset, KEYS_AT_ONCE):
            yield found.snapshot.key_of(number)


def cells(collection: str, query: Query, box: Box, zoom: int) -> list[Cell]:
    """Return the marks of the map inside a box (west, south, east, north) at a zoom, under any question.

    A cell is a square of 64 points; its count is exact. At most 4,096 cells: a larger box has larger ones.
    """
    state = snapshot(collection)
    found = match(state, replace(query, box=None))
    return [
        Cell(lat, lon, count, None if number is None else state.key_of(number))
        for lat, lon, count, number in clusters(state, found.kept, box, zoom)
    ]


def wider(collection: str, query: Query) -> list[tuple[str, int]]:
    """Say which single part of a question gives answers once dropped: (its name, how many), most first.

    The names are `text`, `near`, `box`, `keys` and the facets.
    """
    found = match(snapshot(collection), query)
    choices = [(name, len(found.without(name))) for name in found.filters]
    if found.wanted is not None:
        choices.append(("text", len(found.without_words())))
    return sorted(((name, count) for name, count in choices if count), key=lambda one: (-one[1], one[0]))


def version(collection: str) -> str:
    """Return a word that changes with anything findable of a kind, so that pages may be kept until then."""
    return snapshot(collection).stamp
