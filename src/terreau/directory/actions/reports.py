"""“This is wrong”: said by anybody, answered by the town."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.organisations import update_organisation
from terreau.directory.enums import OrganisationState
from terreau.directory.models import REPORT_WORKFLOW, ErrorReport, Organisation
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging.actions import post

By = User | Actor
VISITOR = Actor.by_link("")


@transaction.atomic
def report_error(
    *,
    organisation: Organisation,
    about: str,
    message: str,
    by: By | None = None,
    proposed: str = "",
    email: str = "",
    language: str = "fr",
) -> ErrorReport:
    """Keep what somebody says is wrong on a public sheet."""
    if organisation.state != OrganisationState.PUBLISHED:
        raise RuleBroken(_("Cette fiche n’est pas publique : écrivez à la ville."))
    if not message.strip():
        raise RuleBroken(_("Dites en quelques mots ce qui est faux."), field="message")
    report = ErrorReport.objects.create(
        organisation=organisation,
        about=about,
        message=message.strip(),
        proposed=proposed.strip(),
        email=email.strip().lower(),
        language=language,
    )
    write(
        verb="report.received",
        target=report,
        by=by or VISITOR,
        organisation=organisation,
        data={"about": str(about)},
    )
    return report


@transaction.atomic
def apply_report(
    *, report: ErrorReport, by: By, answer: str = "", read_at: str = "", **facts: Any
) -> ErrorReport:
    """Correct the sheet (or find it corrected), close the report, and tell the person."""
    _decide(report, "apply", answer, by)
    if facts:
        update_organisation(organisation=report.organisation, by=by, read_at=read_at, **facts)
    _close(report, "report.applied", by)
    return report


@transaction.atomic
def refuse_report(*, report: ErrorReport, answer: str, by: By) -> ErrorReport:
    """Leave the sheet as it is, and say why."""
    if not answer.strip():
        raise RuleBroken(_("Dites pourquoi, en une phrase : la personne la lira."), field="answer")
    _decide(report, "refuse", answer, by)
    _close(report, "report.refused", by)
    return report


def _decide(report: ErrorReport, verb: str, answer: str, by: By) -> None:
    REPORT_WORKFLOW.advance(
        report, verb, answer=answer.strip(), decided_at=clock.now(), decided_by=Actor.of(by).user
    )


def _close(report: ErrorReport, verb: str, by: By) -> None:
    write(verb=verb, target=report, by=by, organisation=report.organisation_id)
    if report.email:
        post(event="report.answered", to=report.email, target=report, by=by, language=report.language)
