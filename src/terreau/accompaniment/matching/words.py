"""How much the words of a need are those of each offer. Pure: terms in, whole numbers out."""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from terreau.accompaniment.matching.inputs import MOST_RELEVANT
from terreau.search.analysis import terms

Ways = tuple[tuple[str, ...], ...]
TITLE = 2.0  # a word of the title says what the offer is about


@lru_cache(maxsize=20_000)
def terms_of(text: str) -> frozenset[str]:
    """Return the terms of a text, once each."""
    return frozenset(terms(text))


def relevances(meanings: Sequence[Ways], offers: Sequence[tuple[str, str]]) -> list[int]:
    """Return, for each offer (title, summary), a step from 0 to MOST_RELEVANT beside the best of them.

    A word that few of the offers hold weighs more; a synonym of the town counts as the word.
    """
    asked = {term for ways in meanings for way in ways for term in way}
    titles: dict[str, set[int]] = defaultdict(set)
    whole: dict[str, set[int]] = defaultdict(set)
    for place, (title, summary) in enumerate(offers):
        for term in terms_of(title) & asked:
            titles[term].add(place)
            whole[term].add(place)
        for term in terms_of(summary) & asked:
            whole[term].add(place)
    scores = [0.0] * len(offers)
    for ways in meanings:
        found = _holding(ways, whole)
        if not found:
            continue
        weight = math.log(1 + (len(offers) - len(found) + 0.5) / (len(found) + 0.5))
        named = _holding(ways, titles)
        for place in found:
            scores[place] += weight * (TITLE if place in named else 1.0)
    best = max(scores, default=0.0)
    return [round(MOST_RELEVANT * score / best) if best else 0 for score in scores]


def _holding(ways: Ways, held: dict[str, set[int]]) -> set[int]:
    found: set[int] = set()
    for way in ways:
        if all(term in held for term in way):
            found |= set.intersection(*(held[term] for term in way))
    return found
