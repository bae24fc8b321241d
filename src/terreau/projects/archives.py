"""The ZIP in which a file travels: `dossier.json`, `dossier.pdf`, and the documents under their imprint."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext as _

from terreau.documents.models import File
from terreau.kernel.errors import RuleBroken

JSON_NAME, PDF_NAME, FOLDER = "dossier.json", "dossier.pdf", "documents/"
IN_MEMORY = 5_000_000  # bytes; a larger archive is made on disk
MOST_BYTES = 500_000_000  # of everything inside, once unpacked
MOST_JSON = 50_000_000


def write_archive(*, data: dict[str, Any], pdf: bytes, files: Iterable[File]) -> IO[bytes]:
    """Return the archive, ready to be read from its beginning; whoever reads it closes it."""
    made = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(JSON_NAME, json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr(PDF_NAME, pdf)
        for file in files:
            with file.content.open("rb") as content:
                archive.writestr(f"{FOLDER}{file.sha256[:12]}-{file.name}", content.read())
    made.seek(0)
    return made


def read_archive(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the data of a file and its documents by SHA-256, from its archive or its JSON alone."""
    if not content.startswith(b"PK\x03\x04"):
        return _read_json(content), {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise RuleBroken(_("Cette archive est trop lourde : importez le JSON, puis les documents."))
            data = _read_json(archive.read(JSON_NAME))
            return data, _documents(archive, data)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise RuleBroken(_("Cette archive ne s’ouvre pas : demandez-en une nouvelle au porteur.")) from error


def _documents(archive: zipfile.ZipFile, data: dict[str, Any]) -> dict[str, bytes]:
    listed = {f"{FOLDER}{one['sha256'][:12]}-{one['name']}": one["sha256"] for one in data["documents"]}
    present = set(archive.namelist())
    return {imprint: archive.read(name) for name, imprint in listed.items() if name in present}


def _read_json(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_JSON:
        raise RuleBroken(_("Ce fichier est trop lourd pour un dossier de projet."))
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise RuleBroken(
            _("Ce fichier n’est ni un dossier de projet (ZIP) ni son JSON : vérifiez son nom.")
        ) from error
