"""What the platform does while somebody is silent: remind, climb, then give the demand back to the town."""

import datetime as dt

from django.db import transaction

from terreau.accompaniment.actions.base import (
    By,
    _locked,
    _note,
    _restart_wait,
    _tell_desk,
    _tell_holder,
    _tell_team,
)
from terreau.accompaniment.actions.insisting import _plan
from terreau.accompaniment.actions.turns import _move_on
from terreau.accompaniment.enums import LADDER, ReferralState, ReminderKind
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries.escalation import (
    demand_has_not_left,
    higher_rung_is_due,
    last_reminded_at,
    people_to_remind,
)
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.kernel import clock
from terreau.messaging import actions as messaging
from terreau.territories.calendar import default_calendar

# Business days between the last reminder and the end of the wait.
NOTICE_DAYS = 2
OUTCOME_EVERY_DAYS = 30


@transaction.atomic
def climb(*, referral: Referral, kind: str, by: By) -> Referral:
    """Remind the organisation, one rung higher each time: team, second person, signatory of the charter.

    After an interruption, the rungs that are past become one reminder, to everybody they were for.
    """
    _locked(referral)
    if not referral.is_waiting or referral.question_at is not None:
        return referral
    rung = LADDER.index(ReminderKind(kind)) + 1
    if rung <= referral.escalation_step or higher_rung_is_due(referral, rung):
        return referral
    if demand_has_not_left(referral):
        _restart_wait(referral, by)
        return referral
    _remind(referral, rung, by)
    return referral


@transaction.atomic
def end_wait(*, referral: Referral, by: By) -> Referral:
    """End the wait when the last reminder is two business days old; otherwise remind, and wait for that."""
    _locked(referral)
    if not referral.is_waiting or referral.question_at is not None:
        return referral
    if demand_has_not_left(referral):
        _restart_wait(referral, by)
        return referral
    last = last_reminded_at(referral)
    if last is None:
        if referral.escalation_step:  # nobody can be reached: nothing more to wait for
            return expire(referral=referral, by=by)
        _remind(referral, len(LADDER) - 1, by)
        last = clock.now()
    end = default_calendar().due_at(last, NOTICE_DAYS)
    if clock.now() >= end:
        return expire(referral=referral, by=by)
    messaging.remind(target=referral, kind=ReminderKind.EXPIRY, due=end, by=by)
    return referral


@transaction.atomic
def expire(*, referral: Referral, by: By) -> Referral:
    """Give the demand back to the town's desk, and tell the holder honestly."""
    _locked(referral)
    if not referral.is_waiting or referral.question_at is not None:
        return referral
    REFERRAL_WORKFLOW.advance(referral, "expire", expired_at=clock.now(), escalation_step=len(LADDER))
    _note("referral.expired", referral, by)
    _tell_holder("referral.expired", referral, by)
    _tell_desk("referral.expired", referral, by)
    _plan(ReminderKind.SEARCH, referral, by)
    _move_on(referral, by)
    return referral


@transaction.atomic
def ask_outcome(*, referral: Referral, by: By) -> Referral:
    """Ask both sides how it went; each answers alone, by their own link."""
    if referral.is_running or referral.state == ReferralState.CLOSED:
        occasion = clock.today().isoformat()
        _tell_holder("referral.outcome_question", referral, by, occasion)
        _tell_team("referral.outcome_question", referral, by, occasion)
    if referral.is_running:  # what goes on is asked about again
        due = clock.today() + dt.timedelta(days=OUTCOME_EVERY_DAYS)
        messaging.remind(target=referral, kind=ReminderKind.OUTCOME, due=due, by=by)
    return referral


def _remind(referral: Referral, rung: int, by: By) -> None:
    """Tell everybody from the rung after the last one up to this one, once each."""
    told = people_to_remind(referral, range(referral.escalation_step + 1, rung + 1))
    Referral.objects.filter(pk=referral.pk).update(escalation_step=rung)
    referral.escalation_step = rung
    _note("referral.reminded", referral, by, step=rung)
    # The wait may start again after a question: the day tells one ladder from the next.
    occasion = f"{rung} {clock.today().isoformat()}"
    for recipient in told:
        messaging.post(event="referral.reminder", to=recipient, target=referral, by=by, occasion=occasion)
