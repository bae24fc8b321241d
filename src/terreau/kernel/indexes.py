"""Indexes set aside while a table is filled for the first time, and put back whatever happens.

An index costs several microseconds for each row inserted, and a tenth of that when it is made at the end.
Only the plain indexes of `Meta.indexes` are ever set aside: uniqueness holds at every moment. An import
that is killed leaves the table without them; whoever comes next puts them back (the end of the next import,
the worker, `terreau migrate`), and `terreau doctor` tells.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, models, transaction


def missing(model: type[models.Model]) -> list[models.Index]:
    """The indexes that a model declares and its table has not."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
        existing = {name for (name,) in cursor.fetchall()}
    return [index for index in model._meta.indexes if index.name not in existing]


def set_aside(model: type[models.Model], *, but: Collection[str] = ()) -> None:
    """Drop the plain indexes of a table except those named."""
    with transaction.atomic(), connection.cursor() as cursor:
        for index in model._meta.indexes:
            if index.name not in but:
                cursor.execute(f'DROP INDEX IF EXISTS "{index.name}"')


def put_back(model: type[models.Model]) -> int:
    """Make the indexes that are missing, each in its own transaction; return how many were made."""
    made = 0
    for index in missing(model):
        editor = connection.SchemaEditorClass(connection, collect_sql=True)
        statement = str(index.create_sql(model, editor))
        verb, _index, rest = statement.partition(" INDEX ")
        with transaction.atomic(), connection.cursor() as cursor:
            # Another process may be putting it back too.
            cursor.execute(f"{verb} INDEX IF NOT EXISTS {rest}")
        made += 1
    return made


def put_back_at_migrate(sender: Any, apps: Any = None, **_signal: Any) -> None:
    """Receiver of `pre_migrate` and `post_migrate`: what an app's models declared at that migration is there.

    The models of today are not asked after a migration that stops on its way: SQLite would take the name of
    a column that does not exist yet for a text, and index that.
    """
    tables = set(connection.introspection.table_names())
    for model in _models_of(sender, apps):
        if model._meta.managed and model._meta.indexes and model._meta.db_table in tables:
            put_back(model)


def _models_of(sender: Any, apps: Any) -> Iterable[type[models.Model]]:
    if apps is None:
        return sender.get_models()
    return [model for model in apps.get_models() if model._meta.app_label == sender.label]
