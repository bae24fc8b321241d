"""What the partnerships do when the council has spoken, and what they show on the pages below."""

from typing import Any

from django.dispatch import receiver

from terreau.council.models import Deliberation
from terreau.council.signals import deliberation_adopted
from terreau.partnerships import actions
from terreau.partnerships.enums import CharterState


@receiver(deliberation_adopted)
def approve_charters(deliberation: Deliberation, by: Any, **_facts: Any) -> None:
    """Approve the agreed charters that stood on the adopted deliberation."""
    for charter in deliberation.charters.filter(state=CharterState.AGREED):
        actions.approve(charter=charter, by=by)
