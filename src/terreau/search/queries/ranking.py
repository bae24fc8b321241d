"""Which answers come first.

The best are looked for in tiers: those that hold every word in their name, then the others, in each the
most complete first, until there are enough candidates. These are ranked one by one. What comes after the
candidates keeps the order of the tiers, so that pages follow each other without a gap or a repetition.
"""

import math
from collections.abc import Iterator

from pyroaring import BitMap

from terreau.search import geometry
from terreau.search.queries.matching import Match, is_prose

CANDIDATES = 200
MOST_PROSE = 5000  # prose is ranked whole up to this number of answers
K1 = 1.2
B = 0.75
NAME_WEIGHT = 1.0
WHOLE_NAME = 0.6
QUALITY_WEIGHT = 0.15
DISTANCE_WEIGHT = 0.3
GUESS_WEIGHT = 0.5  # a word put in the place of an unknown one may be the wrong one


def ranked(found: Match, offset: int, limit: int) -> list[int]:
    """Return one page of the numbers that answer, best first."""
    most = _most(found)
    best: list[int] = []
    skipped = 0
    if offset < most:
        candidates, _rest = _split(found, most)
        best = _in_order(found, candidates)
        page = best[offset : offset + limit]
        if len(page) == limit or len(found.kept) <= len(best):
            return page
        skipped, limit = len(best), limit - len(page)
        return page + _after(found, skipped, limit)
    return _after(found, offset, limit)


def before_in_ranking(found: Match, number: int) -> int:
    """Return how many of the answers come before one of them."""
    candidates = _split(found, _most(found))[0]
    if number in candidates:
        return _in_order(found, candidates).index(number)
    before = 0
    for tier in _tiers(found):
        if number in tier:
            return before + tier.rank(number) - 1
        before += len(tier)
    raise ValueError(f"{number} is not an answer")


def _most(found: Match) -> int:
    """Return how many answers are ranked one by one."""
    return MOST_PROSE if is_prose(found.snapshot.kind) else CANDIDATES


def _tiers(found: Match) -> Iterator[BitMap]:
    """Yield the parts of the answer, the best first; together they are the answer."""
    qualities = found.snapshot.space("q")
    first = found.kept
    for bits in found.in_name:
        first = first & bits
    parts = [first, found.kept - first] if found.in_name and first else [found.kept]
    for part in parts:
        left = len(part)
        for quality in sorted(qualities, reverse=True):
            if not left:
                break
            tier = part & qualities[quality]
            left -= len(tier)
            if tier:
                yield tier


def _split(found: Match, most: int) -> tuple[BitMap, None]:
    """Return the candidates: the first numbers of the tiers."""
    if len(found.kept) <= most:
        return found.kept, None
    taken = BitMap()
    for tier in _tiers(found):
        room = most - len(taken)
        if len(tier) >= room:
            return taken | tier[:room], None
        taken |= tier
    return taken, None


def _after(found: Match, offset: int, limit: int) -> list[int]:
    """Return the numbers from a place of the tiers on."""
    page: list[int] = []
    for tier in _tiers(found):
        if offset >= len(tier):
            offset -= len(tier)
            continue
        page += tier[offset : offset + limit - len(page)]
        offset = 0
        if len(page) >= limit:
            break
    return page


def scored(found: Match, candidates: BitMap) -> dict[int, float]:
    """Return how well each candidate answers, by number; only the order means something."""
    prose = is_prose(found.snapshot.kind)
    scores = _prose_scores(found, candidates) if prose else _scores(found, candidates)
    if found.query.near is not None:
        _prefer_near(found, scores)
    return scores


def _in_order(found: Match, candidates: BitMap) -> list[int]:
    snapshot = found.snapshot
    scores = scored(found, candidates)
    return sorted(scores, key=lambda number: (-round(scores[number], 9), snapshot.key_of(number)))


def _idf(found: Match, bits: BitMap) -> float:
    """Return how rare what a bitmap stands for is (BM25's, never below zero)."""
    count = len(bits)
    total = max(found.snapshot.base.size + len(found.snapshot.overlay.docs), count)
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def _scores(found: Match, candidates: BitMap) -> dict[int, float]:
    """Score names and short descriptions: where the words stand, how rare they are, how long the name is."""
    snapshot = found.snapshot
    weights = [_idf(found, bits) for bits in found.anywhere]
    scores = dict.fromkeys(candidates, 0.0)
    named = dict.fromkeys(candidates, 0)
    for weight, anywhere, in_name in zip(weights, found.anywhere, found.in_name, strict=True):
        for number in candidates & anywhere:
            scores[number] += weight
        for number in candidates & in_name:
            scores[number] += weight * NAME_WEIGHT
            named[number] += 1
    whole = sum(weights) or 1.0
    for number in scores:
        length = snapshot.fact("length", number) / snapshot.mean_length
        scores[number] /= 1 + K1 * B * (length - 1) / (K1 + 1) if length > 1 else 1
        share = named[number] / max(snapshot.fact("name_length", number), 1)
        scores[number] += whole * WHOLE_NAME * min(share, 1.0)
        scores[number] += whole * QUALITY_WEIGHT * snapshot.fact("quality", number) / 31
    return scores


def _prose_scores(found: Match, candidates: BitMap) -> dict[int, float]:
    """Score long texts by BM25, the terms of the title counted once more."""
    snapshot = found.snapshot
    scores = dict.fromkeys(candidates, 0.0)
    mean = snapshot.mean_length
    saturation = {number: K1 * (1 - B + B * snapshot.fact("length", number) / mean) for number in candidates}
    for unit, anywhere, in_name in zip(found.question.units, found.anywhere, found.in_name, strict=True):
        weight = _idf(found, anywhere) * (GUESS_WEIGHT if unit.guessed else 1.0)
        counts = _frequencies(found, unit.ways, candidates & anywhere)
        for number, count in counts.items():
            scores[number] += weight * count * (K1 + 1) / (count + saturation[number])
        for number in candidates & in_name:
            scores[number] += weight * NAME_WEIGHT
    return scores


def _frequencies(found: Match, ways: tuple[tuple[str, ...], ...], numbers: BitMap) -> dict[int, int]:
    """Return how often a unit stands in each document: its commonest way, the rarest term of that way."""
    counts: dict[int, int] = dict.fromkeys(numbers, 1)
    snapshot = found.snapshot
    entries = snapshot.base.postings([("t", one) for way in ways for one in way])
    for number in numbers:
        best = 1
        for way in ways:
            held = [_frequency(found, entries["t", one], one, number) for one in way]
            best = max(best, min(held))
        counts[number] = best
    return counts


def _frequency(found: Match, entry: tuple[BitMap, bytes], term: str, number: int) -> int:
    if number >= found.snapshot.base.size:
        return found.snapshot.overlay.docs[number].one.counts.get(term, 0)
    bits, weights = entry
    if number not in bits:
        return 0
    return weights[bits.rank(number) - 1] if weights else 1


def _prefer_near(found: Match, scores: dict[int, float]) -> None:
    lat, lon, km = found.query.near or (0.0, 0.0, 1.0)
    for number in scores:
        place = found.snapshot.position(number)
        if place is not None:
            share = min(geometry.distance_km(lat, lon, *place) / max(km, 0.1), 1.0)
            scores[number] *= 1 - DISTANCE_WEIGHT * share
