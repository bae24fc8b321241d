"""Importing a register: in batches, resumable, twice the same file changes nothing."""

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.chunks import Writer
from terreau.directory.actions.services import flag_gone
from terreau.directory.enums import ImportState, Rejection, Source
from terreau.directory.errors import ImportBusy
from terreau.directory.models import (
    ImportRun,
    LegalUnit,
    Offer,
    Organisation,
    RejectedLine,
    SourceRecord,
    Team,
)
from terreau.directory.sources import SOURCES
from terreau.directory.sources.batches import INDEXED_ONE_BY_ONE
from terreau.directory.sources.pipeline import Chunk, chunks
from terreau.directory.sources.recognising import Register, recognised
from terreau.journal.actions import write
from terreau.kernel import clock, indexes
from terreau.kernel.actors import Actor
from terreau.kernel.bulk import bounded_sorting, many_writes, refresh_statistics, tidy
from terreau.kernel.errors import RuleBroken
from terreau.search.actions import mark_all

By = User | Actor

# One transaction: long enough to be cheap, short enough for the others who want to write (a second or so).
BATCH = 10_000
# Without a sign of life for this long, an import on another machine is taken for dead.
SILENCE_SECONDS = 120
# From this many bytes on, into a directory of so few sheets, indexes are made at the end of the load.
LARGE, FEW = 10_000_000, 10_000
COUNTERS = ("created", "updated", "unchanged", "merged", "rejected", "waiting", "skipped")

# Refused lines that a rehearsal shows.
SHOWN = 50


@dataclass
class Report:
    """What an import did, or would do."""

    run: ImportRun | None
    counts: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)
    quality: Counter = field(default_factory=Counter)
    resumed_at: int = 0
    lines: int = 0  # of a rehearsal: the last line read
    refused: list[RejectedLine] = field(default_factory=list)  # of a rehearsal: the first ones
    shown: int = SHOWN


Progress = Callable[[int, int, int], None]


