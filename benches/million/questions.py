"""The 600 questions of the study: five classes of words, four filters, thirty of each; and what they ask.

A word is rare in 5 to 60 documents of a million, medium in 1,000 to 10,000, common above 100,000; smaller
bases keep the proportions.
"""

import os
import random
from dataclasses import dataclass, field

from benches.million.invented import SIZE
from terreau.search.index.snapshot import Snapshot, snapshot
from terreau.search.queries import Query
from terreau.search.queries.parsing import ask
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory

CLASSES = ("rare", "medium", "common", "two", "typo")
FILTERS = ("none", "commune", "10km", "family")
EACH = int(os.environ.get("BENCH_QUESTIONS", "30"))
FACETS = ("f",)
KIND = "organisation"
KM = 10.0
BOUNDS = {"rare": (5, 60), "medium": (1_000, 10_000), "common": (100_000, 10**9)}
SEED = 600


@dataclass(frozen=True)
class Asked:
    """One question: its class, its filter, what the engine is asked, and what rivals are given.

    Rivals get the terms that the engine understood (synonyms and correction included), so that all of them
    answer the same question and have to find as many: `units` holds, for each word, the ways to hold it.
    """

    group: str
    narrowed: str
    query: Query
    commune: int | None = None
    family: str = ""
    circle: tuple[float, float, float] | None = None
    units: tuple[tuple[tuple[str, ...], ...], ...] = field(default=())


def questions(each: int = EACH) -> list[Asked]:
    """Draw the questions; the same for the same base."""
    dice = random.Random(SEED)
    state = snapshot(KIND)
    words = _by_frequency(state)
    places = _Places(dice)
    return [
        _question(state, places, _typed(dice, state, words, group), group, narrowed)
        for group in CLASSES
        for narrowed in FILTERS
        for _number in range(each)
    ]


def _by_frequency(state: Snapshot) -> dict[str, list[str]]:
    """Return the words of each class, by the documents that hold their term."""
    base = state.base.vocabulary()
    counts = {word: count for count, word in zip(base.counts, base.words, strict=True)}
    scale = SIZE / 1_000_000
    found = {}
    for group, (low, high) in BOUNDS.items():
        least, most = max(low * scale, 1), max(high * scale, 3)
        found[group] = sorted(word for word, count in counts.items() if least <= count <= most)
        if not found[group]:
            raise SystemExit(f"no {group} word among {len(counts)}")
    return found


def _question(state: Snapshot, places: "_Places", typed: str, group: str, narrowed: str) -> Asked:
    understood = ask(state, typed)
    commune: int | None = None
    circle: tuple[float, float, float] | None = None
    family, tags = "", {}
    if narrowed == "commune":
        commune, code = places.commune()
        tags = {"c": (code,)}
    elif narrowed == "10km":
        circle = (*places.centre(), KM)
    elif narrowed == "family":
        family = places.dice.choice(("association", "cooperative", "social_company", "mutual"))
        tags = {"f": (family,)}
    query = Query(text=typed, tags=tags, near=circle)
    units = tuple(unit.ways for unit in understood.units)
    return Asked(group, narrowed, query, commune, family, circle, units)


def _typed(dice: random.Random, state: Snapshot, words: dict[str, list[str]], group: str) -> str:
    if group == "two":
        return " ".join(dice.sample(words["common"], min(2, len(words["common"]))))
    if group != "typo":
        return dice.choice(words[group])
    while True:  # one mistake that gives no other word
        word = dice.choice(words["common"] + words["medium"][:200])
        wrong = _mistyped(dice, word) if len(word) > 5 else word
        if wrong != word and ask(state, wrong).corrected:
            return wrong


def _mistyped(dice: random.Random, word: str) -> str:
    place = dice.randrange(1, len(word) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + dice.choice("aeinrst") + word[place:]
    if kind == 2:
        return word[:place] + dice.choice("aeinrst") + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


class _Places:
    """Communes as often as people live there; half of the circles around Sceaux, where much is."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        rows = Territory.objects.filter(kind=TerritoryKind.COMMUNE).exclude(lat=None).order_by("code")
        self.rows = list(rows.values_list("pk", "code", "lat", "lon", "population"))
        self.weights = [row[4] or 1 for row in self.rows]
        self.sceaux = next(row for row in self.rows if row[1] == "92071")

    def commune(self) -> tuple[int, str]:
        row = self.dice.choices(self.rows, self.weights)[0]
        return row[0], row[1]

    def centre(self) -> tuple[float, float]:
        """Return a place that no other question has: the engine must not remember the circle."""
        near_sceaux = self.dice.random() < 0.5
        row = self.sceaux if near_sceaux else self.dice.choices(self.rows, self.weights)[0]
        return row[2] + self.dice.uniform(-0.02, 0.02), row[3] + self.dice.uniform(-0.02, 0.02)
