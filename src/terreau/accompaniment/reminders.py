"""What each reminder does when its hour comes: one action."""

from terreau.accompaniment import actions
from terreau.accompaniment.enums import ReminderKind
from terreau.accompaniment.models import GroupAnswer, OutsideReferral, Referral, WaveCall
from terreau.kernel.actors import Actor
from terreau.messaging import reminders
from terreau.messaging.models import Reminder

WORKER = Actor.system("worker")


@reminders.handler(ReminderKind.FIRST)
@reminders.handler(ReminderKind.SECOND)
@reminders.handler(ReminderKind.THIRD)
def climb(referral: Referral, reminder: Reminder) -> None:
    actions.climb(referral=referral, kind=reminder.kind, by=WORKER)


@reminders.handler(ReminderKind.EXPIRY)
def expire(referral: Referral, reminder: Reminder) -> None:
    actions.end_wait(referral=referral, by=WORKER)


@reminders.handler(ReminderKind.CONSENT)
def consent(referral: Referral, reminder: Reminder) -> None:
    actions.remind_consent(referral=referral, by=WORKER)


@reminders.handler(ReminderKind.QUESTION)
def question(referral: Referral, reminder: Reminder) -> None:
    actions.remind_question(referral=referral, by=WORKER)


@reminders.handler(ReminderKind.SEARCH)
def search(referral: Referral, reminder: Reminder) -> None:
    actions.remind_search(referral=referral, by=WORKER)


@reminders.handler(ReminderKind.OUTCOME)
def outcome(referral: Referral, reminder: Reminder) -> None:
    actions.ask_outcome(referral=referral, by=WORKER)


@reminders.handler(ReminderKind.OUTSIDE_CONSENT)
def outside_consent(outside: OutsideReferral, reminder: Reminder) -> None:
    actions.remind_outside_consent(outside=outside, by=WORKER)


@reminders.handler(ReminderKind.OUTSIDE_HANDING)
def outside_handing(outside: OutsideReferral, reminder: Reminder) -> None:
    actions.remind_handing(outside=outside, by=WORKER)


@reminders.handler(ReminderKind.OUTSIDE_NEWS)
def outside_news(outside: OutsideReferral, reminder: Reminder) -> None:
    actions.ask_outside_news(outside=outside, by=WORKER)


@reminders.handler(ReminderKind.NEXT_WAVE)
def next_wave(call: WaveCall, reminder: Reminder) -> None:
    actions.next_wave(call=call, by=WORKER)


@reminders.handler(ReminderKind.WAVE_CONSENT)
def wave_consent(call: WaveCall, reminder: Reminder) -> None:
    actions.remind_wave_consent(call=call, by=WORKER)


@reminders.handler(ReminderKind.GROUP_CONSENT)
def group_consent(group: GroupAnswer, reminder: Reminder) -> None:
    actions.remind_group_consent(group=group, by=WORKER)


@reminders.handler(ReminderKind.GROUP_NEWS)
def group_news(group: GroupAnswer, reminder: Reminder) -> None:
    actions.remind_news(group=group, by=WORKER)
