"""Reads of the imports and of the lines they refused."""

from django.db.models import Count, QuerySet

from terreau.directory.enums import Rejection
from terreau.directory.models import ImportRun, RejectedLine


def import_runs() -> QuerySet[ImportRun]:
    """The imports, last first."""
    return ImportRun.objects.order_by("-started_at", "-pk")


def rejected_lines(run: ImportRun) -> QuerySet[RejectedLine]:
    """The refused lines of an import, in the order of the file."""
    return run.rejected_lines.order_by("line_number")


def rejected_by_reason(run: ImportRun) -> list[tuple[str, int]]:
    """The number of refused lines for each reason, most frequent first."""
    rows = run.rejected_lines.values_list("reason").annotate(number=Count("*")).order_by("-number", "reason")
    return [(str(Rejection(reason).label), number) for reason, number in rows]
