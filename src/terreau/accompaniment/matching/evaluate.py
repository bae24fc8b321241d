"""Evaluate offers against a need, put them in a fair order, and find the question worth asking."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from terreau.accompaniment.matching.order import Order, order_of, reasons
from terreau.accompaniment.matching.room import room_of
from terreau.kernel.truth import Truth, every


@dataclass(frozen=True)
class Card:
    """An offer explained for one need: the verdict and every criterion behind it."""

    offer: OfferInput
    verdict: Truth
    lines: tuple[Line, ...]
    # The order, most significant first: visible on the page, stored in the snapshot.
    order: Order

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
    def reasons(self) -> list[tuple[str, str]]:
        """Say why the offer stands where it stands: each weight of the order, with what it is here."""
        return reasons(self.offer, self.order)

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
    return Evaluation(need, facts, seed).card(offer)


def rank(
    offers: Iterable[OfferInput], need: NeedInput, facts: Mapping[str, Any], *, seed: str = ""
) -> list[Card]:
    """Evaluate all offers and put them in order; offers that do not fit come last."""
    evaluation = Evaluation(need, facts, seed)
    return sorted(map(evaluation.card, offers), key=lambda card: card.order)


class Evaluation:
    """The reading of many offers for one need: what they have in common is read once."""

    def __init__(self, need: NeedInput, facts: Mapping[str, Any], seed: str = "") -> None:
        self._need, self._facts, self._seed = need, facts, seed
        self._rules: dict[int, Line] = {}
        self._kept: list[Criterion] = []  # while a criterion lives, nothing else has its identity
        self._lines: dict[tuple[Any, ...], Line] = {}

    def card(self, offer: OfferInput) -> Card:
        """Read one offer."""
        lines = (
            self._subject(offer),
            self._perimeter(offer),
            self._stage(offer),
            self._validity(offer),
            self._capacity(offer),
            *self._rules_of(offer.criteria),
        )
        verdict = every([line.truth for line in lines])
        return Card(offer, verdict, lines, order_of(offer, self._need, verdict, self._seed))

    def _line(self, kind: str, truth: Truth, fact: str, **words: Any) -> Line:
        key = (kind, truth, *words.values())
        if key not in self._lines:
            self._lines[key] = Line(kind, truth, fact, **words)
        return self._lines[key]

    def _subject(self, offer: OfferInput) -> Line:
        # An offer without subjects is open to all of them.
        return self._line(
            SUBJECT, Truth.of(not offer.subjects or self._need.subject in offer.subjects), "subject"
        )

    def _perimeter(self, offer: OfferInput) -> Line:
        around = self._need.perimeters
        known = None if around is None else offer.perimeter in around
        return self._line(PERIMETER, Truth.of(known), "commune", place=offer.perimeter_name)

    def _stage(self, offer: OfferInput) -> Line:
        if not offer.stages:
            return self._line(STAGE, Truth.YES, "stage")
        stage = self._need.stage
        return self._line(STAGE, Truth.of(stage in offer.stages if stage else None), "stage")

    def _validity(self, offer: OfferInput) -> Line:
        begun = offer.valid_from is None or offer.valid_from <= self._need.on
        over = offer.valid_until is not None and offer.valid_until < self._need.on
        dates = (offer.valid_from, offer.valid_until)
        return self._line(VALIDITY, Truth.of(begun and not over), "date", dates=dates)

    def _capacity(self, offer: OfferInput) -> Line:
        room = room_of(offer, self._need.on)
        return self._line(CAPACITY, Truth.of(room.is_open), "load", room=room)

    def _rules_of(self, criteria: Iterable[Criterion]) -> list[Line]:
        known = self._rules
        return [known.get(id(criterion)) or self._rule(criterion) for criterion in criteria]

    def _rule(self, criterion: Criterion) -> Line:
        line = Line(RULE, judge(criterion, self._facts), criterion.fact, criterion=criterion)
        self._rules[id(criterion)] = line
        self._kept.append(criterion)
        return line


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
    test = _TESTS.get(criterion.operator)
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


_TESTS: dict[str, Callable[[Any, Any], Truth]] = {
    inputs.IN: _among,
    inputs.NOT_IN: lambda wanted, found: ~_among(wanted, found),
    inputs.AT_LEAST: lambda wanted, found: _compare(found, wanted),
    inputs.AT_MOST: _compare,
    inputs.TRUE: lambda _wanted, found: Truth.of(found if isinstance(found, bool) else None),
    inputs.FALSE: lambda _wanted, found: ~Truth.of(found if isinstance(found, bool) else None),
}
