"""Applying what was marked to the recent part of an index: one writer at a time, one transaction."""

import json
from collections import Counter
from typing import Any

from django.db import transaction

from terreau.search import registry
from terreau.search.index.analysed import Analysed, analyse_recent, to_facts
from terreau.search.index.base import Base
from terreau.search.index.snapshot import snapshots
from terreau.search.models import IndexState, PendingMark, RecentDocument, new_uid

BATCH = 500


def apply_pending(*, kind: str, wait: bool = True) -> int:  # by nobody: it repeats what others did
    """Apply the marks of a kind, at most BATCH objects; return how many objects were applied.

    Applying twice changes nothing. Without `wait`, leave at once when another process is at it. Marks
    made while an index does not exist yet wait for its first building.
    """
    if not PendingMark.objects.filter(kind=kind, key__isnull=False).exists():
        return 0
    IndexState.objects.get_or_create(kind=kind)
    with transaction.atomic():
        states = IndexState.objects.select_for_update(of=("self",), skip_locked=not wait)
        state = states.select_related("generation").filter(kind=kind).first()
        if state is None or state.generation is None:
            return 0
        marks = PendingMark.objects.filter(kind=kind, key__isnull=False).order_by("pk")
        rows: list[Any] = list(marks.values_list("pk", "key")[: BATCH * 4])
        keys = list(dict.fromkeys(key for _pk, key in rows))[:BATCH]
        taken = set(keys)
        apply_keys(state=state, keys=keys)
        PendingMark.objects.filter(pk__in=[pk for pk, key in rows if key in taken]).delete()
    return len(keys)


def apply_keys(*, state: IndexState, keys: list[int]) -> None:  # by nobody: part of the verbs
    """Write the present documents of some objects into the recent part; the state is locked."""
    generation = state.generation
    if not keys or generation is None:
        return
    base = snapshots([state.kind])[state.kind].base
    if base.uid != generation.uid:
        base = Base(generation)
    documents = {one.key: analyse_recent(one) for one in registry.source(state.kind).documents(keys)}
    held = base.numbers_of(keys)
    state.revision += 1
    rows = [_row(state, base, key, documents.get(key), held.get(key)) for key in keys]
    RecentDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["generation", "key"],
        update_fields=["number", "replaces", "revision", "facts"],
    )
    state.stamp = new_uid()
    state.save(update_fields=["revision", "stamp", "next_number"])


def _row(
    state: IndexState, base: Base, key: int, one: Analysed | None, replaces: int | None
) -> RecentDocument:
    row = RecentDocument(
        generation=state.generation,
        key=key,
        number=None,
        replaces=replaces,
        revision=state.revision,
        facts="",
    )
    if one is None:
        return row
    row.number = state.next_number
    state.next_number += 1
    ranks = {
        "name": base.rank("name", (one.sort_name, one.key)),
        "newest": base.rank("newest", (-one.created, -one.key)),
    }
    facts = to_facts(one) | {"counts": dict(Counter(one.counts)), "ranks": ranks}
    row.facts = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("\\u0000", "")
    return row
