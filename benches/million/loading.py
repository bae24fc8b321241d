"""The invented organisations straight into the table: COPY on PostgreSQL, plain inserts on SQLite.

The platform's own verbs are measured elsewhere; here a million rows only have to be there.
"""

import sys
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Field

from benches.million.invented import SIZE, organisations
from terreau.directory.models import Organisation
from terreau.kernel.actors import Actor
from terreau.kernel.bulk import refresh_statistics
from terreau.territories.actions import set_operator
from terreau.territories.queries import by_insee

AT_ONCE = 10_000
BENCH = Actor.system("bench")


def load() -> None:
    """Fill an empty database: France, the operator, the organisations."""
    call_command("import_territories", verbosity=0, stdout=sys.stderr)
    set_operator(name="Ville de Sceaux", territory=by_insee("92071"), by=BENCH)
    fill()


def fill() -> None:
    """Add the organisations; the territories are there."""
    fields = list(Organisation._meta.concrete_fields)
    insert = _copy if connection.vendor == "postgresql" else _insert
    rows = _rows(fields)
    first = next(rows)  # what it reads is read before COPY takes the connection
    insert([field.column for field in fields], chain([first], rows))
    refresh_statistics(Organisation)


def _rows(fields: list[Field]) -> Iterator[list[Any]]:
    """Yield whole rows: what was invented, and the model's defaults for the rest."""
    blank = Organisation()
    plain = {one.column: one.get_db_prep_save(one.value_from_object(blank), connection) for one in fields}
    own = {one.column: one for one in fields}
    moment = own["created_at"]
    for number, one in enumerate(organisations(SIZE)):
        one["created_at"] = moment.get_db_prep_save(one["created_at"], connection)
        yield [*(plain | one).values()]
        if number % 100_000 == 0:
            sys.stderr.write(f"  {number:,} organisations\r")


def _insert(columns: list[str], rows: Iterator[list[Any]]) -> None:
    names, marks = ", ".join(columns), ", ".join(["?"] * len(columns))
    statement = f"INSERT INTO {Organisation._meta.db_table} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, AT_ONCE)):
            with transaction.atomic():
                cursor.cursor.connection.executemany(statement, chunk)


def _copy(columns: list[str], rows: Iterator[list[Any]]) -> None:
    table = Organisation._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {SIZE})")
