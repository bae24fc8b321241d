"""How good the lines of a register are, from what they say alone."""

import datetime as dt

from terreau.directory.enums import Source
from terreau.directory.quality import ServiceFacts, StructureFacts, service_quality, structure_quality
from terreau.directory.sources.candidate import Candidate


def band_of(source: str, candidate: Candidate, today: dt.date) -> str:
    """The quality of a line of data·inclusion (good, fair, poor); nothing for the other registers."""
    as_of, values = dt.date.fromisoformat(candidate.as_of), candidate.values
    if source == Source.DATA_INCLUSION_SERVICES:
        offer = values["offer"]
        facts = ServiceFacts(
            summary=offer["summary"],
            has_kind=bool(offer["kind"]),
            has_subject=bool(values["subjects"]),
            has_territory=bool(values["zone"]),
            has_cost=bool(offer["cost_text"]),
            ways=(offer["contact_email"], offer["contact_phone"], offer["contact_url"]),
            as_of=as_of,
        )
        return service_quality(facts, today).band.value
    if source == Source.DATA_INCLUSION:
        said = StructureFacts(
            summary=values["summary"],
            has_commune=bool(candidate.place[1]),
            has_address=bool(values["address"]),
            has_number=bool(candidate.siren or candidate.rna),
            has_family="family" in values,
            ways=(values["email"], values["phone"], values["website"]),
            as_of=as_of,
        )
        return structure_quality(said, today).band.value
    return ""
