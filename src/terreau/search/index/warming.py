"""Reading, in a thread of each web process, what questions need: no visitor waits for a new index.

Without the thread (tests, commands) everything is read when it is first asked for.
"""

import logging
import threading

from django.db import DatabaseError, connections

from terreau.search import registry
from terreau.search.index import snapshot
from terreau.search.index.base import Base
from terreau.search.models import IndexState

# A process that just started serves its first pages before it reads ahead.
PAUSE_SECONDS = 1.0
logger = logging.getLogger(__name__)


def start() -> None:
    """Start the thread of this process; it ends with it."""
    threading.Thread(target=_run, name="search-warming", daemon=True).start()


def _run() -> None:
    snapshot.wanted.wait(PAUSE_SECONDS)
    snapshot.reads_ahead = True
    while True:
        snapshot.wanted.clear()
        try:
            warm()
        except DatabaseError:  # a question reads for itself what could not be read ahead
            snapshot.reads_ahead = False
            logger.warning("the search index could not be read ahead", exc_info=True)
        finally:
            connections.close_all()
        snapshot.wanted.wait()
        snapshot.reads_ahead = True


def warm() -> None:
    """Read the generations that serve, then let the questions of this process use them."""
    kinds = registry.kinds()
    for state in IndexState.objects.filter(kind__in=kinds).select_related("generation"):
        if state.generation is not None:
            base = snapshot.base_of(state.kind, state.generation) or Base(state.generation)
            base.read_ahead()
            snapshot.offer(base)
    snapshot.snapshots(kinds)
