"""Saying that something findable may have changed: rows written with the change itself."""

import logging
from collections.abc import Iterable
from functools import partial

from django.db import DatabaseError, connection, transaction

from terreau.search import registry
from terreau.search.actions.applying import apply_pending
from terreau.search.actions.rebuilding import start_small
from terreau.search.models import PendingMark

log = logging.getLogger("terreau.search")

MOST_AT_ONCE = 200  # more than this in one transaction waits for the worker


def mark(*, kind: str, keys: Iterable[int]) -> None:  # by nobody: part of the other verbs
    """Note, in the caller's transaction, that these objects may be found otherwise from now on.

    Publishing, changing, hiding and deleting are all marked alike: the index asks the source what is
    findable. Kinds that speak of these objects (`Source.follows`) are marked too. At the commit the change
    is applied at once, unless another process is at it: then it, or the worker, applies it within seconds.
    """
    keys = list(dict.fromkeys(keys))
    if not keys:
        return
    touched = {kind: keys} | registry.followers(kind, keys)
    with transaction.atomic():
        rows = (PendingMark(kind=name, key=key) for name, some in touched.items() for key in some)
        PendingMark.objects.bulk_create(rows, batch_size=500)
        for name, some in touched.items():
            if 0 < len(some) <= MOST_AT_ONCE:
                _apply_at_commit(name)


def mark_all(*, kind: str) -> None:  # by nobody: part of the other verbs
    """Note that a whole kind changed (an import, a redrawn map): the worker builds its index anew."""
    with transaction.atomic():
        PendingMark.objects.create(kind=kind, key=None)
        _apply_at_commit(kind)


def _apply_at_commit(kind: str) -> None:
    """Once a transaction, however many objects it changes."""
    waiting = (entry[1] for entry in connection.run_on_commit)
    if any(isinstance(one, partial) and one.func is _apply and one.args == (kind,) for one in waiting):
        return
    transaction.on_commit(partial(_apply, kind))


def _apply(kind: str) -> None:
    try:
        if not start_small(kind=kind):
            apply_pending(kind=kind, wait=False)
    except DatabaseError as error:
        # What was marked stays marked: the worker will apply it.
        log.warning("index busy", extra={"index": kind, "error": type(error).__name__})
