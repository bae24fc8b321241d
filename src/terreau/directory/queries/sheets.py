"""The public sheet of an organisation, in few queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from terreau.directory.enums import LABEL_MEANINGS, Label, OfferState
from terreau.directory.models import (
    NetworkMembership,
    Offer,
    Organisation,
    Place,
    PublicContact,
    Subject,
)
from terreau.directory.queries.networks import networks_of
from terreau.directory.queries.places import Door, doors_of, positions_of
from terreau.directory.queries.provenance import Origin, known_from_somewhere, origins_of
from terreau.directory.small_map import SmallMap, small_map
from terreau.kernel import clock
from terreau.kernel.prepared import prepared

ENDED_SHOWN = 10
# Of the tables that are joined for a word, only that word: the rest takes longer to read than the page.
SHEET_COLUMNS = [
    *(field.name for field in Organisation._meta.concrete_fields),
    *("commune__kind", "commune__code", "commune__name", "parent__name", "parent__slug", "network__kind"),
]
OFFER_COLUMNS = [
    *(f"offer__{field.name}" for field in Offer._meta.concrete_fields),
    *(f"subject__{field.name}" for field in Subject._meta.concrete_fields),
    "offer__perimeter__name",
]


@dataclass(frozen=True)
class OfferOnSheet:
    """An open offer and what it is about."""

    offer: Offer
    subjects: list[Subject]


@dataclass(frozen=True)
class HeldLabel:
    """A label of a sheet: its name, what it means, the article of law that defines it."""

    name: str
    meaning: str
    law: str


@dataclass(frozen=True)
class Sheet:
    """All that the public page of an organisation shows."""

    organisation: Organisation
    offers: list[OfferOnSheet]
    ended: list[Offer]
    subsidiaries: list[Organisation]
    networks: list[NetworkMembership]
    contacts: list[PublicContact]
    doors: list[Door]
    map: SmallMap | None
    labels: list[HeldLabel]
    origins: list[Origin]


def published() -> QuerySet[Organisation]:
    """The organisations that everybody may see."""
    return Organisation.objects.published()


def for_sheet(slug: str) -> Organisation | None:
    """The organisation at an address, with what its page needs to know first."""
    return next(iter(_for_sheet(slug=slug, day=clock.today())), None)


@prepared
def _for_sheet(slug: Any, day: Any) -> QuerySet[Organisation]:
    rows = Organisation.objects.select_related("commune", "parent", "network").only(*SHEET_COLUMNS)
    return rows.filter(slug=slug).annotate(
        has_subsidiaries=Exists(Organisation.objects.published().filter(parent=OuterRef("pk"))),
        has_sources=known_from_somewhere(),
        has_offers=Exists(Offer.objects.open_on(day).filter(team__organisation=OuterRef("pk"))),
        has_ended_offers=Exists(_ended().filter(team__organisation=OuterRef("pk"))),
        has_places=Exists(Place.objects.filter(organisation=OuterRef("pk"))),
        has_contacts=Exists(PublicContact.objects.shown().filter(organisation=OuterRef("pk"))),
        has_networks=Exists(NetworkMembership.objects.filter(organisation=OuterRef("pk"))),
    )


def sheet_of(organisation: Any) -> Sheet:
    """Gather the sheet of an organisation read through `for_sheet`: a query only for what is there."""
    has = organisation
    subsidiaries = organisation.subsidiaries.published().order_by("sort_name")
    places = organisation.places.select_related("commune").order_by("name", "pk")
    doors = doors_of(organisation, list(places) if has.has_places else [])
    return Sheet(
        organisation,
        offers=_offers(organisation) if has.has_offers else [],
        ended=_ended_of(organisation) if has.has_ended_offers else [],
        subsidiaries=list(subsidiaries) if has.has_subsidiaries else [],
        networks=list(networks_of(organisation)) if has.has_networks else [],
        contacts=list(organisation.contacts.shown()) if has.has_contacts else [],
        doors=doors,
        map=small_map(organisation.commune, positions_of(doors)),
        labels=_labels(organisation),
        origins=origins_of(organisation) if has.has_sources else [],
    )


def kept_sheet(slug: str) -> Organisation | None:
    """The published sheet with which the sheet of this address was united."""
    gone = Organisation.objects.filter(slug=slug, merged_into__isnull=False).select_related("merged_into")
    found = gone.first()
    return found.merged_into if found is not None else None


def newest(limit: int) -> list[Organisation]:
    """The organisations that came last into the directory."""
    rows = Organisation.objects.listed().select_related("commune").order_by("-created_at", "-pk")
    return list(rows[:limit])


def _offers(organisation: Organisation) -> list[OfferOnSheet]:
    """The open offers with their subjects, in one query (a published offer always has a subject)."""
    found: dict[int, OfferOnSheet] = {}
    for row in _offers_and_subjects(organisation=organisation.pk, day=clock.today()):
        found.setdefault(row.offer_id, OfferOnSheet(row.offer, [])).subjects.append(row.subject)
    return list(found.values())


@prepared
def _offers_and_subjects(organisation: Any, day: Any) -> QuerySet[Any]:
    offers = Offer.objects.open_on(day).filter(team__organisation=organisation)
    rows = Offer.subjects.through.objects.filter(offer__in=offers)
    rows = rows.select_related("offer__perimeter", "subject").only(*OFFER_COLUMNS)
    return rows.order_by("offer__title", "offer_id", "subject__order")


def _ended() -> QuerySet[Offer]:
    """The offers that were open once and ended; not those withdrawn before their first day."""
    began = Q(valid_from=None) | Q(valid_from__lte=F("valid_until"))
    return Offer.objects.filter(began, state=OfferState.ENDED, verified_on__isnull=False)


def _ended_of(organisation: Organisation) -> list[Offer]:
    rows = _ended().filter(team__organisation=organisation).select_related("successor__team__organisation")
    return list(rows.order_by("-valid_until", "title", "pk")[:ENDED_SHOWN])


def _labels(organisation: Organisation) -> list[HeldLabel]:
    held = [code for code in organisation.labels if code in Label.values]
    return [
        HeldLabel(str(Label(code).label), str(LABEL_MEANINGS[code][0]), LABEL_MEANINGS[code][1])
        for code in held
    ]
