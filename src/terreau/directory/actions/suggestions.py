"""“This one is missing”: proposed by anybody, published, attached or declined by the town."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.organisations import create_organisation, update_organisation
from terreau.directory.enums import OrganisationState
from terreau.directory.models import (
    SUGGESTION_WORKFLOW,
    Claim,
    ErrorReport,
    Organisation,
    Suggestion,
)
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging.actions import post
from terreau.territories.models import Territory

By = User | Actor
VISITOR = Actor.by_link("")
TOLD = ("siren", "summary", "website", "address", "postal_code", "commune")
ANSWERS_KEPT = dt.timedelta(days=90)


@transaction.atomic
def suggest_organisation(
    *,
    name: str,
    summary: str,
    by: By | None = None,
    siren: str = "",
    website: str = "",
    address: str = "",
    postal_code: str = "",
    commune: Territory | None = None,
    email: str = "",
    language: str = "fr",
) -> Suggestion:
    """Keep what somebody tells of an organisation that the directory lacks."""
    if not name.strip():
        raise RuleBroken(_("Donnez le nom de la structure."), field="name")
    if not summary.strip():
        raise RuleBroken(_("Dites en quelques mots ce qu’elle fait, et pour qui."), field="summary")
    suggestion = Suggestion.objects.create(
        name=name.strip(),
        summary=summary.strip(),
        siren=siren,
        website=website,
        address=address.strip(),
        postal_code=postal_code,
        commune=commune,
        email=email.strip().lower(),
        language=language,
    )
    write(
        verb="suggestion.received",
        target=suggestion,
        by=by or VISITOR,
        territory=commune,
    )
    return suggestion


@transaction.atomic
def publish_suggestion(*, suggestion: Suggestion, by: By) -> Organisation:
    """Write the sheet of a suggested organisation, and publish it."""
    _decide(suggestion, "publish", by)
    facts = {field: getattr(suggestion, field) for field in TOLD}
    organisation = create_organisation(by=by, name=suggestion.name, **facts)
    _close(suggestion, organisation, "suggestion.published", by)
    return organisation


@transaction.atomic
def attach_suggestion(*, suggestion: Suggestion, organisation: Organisation, by: By) -> Organisation:
    """The directory had it already: what the sheet lacks is filled from the suggestion, nothing else."""
    if organisation.state == OrganisationState.MERGED:
        raise RuleBroken(_("Cette fiche a été réunie avec une autre : choisissez celle-là."))
    _decide(suggestion, "attach", by)
    lacking = {
        field: value
        for field in TOLD
        if (value := getattr(suggestion, field)) and not getattr(organisation, field)
    }
    if lacking:
        organisation = update_organisation(organisation=organisation, by=by, **lacking)
    _close(suggestion, organisation, "suggestion.attached", by)
    return organisation


@transaction.atomic
def refuse_suggestion(*, suggestion: Suggestion, answer: str, by: By) -> Suggestion:
    """Do not take the organisation up, and say why."""
    if not answer.strip():
        raise RuleBroken(_("Dites pourquoi, en une phrase : la personne la lira."), field="answer")
    _decide(suggestion, "refuse", by, answer=answer.strip())
    _close(suggestion, None, "suggestion.refused", by)
    return suggestion


@transaction.atomic
def forget_answered(*, email: str = "", by: By) -> int:
    """Erase the addresses left for an answer: of one person, or of all answered three months ago."""
    forgotten = 0
    for model in (ErrorReport, Suggestion, Claim):
        rows = model._default_manager.exclude(email="")
        if email:
            rows = rows.filter(email__iexact=email)
        else:
            rows = rows.filter(decided_at__lt=clock.now() - ANSWERS_KEPT)
        # A claim rests on an address or on words: the words say that the address was erased.
        extra = {"message": _("(adresse effacée)")} if model is Claim else {}
        forgotten += rows.update(email="", **extra)
    return forgotten


def _decide(suggestion: Suggestion, verb: str, by: By, answer: str = "") -> None:
    SUGGESTION_WORKFLOW.advance(
        suggestion, verb, answer=answer, decided_at=clock.now(), decided_by=Actor.of(by).user
    )


def _close(suggestion: Suggestion, organisation: Organisation | None, verb: str, by: By) -> None:
    Suggestion.objects.filter(pk=suggestion.pk).update(organisation=organisation)
    suggestion.organisation = organisation
    write(verb=verb, target=suggestion, by=by, organisation=organisation)
    if suggestion.email:
        post(
            event="suggestion.answered",
            to=suggestion.email,
            target=suggestion,
            by=by,
            language=suggestion.language,
        )
