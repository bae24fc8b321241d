"""What a person wants to receive."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Preference
from terreau.messaging.registry import is_optional


@transaction.atomic
def refuse_mails(*, user: Any, event: str) -> None:
    """Note that a person does not want the mails of an event; those of a procedure cannot be refused."""
    if not is_optional(event):
        raise RuleBroken(
            _("Ce courriel fait partie d’une démarche en cours : vous le recevrez tant qu’elle dure.")
        )
    Preference.objects.get_or_create(user=user, event=event)


@transaction.atomic
def choose_mails(*, user: Any, wanted: Collection[str], among: Collection[str]) -> None:
    """Note which of the optional mails a person wants."""
    Preference.objects.filter(user=user, event__in=wanted).delete()
    for event in among:
        if event not in wanted:
            refuse_mails(user=user, event=event)
