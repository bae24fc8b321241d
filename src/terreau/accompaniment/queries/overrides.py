"""How often people had to decide beyond the rules of an offer: what the rules are worth, in figures.

A decision is a need for which the town proposed an offer, or corrected its place in the list. The rate is
the share of these decisions that the rules alone would not have taken. Nothing is counted aside.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from terreau.accompaniment.enums import OverrideKind
from terreau.accompaniment.matching.lines import RULE, label_of_line
from terreau.accompaniment.models import MatchOverride, Referral
from terreau.accompaniment.queries.matching import Match
from terreau.directory.models import Offer
from terreau.directory.queries.offers import OfferFilters, offers_matching

# What a page shows.
MOST_ROWS = 100
MOST_ELSEWHERE = 10


@dataclass
class OfferQuality:
    """An offer, on how many needs the town decided of it, and how many times beyond its rules."""

    offer: Offer
    decisions: int
    overrides: list[MatchOverride] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.overrides)

    @property
    def rate(self) -> int:
        """The share of the decisions that went beyond the rules, in percent."""
        return round(100 * self.count / self.decisions)

    def _of(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.overrides)

    @property
    def confirmed(self) -> int:
        return self._of(OverrideKind.CONFIRM)

    @property
    def added(self) -> int:
        return self._of(OverrideKind.ADD)

    @property
    def removed(self) -> int:
        return self._of(OverrideKind.REMOVE)


@dataclass(frozen=True)
class RuleQuality:
    """One criterion of an offer, and how many decisions went against it."""

    offer: Offer
    label: str
    count: int
    decisions: int
    # The offer does not ask this any more.
    is_past: bool

    @property
    def rate(self) -> int:
        """The share of the decisions on the offer that went against the criterion, in percent."""
        return round(100 * self.count / self.decisions)


@dataclass(frozen=True)
class Quality:
    """The offers and the criteria that people had to go beyond, the most first."""

    offers: list[OfferQuality]
    rules: list[RuleQuality]


def quality_of_rules() -> Quality:
    """Return the offers whose list was corrected, and the criteria behind the corrections."""
    found = MatchOverride.objects.filter(undone_at=None).select_related(
        "offer__team__organisation", "made_by"
    )
    overrides = list(found.order_by("made_at", "pk"))
    decided = _decisions(overrides)
    offers: dict[int, OfferQuality] = {}
    for one in overrides:
        offers.setdefault(one.offer_id, OfferQuality(one.offer, decided[one.offer_id])).overrides.append(one)
    rules = [rule for quality in offers.values() for rule in _rules(quality)]
    return Quality(
        sorted(offers.values(), key=lambda one: (-one.rate, -one.count, one.offer.title))[:MOST_ROWS],
        sorted(rules, key=lambda one: (-one.rate, -one.count, one.offer.title, one.label))[:MOST_ROWS],
    )


def offers_elsewhere(text: str, found: Match) -> list[Offer]:
    """Return the open offers found by their words that the list of a need does not hold."""
    listed = [card.offer.key for card in found.cards]
    rows = offers_matching(OfferFilters(text=text)).exclude(pk__in=listed)
    return list(rows.order_by("title", "pk")[:MOST_ELSEWHERE])


def _decisions(overrides: list[MatchOverride]) -> dict[int, int]:
    """Count, for each corrected offer, the needs for which the town decided something of it."""
    needs: dict[int, set[int]] = defaultdict(set)
    for one in overrides:
        needs[one.offer_id].add(one.need_id)
    for offer, need in Referral.objects.filter(offer__in=list(needs)).values_list("offer_id", "need_id"):
        needs[offer].add(need)
    return {offer: len(decided) for offer, decided in needs.items()}


def _rules(quality: OfferQuality) -> list[RuleQuality]:
    counts: dict[str, int] = defaultdict(int)
    for override in quality.overrides:
        for line in override.against:
            counts[json.dumps(line, sort_keys=True)] += 1
    asked = [_asked(row) for row in quality.offer.criteria]
    found = []
    for text, count in counts.items():
        line = json.loads(text)
        is_past = line["kind"] == RULE and _asked(line) not in asked
        found.append(RuleQuality(quality.offer, label_of_line(line), count, quality.decisions, is_past))
    return found


def _asked(row: dict[str, Any]) -> tuple[Any, ...]:
    return row.get("fact"), row.get("is"), row.get("value")
