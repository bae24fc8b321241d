"""What both databases must be told when many rows are written: wait for each other, count again."""

from django.db import connection, models


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
