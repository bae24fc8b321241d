"""The public sheet of an organisation, in few queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from terreau.directory.enums import Source
from terreau.directory.models import FieldSource, Offer, Organisation, Subject
from terreau.kernel import clock

# Of the tables that are joined for a word, only that word: the rest takes longer to read than the page.
SHEET_COLUMNS = [
    *(field.name for field in Organisation._meta.concrete_fields),
    *("commune__kind", "commune__code", "commune__name", "parent__name", "parent__slug"),
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
class Provenance:
    """A source of the sheet and the latest day of which it speaks."""

    label: str
    as_of: dt.date


@dataclass(frozen=True)
class Sheet:
    """All that the public page of an organisation shows."""

    organisation: Organisation
    offers: list[OfferOnSheet]
    subsidiaries: list[Organisation]
    provenance: list[Provenance]


def published() -> QuerySet[Organisation]:
    """The organisations that everybody may see."""
    return Organisation.objects.published()


def for_sheet() -> QuerySet[Organisation]:
    """Organisations with what their page needs to know first."""
    rows = Organisation.objects.select_related("commune", "parent").only(*SHEET_COLUMNS)
    return rows.annotate(
        has_subsidiaries=Exists(Organisation.objects.published().filter(parent=OuterRef("pk"))),
        is_imported=Exists(
            FieldSource.objects.filter(organisation=OuterRef("pk")).exclude(source=Source.PERSON)
        ),
        has_offers=Exists(Offer.objects.open_on(clock.today()).filter(team__organisation=OuterRef("pk"))),
    )


def sheet_of(organisation: Any) -> Sheet:
    """Gather the sheet of an organisation read through `for_sheet`."""
    return Sheet(
        organisation,
        _offers(organisation) if organisation.has_offers else [],
        list(organisation.subsidiaries.published().order_by("sort_name"))
        if organisation.has_subsidiaries
        else [],
        _provenance(organisation) if organisation.is_imported else [],
    )


def newest(limit: int) -> list[Organisation]:
    """The organisations that came last into the directory."""
    rows = Organisation.objects.published().select_related("commune").order_by("-created_at", "-pk")
    return list(rows[:limit])


def _offers(organisation: Organisation) -> list[OfferOnSheet]:
    """The open offers with their subjects, in one query (a published offer always has a subject)."""
    rows = (
        Offer.subjects.through.objects.filter(
            offer__in=Offer.objects.open_on(clock.today()).filter(team__organisation=organisation)
        )
        .select_related("offer__perimeter", "subject")
        .only(*OFFER_COLUMNS)
        .order_by("offer__title", "offer_id", "subject__order")
    )
    found: dict[int, OfferOnSheet] = {}
    for row in rows:
        found.setdefault(row.offer_id, OfferOnSheet(row.offer, [])).subjects.append(row.subject)
    return list(found.values())


def _provenance(organisation: Organisation) -> list[Provenance]:
    rows = (
        organisation.field_sources.exclude(source=Source.PERSON)
        .values_list("source")
        .annotate(latest=Max("as_of"))
        .order_by("source")
    )
    return [Provenance(str(Source(source).label), latest) for source, latest in rows]
