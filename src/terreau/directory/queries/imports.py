"""Reads of the imports and of the lines they refused."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from terreau.directory.enums import ImportState, Rejection
from terreau.directory.models import ImportRun, ImportUpload, RejectedLine

UPLOADS_SHOWN = 10


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


def uploads_waiting() -> QuerySet[ImportUpload]:
    """The registers sent from the browser that are not loaded yet, the first sent first."""
    return ImportUpload.objects.filter(finished_at=None).order_by("uploaded_at", "pk")


@dataclass(frozen=True)
class Upload:
    """A register sent from the browser, and how far the worker has come with it."""

    upload: ImportUpload
    run: ImportRun | None

    @property
    def done(self) -> int | str:
        """The lines read so far; empty before the first."""
        return min(self.run.last_line, self.upload.lines) if self.run else ""


def uploads_shown() -> list[Upload]:
    """The registers that wait, are being loaded, or were refused lately; two queries."""
    told = Q(finished_at=None) | ~Q(refusal="")
    shown = list(ImportUpload.objects.filter(told).order_by("-uploaded_at", "-pk")[:UPLOADS_SHOWN])
    digests = [upload.digest for upload in shown if upload.finished_at is None]
    running = ImportRun.objects.filter(state=ImportState.RUNNING, digest__in=digests)
    by_digest = {run.digest: run for run in running}
    return [Upload(upload, by_digest.get(upload.digest)) for upload in shown]
