"""Circles and boxes on the map: how a tile lies to them, and which positions they hold.

Tiles are compared in the plane of the projection, whose scale at a latitude is 1/cos(latitude). The length of
a path on the ground is the integral of cos(latitude) along its picture: between the smallest and the largest
cosine met, a circle on the ground lies between two circles of the plane. Only what falls between both is
looked at with the exact distance.
"""

import math
from array import array
from enum import Enum
from typing import Protocol

from terreau.search import geometry
from terreau.search.geometry import EARTH_RADIUS_KM, LEVEL, SIDE, Box
from terreau.search.index.analysed import DEGREE

UNIT_KM = 2 * math.pi * EARTH_RADIUS_KM / SIDE  # side of the smallest tile, at the equator
MARGIN = 1e-6  # of rounding, in sides of the smallest tile and in shares of a distance
_HALF = math.radians(1 / DEGREE) / 2


class Relation(Enum):
    """How a tile lies to a shape."""

    INSIDE = 1
    CUT = 0
    OUTSIDE = -1


class Shape(Protocol):
    """A part of the map: `box` holds the whole of it."""

    box: Box

    def relation(self, column: int, row: int, level: int) -> Relation:
        """Say how a tile lies to the shape; CUT when it is not sure."""

    def keeps(self, place: tuple[float, float]) -> bool:
        """Say whether a latitude and a longitude in degrees lie in the shape."""

    def among(self, lats: array, lons: array, first: int, last: int) -> list[int]:
        """Return which numbers, `first` to before `last`, lie in the shape (places in parts of a degree)."""


class Circle:
    """Everything at `km` at most of a position, on the sphere."""

    def __init__(self, lat: float, lon: float, km: float) -> None:
        self.lat, self.lon, self.km = lat, lon, km
        self.box = geometry.box_around(lat, lon, km)
        high = math.degrees(km / EARTH_RADIUS_KM)
        top = math.cos(math.radians(min(abs(lat) + high, 89.9)))
        low = 1.0 if abs(lat) <= high else math.cos(math.radians(abs(lat) - high))
        self._x, self._y = geometry.spot(lat, lon)
        self._sure = (km / low / UNIT_KM * (1 - MARGIN)) ** 2
        self._possible = (km / top / UNIT_KM * (1 + MARGIN)) ** 2

    def relation(self, column: int, row: int, level: int) -> Relation:
        size = 1 << (LEVEL - level)
        left, up = column * size - self._x, row * size - self._y
        right, down = left + size, up + size
        width, height = max(left, -right, 0.0), max(up, -down, 0.0)
        if width * width + height * height > self._possible:
            return Relation.OUTSIDE
        width, height = max(-left, right), max(-up, down)
        return Relation.INSIDE if width * width + height * height <= self._sure else Relation.CUT

    def keeps(self, place: tuple[float, float]) -> bool:
        return geometry.distance_km(self.lat, self.lon, *place) <= self.km

    def among(self, lats: array, lons: array, first: int, last: int) -> list[int]:
        """Compare haversines, not distances; the exact distance decides within the rounding."""
        sin, cos, half, unit = math.sin, math.cos, _HALF, 2 * _HALF
        lat, lon, flat = self.lat * DEGREE, self.lon * DEGREE, math.cos(math.radians(self.lat))
        most = math.sin(min(self.km / EARTH_RADIUS_KM / 2, math.pi / 2)) ** 2
        found = [
            (number, share)
            for number, one, two in zip(range(first, last), lats[first:last], lons[first:last], strict=True)
            if (share := sin((one - lat) * half) ** 2 + flat * cos(one * unit) * sin((two - lon) * half) ** 2)
            <= most * (1 + MARGIN)
        ]
        sure = most * (1 - MARGIN)
        return [
            number
            for number, share in found
            if share <= sure or self.keeps((lats[number] / DEGREE, lons[number] / DEGREE))
        ]


class Rectangle:
    """West, south, east and north in degrees, the edges included."""

    def __init__(self, box: Box) -> None:
        self.box = box
        west, south, east, north = box
        self._left, self._up = geometry.spot(north, west)
        self._right, self._down = geometry.spot(south, east)

    def relation(self, column: int, row: int, level: int) -> Relation:
        size = 1 << (LEVEL - level)
        left, up = column * size, row * size
        right, down = left + size, up + size
        if right < self._left - MARGIN or left > self._right + MARGIN:
            return Relation.OUTSIDE
        if down < self._up - MARGIN or up > self._down + MARGIN:
            return Relation.OUTSIDE
        wide = left >= self._left + MARGIN and right <= self._right - MARGIN
        high = up >= self._up + MARGIN and down <= self._down - MARGIN
        return Relation.INSIDE if wide and high else Relation.CUT

    def keeps(self, place: tuple[float, float]) -> bool:
        west, south, east, north = self.box
        return south <= place[0] <= north and west <= place[1] <= east

    def among(self, lats: array, lons: array, first: int, last: int) -> list[int]:
        spots = ((number, (lats[number] / DEGREE, lons[number] / DEGREE)) for number in range(first, last))
        return [number for number, place in spots if self.keeps(place)]
