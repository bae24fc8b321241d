"""Where: circles, boxes, and the clusters of the map, by intervals of document numbers."""

from bisect import bisect_left

from pyroaring import BitMap

from terreau.search import geometry
from terreau.search.geometry import Box
from terreau.search.index.snapshot import Snapshot
from terreau.search.shapes import Circle, Rectangle, Relation, Shape

FEW = 64  # documents that are looked at one by one rather than cut into smaller tiles
FIRST_TILES = 16
KEPT = 64
CELL_LEVELS = 2  # a cell is a quarter of a tile of 256 points
MOST_CELLS = 4096
SAMPLES = 8


def near(snapshot: Snapshot, circle: tuple[float, float, float]) -> BitMap:
    """Return the documents at `km` at most of a position."""
    return _kept(snapshot, ("near", circle), Circle(*circle))


def inside(snapshot: Snapshot, box: Box) -> BitMap:
    """Return the documents inside a box, its edges included."""
    return _kept(snapshot, ("box", box), Rectangle(box))


def _kept(snapshot: Snapshot, name: tuple, shape: Shape) -> BitMap:
    """Return what a shape holds; the last shapes asked for are remembered."""
    memory = snapshot.memory.setdefault("shapes", {})
    if name not in memory:
        if len(memory) >= KEPT:
            memory.clear()
        memory[name] = _held(snapshot, shape)
    return memory[name]


def _held(snapshot: Snapshot, shape: Shape) -> BitMap:
    """Cut the map into quarters: take a tile that lies inside, leave one outside, look into the others."""
    found, codes = BitMap(), snapshot.codes()
    lats, lons = snapshot.base.column("lat"), snapshot.base.column("lon")
    level, tiles = geometry.tiles_of(shape.box, FIRST_TILES)
    waiting = [(column, row, level, 0, len(codes)) for column, row in tiles]
    while waiting:
        column, row, level, low, high = waiting.pop()
        start, end = geometry.interval(column, row, level)
        first = bisect_left(codes, start, low, high)
        last = bisect_left(codes, end, first, high)
        if first == last:
            continue
        relation = shape.relation(column, row, level)
        if relation == Relation.INSIDE:
            found.add_range(first, last)
        elif relation == Relation.CUT and (last - first <= FEW or level == geometry.LEVEL):
            found.update(shape.among(lats, lons, first, last))
        elif relation == Relation.CUT:
            quarters = ((2 * column + right, 2 * row + down) for right in (0, 1) for down in (0, 1))
            waiting += [(*quarter, level + 1, first, last) for quarter in quarters]
    spots = ((number, snapshot.position(number)) for number in snapshot.overlay.docs)
    found.update(number for number, place in spots if place is not None and shape.keeps(place))
    return found


def clusters(
    snapshot: Snapshot, kept: BitMap, box: Box, zoom: int
) -> list[tuple[float, float, int, int | None]]:
    """Return (lat, lon, count, number of the only one) for each cell of a box at a zoom of the map.

    A cluster stands at the mean place of some of its documents. Cells that the edge of the box cuts are
    whole, so that a cluster does not change when the map moves.
    """
    level, tiles = geometry.tiles_of(box, MOST_CELLS, min(zoom + CELL_LEVELS, geometry.LEVEL))
    recent = _recent_by_cell(snapshot, kept, level)
    codes, cells = snapshot.codes(), []
    shift = 2 * (geometry.LEVEL - level)
    for column, row in tiles:
        start = geometry.interleave(column, row) << shift
        first, last = bisect_left(codes, start), bisect_left(codes, start + (1 << shift))
        count = kept.range_cardinality(first, last) if first < last else 0
        others = recent.get((column, row), [])
        if count or others:
            cells.append(_cell(snapshot, kept, first, count, others))
    return cells


def _recent_by_cell(snapshot: Snapshot, kept: BitMap, level: int) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for number in kept & snapshot.overlay.live:
        place = snapshot.position(number)
        if place is not None:
            found.setdefault(geometry.tile(*place, level), []).append(number)
    return found


def _cell(
    snapshot: Snapshot, kept: BitMap, first: int, count: int, others: list[int]
) -> tuple[float, float, int, int | None]:
    total = count + len(others)
    numbers = others[:SAMPLES]
    if count:
        before = kept.rank(first - 1) if first else 0
        step = max(count // SAMPLES, 1)
        numbers = [*numbers, *(kept[before + place] for place in range(0, count, step)[:SAMPLES])]
    spots = [place for number in numbers if (place := snapshot.position(number)) is not None]
    lat = sum(spot[0] for spot in spots) / len(spots)
    lon = sum(spot[1] for spot in spots) / len(spots)
    return lat, lon, total, numbers[0] if total == 1 else None
