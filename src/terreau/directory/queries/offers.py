"""Reads of the offers of support."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, Organisation
from terreau.kernel import clock
from terreau.search.queries import Query, keys


def offers_open_on(day: dt.date) -> QuerySet[Offer]:
    """The published offers valid on that day, with their team, organisation and subjects."""
    return (
        Offer.objects.open_on(day)
        .select_related("team__organisation", "perimeter")
        .prefetch_related("subjects")
        .order_by("title", "pk")
    )


@dataclass(frozen=True)
class OfferFilters:
    """What is asked of the open offers; values of one facet add up, facets narrow each other.

    `territory` is a perimeter as `kind-code`: the offers made for it or for a part of it.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    territory: str = ""
    organisation: str = ""

    @property
    def tags(self) -> dict[str, tuple[str, ...]]:
        """The facets of the index that are asked for."""
        tags = {"k": self.kinds, "u": self.subjects, "e": self.stages}
        tags["p"] = (self.territory,) if self.territory else ()
        return {name: values for name, values in tags.items() if values}


def offers_matching(filters: OfferFilters) -> QuerySet[Offer]:
    """The offers that everybody may find today and that match, through the index when it is needed."""
    rows = Offer.objects.open_on(clock.today()).filter(team__organisation__in=Organisation.objects.listed())
    if filters.organisation:
        rows = rows.filter(team__organisation__slug=filters.organisation)
    if filters.text or filters.tags:
        rows = rows.filter(pk__in=list(keys("offer", Query(text=filters.text, tags=filters.tags))))
    return rows.select_related("team__organisation", "perimeter").prefetch_related("subjects")


def public_offer(organisation: str, slug: str) -> Offer | None:
    """Return an offer that everybody may read, by the addresses of its organisation and its own.

    A draft is nobody's business, nor one that was withdrawn before anybody read it.
    """
    seen = Q(state=OfferState.PUBLISHED) | Q(state=OfferState.SUSPENDED)
    over = Q(state=OfferState.ENDED, verified_on__isnull=False)
    return (
        Offer.objects.filter(seen | over, slug=slug, team__organisation__slug=organisation)
        .filter(team__organisation__in=Organisation.objects.published())
        .select_related("team__organisation", "perimeter", "successor__team__organisation")
        .prefetch_related("subjects", "predecessors__team__organisation")
        .first()
    )


def offers_of(organisation: Organisation) -> QuerySet[Offer]:
    """Every offer of an organisation, whatever its state, for the people who keep them."""
    return (
        Offer.objects.filter(team__organisation=organisation)
        .select_related("team", "perimeter", "successor")
        .prefetch_related("subjects")
        .order_by("title", "pk")
    )


def missing_to_publish(offer: Offer, *, is_read: bool | None = None) -> list[str]:
    """List, in sentences, what an offer lacks before it can be published.

    `is_read` says whether somebody reads what comes to its team, when the caller already knows.
    """
    missing = []
    if not offer.kind:
        missing.append(_("Dites la nature du soutien."))
    if not offer.summary:
        missing.append(_("Dites en quelques mots ce que l’offre apporte."))
    if offer.perimeter_id is None:
        missing.append(_("Choisissez le territoire couvert."))
    if not offer.subjects.exists():
        missing.append(_("Choisissez au moins un sujet."))
    if not offer.contact_route:
        missing.append(_("Donnez une adresse, un téléphone ou une page de contact."))
    team = offer.team
    if is_read is None:
        is_read = bool(team.email) or team.members.present().filter(user__is_active=True).exists()
    if not is_read:
        missing.append(_("Ajoutez une personne à l’équipe, ou donnez-lui une boîte commune."))
    return missing
