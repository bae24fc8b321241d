"""What the verbs share: the row under lock, the journal line, the people to tell, the dates to come."""

from typing import Any

from terreau.accompaniment.enums import LADDER
from terreau.accompaniment.ladder import steps
from terreau.accompaniment.models import Referral
from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.messaging import actions as messaging
from terreau.projects import actions as projects
from terreau.territories.calendar import default_calendar

By = User | Actor


def _locked(referral: Referral) -> Referral:
    """Read the row again and hold it to the end of the transaction: the first to come decides."""
    referral.refresh_from_db(from_queryset=Referral.objects.select_for_update(of=("self",)))
    return referral


def _note(verb: str, referral: Referral, by: By, **data: Any) -> Entry:
    """Write the journal line, counted once for the organisation and the project."""
    return journal.write(
        verb=verb,
        target=referral,
        by=by,
        organisation=referral.team.organisation_id,
        project=referral.project_id,
        territory=referral.project.commune_id,
        quantity=1,
        data=data,
    )


def _tell_sheet(referral: Referral) -> None:
    """Who supports the project has changed: its public sheet says so, if its holder chose it."""
    projects.refresh_sheet(project=referral.project)


def _tell_holder(event: str, referral: Referral, by: By, occasion: str = "") -> None:
    messaging.post(event=event, to=referral.project.owner, target=referral, by=by, occasion=occasion)


def _tell_desk(event: str, referral: Referral, by: By, occasion: str = "") -> None:
    referent = referral.project.referent
    if referent is not None:
        messaging.post(event=event, to=referent, target=referral, by=by, occasion=occasion)


def _tell_team(event: str, referral: Referral, by: By, occasion: str = "") -> None:
    if referral.inbox:
        messaging.post(event=event, to=referral.inbox, target=referral, by=by, occasion=occasion)
        return
    # A team without a shared inbox is told person by person.
    for member in referral.team.members.present().select_related("user"):
        messaging.post(event=event, to=member.user, target=referral, by=by, occasion=occasion)


def _arm_ladder(referral: Referral, by: By) -> None:
    """Plan the reminders of a demand that waits, from now."""
    for step in steps(clock.now(), referral.promised_days, default_calendar()):
        messaging.remind(target=referral, kind=step.kind, due=step.at, by=by)


def _restart_wait(referral: Referral, by: By) -> None:
    """Give the organisation its whole time again: the promise and the reminders start from now."""
    due_at = default_calendar().due_at(clock.now(), referral.promised_days)
    fresh = {"question_at": None, "due_at": due_at, "escalation_step": 0}
    Referral.objects.filter(pk=referral.pk).update(**fresh)
    for name, value in fresh.items():
        setattr(referral, name, value)
    _arm_ladder(referral, by)


def _disarm_ladder(referral: Referral) -> None:
    for kind in LADDER:
        messaging.settle(target=referral, kind=kind)
