"""What is known of a project that an organisation may be told, and the exact preview of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from terreau.accompaniment import payloads
from terreau.accompaniment.models import Referral, WaveCall
from terreau.projects import queries as project_queries
from terreau.projects.enums import DERIVED_FACTS


@dataclass(frozen=True)
class Preview:
    """What will be sent if the holder agrees, with its imprint; and what the holder may hide."""

    payload: dict[str, Any]
    hash: str
    hidden: tuple[str, ...]
    rows: list[payloads.Row]
    optional: list[payloads.Row]


def preview(referral: Referral | WaveCall, hidden: Collection[str] = ()) -> Preview:
    """Return exactly what would be sent, without the fields that the holder hides."""
    known = _known(referral)
    everything = payloads.build(known, ())
    optional = [row for row in payloads.rows(everything) if not row.is_required]
    concealed = tuple(sorted(set(hidden) & {row.key for row in optional}))
    payload = payloads.build(known, concealed)
    return Preview(payload, payloads.digest(payload), concealed, payloads.rows(payload), optional)


def _known(referral: Referral | WaveCall) -> dict[str, Any]:
    project, need = referral.project, referral.need
    facts = {
        fact.key: fact.value
        for fact in project_queries.known_facts(project)
        if fact.key not in DERIVED_FACTS and fact.key != "publics"
    }
    return facts | {
        "title": project.title,
        "summary": project.summary,
        "subject": need.subject.label,
        "need": need.text,
        "urgency": need.urgency,
        "stage": project.stage,
        "commune": str(project.commune),
        "story": project.story,
        "publics": project.publics,
        "legal_form": project.legal_form,
        "holder": project.holder_name,
        "email": project.owner.email,
        "phone": project.phone,
    }
