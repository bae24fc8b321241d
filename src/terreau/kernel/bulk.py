"""Many rows in few statements, as plain tuples, on both databases; what these must be told of it.

Model instances cost about 60 µs a row; a register has millions of rows. Values are given as the database
keeps them (a JSON column as text); constraints of the database still hold.
"""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.models.lookups import Lookup

Rows = Sequence[Sequence[Any]]

# While a register comes in: 80 MiB of pages in memory, none of them a second time as a mapped file, and the
# log folded back every 64 MiB.
_IMPORT_PRAGMAS = {"cache_size": -81_920, "mmap_size": 0, "wal_autocheckpoint": 16_000}
# While an index is made: what is sorted goes through a file (1), in pieces as large as the cache.
_SORTING_PRAGMAS = {"temp_store": 1, "cache_size": -24_576}


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class Among(Lookup):
    """`siren__among={…}`: like `in`, for sets of any size, in one parameter.

    Not a list: Django would walk through it and look at each value.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        values = sorted(self.rhs)  # neighbours stand on the same pages of an index
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*params, values]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(values)]  # noqa: S608


def reserve_ids(model: type[models.Model], number: int) -> list[int]:
    """Return free primary keys, inside a transaction (SQLite has one writer, who holds them)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, number],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
    return list(range(first, first + number))


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Rows,
    tail: str = "",
    *,
    same: dict[str, Any] | None = None,
) -> None:
    """Insert rows; `tail` is an ON CONFLICT clause, the same for both databases.

    `same` are columns whose value is the same for every row: they cost next to nothing.
    """
    if not rows:
        return
    same = same or {}
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            marks = ", ".join([*["%s"] * len(columns), *map(_literal, same.values())])
            cursor.executemany(
                f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks}) {tail}',  # noqa: S608
                rows,
            )
            return
        more = tuple(same.values())
        _copy(cursor, f'"{model._meta.db_table}"', names, ((*row, *more) for row in rows), tail)


def _copy(cursor: Any, table: str, names: str, rows: Iterator[tuple], tail: str) -> None:
    """PostgreSQL's own way in; conflicts are settled from a temporary table."""
    target = table
    if tail:
        target = "terreau_incoming"
        cursor.execute(
            f"CREATE TEMP TABLE {target} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608
        )
    # Django does not know `copy`: a refusal must still be a `DatabaseError` for those who halve a batch.
    with connection.wrap_database_errors, cursor.copy(f"COPY {target} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if tail:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {target} {tail}")  # noqa: S608
        cursor.execute(f"DROP TABLE {target}")


def _literal(value: Any) -> str:
    """A value of ours (never of a file) as SQLite writes it in a statement."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(int(value) if isinstance(value, bool) else value)
    text = str(value).replace("'", "''").replace("%", "%%")
    return f"'{text}'"


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Update rows by primary key; each row is its new values, then its key."""
    if not rows:
        return
    sets = ", ".join(f'"{name}" = %s' for name in columns)
    statement = f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "id" = %s'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


@contextmanager
def many_writes() -> Iterator[None]:
    """Give the connection the memory that a large import needs, and take it back.

    Python's search for cycles is put off too (it would look at every row many times): call `tidy` after
    each batch.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        with _set(_IMPORT_PRAGMAS):
            yield
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def tidy() -> None:
    """Give back the memory of a batch that is written."""
    gc.collect()


@contextmanager
def bounded_sorting() -> Iterator[None]:
    """Let SQLite sort what indexes are made of without holding it all in memory.

    Without effect in a transaction: SQLite refuses to change its mind there.
    """
    with _set({} if connection.in_atomic_block else _SORTING_PRAGMAS):
        yield


@contextmanager
def _set(pragmas: dict[str, int]) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _pragma(name) for name in pragmas}
    for name, value in pragmas.items():
        _pragma(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            _pragma(name, value)


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


def _pragma(name: str, value: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}")
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
