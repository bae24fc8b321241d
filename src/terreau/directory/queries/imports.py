"""Reads of the imports and of the lines they refused."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q, QuerySet

from terreau.directory.enums import ImportState, Rejection
from terreau.directory.models import ImportRun, ImportUpload, RejectedLine
from terreau.directory.queries.services import in_bands
from terreau.directory.sources.spreadsheet import guess

UPLOADS_SHOWN = 10
SHOWN = 50
MORE_COUNTED = ("waiting", "skipped")
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


def uploads_to_try() -> QuerySet[ImportUpload]:
    """The registers of a known source that the worker has not tried to the end yet, the first sent first."""
    waiting = ImportUpload.objects.filter(finished_at=None, confirmed_at=None, rehearsed_at=None, columns=[])
    return waiting.order_by("uploaded_at", "pk")


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
    quality: list[tuple[str, int]] = field(default_factory=list)


def told(report: Any, upload: ImportUpload) -> Told | None:
    """Turn the report of a rehearsal into what the page shows; None when there was none."""
    if report is None:
        return None
    found = _told(upload, report.lines, report.counts, report.reasons, report.refused)
    return replace(found, quality=in_bands(report.quality))


def told_of_register(upload: ImportUpload) -> Told | None:
    """What the trial of a register by the worker found; None before it ended."""
    if upload.rehearsed_at is None:
        return None
    found = upload.rehearsal
    counts, reasons = Counter(found["counts"]), Counter(found["reasons"])
    trial = _told(upload, found["lines"], counts, reasons, refused_by_trial(upload))
    return replace(trial, quality=in_bands(found.get("quality", {})))


def refused_by_trial(upload: ImportUpload) -> list[RejectedLine]:
    """The lines that the trial of a register refused, the first thousand of them."""
    names = ("line_number", "reason", "detail", "raw")
    return [RejectedLine(**dict(zip(names, line, strict=True))) for line in upload.refused]


def _told(
    upload: ImportUpload, lines: int, counts: Counter, reasons: Counter, refused: list[RejectedLine]
) -> Told:
    words = {field.name: str(field.verbose_name) for field in ImportRun._meta.concrete_fields}
    shown = [*COUNTED, *(name for name in MORE_COUNTED if counts[name])]
    # The first line of the file holds the titles.
    read = max(lines - 1, 0)
    return Told(
        [(words[name], counts[name]) for name in shown],
        [(str(Rejection(reason).label), number) for reason, number in reasons.most_common()],
        refused[:SHOWN],
        read,
        read + 1 >= upload.lines,
    )