def import_directory(
    *,
    path: Path,
    by: By,
    source: str = "",
    mapping: dict[str, str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Load a register into the directory, from where an interrupted import of the same file stopped.

    `progress` is told after each batch: bytes read, bytes in all, lines read.
    """
    with recognised(path, source, mapping) as register:
        run = _start(register, by)
        report = Report(run, resumed_at=run.last_line)
        writer = Writer(register.source, by)
        with many_writes(), _without_indexes(register):
            for chunk in chunks(register.job(run), _batch(register)):
                _apply(chunk, run, writer, report)
                tidy()
                if progress:
                    progress(chunk.position, register.facts.size, chunk.last_line)
        with transaction.atomic():
            _finish(run, by)
    return report


def rehearse_import(
    *,
    path: Path,
    by: By,
    source: str = "",
    mapping: dict[str, str] | None = None,
    lines: int = 0,
    shown: int = SHOWN,
    progress: Progress | None = None,
) -> Report:
    """Do the whole import (or about its first `lines`) and take everything back, without a trace.

    The report holds the first `shown` refused lines; `progress` is told as by `import_directory`.

    Each batch is taken back before the next one begins, so that nobody waits for long: an organisation on
    two lines more than `BATCH` lines apart counts as two new ones.
    """
    with recognised(path, source, mapping) as register:
        report, writer = Report(None, shown=shown), Writer(register.source, by)
        size = _batch(register)
        with many_writes():
            for chunk in chunks(register.job(None), min(size, lines or size)):
                with transaction.atomic():
                    _apply(chunk, None, writer, report)
                    transaction.set_rollback(True)
                tidy()
                report.lines = chunk.last_line
                if progress:
                    progress(chunk.position, register.facts.size, chunk.last_line)
                if lines and chunk.last_line > lines:
                    break
    return report


@contextmanager
def _without_indexes(register: Register) -> Iterator[None]:
    """A first load of a large register makes the indexes at its end; whatever happens, they come back."""
    if register.facts.size >= LARGE and Organisation.objects.all()[: FEW + 1].count() <= FEW:
        indexes.set_aside(Organisation, but=("organisation_siren", "organisation_rna"))
    try:
        yield
    finally:
        with bounded_sorting():
            indexes.put_back(Organisation)


def put_back_indexes() -> int:  # by nobody: the content does not change
    """Make the indexes that a killed import left aside; return how many (none while an import lives)."""
    running = ImportRun.objects.filter(state=ImportState.RUNNING)
    if any(not _is_dead(run) for run in running):
        return 0
    with bounded_sorting():
        return indexes.put_back(Organisation)


def _batch(register: Register) -> int:
    """How many lines of a register are written at a time."""
    return getattr(SOURCES[register.source], "BATCH", BATCH)


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _start(register: Register, by: By) -> ImportRun:
    """Open the run, or take over one that died; the database refuses a second one."""
    facts, source = register.facts, register.source
    with transaction.atomic():
        left = ImportRun.objects.filter(source=source, state=ImportState.RUNNING).first()
        if left is not None:
            if not _is_dead(left):
                raise ImportBusy(_("Un import de cette source est déjà en cours : attendez sa fin."))
            if left.digest == facts.digest:
                return _take_over(left)
            ImportRun.objects.filter(pk=left.pk, worker=left.worker).update(
                state=ImportState.INTERRUPTED, finished_at=clock.now()
            )
            # Nobody will come to the end of that one: the index learns now what it had added.
            mark_all(kind="organisation")
    try:
        return ImportRun.objects.create(
            source=source,
            file_name=facts.path.name[:255],
            digest=facts.digest,
            size=facts.size,
            worker=_me(),
            started_by=Actor.of(by).label[:160],
        )
    except IntegrityError:
        raise ImportBusy(_("Un import de cette source est déjà en cours : attendez sa fin.")) from None


def _take_over(run: ImportRun) -> ImportRun:
    moment = clock.now()
    if not ImportRun.objects.filter(pk=run.pk, worker=run.worker, beat_at=run.beat_at).update(
        worker=_me(), beat_at=moment
    ):
        raise ImportBusy(_("Un import de cette source est déjà en cours : attendez sa fin."))
    run.refresh_from_db()
    return run


def _is_dead(run: ImportRun) -> bool:
    host, _colon, pid = run.worker.rpartition(":")
    if host == socket.gethostname():
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except (PermissionError, ValueError):
            pass
    # A number may live again in another process (a container restarts): silence decides.
    return (clock.now() - run.beat_at).total_seconds() > SILENCE_SECONDS


def _apply(chunk: Chunk, run: ImportRun | None, writer: Writer, report: Report) -> None:
    """Write a batch; when the database refuses it, halve it until the line at fault stands alone."""
    try:
        with transaction.atomic():
            counts, refused = writer.write(chunk)
            if run is not None:
                _keep(refused, run)
                writer.note_seen(run)
                _advance(run, chunk, counts, writer)
    except DatabaseError as error:
        halves = _halved(chunk, error)
        for half in halves:
            _apply(half, run, writer, report)
        return
    report.counts.update(counts)
    report.reasons.update(line.reason for line in refused)
    report.reasons.update(chunk.skipped)
    report.reasons.update(writer.skipped)
    report.quality.update(writer.quality)
    if run is None:
        report.refused += refused[: max(0, report.shown - len(report.refused))]


def _halved(chunk: Chunk, error: DatabaseError) -> list[Chunk]:
    """The two halves of a batch; of a single line, its refusal."""
    if not chunk.candidates:
        raise error
    number, end, _candidate, raw = chunk.candidates[len(chunk.candidates) // 2 - 1]
    if len(chunk.candidates) == 1:
        said = str(error).strip().splitlines()[0][:200]
        refusal = (number, Rejection.REFUSED.value, said, raw)
        return [replace(chunk, candidates=[], refusals=[*chunk.refusals, refusal])]
    middle = len(chunk.candidates) // 2
    # The first half ends with its last candidate: an import killed between the two goes on from there.
    before = [one for one in chunk.refusals if one[0] <= number]
    after = [one for one in chunk.refusals if one[0] > number]
    return [
        Chunk(chunk.candidates[:middle], before, {}, number, end),
        replace(chunk, candidates=chunk.candidates[middle:], refusals=after),
    ]


def _keep(refused: list[RejectedLine], run: ImportRun) -> None:
    for line in refused:
        line.run = run
    RejectedLine.objects.bulk_create(refused, batch_size=5_000)


def _advance(run: ImportRun, chunk: Chunk, counts: Counter, writer: Writer) -> None:
    """Move the run in the same transaction as its rows; stop when another process took it over."""
    mine = ImportRun.objects.filter(pk=run.pk, worker=run.worker, state=ImportState.RUNNING)
    steps = {name: F(name) + counts[name] for name in COUNTERS}
    reasons = dict(Counter(run.skipped_by_reason) + Counter(chunk.skipped) + writer.skipped)
    quality = dict(Counter(run.quality) + writer.quality)
    place = {"last_line": chunk.last_line, "position": chunk.position, "beat_at": clock.now()}
    if not mine.update(**place, **steps, skipped_by_reason=reasons, quality=quality):
        raise ImportBusy(_("Un autre processus a repris cet import."))
    run.skipped_by_reason, run.quality = reasons, quality


def _finish(run: ImportRun, by: By) -> None:
    mine = ImportRun.objects.filter(pk=run.pk, worker=run.worker, state=ImportState.RUNNING)
    if not mine.update(state=ImportState.DONE, finished_at=clock.now()):
        raise RuleBroken(_("Un autre processus a repris cet import."))
    run.refresh_from_db()
    if run.source == Source.DATA_INCLUSION_SERVICES:
        flag_gone(run=run, by=by)
    refresh_statistics(Organisation, Team, Offer, SourceRecord, LegalUnit)
    if run.created + run.updated + run.merged > INDEXED_ONE_BY_ONE:
        mark_all(kind="organisation")
    write(
        verb="directory.imported",
        target=run,
        by=by,
        quantity=run.created + run.updated,
        data={name: getattr(run, name) for name in COUNTERS} | {"source": run.source},
    )
