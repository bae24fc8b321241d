"""Who acts: a person, the platform itself, or someone who holds a capability link."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Actor:
    """The author of an action, as the journal keeps it: a kind, a key and a label, no foreign key."""

    kind: str
    key: str
    label: str
    user: Any = None

    @classmethod
    def of(cls, by: Any) -> Self:
        """Return the actor for a user, or the actor itself."""
        if isinstance(by, cls):
            return by
        return cls("user", str(by.pk), by.full_name, by)

    @classmethod
    def system(cls, name: str) -> Self:
        """Return the actor for a job of the platform, such as the worker."""
        return cls("system", name, name)

    @classmethod
    def by_link(cls, label: str, key: str = "") -> Self:
        """Return the actor for someone who answers through a capability link, without an account."""
        return cls("link", key, label)
