"""What each kind of reminder does: a registry filled by the apps' own `reminders.py`.

    @reminders.handler("referral.first_reminder")
    def first_reminder(target, reminder) -> None: …

A handler runs in the transaction that marks the reminder as done: it calls one action.
"""

from collections.abc import Callable
from typing import Any

Handle = Callable[[Any, Any], None]

REGISTRY: dict[str, Handle] = {}


def handler(kind: str) -> Callable[[Handle], Handle]:
    """Register the handler of a kind of reminder."""

    def register(handle: Handle) -> Handle:
        REGISTRY[kind] = handle
        return handle

    return register
