"""A small map drawn by the server: the outline of the commune and the places, without a script."""

import math
from dataclasses import dataclass
from functools import lru_cache

from terreau.territories.models import Territory
from terreau.territories.queries import outline_of

WIDTH, MARGIN = 320.0, 12.0
# Beyond this, the outline would be a dot: the organisation has places all over the country.
LARGEST_SPAN = 1.5  # degrees of latitude

Position = tuple[float, float]


@dataclass(frozen=True)
class SmallMap:
    """What the drawing needs: its size, the outline as a path, the dots in pixels."""

    width: int
    height: int
    outline: str
    dots: list[Position]


def small_map(commune: Territory | None, positions: list[Position]) -> SmallMap | None:
    """Draw the places (latitude, longitude in degrees) in their commune; nothing without both."""
    rings = _rings(commune.code) if commune is not None else ()
    if not rings or not positions:
        return None
    points = [point for ring in rings for point in ring] + [(lon, lat) for lat, lon in positions]
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    if max(lats) - min(lats) > LARGEST_SPAN:
        return None
    narrow = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide = max((max(lons) - min(lons)) * narrow, 1e-6)
    scale = (WIDTH - 2 * MARGIN) / wide

    def place(lon: float, lat: float) -> Position:
        across = (lon - min(lons)) * narrow * scale + MARGIN
        return round(across, 1), round((max(lats) - lat) * scale + MARGIN, 1)

    outline = " ".join(
        "M" + "L".join(f"{x} {y}" for x, y in (place(lon, lat) for lon, lat in ring)) + "Z" for ring in rings
    )
    height = (max(lats) - min(lats)) * scale + 2 * MARGIN
    return SmallMap(int(WIDTH), round(height), outline, [place(lon, lat) for lat, lon in positions])


@lru_cache(maxsize=200)
def _rings(code: str) -> tuple[tuple[Position, ...], ...]:
    """The outer rings of a shipped outline, longitude first; none when the outline is not shipped."""
    geometry = outline_of(code)
    if geometry is None:
        return ()
    shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return tuple(tuple((lon, lat) for lon, lat, *_rest in shape[0]) for shape in shapes)
