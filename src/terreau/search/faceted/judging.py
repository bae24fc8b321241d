"""Three values for each facet that both sides carry, and how much their agreement says."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terreau.kernel.truth import Truth
from terreau.search.faceted import keys
from terreau.search.faceted.keys import DATE, TERRITORY
from terreau.search.faceted.places import Gazetteer
from terreau.search.faceted.reading import Facet, Facets, Value

# What a failed facet takes off, beside a text score of at most 1. Where and until when decide whether a
# programme can serve at all; for whom, nearly; the others are a matter of words, in which two people
# rarely choose the same. Nothing is ever dropped: one wrong facet must not hide the right programme.
FAILED = {
    TERRITORY: 0.7,
    DATE: 0.7,
    keys.PUBLIC: 0.4,
    keys.LEGAL_FORM: 0.4,
    keys.HEADCOUNT: 0.4,
    keys.POPULATION: 0.4,
    keys.SECTOR: 0.3,
}
FAILED_OTHER = 0.2
# What a complete agreement adds. Of a place, what counts is that the programme is near.
AGREED = {
    TERRITORY: 0.15,
    DATE: 0.0,
    keys.PUBLIC: 0.2,
    keys.LEGAL_FORM: 0.2,
    keys.HEADCOUNT: 0.0,
    keys.POPULATION: 0.0,
    keys.KIND: 0.15,
    keys.SUBJECT: 0.35,
}
AGREED_OTHER = 0.3
PART = 0.6  # “entreprise” beside “entreprise privée”
SAME_NAME = 0.5  # a place that no list knows, written the same

Compared = dict[int, tuple[Truth, float]]


@dataclass(frozen=True)
class Verdict:
    """What the facets of one document say to one question: by role, and all of them as one number."""

    truths: dict[str, Truth]
    score: float


class Judge:
    """Compares the facets of many documents with those of a question."""

    def __init__(
        self,
        documents: Sequence[Facets],
        questions: Sequence[Facets],
        synonyms: Mapping[Value, frozenset[Value]] | None = None,
    ) -> None:
        self._documents = documents
        self._synonyms = synonyms or {}
        said = [one[TERRITORY] for one in (*documents, *questions) if TERRITORY in one]
        self._gazetteer = Gazetteer.of(said)
        self._where = {
            place: self._gazetteer.places(one[TERRITORY])
            for place, one in enumerate(documents)
            if TERRITORY in one
        }
        self._holding: dict[str, dict[Value, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, facets in enumerate(documents):
            for role, facet in facets.items():
                for value in facet.values:
                    self._holding[role][value].append(place)

    def judge(self, question: Facets) -> list[Verdict]:
        """Return the verdict on every document, in their order; what either side leaves out is unknown."""
        truths: list[dict[str, Truth]] = [{} for _one in self._documents]
        scores = [0.0] * len(self._documents)
        for role, asked in question.items():
            found = self._territories(asked) if role == TERRITORY else self._facets(role, asked)
            for place, (truth, share) in found.items():
                truths[place][role] = truth
                if truth is Truth.NO:
                    scores[place] -= FAILED.get(role, FAILED_OTHER)
                else:
                    scores[place] += AGREED.get(role, AGREED_OTHER) * share
        return [Verdict(one, score) for one, score in zip(truths, scores, strict=True)]

    def _territories(self, asked: Facet) -> Compared:
        """Compare places: a programme on a wider territory serves the project, the narrowest best.

        A programme inside the place asked, or on a place that no list knows, is neither yes nor no.
        """
        where, _understood = self._gazetteer.places(asked)
        above = self._gazetteer.above(where)
        written = set(asked.values.values())
        found: Compared = {}
        for place, (theirs, understood) in self._where.items():
            if covering := theirs & above:
                found[place] = (Truth.YES, max(self._gazetteer.nearness(one) for one in covering))
            elif written & set(self._documents[place][TERRITORY].values.values()):
                found[place] = (Truth.YES, SAME_NAME)
            elif where and theirs and understood and not self._gazetteer.above(theirs) & where:
                found[place] = (Truth.NO, 0.0)
        return found

    def _facets(self, role: str, asked: Facet) -> Compared:
        found = self._values(role, asked) if asked.values else {}
        for place, facets in enumerate(self._documents):
            if place not in found and role in facets:
                truth = _plain(role, facets[role], asked)
                if truth is not Truth.UNKNOWN:
                    found[place] = (truth, 1.0)
        return found

    def _values(self, role: str, asked: Facet) -> Compared:
        """Compare lists of words: one in common is enough, a rare one says more than a common one.

        Words that no document knows say nothing: an unknown vocabulary fails nobody.
        """
        shared, whole = self._shared(role, asked)
        if not whole:
            return {}
        holding = self._holding[role]
        total = len(self._documents)
        found: Compared = {}
        for place, facets in enumerate(self._documents):
            facet = facets.get(role)
            if facet is None:
                continue
            if place in shared:
                said = sum(_rarity(len(holding[value]), total) for value in facet.values)
                found[place] = (Truth.YES, min(shared[place] / math.sqrt(whole * said), 1.0))
            elif facet.is_open:
                found[place] = (Truth.YES, 0.0)
            elif facet.values:
                found[place] = (Truth.NO, 0.0)
        return found

    def _shared(self, role: str, asked: Facet) -> tuple[dict[int, float], float]:
        """Return the rarity that each document shares with the question, and that of the question."""
        total = len(self._documents)
        shared: dict[int, float] = defaultdict(float)
        whole = 0.0
        for value in asked.values:
            held: dict[int, float] = {}
            for theirs, places in self._holding[role].items():
                if likeness := self._likeness(value, theirs):
                    held |= {place: max(held.get(place, 0.0), likeness) for place in places}
            if held:
                weight = _rarity(len(held), total)
                whole += weight
                for place, likeness in held.items():
                    shared[place] += weight * likeness
        return shared, whole

    def _likeness(self, one: Value, other: Value) -> float:
        if one == other or other in self._synonyms.get(one, ()):
            return 1.0
        inside = set(one) <= set(other) or set(other) <= set(one)
        return PART if inside else 0.0


def _plain(role: str, said: Facet, asked: Facet) -> Truth:
    """Compare two booleans, or a range with a figure or another range."""
    if said.truth is not None and asked.truth is not None:
        return Truth.of(said.truth is asked.truth)
    if not said.has_range or not asked.has_range:
        return Truth.UNKNOWN
    if said.stated:
        begins = said.low is None or asked.high is None or said.low <= asked.high
        ends = said.high is None or asked.low is None or asked.low <= said.high
        return Truth.of(begins and ends)
    # Two figures that differ may be a ceiling, a mean, a day of publication: nobody said.
    return Truth.YES if role != DATE and said.low == asked.low else Truth.UNKNOWN


def _rarity(count: int, total: int) -> float:
    """Return how much it says that so many documents hold a value (BM25's, never below zero)."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
