"""A register sent by an officer from the browser: checked, tried, agreed to, loaded by the worker."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.imports import SILENCE_SECONDS, Report, import_directory, rehearse_import
from terreau.directory.enums import ImportState, Source
from terreau.directory.errors import ImportBusy
from terreau.directory.models import ImportRun, ImportUpload
from terreau.directory.sources import source_of
from terreau.directory.sources.reading import FileFacts, inspect, lines
from terreau.directory.sources.received import as_csv, lines_of, write_bytes
from terreau.directory.sources.recognising import recognised
from terreau.journal.actions import write
from terreau.kernel import clock, ids
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken

ATTEMPTS = 5
MAX_COLUMNS = 60
# Of a table whose columns are to be said: enough to recognise them.
SHOWN_LINES, SHOWN_SIGNS = 4, 60
# Of a register tried by the worker: what the officer downloads.
REFUSED_KEPT = 1_000
# A rehearsal in the browser must answer in seconds.
REHEARSED_LINES = 2_000


def receive_register(*, name: str, chunks: Iterable[bytes], by: User) -> ImportUpload:
    """Check a file and keep it: the worker tries a register, a table waits until its columns are said.

    The bytes decide what it is, never its name.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / _safe(name)
        write_bytes(path, chunks)
        table = as_csv(path, Path(folder))
        facts = inspect(table)
        source = source_of(facts.columns)
        if source is None:
            _check_table(facts)
        else:
            with recognised(table, source) as register:
                facts = register.facts
        upload = ImportUpload(
            file_name=path.name,
            source=source or Source.SPREADSHEET,
            digest=facts.digest,
            lines=lines_of(table),
            columns=facts.columns if source is None else [],
            shape=_shape(facts.columns),
            sample=_first_lines(facts) if source is None else [],
            uploaded_by=by,
        )
        _keep(upload, table)
    return upload


def _keep(upload: ImportUpload, table: Path) -> None:
    try:
        with table.open("rb") as content, transaction.atomic():
            upload.content.save(f"{ids.reference('IMP')}.csv", File(content), save=False)
            upload.save()
    except IntegrityError as error:
        upload.content.delete(save=False)
        raise RuleBroken(_("Ce fichier attend déjà d’être chargé."), field="file") from error


def rehearse_upload(*, upload: ImportUpload, mapping: dict[str, str], by: User) -> Report:
    """Say what loading the first lines of a table would do; nothing is kept."""
    _check_open(upload)
    with _copied(upload) as path:
        return rehearse_import(path=path, by=by, source=upload.source, mapping=mapping, lines=REHEARSED_LINES)


def rehearse_register(*, upload: ImportUpload, by: Actor) -> ImportUpload:
    """Try a whole register without writing; the officer reads what it would do before agreeing to it.

    Not atomic as a whole: how far it has come shows from batch to batch. Interrupted, it begins again.
    """
    del by  # nothing is kept of it but what it found
    mine = ImportUpload.objects.filter(pk=upload.pk, confirmed_at=None, finished_at=None)
    mine.update(attempts=F("attempts") + 1)
    upload.refresh_from_db()
    if upload.attempts > ATTEMPTS:
        return _finish(
            upload, refusal=_("Ce fichier n’a pas pu être essayé : prévenez votre administrateur.")
        )

    def progress(_done: int, _size: int, lines: int) -> None:
        mine.update(rehearsal={"lines": lines})

    with _copied(upload) as path:
        try:
            report = rehearse_import(
                path=path, by=upload.uploaded_by, source=upload.source, shown=REFUSED_KEPT, progress=progress
            )
        except RuleBroken as refusal:
            return _finish(upload, refusal=str(refusal))
    found = {"lines": report.lines, "counts": dict(report.counts), "reasons": dict(report.reasons)}
    found["quality"] = dict(report.quality)
    lines = [[one.line_number, one.reason, one.detail, one.raw] for one in report.refused]
    mine.update(rehearsal=found, refused=lines, rehearsed_at=clock.now(), attempts=0)
    upload.refresh_from_db()
    return upload


def confirm_upload(*, upload: ImportUpload, mapping: dict[str, str], by: User) -> ImportUpload:
    """Say what the columns of a table mean: the worker loads it from now on."""
    _check_open(upload)
    if "name" not in mapping.values():
        raise RuleBroken(_("Dites quelle colonne contient le nom de la structure."))
    return _confirm(upload, "directory.table_confirmed", by, mapping=mapping)


