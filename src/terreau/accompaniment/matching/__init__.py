"""Which offers answer a need, and why: three-valued, explained, fair and reproducible. Pure: no database."""

from terreau.accompaniment.matching.evaluate import (
    Card,
    Question,
    evaluate,
    next_question,
    rank,
)
from terreau.accompaniment.matching.inputs import Criterion, NeedInput, OfferInput
from terreau.accompaniment.matching.order import Order
from terreau.accompaniment.matching.overrides import closed, contradicted, possible, settled
from terreau.accompaniment.matching.snapshots import RULES_VERSION, capture, overrides_in, replay, seed_for
from terreau.accompaniment.matching.words import relevances
from terreau.kernel.truth import Truth

__all__ = [
    "RULES_VERSION",
    "Card",
    "Criterion",
    "NeedInput",
    "OfferInput",
    "Order",
    "Question",
    "Truth",
    "capture",
    "closed",
    "contradicted",
    "evaluate",
    "next_question",
    "overrides_in",
    "possible",
    "rank",
    "relevances",
    "replay",
    "seed_for",
    "settled",
]
