"""Contacts made outside the platform: every address that was shown, with what came of it."""

from django.db.models import OuterRef, QuerySet, Subquery

from terreau.accompaniment.enums import ContactKind
from terreau.accompaniment.models import OutsideContact


def contacts_outside() -> QuerySet[OutsideContact]:
    """Return each address shown, the last first, with the last call noted by the same side."""
    calls = OutsideContact.objects.filter(
        kind=ContactKind.CALLED, referral=OuterRef("referral"), side=OuterRef("side")
    ).order_by("-at", "-pk")
    shown = OutsideContact.objects.filter(kind=ContactKind.REVEALED)
    return (
        shown.annotate(
            called_at=Subquery(calls.values("at")[:1]), call_result=Subquery(calls.values("result")[:1])
        )
        .select_related("referral__project", "referral__team__organisation")
        .order_by("-at", "-pk")
    )
