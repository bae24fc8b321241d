"""Invented organisations: same seed and same size, same rows on every database."""

import datetime as dt
import os
import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from benches.million.lexicon import Speaker
from terreau.directory.enums import Family
from terreau.kernel.text import fold
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory

SIZE = int(os.environ.get("BENCH_ORGANISATIONS", "1000000"))
SEED = 20_260
FAMILIES = {
    Family.ASSOCIATION: 820,
    Family.COMPANY: 60,
    Family.COOPERATIVE: 40,
    Family.SOCIAL_COMPANY: 30,
    Family.PUBLIC: 20,
    Family.UNKNOWN: 15,
    Family.MUTUAL: 10,
    Family.FOUNDATION: 5,
}
ACTIVITIES = [f"{division:02}.{group}{letter}" for division in range(80, 100) for group, letter in
              (("11", "Z"), ("20", "A"), ("99", "B"))]  # fmt: skip
SPREAD = 0.03  # degrees around the middle of the commune
START = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
DAYS = 9_800
SUMMARY_WORDS = 14
OFFERED = {"website": 0.3, "email": 0.5, "phone": 0.4, "address": 0.7}


def organisations(size: int = SIZE, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Yield the columns of each organisation that are not the same for all of them."""
    dice = random.Random(seed)
    speaker = Speaker(dice)
    places = _Communes(dice)
    families, weights = list(FAMILIES), list(accumulate(FAMILIES.values()))
    for number in range(1, size + 1):
        name = " ".join(speaker.names(dice.randint(2, 4)))
        purpose = speaker.prose(dice.randint(20, 40))
        commune, lat, lon = places.draw()
        name = f"{name[0].upper()}{name[1:]}"[:200]
        yield {
            "id": number,
            "name": name,
            "slug": f"million-{number}",
            "sort_name": fold(name)[:200],
            "family": dice.choices(families, cum_weights=weights)[0].value,
            "activity": dice.choice(ACTIVITIES),
            "summary": " ".join(purpose[:SUMMARY_WORDS])[:400],
            "description": " ".join(purpose[SUMMARY_WORDS:]),
            "commune_id": commune,
            "lat": lat,
            "lon": lon,
            "created_at": START + dt.timedelta(days=dice.randrange(DAYS), seconds=number % 86_400),
            **_filled(dice, number),
        }


def _filled(dice: random.Random, number: int) -> dict[str, str]:
    """Fill some sheets more than others: the quality of a sheet is how complete it is."""
    values = {
        "website": f"https://million-{number}.exemple",
        "email": f"bonjour@million-{number}.exemple",
        "phone": f"01{number:08}"[:10],
        "address": f"{number % 200} rue inventée",
    }
    return {name: value if dice.random() < OFFERED[name] else "" for name, value in values.items()}


class _Communes:
    """The communes of France, as often as people live there."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        rows = Territory.objects.filter(kind=TerritoryKind.COMMUNE).order_by("code")
        self.rows = list(rows.values_list("pk", "population", "lat", "lon"))
        if not self.rows:
            raise SystemExit("No commune: run `terreau import_territories` first.")
        self.weights = list(accumulate((population or 1) for _pk, population, _lat, _lon in self.rows))

    def draw(self) -> tuple[int, float | None, float | None]:
        """Return a commune and a place in it."""
        pk, _population, lat, lon = self.dice.choices(self.rows, cum_weights=self.weights)[0]
        if lat is None or lon is None:
            return pk, None, None
        return (
            pk,
            round(lat + self.dice.uniform(-SPREAD, SPREAD), 6),
            round(lon + self.dice.uniform(-SPREAD, SPREAD), 6),
        )
