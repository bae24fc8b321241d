"""Building an index anew beside the one that serves, and switching to it in one transaction."""

import datetime as dt
import os
import socket
import time
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.bulk import refresh_statistics
from terreau.kernel.errors import RuleBroken
from terreau.search import registry
from terreau.search.actions.applying import apply_keys, apply_pending
from terreau.search.index.build import Build
from terreau.search.models import (
    Column,
    Generation,
    IndexState,
    PendingMark,
    Posting,
    RecentDocument,
    new_uid,
)

LEASE = dt.timedelta(minutes=2)
BEAT_SECONDS = 20
GRACE = dt.timedelta(minutes=1)  # readers of the old generation end within it
ROWS = 2000
SMALL = 2000  # indexed in less than a second
LARGE_CHANGE = 5000
SMALLEST_RECENT = 200
RECENT_SHARE = 50  # the recent part may reach a fiftieth of the whole
LARGEST_RECENT = 20_000


class Busy(RuleBroken):
    """Another process is building this index."""


class _Lease:
    """The right to build one index, kept by signs of life; a process that dies loses it."""

    def __init__(self, kind: str) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{new_uid()}"
        self.kind = kind
        self._beat_at = time.monotonic()

    def take(self) -> None:
        IndexState.objects.get_or_create(kind=self.kind)
        now = clock.now()
        free = IndexState.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), kind=self.kind)
        if not free.update(lease_by=self.name, lease_until=now + LEASE):
            raise Busy(_("Un autre processus construit déjà cet index : attendez sa fin."))

    def beat(self) -> None:
        if time.monotonic() - self._beat_at < BEAT_SECONDS:
            return
        self._beat_at = time.monotonic()
        mine = IndexState.objects.filter(kind=self.kind, lease_by=self.name)
        if not mine.update(lease_until=clock.now() + LEASE):
            raise Busy(_("Un autre processus a repris la construction de cet index."))

    def release(self) -> None:
        mine = IndexState.objects.filter(kind=self.kind, lease_by=self.name)
        mine.update(lease_by="", lease_until=None)


def rebuild(*, kind: str) -> Generation:  # by nobody: the content does not change
    """Build the index of a kind anew; what is marked meanwhile is applied to the new one.

    The old one serves until the switch. Raises `Busy` while another process is building it.
    """
    lease = _Lease(kind)
    lease.take()
    try:
        _drop(Generation.objects.filter(kind=kind, ready_at=None))
        state = IndexState.objects.get(kind=kind)
        wholes = list(PendingMark.objects.filter(kind=kind, key=None).values_list("pk", flat=True))
        generation = Generation.objects.create(kind=kind)
        Build(registry.source(kind), generation, lease.beat).run()
        _switch(state, generation, lease, wholes)
    finally:
        lease.release()
    refresh_statistics(Posting, Column)
    while apply_pending(kind=kind):
        pass
    return generation


def _switch(before: IndexState, generation: Generation, lease: _Lease, wholes: list[int]) -> None:
    """Let the new generation serve, with what the old one learnt since the building began."""
    with transaction.atomic():
        state = IndexState.objects.select_for_update().get(kind=before.kind)
        if state.lease_by != lease.name:
            raise Busy(_("Un autre processus a repris la construction de cet index."))
        old = state.generation_id
        late = RecentDocument.objects.filter(generation=old, revision__gt=before.revision) if old else None
        keys = list(late.values_list("key", flat=True)) if late is not None else []
        moment = clock.now()
        generation.ready_at = moment
        generation.save()
        state.generation, state.next_number, state.stamp = generation, generation.documents, new_uid()
        state.revision += 1
        state.save(update_fields=["generation", "next_number", "stamp", "revision"])
        if old is not None:
            Generation.objects.filter(pk=old).update(retired_at=moment)
        PendingMark.objects.filter(pk__in=wholes).delete()
        apply_keys(state=state, keys=sorted(keys))


def start_small(*, kind: str) -> bool:  # by nobody: it repeats what others did
    """Build a first index at once when there is little to index (a new town); return whether it was done.

    A large base that has no index yet waits for the worker.
    """
    if IndexState.objects.filter(kind=kind, generation__isnull=False).exists():
        return False
    few = len(list(islice(registry.source(kind).places(), SMALL + 1))) <= SMALL
    return few and _rebuilt(kind) == "rebuilt"


def clean() -> int:  # by nobody: nothing that serves is touched
    """Erase the generations that no longer serve and those that a killed process left; return how many."""
    served = IndexState.objects.exclude(generation=None).values("generation")
    building = IndexState.objects.filter(lease_until__gt=clock.now()).values("kind")
    old = Generation.objects.exclude(pk__in=served).filter(retired_at__lte=clock.now() - GRACE)
    broken = Generation.objects.filter(ready_at=None).exclude(kind__in=building)
    return _drop(old) + _drop(broken)


def _drop(generations) -> int:
    """Erase generations in small transactions, so that writers never wait long."""
    found = list(generations)
    for generation in found:
        for model in (Posting, Column, RecentDocument):
            rows = model.objects.filter(generation=generation)
            while keys := list(rows.values_list("pk", flat=True)[:ROWS]):
                model.objects.filter(pk__in=keys).delete()
        generation.delete()
    return len(found)


def keep_up(*, kind: str) -> str:  # by nobody: it repeats what others did
    """Do for one index what is needed now: apply the marks, or build it anew; return what was done."""
    state = IndexState.objects.filter(kind=kind).select_related("generation").first()
    marks = PendingMark.objects.filter(kind=kind)
    if state is None or state.generation is None or marks.filter(key=None).exists():
        return _rebuilt(kind)
    if marks.count() > max(LARGE_CHANGE, state.generation.documents // 10):
        return _rebuilt(kind)
    applied = 0
    while done := apply_pending(kind=kind):
        applied += done
    recent = RecentDocument.objects.filter(generation=state.generation).count()
    share = state.generation.documents // RECENT_SHARE
    if recent > min(max(SMALLEST_RECENT, share), LARGEST_RECENT):
        return _rebuilt(kind)
    return "applied" if applied else ""


def _rebuilt(kind: str) -> str:
    try:
        rebuild(kind=kind)
    except Busy:
        return "busy"
    return "rebuilt"
