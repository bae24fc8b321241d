"""Importing a register: in batches, resumable, twice the same file changes nothing."""

import os
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.enums import ImportState, Rejection
from terreau.directory.errors import ImportBusy
from terreau.directory.models import ImportRun, Offer, Organisation, RejectedLine, Team
from terreau.directory.sources import SOURCES, source_of
from terreau.directory.sources.batches import Batch, Places
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.reading import FileFacts, Line, inspect, lines
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.territories.bulk import refresh_statistics

By = User | Actor

BATCH = 500
# Without a sign of life for this long, an import on another machine is taken for dead.
SILENCE_SECONDS = 120
COUNTERS = ("created", "updated", "unchanged", "merged", "rejected")


@dataclass
class Report:
    """What an import did, or would do."""

    run: ImportRun | None
    counts: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)
    resumed_at: int = 0


def import_directory(*, path: Path, by: By, source: str = "") -> Report:
    """Load a register into the directory, from where an interrupted import of the same file stopped."""
    facts, source = _recognise(path, source)
    run = _start(facts, source, by)
    report = Report(run, resumed_at=run.last_line)
    places = Places()
    for chunk in _chunks(facts, source, after=run.last_line):
        _apply(chunk, source, run, places, report)
    with transaction.atomic():
        _finish(run, by)
    return report


@transaction.atomic
def rehearse_import(*, path: Path, by: By, source: str = "") -> Report:
    """Do the whole import and take everything back: what would happen, without a trace."""
    facts, source = _recognise(path, source)
    report, places = Report(None), Places()
    for chunk in _chunks(facts, source, after=0):
        _apply(chunk, source, None, places, report)
    transaction.set_rollback(True)
    return report


def _recognise(path: Path, source: str) -> tuple[FileFacts, str]:
    """Read what a file is, and of which register; refuse what is of none."""
    if not path.is_file():
        raise RuleBroken(_("Le fichier %(path)s n’existe pas.") % {"path": path})
    facts = inspect(path)
    source = source or source_of(facts.columns) or ""
    if source not in SOURCES:
        raise RuleBroken(
            _("Ce fichier n’est d’aucune source connue : ses colonnes sont %(columns)s.")
            % {"columns": ", ".join(facts.columns[:12])}
        )
    missing = SOURCES[source].COLUMNS - set(facts.columns)
    if missing:
        raise RuleBroken(_("Il manque des colonnes : %(columns)s.") % {"columns": ", ".join(sorted(missing))})
    return facts, source


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _start(facts: FileFacts, source: str, by: By) -> ImportRun:
    """Open the run, or take over one that died; the database refuses a second one."""
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
    try:
        return ImportRun.objects.create(
            source=source,
            file_name=facts.path.name[:255],
            digest=facts.digest,
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


@dataclass(frozen=True)
class Item:
    """A line, and what it became: a candidate or a refusal."""

    line: Line
    candidate: Candidate | None
    refusal: LineRefused | None


def _items(facts: FileFacts, source: str) -> Iterator[Item]:
    """Read and clean every line; a key met again in the file becomes a second line about its sheet."""
    seen: Counter[str] = Counter()
    clean = SOURCES[source].candidate
    for line in lines(facts):
        try:
            candidate = clean(line.row())
        except LineRefused as refusal:
            yield Item(line, None, refusal)
            continue
        seen[candidate.key] += 1
        if seen[candidate.key] > 1:
            candidate.key = f"{candidate.key}#{seen[candidate.key]}"
        yield Item(line, candidate, None)


def _chunks(facts: FileFacts, source: str, *, after: int) -> Iterator[list[Item]]:
    waiting = (item for item in _items(facts, source) if item.line.number > after)
    while chunk := list(islice(waiting, BATCH)):
        yield chunk


def _apply(chunk: list[Item], source: str, run: ImportRun | None, places: Places, report: Report) -> None:
    """Write a batch; when the database refuses it, halve it until the line at fault stands alone."""
    try:
        with transaction.atomic():
            counts, refusals = _write(chunk, source, run, places)
    except DatabaseError as error:
        if len(chunk) == 1 and chunk[0].candidate is not None:
            refused = LineRefused(Rejection.REFUSED, str(error).strip().splitlines()[0][:200])
            _apply([Item(chunk[0].line, None, refused)], source, run, places, report)
            return
        if len(chunk) == 1:
            raise
        middle = len(chunk) // 2
        _apply(chunk[:middle], source, run, places, report)
        _apply(chunk[middle:], source, run, places, report)
        return
    report.counts.update(counts)
    report.reasons.update(refusals)


def _write(chunk: list[Item], source: str, run: ImportRun | None, places: Places) -> tuple[Counter, Counter]:
    batch = Batch(source, [item.candidate for item in chunk if item.candidate], places)
    counts = batch.write()
    refused = [(item, item.refusal) for item in chunk if item.refusal is not None]
    counts["rejected"] = len(refused)
    if run is not None:
        RejectedLine.objects.bulk_create(
            RejectedLine(
                run=run,
                line_number=item.line.number,
                reason=refusal.reason,
                detail=refusal.detail,
                raw=item.line.raw,
            )
            for item, refusal in refused
        )
        _advance(run, chunk[-1].line.number, counts)
    return counts, Counter(refusal.reason for _item, refusal in refused)


def _advance(run: ImportRun, last_line: int, counts: Counter) -> None:
    """Move the run in the same transaction as its rows; stop when another process took it over."""
    mine = ImportRun.objects.filter(pk=run.pk, worker=run.worker, state=ImportState.RUNNING)
    steps = {name: F(name) + counts[name] for name in COUNTERS}
    if not mine.update(last_line=last_line, beat_at=clock.now(), **steps):
        raise ImportBusy(_("Un autre processus a repris cet import."))


def _finish(run: ImportRun, by: By) -> None:
    mine = ImportRun.objects.filter(pk=run.pk, worker=run.worker, state=ImportState.RUNNING)
    if not mine.update(state=ImportState.DONE, finished_at=clock.now()):
        raise RuleBroken(_("Un autre processus a repris cet import."))
    run.refresh_from_db()
    refresh_statistics(Organisation, Team, Offer)
    write(
        verb="directory.imported",
        target=run,
        by=by,
        quantity=run.created + run.updated,
        data={name: getattr(run, name) for name in COUNTERS} | {"source": run.source},
    )
