"""Nothing outside the platform falls silent: who has the ball is reminded, and news are asked for."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import (
    By,
    _hold_outside,
    _note_outside,
    _tell_bearer,
    _tell_desk,
    _tell_holder,
)
from terreau.accompaniment.actions.insisting import MOST_REMINDERS, _insist, _plan
from terreau.accompaniment.enums import OutsideState, ReminderKind
from terreau.accompaniment.followup import NEWS_DELAY
from terreau.accompaniment.models import OutsideReferral
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.projects.enums import OPEN_STATES
from terreau.territories.calendar import default_calendar


@transaction.atomic
def remind_outside_consent(*, outside: OutsideReferral, by: By) -> OutsideReferral:
    """Remind the holder that a proposal waits for their agreement; then tell the town to call."""
    if outside.state == OutsideState.PROPOSED and outside.project.state in OPEN_STATES:
        _insist("outside.proposed", ReminderKind.OUTSIDE_CONSENT, outside, by, silent="outside.holder_silent")
    return outside


@transaction.atomic
def remind_handing(*, outside: OutsideReferral, by: By) -> OutsideReferral:
    """Remind whoever carries a sheet that it was not handed over."""
    if outside.state == OutsideState.CONSENTED and outside.project.state in OPEN_STATES:
        _tell_bearer(outside, by, occasion=clock.today().isoformat())
        _plan(ReminderKind.OUTSIDE_HANDING, outside, by)
    return outside


@transaction.atomic
def ask_outside_news(*, outside: OutsideReferral, by: By) -> OutsideReferral:
    """Ask the holder, in one tap, what came of it, and the town to ask the organisation; then again later."""
    _hold_outside(outside)
    if outside.state != OutsideState.HANDED or outside.project.state not in OPEN_STATES:
        return outside
    occasion = clock.today().isoformat()
    if outside.times_asked < MOST_REMINDERS:
        _tell_holder("outside.news", outside, by, occasion)
    _tell_desk("outside.news", outside, by, occasion)
    _note_outside("outside.news_asked", outside, by)
    _postpone(outside, by, times_asked=outside.times_asked + 1)
    return outside


@transaction.atomic
def note_no_news(*, outside: OutsideReferral, by: By) -> OutsideReferral:
    """Note that somebody asked, and that nothing came of it yet: news are asked for again later."""
    _hold_outside(outside)
    if outside.state != OutsideState.HANDED:
        raise RuleBroken(_("Cette orientation n’attend pas de nouvelles : rechargez la page."))
    _note_outside("outside.no_news_yet", outside, by)
    _postpone(outside, by)
    return outside


def _postpone(outside: OutsideReferral, by: By, **facts: int) -> None:
    news_on = default_calendar().add_business_days(clock.today(), NEWS_DELAY)
    OutsideReferral.objects.filter(pk=outside.pk).update(news_on=news_on, **facts)
    outside.news_on = news_on
    messaging.remind(target=outside, kind=ReminderKind.OUTSIDE_NEWS, due=news_on, by=by)