def agree_to_register(*, upload: ImportUpload, by: User) -> ImportUpload:
    """Agree to what the trial of a register found: the worker loads it from now on.

    Refused before the trial ends, and while another import of the source is under way.
    """
    _check_open(upload)
    if upload.rehearsed_at is None:
        raise RuleBroken(_("L’essai n’est pas fini : attendez son résultat avant de charger."))
    alive = clock.now() - dt.timedelta(seconds=SILENCE_SECONDS)
    running = ImportRun.objects.filter(source=upload.source, state=ImportState.RUNNING, beat_at__gt=alive)
    agreed = ImportUpload.objects.filter(source=upload.source, confirmed_at__isnull=False, finished_at=None)
    if running.exists() or agreed.exists():
        raise RuleBroken(
            _(
                "Un import de cette source est déjà en cours. Votre fichier est gardé : chargez-le quand "
                "l’autre sera fini."
            )
        )
    return _confirm(upload, "directory.register_agreed", by)


def _confirm(upload: ImportUpload, verb: str, by: User, **facts: Any) -> ImportUpload:
    waiting = ImportUpload.objects.filter(pk=upload.pk, confirmed_at=None, finished_at=None)
    with transaction.atomic():
        if not waiting.update(confirmed_at=clock.now(), sample=[], refused=[], **facts):
            raise RuleBroken(_("Ce fichier est déjà confirmé ou abandonné."))
        write(verb=verb, target=upload, by=by, quantity=upload.lines)
    upload.refresh_from_db()
    return upload


def drop_upload(*, upload: ImportUpload, by: User) -> ImportUpload:
    """Give a file up before it is loaded; its bytes are erased."""
    _check_open(upload)
    with transaction.atomic():
        write(verb="directory.table_dropped", target=upload, by=by)
        return _finish(upload, refusal=_("Abandonné avant le chargement."))


def _check_open(upload: ImportUpload) -> None:
    if not upload.is_open:
        raise RuleBroken(_("Ce fichier est déjà confirmé ou abandonné."))


def _check_table(facts: FileFacts) -> None:
    """Refuse what is no table: one column, or titles that no person wrote."""
    named = [title for title in facts.columns if title and title.isprintable()]
    if len(named) < 2 or len(facts.columns) > MAX_COLUMNS:
        raise RuleBroken(
            _("Ce fichier n’est d’aucune source connue, et n’est pas un tableau de 2 à 60 colonnes titrées."),
            field="file",
        )
    if len(set(facts.columns)) < len(facts.columns):
        raise RuleBroken(_("Deux colonnes portent le même titre : renommez-en une."), field="file")


def _shape(columns: list[str]) -> str:
    return hashlib.sha256("\x1f".join(sorted(columns)).encode()).hexdigest()


def _first_lines(facts: FileFacts) -> list[list[str]]:
    found = (line.cells for line in lines(facts) if line.cells is not None)
    return [[cell[:SHOWN_SIGNS] for cell in cells] for cells in islice(found, SHOWN_LINES)]


@contextmanager
def _copied(upload: ImportUpload) -> Iterator[Path]:
    """The bytes kept, wherever they are, as a file on this machine."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / upload.file_name
        with upload.content.open("rb") as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        yield path


def load_upload(*, upload: ImportUpload, by: Actor) -> ImportUpload:
    """Load a register that waits; interrupted, it goes on where it stopped the next time.

    Not atomic as a whole: each batch of lines is kept, so that a crash loses at most one.
    """
    del by  # the worker; the journal names the officer who sent the file
    ImportUpload.objects.filter(pk=upload.pk).update(attempts=F("attempts") + 1)
    upload.refresh_from_db()
    if upload.attempts > ATTEMPTS:
        return _finish(
            upload, refusal=_("Ce fichier n’a pas pu être chargé : prévenez votre administrateur.")
        )
    with _copied(upload) as path:
        try:
            report = import_directory(
                path=path, by=upload.uploaded_by, source=upload.source, mapping=upload.mapping or None
            )
        except ImportBusy:
            ImportUpload.objects.filter(pk=upload.pk).update(attempts=F("attempts") - 1)
            return upload
        except RuleBroken as refusal:
            return _finish(upload, refusal=str(refusal))
    upload.run = report.run
    return _finish(upload)


def _finish(upload: ImportUpload, refusal: str = "") -> ImportUpload:
    upload.finished_at, upload.refusal = clock.now(), refusal[:300]
    upload.sample, upload.refused = [], []
    upload.save(update_fields=["finished_at", "refusal", "run", "sample", "refused"])
    # The lines that matter live in the directory, the refused ones in the report.
    upload.content.delete(save=True)
    return upload


def _safe(name: str) -> str:
    plain = Path(name.replace("\\", "/")).name.replace("\x00", "")[-120:]
    return plain if plain.strip(". ") else "registre.csv"
