"""One kind at one moment: base and recent part together, and the memory of this process."""

import datetime as dt
import threading
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from pyroaring import BitMap

from terreau.kernel import clock
from terreau.kernel.prepared import prepared
from terreau.search.geometry import NOWHERE
from terreau.search.index.analysed import DEGREE
from terreau.search.index.base import Base
from terreau.search.index.overlay import Overlay
from terreau.search.models import Generation, IndexState, RecentDocument

SYNONYMS = "synonyms"  # a state without index: its stamp says when the table changed


class Snapshot:
    """What a question reads; it stays as it is until the next change is read."""

    def __init__(self, kind: str, base: Base, overlay: Overlay, stamp: str) -> None:
        self.kind = kind
        self.base = base
        self.overlay = overlay
        self.stamp = stamp
        self.memory: dict = {}

    @cached_property
    def live(self) -> BitMap:
        """The numbers of the documents that can be found."""
        base = self.base.everything()
        return (base - self.overlay.dead if self.overlay.dead else base) | self.overlay.live

    @property
    def count(self) -> int:
        """How many documents can be found."""
        return len(self.live)

    @cached_property
    def mean_name_length(self) -> float:
        generation = self.base.generation
        total = (generation.name_terms if generation else 0) + self.overlay.name_terms
        return max(total / max(self.base.size + len(self.overlay.docs), 1), 1.0)

    @cached_property
    def mean_length(self) -> float:
        generation = self.base.generation
        total = (generation.terms if generation else 0) + self.overlay.terms
        return max(total / max(self.base.size + len(self.overlay.docs), 1), 1.0)

    def bits(self, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], BitMap]:
        """Return the numbers under each (space, key), in at most one query; dead numbers are not removed."""
        return {
            name: bits | self.overlay.postings[name] if name in self.overlay.postings else bits
            for name, (bits, _weights) in self.base.postings(names).items()
        }

    def space(self, name: str) -> dict[str, BitMap]:
        """Return the numbers of every value of a small space."""
        base, recent = self.base.space(name), self.overlay.spaces.get(name, ())
        if not recent:
            return base
        nothing = BitMap()
        return base | {key: base.get(key, nothing) | self.overlay.postings[name, key] for key in recent}

    def key_of(self, number: int) -> int:
        """Return the key of the object of a number."""
        if number < self.base.size:
            return self.base.column("keys")[number]
        return self.overlay.docs[number].one.key

    def numbers_of(self, keys: Collection[int]) -> BitMap:
        """Return the numbers of some objects."""
        return BitMap(self._numbers(keys)) & self.live

    def _numbers(self, keys: Collection[int]) -> list[int]:
        recent = [self.overlay.numbers[key] for key in keys if key in self.overlay.numbers]
        return [*recent, *self.base.numbers_of(keys).values()]

    def position(self, number: int) -> tuple[float, float] | None:
        """Return latitude and longitude in degrees, or None."""
        if number < self.base.size:
            if number >= self.placed:
                return None
            return self.base.column("lat")[number] / DEGREE, self.base.column("lon")[number] / DEGREE
        one = self.overlay.docs[number].one
        return None if one.lat is None or one.lon is None else (one.lat / DEGREE, one.lon / DEGREE)

    @cached_property
    def placed(self) -> int:
        """The base's numbers below this one have a position."""
        return bisect_left(self.base.column("codes"), NOWHERE)

    def fact(self, name: str, number: int) -> int:
        """Return one number of a document: `quality`, `name_length` or `length`."""
        if number < self.base.size:
            return self.base.column(name)[number]
        return getattr(self.overlay.docs[number].one, name)

    def codes(self) -> array:
        """Return the places on the map, ascending, by number of the base."""
        return self.base.column("codes")


_snapshots: dict[str, Snapshot] = {}
_stamps: dict[str, str] = {}
_lock = threading.Lock()
# With a thread that reads ahead (`warming`): that it runs, what it waits for, and what it has read.
reads_ahead = False
wanted = threading.Event()
_offered: dict[str, Base] = {}
# For so long a question is answered from the generation before, while the thread reads the new one; its
# rows are erased a minute after the switch.
PATIENCE = dt.timedelta(seconds=20)


def forget() -> None:
    """Forget everything this process keeps (tests)."""
    with _lock:
        _snapshots.clear()
        _stamps.clear()
        _offered.clear()


def base_of(kind: str, generation: Generation) -> Base | None:
    """Return what this process keeps of a generation."""
    kept = _snapshots.get(kind)
    return kept.base if kept is not None and kept.base.uid == generation.uid else None


def offer(base: Base) -> None:
    """Let the next question use what was read ahead."""
    with _lock:
        _offered[base.uid] = base


def snapshots(kinds: Collection[str]) -> dict[str, Snapshot]:
    """Return the present state of some kinds; one small query when nothing changed since the last time."""
    found = {state.kind: state for state in _states(kinds=[*kinds, SYNONYMS])}
    if SYNONYMS in found:
        _stamps[SYNONYMS] = found[SYNONYMS].stamp
    return {kind: _snapshot(kind, found.get(kind)) for kind in kinds}


@prepared
def _states(kinds: Any) -> QuerySet[IndexState]:
    return IndexState.objects.filter(kind__in=kinds).select_related("generation")


def snapshot(kind: str) -> Snapshot:
    """Return the present state of one kind."""
    return snapshots([kind])[kind]


def synonyms_stamp() -> str:
    """Return the stamp of the synonyms as last read with a snapshot."""
    return _stamps.get(SYNONYMS, "")


def _snapshot(kind: str, state: IndexState | None) -> Snapshot:
    stamp = state.stamp if state else ""
    with _lock:
        kept = _snapshots.get(kind)
        if kept is not None and (kept.stamp == stamp or _is_awaited(kept, state)):
            return kept
        _snapshots[kind] = fresh = _refresh(kind, kept, state, stamp)
        return fresh


def _is_awaited(kept: Snapshot, state: IndexState | None) -> bool:
    """Tell whether a new generation is being read ahead, and ask for it."""
    generation = state.generation if state else None
    if not reads_ahead or generation is None or generation.ready_at is None or not kept.base.size:
        return False
    if generation.uid in {kept.base.uid, *_offered} or generation.ready_at < clock.now() - PATIENCE:
        return False
    wanted.set()
    return True


def _refresh(kind: str, kept: Snapshot | None, state: IndexState | None, stamp: str) -> Snapshot:
    generation = state.generation if state else None
    same = kept is not None and generation is not None and kept.base.uid == generation.uid
    offered = _offered.pop(generation.uid, None) if generation is not None else None
    base = kept.base if kept is not None and same else offered or Base(generation)
    overlay = Overlay()
    if kept is not None and same and state is not None and state.revision >= kept.overlay.revision:
        overlay = kept.overlay
    if generation is not None:
        overlay.read(RecentDocument.objects.filter(generation=generation))
    return Snapshot(kind, base, overlay, stamp)
