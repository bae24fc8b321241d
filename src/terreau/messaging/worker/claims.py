"""Taking one row for oneself: a lease that other workers respect and that a crash lets expire."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, models

from terreau.kernel import clock


def lease_end(duration: dt.timedelta | None = None) -> dt.datetime:
    """Return when a lease taken now ends."""
    return clock.now() + (duration or dt.timedelta(seconds=settings.WORKER_LEASE_SECONDS))


def claim(queryset: models.QuerySet, *, until: dt.datetime, attempt: bool = True) -> Any:
    """Take the first row of the queryset that nobody holds, in one statement; None when there is none.

    PostgreSQL skips the rows that others are taking; SQLite writes one at a time anyway.
    """
    model = queryset.model
    free = queryset.filter(models.Q(lease_until=None) | models.Q(lease_until__lte=clock.now()))
    chosen, parameters = free.values("pk")[:1].query.sql_with_params()
    if connection.features.has_select_for_update_skip_locked:
        chosen += " FOR UPDATE SKIP LOCKED"
    quote = connection.ops.quote_name
    count = f", {quote('attempts')} = {quote('attempts')} + 1" if attempt else ""
    # Only our own column names and Django's own SELECT are put into the text.
    sql = (
        f"UPDATE {quote(model._meta.db_table)} SET {quote('lease_until')} = %s{count} "  # noqa: S608
        f"WHERE {quote('id')} = ({chosen}) RETURNING {quote('id')}"
    )
    moment = connection.ops.adapt_datetimefield_value(until)
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment, *parameters])
        row = cursor.fetchone()
    return model._default_manager.get(pk=row[0]) if row else None


def name_of(error: BaseException) -> str:
    """Return what may be kept of an error: its type and code, never its text (it may hold an address)."""
    code = getattr(error, "smtp_code", None)
    name = type(error).__name__
    return f"{name} {code}" if code else name
