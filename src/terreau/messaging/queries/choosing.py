"""What a person chose to receive, and how soon: by kind of mail, and by organisation."""

from collections.abc import Callable, Iterable, Mapping

from django.db import models

from terreau.accounts.models import User
from terreau.messaging.enums import MailChoice
from terreau.messaging.models import Preference
from terreau.messaging.registry import REGISTRY, Composer, scope_of

# The organisations for whose mails a person may choose: filled by the apps that know of teams.
ORGANISATIONS: list[Callable[[User], Iterable[models.Model]]] = []

STRICTEST_FIRST = list(MailChoice)


def organisations_of(user: User) -> list[models.Model]:
    """Return the organisations in which a person works."""
    return [organisation for provide in ORGANISATIONS for organisation in provide(user)]


def choices_of(user: User) -> dict[str, str]:
    """Return what a person chose, by event and by organisation (`kind:key`)."""
    rows = Preference.objects.filter(user=user).values_list("event", "scope", "choice")
    return {event or scope: choice for event, scope, choice in rows}


def choice_for(user: User, event: str, target: models.Model) -> MailChoice:
    """Return how a person receives the mail of an event about an object.

    The stricter of the choices for the event and for the organisation counts, as far as the event lets it:
    what cannot be refused comes in the mail of the day, what cannot wait comes alone.
    """
    composer = REGISTRY.get(event)
    if composer is None or len(composer.choices) == 1:
        return MailChoice.APART
    scope = scope_of(target)
    found = Preference.objects.filter(user=user).filter(
        models.Q(event=event) | models.Q(event="", scope=scope) if scope else models.Q(event=event)
    )
    chosen = {MailChoice(choice) for choice in found.values_list("choice", flat=True)}
    return _as_far_as(min(chosen or {composer.usual}, key=STRICTEST_FIRST.index), composer)


def _as_far_as(wanted: MailChoice, composer: Composer) -> MailChoice:
    looser = STRICTEST_FIRST[STRICTEST_FIRST.index(wanted) :]
    return next(choice for choice in looser if choice in composer.choices)


def usual_or_chosen(composer: Composer, chosen: Mapping[str, str]) -> str:
    """Return what the page of choices shows for an event."""
    return chosen.get(composer.event, composer.usual)
