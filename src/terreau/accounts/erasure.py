"""Erasing an account: who may say « not yet », and what each app removes.

    @erasure.blocker
    def last_owner(user): return "Vous êtes …" or None      # the sentence, with the next step

    @erasure.eraser
    def forget_drafts(user): …                              # inside the transaction, before the account goes

Apps above register theirs in `receivers.py`. What hangs on the person by a cascading relation goes
with the account; text that names the person elsewhere is the business of the app that wrote it.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from terreau.accounts.enums import Role
from terreau.accounts.models import RoleGrant, User

Blocker = Callable[[User], str | None]
Eraser = Callable[[User], None]

SHORTEST = 40  # characters that a field of addresses can hold at least

BLOCKERS: list[Blocker] = []
ERASERS: list[Eraser] = []


def blocker(function: Blocker) -> Blocker:
    """Register a reason not to erase yet."""
    BLOCKERS.append(function)
    return function


def eraser(function: Eraser) -> Eraser:
    """Register what an app removes when an account goes."""
    ERASERS.append(function)
    return function


def reasons_against(user: User) -> list[str]:
    """List the sentences that say why this account cannot go yet."""
    return [sentence for sentence in (ask(user) for ask in BLOCKERS) if sentence]


def hand_history_over(user: User, to: User) -> None:
    """Put somebody else's name on the past acts that the database keeps.

    What is still open was refused by the blockers; what is left is history, which needs an author but
    not this person.
    """
    for model, field in links_to_people():
        if field.remote_field.on_delete is models.PROTECT:
            model._default_manager.filter(**{field.name: user}).update(**{field.name: to})


def links_to_people() -> list[tuple[type[models.Model], Any]]:
    """List every relation of the database that points at a person."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.remote_field is not None and field.related_model is User
    ]


def contact_fields() -> list[tuple[type[models.Model], models.Field]]:
    """List the text fields of Terreau's models that may hold an address."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField)
        and getattr(model, "PRIVACY", {}).get(field.name) == "contact"
        and model is not User
        and (field.max_length or 254) >= SHORTEST  # postal codes and telephones are contacts too
    ]


@blocker
def last_administrator(user: User) -> str | None:
    """The town keeps somebody who can give roles."""
    holders = RoleGrant.objects.in_force().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if {holder.user_id for holder in holders} != {user.pk}:
        return None
    return _("Vous êtes le dernier administrateur : nommez d’abord une autre personne à ce rôle.")
