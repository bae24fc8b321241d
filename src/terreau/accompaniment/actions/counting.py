"""What was promised in business days, counted anew when the calendar changes: the open demands follow it."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from terreau.accompaniment.actions.answers import QUESTION_DELAY
from terreau.accompaniment.actions.base import _locked
from terreau.accompaniment.actions.escalation import NOTICE_DAYS
from terreau.accompaniment.actions.proposals import CONSENT_DELAY
from terreau.accompaniment.enums import WAITING, ReferralState, ReminderKind
from terreau.accompaniment.ladder import Calendar, steps
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries.escalation import last_reminded_at
from terreau.kernel.clock import PARIS
from terreau.kernel.refs import ref_of
from terreau.messaging import actions as messaging
from terreau.messaging.models import Reminder
from terreau.territories.calendar import default_calendar

Dates = dict[str, dt.date]


def recount_all() -> int:  # by nobody: the calendar
    """Count the open demands anew, each in its own transaction; return how many dates moved."""
    waiting = Q(state__in=[ReferralState.PROPOSED, *sorted(WAITING)])
    return sum(recount(referral=referral) for referral in Referral.objects.filter(waiting))


@transaction.atomic
def recount(*, referral: Referral) -> int:  # by nobody: the calendar
    """Put the promise and the reminders of a demand on the days of the calendar; return how many moved.

    The number of days promised does not change: it was agreed when the demand was sent.
    """
    _locked(referral)
    calendar = default_calendar()
    moved = messaging.reschedule(target=referral, dates=_dates(referral, calendar))
    if not referral.is_waiting or referral.question_at is not None or referral.waits_since is None:
        return moved
    due_at = calendar.due_at(referral.waits_since, referral.promised_days)
    if due_at != referral.due_at:
        Referral.objects.filter(pk=referral.pk).update(due_at=due_at)
        moved += 1
    return moved


def _dates(referral: Referral, calendar: Calendar) -> Dates:
    """Return when each reminder of a demand comes, in a calendar."""
    for kind, start, days in (
        (ReminderKind.CONSENT, _proposed_at(referral), CONSENT_DELAY),
        (ReminderKind.QUESTION, referral.question_at, QUESTION_DELAY),
    ):
        if start is not None:
            return {} if _was_reminded(referral, kind) else {kind: _days_after(start, days, calendar)}
    if not referral.is_waiting or referral.waits_since is None:
        return {}
    dates: Dates = {
        step.kind: step.at for step in steps(referral.waits_since, referral.promised_days, calendar)
    }
    last = last_reminded_at(referral) if referral.escalation_step else None
    if last is not None:
        dates[ReminderKind.EXPIRY] = max(dates[ReminderKind.EXPIRY], calendar.due_at(last, NOTICE_DAYS))
    return dates


def _proposed_at(referral: Referral) -> dt.datetime | None:
    return referral.proposed_at if referral.state == ReferralState.PROPOSED else None


def _was_reminded(referral: Referral, kind: str) -> bool:
    """Say whether the first reminder has left: those that follow are counted from it."""
    ref = ref_of(referral)
    return Reminder.objects.about(ref.kind, ref.key).filter(kind=kind, sent_at__isnull=False).exists()


def _days_after(start: dt.datetime, days: int, calendar: Calendar) -> dt.date:
    return calendar.add_business_days(start.astimezone(PARIS).date(), days)
