"""Offers that answered a need and are over, each with the one that takes over."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from terreau.accompaniment.matching import Card
from terreau.accompaniment.queries.matching import Match, on_subject
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.projects.models import Need

# An offer that ended longer ago is history, not a lead.
RECENT = dt.timedelta(days=730)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Ended:
    """An offer that is over, the one that replaces it, and the card of that one when it is in the list."""

    offer: Offer
    successor: Offer | None
    card: Card | None


def ended_for(need: Need, found: Match) -> list[Ended]:
    """Return the offers that would have answered a need and ended, the last first: one query a successor."""
    over = Q(state=OfferState.ENDED) | Q(state=OfferState.PUBLISHED, valid_until__lt=found.need.on)
    offers = (
        Offer.objects.filter(over, on_subject(need), perimeter__in=list(found.need.perimeters or ()))
        .filter(valid_until__gte=found.need.on - RECENT)
        .select_related("team__organisation", "successor__team__organisation", "successor__successor")
        .order_by("-valid_until", "pk")[:MOST_SHOWN]
    )
    cards = {card.offer.key: card for card in found.cards}
    shown = []
    for offer in offers:
        successor = last_successor(offer)
        shown.append(Ended(offer, successor, cards.get(successor.pk) if successor else None))
    return shown


def last_successor(offer: Offer) -> Offer | None:
    """Return the offer that takes over now: the successor, or its own when it ended too."""
    seen, found = {offer.pk}, offer.successor
    while found is not None and found.state == OfferState.ENDED and found.successor is not None:
        if found.pk in seen:  # two offers that replace each other lead nowhere
            return None
        seen.add(found.pk)
        found = found.successor
    return found
