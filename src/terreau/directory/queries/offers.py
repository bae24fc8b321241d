"""Reads of the offers of support."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.directory.models import Offer, Organisation


def offers_open_on(day: dt.date) -> QuerySet[Offer]:
    """The published offers valid on that day, with their team, organisation and subjects."""
    return (
        Offer.objects.open_on(day)
        .select_related("team__organisation", "perimeter")
        .prefetch_related("subjects")
        .order_by("title", "pk")
    )


def offers_of(organisation: Organisation) -> QuerySet[Offer]:
    """Every offer of an organisation, whatever its state, for the people who keep them."""
    return (
        Offer.objects.filter(team__organisation=organisation)
        .select_related("team", "perimeter", "successor")
        .prefetch_related("subjects")
        .order_by("title", "pk")
    )


def missing_to_publish(offer: Offer) -> list[str]:
    """List, in sentences, what an offer lacks before it can be published."""
    missing = []
    if not offer.summary:
        missing.append(_("Dites en quelques mots ce que l’offre apporte."))
    if offer.perimeter_id is None:
        missing.append(_("Choisissez le territoire couvert."))
    if not offer.subjects.exists():
        missing.append(_("Choisissez au moins un sujet."))
    if not offer.contact_route:
        missing.append(_("Donnez une adresse, un téléphone ou une page de contact."))
    return missing
