"""Evaluate offers against a need, put them in a fair order, and find the question worth asking."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from terreau.accompaniment.matching import inputs
from terreau.accompaniment.matching.inputs import Criterion, NeedInput, OfferInput
from terreau.accompaniment.matching.lines import (
    CAPACITY,
    PERIMETER,
    RULE,
    STAGE,
    SUBJECT,
    VALIDITY,
    Line,
    question_on,
)
from terreau.kernel.truth import Truth, every

FAR = 99


@dataclass(frozen=True)
class Card:
    """An offer explained for one need: the verdict and every criterion behind it."""

    offer: OfferInput
    verdict: Truth
    lines: tuple[Line, ...]
    # The order, most significant first: visible on the page, stored in the snapshot.
    order: tuple[Any, ...]

    @property
    def met(self) -> list[Line]:
        return [line for line in self.lines if line.truth is Truth.YES]

    @property
    def failed(self) -> list[Line]:
        return [line for line in self.lines if line.truth is Truth.NO]

    @property
    def unknown(self) -> list[Line]:
        return [line for line in self.lines if line.truth is Truth.UNKNOWN]

    @property
    def questions(self) -> list[str]:
        """Return the questions that would settle this offer, once each."""
        return list(dict.fromkeys(line.question for line in self.unknown))

    @property
    def visible_if(self) -> list[str]:
        """Return what would have to be otherwise for the offer to appear."""
        return [line.visible_if for line in self.failed]

    @property
    def is_fit(self) -> bool:
        return self.verdict is Truth.YES

    @property
    def is_undecided(self) -> bool:
        return self.verdict is Truth.UNKNOWN

    @property
    def is_refused(self) -> bool:
        return self.verdict is Truth.NO


@dataclass(frozen=True)
class Question:
    """The fact worth asking next, and how many undecided offers it is about."""

    fact: str
    sentence: str
    offers: int


def evaluate(offer: OfferInput, need: NeedInput, facts: Mapping[str, Any], *, seed: str = "") -> Card:
    """Say whether an offer answers a need, criterion by criterion; unknown never excludes."""
    lines = (
        _subject(offer, need),
        _perimeter(offer, need),
        _stage(offer, need),
        _validity(offer, need),
        _capacity(offer),
        *(_rule(criterion, facts) for criterion in offer.criteria),
    )
    verdict = every(line.truth for line in lines)
    return Card(offer, verdict, lines, _order(offer, need, verdict, seed))


def rank(
    offers: Iterable[OfferInput], need: NeedInput, facts: Mapping[str, Any], *, seed: str = ""
) -> list[Card]:
    """Evaluate all offers and put them in order; offers that do not fit come last."""
    cards = (evaluate(offer, need, facts, seed=seed) for offer in offers)
    return sorted(cards, key=lambda card: card.order)


def next_question(cards: Sequence[Card]) -> Question | None:
    """Return the question that settles the most undecided offers.

    An offer that waits for n facts counts 1/n for each of them: the fact that is alone in the way of
    many offers comes first.
    """
    weights: dict[str, Fraction] = defaultdict(Fraction)
    offers: dict[str, int] = defaultdict(int)
    words: dict[str, str] = {}
    for card in cards:
        if not card.is_undecided:
            continue
        missing = {line.fact: line for line in card.unknown}
        for fact, line in missing.items():
            weights[fact] += Fraction(1, len(missing))
            offers[fact] += 1
            words.setdefault(fact, line.question)
    if not weights:
        return None
    best = min(weights, key=lambda fact: (-weights[fact], fact))
    return Question(best, words[best] or question_on(best), offers[best])


def judge(criterion: Criterion, facts: Mapping[str, Any]) -> Truth:
    """Return the truth of one rule; a missing fact or an unreadable rule is unknown, never no."""
    value = facts.get(criterion.fact)
    if value is None or value == "":
        return Truth.UNKNOWN
    tests = {
        inputs.IN: _among,
        inputs.NOT_IN: lambda wanted, found: ~_among(wanted, found),
        inputs.AT_LEAST: lambda wanted, found: _compare(found, wanted),
        inputs.AT_MOST: _compare,
        inputs.TRUE: lambda _wanted, found: Truth.of(found if isinstance(found, bool) else None),
        inputs.FALSE: lambda _wanted, found: ~Truth.of(found if isinstance(found, bool) else None),
    }
    test = tests.get(criterion.operator)
    return test(criterion.value, value) if test else Truth.UNKNOWN


def _among(wanted: Any, found: Any) -> Truth:
    if not isinstance(wanted, list | tuple):
        return Truth.UNKNOWN
    values = found if isinstance(found, list | tuple) else [found]
    return Truth.of(any(value in wanted for value in values))


def _compare(bigger: Any, smaller: Any) -> Truth:
    try:
        return Truth.of(float(bigger) >= float(smaller))
    except (TypeError, ValueError):
        return Truth.UNKNOWN


def _subject(offer: OfferInput, need: NeedInput) -> Line:
    # An offer without subjects is open to all of them.
    return Line(SUBJECT, Truth.of(not offer.subjects or need.subject in offer.subjects), "subject")


def _perimeter(offer: OfferInput, need: NeedInput) -> Line:
    known = None if need.perimeters is None else offer.perimeter in need.perimeters
    return Line(PERIMETER, Truth.of(known), "commune", place=offer.perimeter_name)


def _stage(offer: OfferInput, need: NeedInput) -> Line:
    if not offer.stages:
        return Line(STAGE, Truth.YES, "stage")
    return Line(STAGE, Truth.of(need.stage in offer.stages if need.stage else None), "stage")


def _validity(offer: OfferInput, need: NeedInput) -> Line:
    begun = offer.valid_from is None or offer.valid_from <= need.on
    over = offer.valid_until is not None and offer.valid_until < need.on
    return Line(VALIDITY, Truth.of(begun and not over), "date", dates=(offer.valid_from, offer.valid_until))


def _capacity(offer: OfferInput) -> Line:
    room = offer.capacity is None or offer.load < offer.capacity
    return Line(CAPACITY, Truth.of(room), "load", load=offer.load)


def _rule(criterion: Criterion, facts: Mapping[str, Any]) -> Line:
    return Line(RULE, judge(criterion, facts), criterion.fact, criterion=criterion)


def _order(offer: OfferInput, need: NeedInput, verdict: Truth, seed: str) -> tuple[Any, ...]:
    """Return the place of an offer: fit, nearness, certainty, fair share, then a draw renewed each day."""
    fit = int(need.subject not in offer.subjects) + int(need.stage not in offer.stages)
    nearness = (need.perimeters or {}).get(offer.perimeter, FAR)
    share = offer.load / offer.capacity if offer.capacity else offer.load / 10
    draw = hashlib.sha256(f"{seed}:{offer.key}".encode()).hexdigest()[:12]
    return (
        int(verdict is Truth.NO),
        fit,
        nearness,
        int(verdict is Truth.UNKNOWN),
        round(share, 4),
        draw,
    )
