"""The demands of a project as its holder takes them away: nothing of the other sides."""

from typing import Any

from terreau.accompaniment.enums import OutcomeSide
from terreau.messaging.enums import Circle
from terreau.messaging.models import ThreadMessage
from terreau.projects.models import Project


def referrals_in_words(project: Project) -> list[dict[str, Any]]:
    """Return each demand with its dates, what was sent, and the messages that the holder may read."""
    found = project.referrals.select_related("need__subject", "offer", "team__organisation")
    rows = found.prefetch_related("consents", "outcomes").order_by("proposed_at", "pk")
    said: dict[str, list[str]] = {}
    spoken = ThreadMessage.objects.filter(
        thread__target_kind="accompaniment.referral",
        thread__target_key__in=[str(row.pk) for row in rows],
        circle=Circle.EVERYONE,
    )
    for message in spoken.select_related("thread").order_by("at", "pk"):
        said.setdefault(message.thread.target_key, []).append(f"{message.author_label} : {message.body}")
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
