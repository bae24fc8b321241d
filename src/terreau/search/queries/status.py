"""How the indexes are: what the command shows and the doctor examines."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min

from terreau.search import registry
from terreau.search.index.analysed import analyse, to_facts
from terreau.search.index.snapshot import Snapshot, snapshot
from terreau.search.models import IndexState, PendingMark, RecentDocument, SynonymSet

SAMPLE = 20
# How often the indexes changed in all, as an expression of SQL: it only grows.
CHANGES = "COALESCE((SELECT SUM(revision) FROM search_indexstate), 0)"


@dataclass(frozen=True)
class Status:
    """One index: what it holds, what waits, since when it serves."""

    kind: str
    exists: bool
    documents: int = 0
    recent: int = 0
    pending: int = 0
    oldest_mark: dt.datetime | None = None
    ready_at: dt.datetime | None = None


def status_of(kind: str) -> Status:
    """Return how one index is."""
    marks = PendingMark.objects.filter(kind=kind)
    pending, oldest = marks.count(), marks.aggregate(at=Min("marked_at"))["at"]
    state = IndexState.objects.filter(kind=kind).select_related("generation").first()
    if state is None or state.generation is None:
        return Status(kind, exists=False, pending=pending, oldest_mark=oldest)
    return Status(
        kind,
        exists=True,
        documents=snapshot(kind).count,
        recent=RecentDocument.objects.filter(generation=state.generation).count(),
        pending=pending,
        oldest_mark=oldest,
        ready_at=state.generation.ready_at,
    )


def all_synonyms() -> list[SynonymSet]:
    """Return the groups of words that mean the same, in order; a town keeps some hundreds at most."""
    return list(SynonymSet.objects.all()[:2000])


def findable(kind: str) -> int:
    """Return how many documents the source has, counted one by one."""
    return sum(1 for _place in registry.source(kind).places())


def wrong_samples(kind: str) -> list[int]:
    """Compare some documents, spread over the index, with their source; return the keys that differ."""
    state = snapshot(kind)
    live = state.live
    step = max(len(live) // SAMPLE, 1)
    keys = sorted(state.key_of(number) for number in live[::step])
    documents = {one.key: one for one in registry.source(kind).documents(keys)}
    return [key for key in keys if key not in documents or not _is_same(state, documents[key])]


def _is_same(state: Snapshot, document: registry.Document) -> bool:
    """Tell whether the index holds a document under each of its terms and tags, with its facts."""
    one = analyse(document)
    numbers = state.numbers_of([one.key])
    if len(numbers) != 1:
        return False
    number = numbers[0]
    bits = state.bits(one.postings())
    facts = to_facts(one)
    return all(number in held for held in bits.values()) and all(
        state.fact(name, number) == facts[name] for name in ("quality", "name_length", "length")
    )
