"""Many rows in few statements: the rows travel as one JSON text, which both databases can unfold."""

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

ROWS_AT_ONCE = 20_000


def insert_many(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], tail: str = ""
) -> None:
    """Insert rows given as plain values; `tail` says what to do on conflict.

    Model instances would take three times as long, and every demo and every test waits for the territories.
    """
    source, item = ("json_each(%s)", "json_extract(value, '$[{}]')")
    if connection.vendor == "postgresql":
        source, item = ("jsonb_array_elements(%s::jsonb) AS value", "(value->>{})::{}")
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    values = ", ".join(item.format(place, types[name]) for place, name in enumerate(columns))
    names = ", ".join(columns)
    statement = (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {source} WHERE true {tail}"  # noqa: S608
    )
    rows = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            cursor.execute(statement, [json.dumps(chunk, allow_nan=False)])


def lock(model: type[models.Model]) -> None:
    """Let nobody else write the table before the transaction ends; reading goes on.

    SQLite has one writer at a time by itself.
    """
    if connection.vendor == "postgresql":
        _execute(f"LOCK TABLE {model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def refresh_statistics(*tables: type[models.Model]) -> None:
    """Tell the database that tables have just been filled: until it knows, reads can be 50 times slower.

    PostgreSQL would find out by itself after a while; SQLite never does.
    """
    for model in tables:
        _execute(f'ANALYZE "{model._meta.db_table}"')


def refresh_all_statistics() -> None:
    """Tell SQLite what all its tables hold, from a sample of each index: milliseconds, whatever the size."""
    if connection.vendor == "sqlite":
        _execute("PRAGMA analysis_limit=400")
        _execute("ANALYZE")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
