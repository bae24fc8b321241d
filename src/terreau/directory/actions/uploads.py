"""A register sent by an officer from the browser: checked at once, loaded by the worker."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.imports import _recognise, import_directory
from terreau.directory.errors import ImportBusy
from terreau.directory.models import ImportUpload
from terreau.kernel import clock, ids
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken

MAX_BYTES = 100_000_000
ATTEMPTS = 5


def receive_register(*, name: str, chunks: Iterable[bytes], by: User) -> ImportUpload:
    """Check a register and keep it until the worker loads it; the bytes decide, never the name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / _safe(name)
        lines = _write(path, chunks)
        facts, source = _recognise(path, "")
        upload = ImportUpload(
            file_name=path.name, source=source, digest=facts.digest, lines=lines, uploaded_by=by
        )
        try:
            with path.open("rb") as content, transaction.atomic():
                upload.content.save(f"{ids.reference('IMP')}.csv", File(content), save=False)
                upload.save()
        except IntegrityError as error:
            upload.content.delete(save=False)
            raise RuleBroken(_("Ce fichier attend déjà d’être chargé."), field="file") from error
    return upload


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
    with TemporaryDirectory() as folder:
        path = Path(folder) / upload.file_name
        with upload.content.open("rb") as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        try:
            report = import_directory(path=path, by=upload.uploaded_by, source=upload.source)
        except ImportBusy:
            ImportUpload.objects.filter(pk=upload.pk).update(attempts=F("attempts") - 1)
            return upload
        except RuleBroken as refusal:
            return _finish(upload, refusal=str(refusal))
    upload.run = report.run
    return _finish(upload)


def _finish(upload: ImportUpload, refusal: str = "") -> ImportUpload:
    upload.finished_at, upload.refusal = clock.now(), refusal[:300]
    upload.save(update_fields=["finished_at", "refusal", "run"])
    # The lines that matter live in the directory, the refused ones in the report.
    upload.content.delete(save=True)
    return upload


def _safe(name: str) -> str:
    plain = Path(name.replace("\\", "/")).name.replace("\x00", "")[-120:]
    return plain if plain.strip(". ") else "registre.csv"


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    """Write the bytes to the disk, counting the lines; refuse what is too big, empty, or no text."""
    size = lines = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_BYTES:
                raise RuleBroken(_("Ce fichier dépasse 100 Mo : coupez-le en plusieurs."), field="file")
            if b"\x00" in chunk:
                raise RuleBroken(
                    _("Ce fichier n’est pas un CSV : enregistrez votre tableau au format CSV."), field="file"
                )
            lines += chunk.count(b"\n")
            file.write(chunk)
    if not size:
        raise RuleBroken(_("Ce fichier est vide : choisissez-en un autre."), field="file")
    return lines
