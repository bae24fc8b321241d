"""How good a list of answers is: nDCG@10, recall@10 and the reciprocal rank of the first good one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 10


@dataclass(frozen=True)
class Quality:
    """The means over the questions of a set, from 0 to 1."""

    ndcg: float
    recall: float
    mrr: float


def quality(lists: Sequence[tuple[Sequence[str], Mapping[str, int]]]) -> Quality:
    """Return the means over (answers in order, judged answers); an empty set has no quality: zeros."""
    number = len(lists) or 1
    return Quality(
        ndcg=sum(ndcg(found, judged) for found, judged in lists) / number,
        recall=sum(recall(found, judged) for found, judged in lists) / number,
        mrr=sum(reciprocal_rank(found, judged) for found, judged in lists) / number,
    )


def ndcg(found: Sequence[str], judged: Mapping[str, int]) -> float:
    """Return the discounted gain of the first ten over that of the best ten possible (Järvelin, 2002)."""
    gain = _gain([judged.get(name, 0) for name in found[:DEPTH]])
    best = _gain(sorted(judged.values(), reverse=True)[:DEPTH])
    return gain / best if best else 0.0


def _gain(values: Sequence[int]) -> float:
    return sum(value / math.log2(place + 2) for place, value in enumerate(values))


def recall(found: Sequence[str], judged: Mapping[str, int]) -> float:
    """Return which share of the judged answers stands among the first ten."""
    return len(set(found[:DEPTH]) & judged.keys()) / len(judged) if judged else 0.0


def reciprocal_rank(found: Sequence[str], judged: Mapping[str, int]) -> float:
    """Return one over the place of the first judged answer among the first ten, or zero."""
    return next((1 / place for place, name in enumerate(found[:DEPTH], 1) if name in judged), 0.0)
