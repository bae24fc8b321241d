"""Offers that may answer a need, explained: three queries for the candidates, whatever their number."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from terreau.accompaniment import matching
from terreau.accompaniment.enums import OPEN
from terreau.accompaniment.matching import Card, Criterion, NeedInput, OfferInput, Question
from terreau.accompaniment.models import MatchSnapshot
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.kernel import clock
from terreau.projects import queries as project_queries
from terreau.projects.models import Need
from terreau.territories.models import TerritoryClosure


@dataclass(frozen=True)
class Match:
    """The explained offers of one need on one day, in order, with the question worth asking."""

    need: NeedInput
    facts: dict[str, Any]
    seed: str
    cards: list[Card]
    question: Question | None
    offers: dict[int, Offer]

    @property
    def fitting(self) -> list[Card]:
        return [card for card in self.cards if card.is_fit]

    @property
    def undecided(self) -> list[Card]:
        return [card for card in self.cards if card.is_undecided]

    @property
    def refused(self) -> list[Card]:
        return [card for card in self.cards if card.is_refused]


def match(need: Need, on: dt.date | None = None) -> Match:
    """Evaluate the offers for a need; nothing is written."""
    day = on or clock.today()
    facts = project_queries.facts_of(need.project, day)
    distances = perimeters_around(need)
    wanted = NeedInput(need.pk, need.subject.code, need.project.stage or None, distances, day)
    seed = matching.seed_for(need.pk, day)
    offers = {offer.pk: offer for offer in candidates(need, distances)}
    cards = matching.rank([_read(offer) for offer in offers.values()], wanted, facts, seed=seed)
    return Match(wanted, facts, seed, cards, matching.next_question(cards), offers)


def perimeters_around(need: Need) -> dict[int, int]:
    """Return every perimeter that holds the project's commune, with its distance."""
    commune = need.project.commune_id
    found = TerritoryClosure.objects.filter(descendant=commune).values_list("ancestor_id", "depth")
    return {commune: 0} | dict(found)


def candidates(need: Need, distances: dict[int, int]) -> list[Offer]:
    """Return the published offers on the subject that cover the commune, with the load of each."""
    links = Offer.subjects.through.objects.filter(offer=OuterRef("pk"))
    on_subject = Exists(links.filter(subject=need.subject_id)) | ~Exists(links)
    return list(
        Offer.objects.filter(on_subject, state=OfferState.PUBLISHED, perimeter__in=list(distances))
        .annotate(load=Count("referrals", filter=Q(referrals__state__in=sorted(OPEN))))
        .select_related("team__organisation", "perimeter")
        .prefetch_related("subjects")
        .order_by("pk")
    )


def shown_on_that_day(snapshot: MatchSnapshot) -> list[Card]:
    """Return the list as it was shown, rebuilt from what the snapshot stored."""
    return matching.replay(snapshot.facts, seed=snapshot.seed)


def _read(offer: Any) -> OfferInput:
    return OfferInput(
        key=offer.pk,
        team=offer.team_id,
        organisation=offer.team.organisation_id,
        title=offer.title,
        perimeter=offer.perimeter_id,
        perimeter_name=str(offer.perimeter),
        subjects=tuple(sorted(subject.code for subject in offer.subjects.all())),
        stages=tuple(offer.stages),
        criteria=tuple(Criterion.read(row) for row in offer.criteria),
        valid_from=offer.valid_from,
        valid_until=offer.valid_until,
        capacity=offer.capacity,
        load=offer.load,
    )
