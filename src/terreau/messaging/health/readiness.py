"""What keeps the platform from serving people."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from terreau.kernel import guards

_complete = False


def obstacles() -> list[str]:
    """Name what is missing: `migrations`, `guards`. Once complete, migrations are not counted again."""
    found = []
    if not _migrated():
        return ["migrations"]
    if guards.missing():
        found.append("guards")
    return found


def pending_migrations() -> list[str]:
    """Name the migrations that the database has not received."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _migrated() -> bool:
    global _complete  # noqa: PLW0603 - reading all migrations takes a second; they only grow
    _complete = _complete or not pending_migrations()
    return _complete
