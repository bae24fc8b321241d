"""What the worker does for the directory by itself."""

import datetime as dt

from terreau.directory import actions, queries
from terreau.kernel.actors import Actor
from terreau.messaging import jobs

WORKER = Actor.system("worker")


@jobs.job("directory.load_registers", every=dt.timedelta(seconds=5))
def load_registers() -> None:
    """Load the registers sent by officers, the first sent first."""
    for upload in queries.uploads_waiting():
        actions.load_upload(upload=upload, by=WORKER)
