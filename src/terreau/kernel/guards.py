"""Rules that the database itself keeps, as triggers, because constraints cannot say them.

An app declares its guards in `guards.py`; they are created after every `migrate` (a table remade by
SQLite loses its triggers), verified by `terreau doctor`, and nothing is served without them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

REGISTRY: dict[str, "Guard"] = {}

_EXISTING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


@dataclass(frozen=True)
class Guard:
    """One trigger: its name, its table, and how each database says it (empty: that one needs none)."""

    name: str
    table: str
    sqlite: str = ""
    postgresql: str = ""

    @property
    def statement(self) -> str:
        """The statement for the database in use."""
        return getattr(self, connection.vendor, "")


def register(*guards: Guard) -> None:
    """Declare guards; called when an app's `guards.py` is imported."""
    REGISTRY.update({guard.name: guard for guard in guards})


def install(**_signal: Any) -> None:
    """Create or replace every guard whose table exists (receiver of `post_migrate`)."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in REGISTRY.values():
            if guard.table in tables and guard.statement:
                cursor.execute(_drop(guard))
                cursor.execute(guard.statement)


def missing() -> list[str]:
    """Name the guards that the database should have and has not."""
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING[connection.vendor])
        existing = {name for (name,) in cursor.fetchall()}
    return sorted(guard.name for guard in REGISTRY.values() if guard.statement and guard.name not in existing)


@contextmanager
def lifted() -> Iterator[None]:
    """Remove the guards for a block that empties the database (demo reset, test teardown)."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in REGISTRY.values():
            if guard.table in tables and guard.statement:
                cursor.execute(_drop(guard))
    try:
        yield
    finally:
        install()


def _drop(guard: Guard) -> str:
    suffix = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {guard.name}{suffix}"
