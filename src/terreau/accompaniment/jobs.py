"""What the platform looks at by itself: needs that nobody answers, alerts, dates promised."""

import datetime as dt

from terreau.accompaniment import actions, queries
from terreau.kernel.actors import Actor
from terreau.messaging import jobs

WORKER = Actor.system("worker")


@jobs.job("accompaniment.look_at_needs", every=dt.timedelta(hours=1))
def look_at_needs() -> None:
    """No need waits in silence: one that nobody answers is noted, one for which an offer came is told."""
    for need in queries.needs_to_look_at():
        actions.look_at_need(need=need, by=WORKER)


@jobs.job("accompaniment.tell_alerts", every=dt.timedelta(days=1))
def tell_alerts() -> None:
    """Once a day, each alert tells in one mail what it did not know."""
    actions.forget_unconfirmed(by=None)
    for alert in queries.awake_alerts():
        actions.tell_news(alert=alert, by=WORKER)


@jobs.job("accompaniment.recount", every=dt.timedelta(days=1))
def recount() -> None:
    """Dates promised follow the calendar, even one that changed while nobody was told."""
    actions.recount_all()
