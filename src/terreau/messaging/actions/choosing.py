"""What a person wants to receive, and how soon."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging.enums import MailChoice
from terreau.messaging.models import Preference
from terreau.messaging.queries.choosing import organisations_of
from terreau.messaging.registry import REGISTRY, is_optional, scope_named


@transaction.atomic
def refuse_mails(*, user: Any, event: str) -> None:
    """Note that a person does not want the mails of an event; those of a procedure cannot be refused."""
    if not is_optional(event):
        raise RuleBroken(
            _("Ce courriel fait partie d’une démarche en cours : vous le recevrez tant qu’elle dure.")
        )
    choose_mails(user=user, chosen={event: MailChoice.NEVER})


@transaction.atomic
def choose_mails(*, user: Any, chosen: Mapping[str, str]) -> None:
    """Note how a person wants the mails of each of these events."""
    for event, choice in chosen.items():
        if event not in REGISTRY or choice not in REGISTRY[event].choices:
            raise RuleBroken(_("Ce choix n’existe pas pour ces courriels : rechargez la page."))
        _keep(user, choice, event=event)


@transaction.atomic
def choose_for_organisations(*, user: Any, chosen: Mapping[str, str]) -> None:
    """Note how a person wants all the mails about each of their organisations; empty: as for the others."""
    theirs = {scope_named(organisation) for organisation in organisations_of(user)}
    if set(chosen) - theirs:
        raise RuleBroken(_("Vous ne faites plus partie de cette organisation : rechargez la page."))
    for scope, choice in chosen.items():
        if choice:
            _keep(user, choice, scope=scope)
        else:
            Preference.objects.filter(user=user, scope=scope).delete()


def _keep(user: Any, choice: str, event: str = "", scope: str = "") -> None:
    facts: dict[str, Any] = {"choice": choice, "chosen_at": clock.now()}
    Preference.objects.update_or_create(user=user, event=event, scope=scope, defaults=facts)
