"""What the verbs share: the row under lock, the journal line, the people to tell, the dates to come."""

from typing import Any

from django.db.models import QuerySet

from terreau.accompaniment.enums import LADDER, OPEN_GROUPS, OutsideWay
from terreau.accompaniment.ladder import steps
from terreau.accompaniment.models import GroupAnswer, GroupPart, OutsideReferral, Referral, WaveCall
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
    """Read the row again and hold it to the end of the transaction: the first to come decides.

    The call in waves is held first, then the group, then the demand, by everybody: two people never wait
    for each other.
    """
    call = None
    if referral.wave_call_id is not None:
        call = WaveCall.objects.select_for_update(of=("self",)).get(pk=referral.wave_call_id)
    list(_groups_of(referral).select_for_update(of=("self",)))
    referral.refresh_from_db(from_queryset=Referral.objects.select_for_update(of=("self",)))
    if call is not None:
        referral.wave_call = call
    return referral


def _groups_of(referral: Referral) -> QuerySet[GroupAnswer]:
    """Return the open group that a demand is part of, if any."""
    inside = GroupPart.objects.filter(referral=referral, left_at=None).values("group")
    return GroupAnswer.objects.filter(pk__in=inside, state__in=sorted(OPEN_GROUPS)).order_by("pk")


def _hold_call(call: WaveCall) -> WaveCall:
    """Read the row of a call again and hold it to the end of the transaction."""
    call.refresh_from_db(from_queryset=WaveCall.objects.select_for_update(of=("self",)))
    return call


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


def _hold_outside(outside: OutsideReferral) -> OutsideReferral:
    """Read the row of a referral outside the platform again and hold it to the end of the transaction."""
    outside.refresh_from_db(from_queryset=OutsideReferral.objects.select_for_update(of=("self",)))
    return outside


def _note_outside(verb: str, outside: OutsideReferral, by: By, **data: Any) -> Entry:
    """Write the journal line, counted for the project alone: no organisation of the platform did anything."""
    return journal.write(
        verb=verb,
        target=outside,
        by=by,
        project=outside.project_id,
        territory=outside.project.commune_id,
        quantity=1,
        data=data,
    )


def _tell_bearer(outside: OutsideReferral, by: By, occasion: str = "") -> None:
    """Tell whoever hands the sheet over: the town, unless the holder chose to carry it."""
    tell = _tell_holder if outside.way == OutsideWay.HOLDER else _tell_desk
    tell("outside.to_hand", outside, by, occasion)


def _tell_sheet(referral: Referral) -> None:
    """Who supports the project has changed: its public sheet says so, if its holder chose it."""
    projects.refresh_sheet(project=referral.project)


def _tell_holder(event: str, referral: Referral | OutsideReferral, by: By, occasion: str = "") -> None:
    messaging.post(event=event, to=referral.project.owner, target=referral, by=by, occasion=occasion)


def _tell_desk(event: str, referral: Referral | OutsideReferral, by: By, occasion: str = "") -> None:
    referent = referral.project.referent
    if referent is not None:
        messaging.post(event=event, to=referent, target=referral, by=by, occasion=occasion)


def _tell_team(event: str, referral: Referral, by: By, occasion: str = "") -> None:
    for reader in _team_readers(referral):
        messaging.post(event=event, to=reader, target=referral, by=by, occasion=occasion)


def _team_readers(referral: Referral) -> list[User | str]:
    """Return whom the organisation's mails go to: its box, or each member of a team without one."""
    if referral.inbox:
        return [referral.inbox]
    return [member.user for member in referral.team.members.present().select_related("user")]


def _arm_ladder(referral: Referral, by: By) -> None:
    """Plan the reminders of a demand that waits."""
    for step in steps(referral.waits_since or clock.now(), referral.promised_days, default_calendar()):
        messaging.remind(target=referral, kind=step.kind, due=step.at, by=by)


def _restart_wait(referral: Referral, by: By) -> None:
    """Give the organisation its whole time again: the promise and the reminders start from now."""
    now = clock.now()
    due_at = default_calendar().due_at(now, referral.promised_days)
    fresh = {"question_at": None, "waits_since": now, "due_at": due_at, "escalation_step": 0}
    Referral.objects.filter(pk=referral.pk).update(**fresh)
    for name, value in fresh.items():
        setattr(referral, name, value)
    _arm_ladder(referral, by)


def _disarm_ladder(referral: Referral) -> None:
    for kind in LADDER:
        messaging.settle(target=referral, kind=kind)
