"""What is known of a project that an organisation may be told, and the exact preview of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from terreau.accompaniment import payloads
from terreau.accompaniment.models import Consent, GroupAnswer, OutsideReferral, Referral, WaveCall
from terreau.projects import queries as project_queries
from terreau.projects.enums import DERIVED_FACTS

About = Referral | WaveCall | GroupAnswer | OutsideReferral


@dataclass(frozen=True)
class Preview:
    """What will be sent if the holder agrees, with its imprint; and what the holder may hide."""

    payload: dict[str, Any]
    hash: str
    hidden: tuple[str, ...]
    rows: list[payloads.Row]
    optional: list[payloads.Row]


def preview(referral: About, hidden: Collection[str] = ()) -> Preview:
    """Return exactly what would be sent, without the fields that the holder hides."""
    known = _known(referral)
    everything = payloads.build(known, ())
    optional = [row for row in payloads.rows(everything) if not row.is_required]
    concealed = tuple(sorted(set(hidden) & {row.key for row in optional}))
    payload = payloads.build(known, concealed)
    return Preview(payload, payloads.digest(payload), concealed, payloads.rows(payload), optional)


def hidden_so_far(group: GroupAnswer) -> tuple[str, ...]:
    """Return what was not sent to every organisation of a group: hidden until the holder decides."""
    consents = Consent.objects.filter(
        referral__parts__group=group, referral__parts__left_at=None, withdrawn_at=None
    )
    sent = [set(consent.payload) for consent in consents.distinct()]
    optional = {row.key for row in preview(group).optional}
    return tuple(sorted(optional - set.intersection(*sent) if sent else optional))


def _partners(group: GroupAnswer) -> list[str]:
    """Name the organisations that would answer together, each with its offer."""
    parts = group.parts.filter(left_at=None).select_related("referral__team__organisation", "referral__offer")
    return [
        f"{part.referral.team.organisation} – {part.referral.offer.title}" for part in parts.order_by("pk")
    ]


def _known(referral: About) -> dict[str, Any]:
    project, need = referral.project, referral.need
    facts = {
        fact.key: fact.value
        for fact in project_queries.known_facts(project)
        if fact.key not in DERIVED_FACTS and fact.key != "publics"
    }
    partners = _partners(referral) if isinstance(referral, GroupAnswer) else []
    return facts | {
        "partners": partners,
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
