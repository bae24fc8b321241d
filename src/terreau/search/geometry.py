"""Positions as numbers that keep neighbours together: Web-Mercator tiles, Z order, distances.

A code interleaves the 20 bits of a tile's column and row at level 20, so that every square of the map, at
any zoom, is one interval of codes.
"""

import math

LEVEL = 20
SIDE = 1 << LEVEL
NOWHERE = 1 << (2 * LEVEL)  # after every real code
EARTH_RADIUS_KM = 6371.0088
_LIMIT = 85.05112877980659  # where the square of the projection ends

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees


def _spread(value: int) -> int:
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555


def spot(lat: float, lon: float, level: int = LEVEL) -> tuple[float, float]:
    """Return where a position lies, in tiles of a level from the north-west corner of the plane."""
    side = 1 << level
    slope = math.asinh(math.tan(math.radians(min(max(lat, -_LIMIT), _LIMIT))))
    return (lon + 180.0) / 360.0 * side, (1.0 - slope / math.pi) / 2.0 * side


def tile(lat: float, lon: float, level: int = LEVEL) -> tuple[int, int]:
    """Return the column and the row of the tile that holds a position."""
    side = 1 << level
    x, y = spot(lat, lon, level)
    column, row = int(x), int(y)
    return min(max(column, 0), side - 1), min(max(row, 0), side - 1)


def interleave(column: int, row: int) -> int:
    """Return the code of a tile at its own level."""
    return _spread(column) | _spread(row) << 1


def code(lat: float | None, lon: float | None) -> int:
    """Return the code of a position; NOWHERE when there is none."""
    if lat is None or lon is None:
        return NOWHERE
    return interleave(*tile(lat, lon))


def interval(column: int, row: int, level: int) -> tuple[int, int]:
    """Return the codes of a tile: the first, and the one after the last."""
    shift = 2 * (LEVEL - level)
    start = interleave(column, row) << shift
    return start, start + (1 << shift)


def edges(column: int, row: int, level: int) -> Box:
    """Return west, south, east and north of a tile."""
    side = 1 << level
    north = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))
    south = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (row + 1) / side))))
    return column / side * 360 - 180, south, (column + 1) / side * 360 - 180, north


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance between two positions (haversine)."""
    one, two = math.radians(lat), math.radians(other_lat)
    half = math.sin((two - one) / 2) ** 2
    half += math.cos(one) * math.cos(two) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def box_around(lat: float, lon: float, km: float) -> Box:
    """Return a box that holds the whole circle (slightly larger)."""
    high = math.degrees(km / EARTH_RADIUS_KM) * 1.0001 + 1e-9
    widest = min(max(abs(lat - high), abs(lat + high)), 89.9)
    wide = high / math.cos(math.radians(widest))
    return max(lon - wide, -180.0), max(lat - high, -90.0), min(lon + wide, 180.0), min(lat + high, 90.0)


def tiles_of(box: Box, most: int, deepest: int = LEVEL) -> tuple[int, list[tuple[int, int]]]:
    """Return the deepest level at which a box takes at most `most` tiles, and these tiles."""
    west, south, east, north = box
    for level in range(deepest, -1, -1):
        left, top = tile(north, west, level)
        right, bottom = tile(south, east, level)
        if (right - left + 1) * (bottom - top + 1) <= most or level == 0:
            break
    return level, [(column, row) for row in range(top, bottom + 1) for column in range(left, right + 1)]
