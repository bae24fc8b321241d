"""The quality of what the directory holds, record by record."""

import datetime as dt

from terreau.directory.enums import Family
from terreau.directory.models import Offer, Organisation
from terreau.directory.quality import (
    Quality,
    ServiceFacts,
    StructureFacts,
    service_quality,
    structure_quality,
)
from terreau.kernel import clock


def offer_quality(offer: Offer, *, as_of: dt.date | None, today: dt.date | None = None) -> Quality:
    """Judge an offer (read with its team and its subjects), given the day it speaks of."""
    facts = ServiceFacts(
        summary=offer.summary,
        has_kind=bool(offer.kind),
        has_subject=bool(offer.subjects.all()),
        has_territory=offer.perimeter_id is not None,
        has_cost=bool(offer.cost_text),
        ways=(offer.contact_email or offer.team.email, offer.contact_phone, offer.contact_url),
        as_of=as_of,
    )
    return service_quality(facts, today or clock.today())


def organisation_quality(
    one: Organisation, *, as_of: dt.date | None, today: dt.date | None = None
) -> Quality:
    """Judge a sheet, given the day it speaks of."""
    facts = StructureFacts(
        summary=one.summary or one.description,
        has_commune=one.commune_id is not None,
        has_address=bool(one.address),
        has_number=bool(one.siret or one.siren or one.rna),
        has_family=one.family != Family.UNKNOWN,
        ways=(one.email, one.phone, one.website),
        as_of=as_of,
    )
    return structure_quality(facts, today or clock.today())
