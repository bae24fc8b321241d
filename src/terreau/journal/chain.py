"""The hash of an entry: what cannot be changed afterwards without being seen."""

import datetime as dt
import hashlib
import json

from terreau.journal.models import Entry
from terreau.kernel.money import to_cents

# The labels stay out: erasing a name must not break the chain.
SEALED_FIELDS = (
    "verb", "actor_kind", "actor_key", "target_kind", "target_key", "organisation", "project", "territory",
    "unit", "data", "public",
)  # fmt: skip


def digest(entry: Entry, position: int, previous_hash: str) -> str:
    """Return the hash of an entry at its position, chained to the entry before it."""
    facts = {name: getattr(entry, name) for name in SEALED_FIELDS}
    facts |= {
        "id": entry.pk,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "quantity": None if entry.quantity is None else str(to_cents(entry.quantity)),
        "position": position,
        "previous": previous_hash,
    }
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
