"""The demands of a project as its holder takes them away: nothing of the other sides."""

from typing import Any

from terreau.accompaniment.enums import OutcomeSide
from terreau.accompaniment.models import GroupPart
from terreau.messaging.enums import Circle
from terreau.messaging.models import ThreadMessage
from terreau.projects.models import Project


def outside_in_words(project: Project) -> list[dict[str, Any]]:
    """Return each referral outside the platform with its dates, what the sheet held, and what came of it."""
    found = project.outside_referrals.select_related("need__subject").prefetch_related("consents")
    return [
        {
            "at": outside.proposed_at.isoformat(),
            "by": outside.organisation,
            "reference": outside.reference,
            "subject": str(outside.need.subject.code),
            "state": str(outside.state),
            "way": str(outside.way),
            "handed_on": outside.handed_on.isoformat() if outside.handed_on else None,
            "handed_to": outside.handed_to,
            "sent": [consent.payload for consent in outside.consents.all()],
            "outcome": [str(outside.outcome), outside.outcome_text] if outside.outcome else [],
        }
        for outside in found.order_by("proposed_at", "pk")
    ]


def groups_in_words(project: Project) -> list[dict[str, Any]]:
    """Return each group that the holder agreed to: who answered together, and the messages they may read."""
    found = project.groups.filter(consented_at__isnull=False).select_related("need__subject")
    groups = list(found.prefetch_related("parts__referral__team__organisation").order_by("proposed_at", "pk"))
    said = _said("accompaniment.groupanswer", [str(group.pk) for group in groups])
    return [
        {
            "at": group.proposed_at.isoformat(),
            "by": ", ".join(_named(part) for part in group.parts.all() if part.is_lead),
            "reference": group.reference,
            "subject": str(group.need.subject.code),
            "state": str(group.state),
            "members": [_named(part) for part in group.parts.all() if part.agreed_at],
            "next_step": group.next_step,
            "messages": said.get(str(group.pk), []),
        }
        for group in groups
    ]


def referrals_in_words(project: Project) -> list[dict[str, Any]]:
    """Return each demand with its dates, what was sent, and the messages that the holder may read."""
    found = project.referrals.select_related("need__subject", "offer", "team__organisation")
    rows = found.prefetch_related("consents", "outcomes").order_by("proposed_at", "pk")
    said = _said("accompaniment.referral", [str(row.pk) for row in rows])
    return [
        {
            "at": referral.proposed_at.isoformat(),
            "by": str(referral.team.organisation),
            "reference": referral.reference,
            "subject": str(referral.need.subject.code),
            "offer": referral.offer.title,
            "state": str(referral.state),
            "answered_at": referral.answered_at.isoformat() if referral.answered_at else None,
            "first_step": referral.first_step,
            "sent": [consent.payload for consent in referral.consents.all()],
            "outcome": [one.value for one in referral.outcomes.all() if one.side == OutcomeSide.HOLDER],
            "messages": said.get(str(referral.pk), []),
        }
        for referral in rows
    ]


def _said(kind: str, keys: list[str]) -> dict[str, list[str]]:
    """Return what the holder may read of some conversations, by object."""
    said: dict[str, list[str]] = {}
    spoken = ThreadMessage.objects.filter(
        thread__target_kind=kind, thread__target_key__in=keys, circle=Circle.EVERYONE
    )
    for message in spoken.select_related("thread").order_by("at", "pk"):
        said.setdefault(message.thread.target_key, []).append(f"{message.author_label} : {message.body}")
    return said


def _named(part: GroupPart) -> str:
    return str(part.referral.team.organisation)
