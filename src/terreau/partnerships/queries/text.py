"""The exact text of a charter, and the fingerprint by which a vote binds it."""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Any

from terreau.partnerships.models import Charter

PARTY = ("organisation__name", "role", "parent__organisation__name", "signing")
COMMITMENT = (
    *("number", "form", "party__organisation__name", "text", "unit", "target", "due_on"),
    *("recurrence", "delay_days", "is_free", "counterpart"),
)


def text_of(charter: Charter) -> dict[str, Any]:
    """Return what the parties agree on; who signs for them is known later, and is no part of it."""
    return {
        "title": charter.title,
        "summary": charter.summary,
        "preamble": charter.preamble,
        "town_signatory": charter.town_signatory,
        "parties": list(charter.parties.order_by("order", "pk").values(*PARTY)),
        "commitments": list(charter.commitments.order_by("number").values(*COMMITMENT)),
    }


def fingerprint(charter: Charter) -> str:
    """Return the SHA-256 of the text: one changed letter gives another."""
    text = json.dumps(text_of(charter), ensure_ascii=False, sort_keys=True, default=_plain)
    return sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value.isoformat()
