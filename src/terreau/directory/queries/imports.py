"""Reads of the imports and of the lines they refused."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from terreau.directory.enums import ImportState, Rejection
from terreau.directory.models import ImportRun, ImportUpload, RejectedLine
from terreau.directory.sources.spreadsheet import guess

UPLOADS_SHOWN = 10
COUNTED = ("created", "updated", "unchanged", "merged", "rejected")


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


def skipped_by_reason(run: ImportRun) -> list[tuple[str, int]]:
    """The number of lines out of the directory's scope for each reason, most frequent first."""
    rows = sorted(run.skipped_by_reason.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(str(Rejection(reason).label), number) for reason, number in rows]


def uploads_waiting() -> QuerySet[ImportUpload]:
    """The files sent from the browser that the worker may load, the first sent first."""
    ready = ImportUpload.objects.filter(finished_at=None, confirmed_at__isnull=False)
    return ready.order_by("uploaded_at", "pk")


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


def proposed_meanings(upload: ImportUpload) -> dict[str, str]:
    """What the columns mean: as somebody said of the last table with the same columns, or by their titles."""
    same = ImportUpload.objects.filter(shape=upload.shape, confirmed_at__isnull=False)
    last = same.order_by("-confirmed_at").values_list("mapping", flat=True).first()
    return last or guess(upload.columns)


@dataclass(frozen=True)
class Told:
    """What a rehearsal found, in words."""

    counts: list[tuple[str, int]]
    reasons: list[tuple[str, int]]
    refused: list[RejectedLine]
    lines: int
    is_whole: bool


def told(report: Any, upload: ImportUpload) -> Told | None:
    """Turn the report of a rehearsal into what the page shows; None when there was none."""
    if report is None:
        return None
    words = {field.name: str(field.verbose_name) for field in ImportRun._meta.concrete_fields}
    counts = [(words[name], report.counts[name]) for name in COUNTED]
    reasons = [(str(Rejection(reason).label), number) for reason, number in report.reasons.most_common()]
    # The first line of the file holds the titles.
    read = max(report.lines - 1, 0)
    return Told(counts, reasons, report.refused, read, read + 1 >= upload.lines)
