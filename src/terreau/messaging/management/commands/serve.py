"""`terreau serve`: check that people can be served, then serve them."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections

from terreau.kernel import guards
from terreau.messaging.health.readiness import pending_migrations
from terreau.messaging.worker import supervisor


class Command(BaseCommand):
    help = "Serve the platform with granian; --with-worker runs the worker beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="web processes")
        parser.add_argument("--blocking-threads", type=int, default=1, help="threads of each web process")
        parser.add_argument("--with-worker", action="store_true", help="send mails from here too")

    def execute(self, *args: Any, **options: Any) -> Any:
        """Say where processes share their figures: read once, when Django's checks load the application."""
        if options["workers"] > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.DATA_DIR / "metrics")
        return super().execute(*args, **options)

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_unless_complete()
        # This process forks: it may hold neither a connection nor the threads of a pool.
        for connection in connections.all(initialized_only=True):
            connection.close()
            if connection.vendor == "postgresql":
                connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL alone has one
        self.stdout.write(f"Terreau: http://{options['host']}:{options['port']}/")
        self.stdout.flush()
        sys.exit(supervisor.supervise(options))


def refuse_unless_complete() -> None:
    """Refuse to serve with a sentence when something is missing that would lose or spoil data."""
    try:
        pending = pending_migrations()
        missing = [] if pending else guards.missing()
    except DatabaseError as error:
        raise CommandError(
            f"The database cannot be reached ({type(error).__name__}). Check TERREAU_DATABASE_URL."
        ) from error
    if pending:
        raise CommandError(
            f"{len(pending)} migrations are not applied (the first: {pending[0]}). Run: terreau migrate"
        )
    if missing:
        raise CommandError(
            f"The database has lost its guards ({', '.join(missing)}). Run: terreau migrate, "
            "then terreau doctor, which verifies the journal."
        )
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not settings.DEBUG and not manifest.exists():
        raise CommandError(
            "The style sheets and scripts are not collected. Run: terreau collectstatic --noinput"
        )
