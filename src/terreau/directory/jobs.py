"""What the worker does for the directory by itself."""

import datetime as dt

from terreau.directory import actions, queries
from terreau.kernel.actors import Actor
from terreau.messaging import jobs

WORKER = Actor.system("worker")


@jobs.job("directory.load_registers", every=dt.timedelta(seconds=5))
def load_registers() -> None:
    """Try, then load once agreed to, the registers sent by officers, the first sent first."""
    for upload in queries.uploads_to_try():
        actions.rehearse_register(upload=upload, by=WORKER)
    for upload in queries.uploads_waiting():
        actions.load_upload(upload=upload, by=WORKER)


@jobs.job("directory.put_back_indexes", every=dt.timedelta(minutes=10))
def put_back_indexes() -> None:
    """Make again the indexes that a first import had set aside when it was killed."""
    actions.put_back_indexes()


@jobs.job("directory.offers_of_the_day", every=dt.timedelta(hours=1))
def offers_of_the_day() -> None:
    """Let offers that open or end today appear in the search, or leave it."""
    actions.follow_offers_of_the_day()


@jobs.job("directory.arm_offer_checks", every=dt.timedelta(hours=6))
def arm_offer_checks() -> None:
    """Plan the question “is it still exact?” of the published offers that have none."""
    actions.arm_checks(by=WORKER)


@jobs.job("directory.forget", every=dt.timedelta(hours=6))
def forget() -> None:
    """Erase the counts of sendings of the days before, and the addresses answered three months ago."""
    actions.forget_submissions()
    actions.forget_answered(by=WORKER)


@jobs.job("directory.memberships_of_the_day", every=dt.timedelta(hours=1))
def memberships_of_the_day() -> None:
    """Let organisations whose membership ended leave their network in the search."""
    actions.follow_memberships_of_the_day()
