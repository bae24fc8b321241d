"""What the worker does for the search by itself."""

import datetime as dt

from terreau.messaging import jobs
from terreau.search import actions, registry


@jobs.job("search.keep_up", every=dt.timedelta(seconds=5))
def keep_up() -> None:
    """Apply what was marked; build an index that is missing, or whose recent part has grown."""
    for kind in registry.kinds():
        actions.keep_up(kind=kind)


@jobs.job("search.clean", every=dt.timedelta(minutes=5))
def clean() -> None:
    """Erase the indexes that were replaced or left unfinished."""
    actions.clean()
