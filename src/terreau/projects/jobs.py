"""What the platform forgets by itself."""

import datetime as dt

from django.conf import settings

from terreau.kernel import clock
from terreau.messaging import jobs
from terreau.projects import actions


@jobs.job("projects.purge_drafts", every=dt.timedelta(days=1))
def purge_drafts() -> None:
    """Erase the proposals that were left unfinished for longer than their retention."""
    actions.purge_drafts(before=clock.now() - dt.timedelta(days=settings.DRAFT_RETENTION_DAYS))


@jobs.job("projects.recount", every=dt.timedelta(days=1))
def recount() -> None:
    """Answers promised follow the calendar, even one that changed while nobody was told."""
    actions.recount_triage()


@jobs.job("projects.watch_forgotten", every=dt.timedelta(days=1))
def watch_forgotten() -> None:
    """Every followed project has a date at which its holder is asked for news."""
    actions.watch_forgotten(by=None)


@jobs.job("projects.forget_help", every=dt.timedelta(days=1))
def forget_help() -> None:
    """Erase the offers of help that were not confirmed, led to nothing, or ended long ago."""
    actions.forget_old_help(by=None)
