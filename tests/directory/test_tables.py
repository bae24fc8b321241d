"""Any table from the browser: its columns are said, tried, confirmed, and remembered."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from terreau.accounts.enums import Role
from terreau.directory import actions
from terreau.directory.actions import uploads
from terreau.directory.forms.mapping import EXPLAINED
from terreau.directory.jobs import load_registers
from terreau.directory.models import ImportRun, ImportUpload, Organisation
from terreau.directory.sources import workbook
from terreau.directory.sources.spreadsheet import FIELDS
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken

pytestmark = pytest.mark.django_db
TABLE = "Nom;SIRET;Ville;Notes\nLe Lavoir;;Sceaux;à voir\nCafé;12;Sceaux;\n;;;vide\n".encode()
SAID = {"column_0": "name", "column_1": "siret", "column_2": "commune", "column_3": ""}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


@pytest.fixture
def client(client_for, officer):
    return client_for(officer)


def send(client, content: bytes = TABLE, name: str = "acteurs.csv"):
    return client.post("/pilotage/imports/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def address() -> str:
    return f"/pilotage/imports/tableaux/{ImportUpload.objects.order_by('-pk')[0].pk}/"


def test_table_is_shown_with_its_first_lines_and_a_guess(client):
    page = send(client).content.decode()

    assert "Le Lavoir" in page
    assert "à voir" in page
    assert [f"column_{n}" in page for n in range(5)] == [True, True, True, True, False]
    assert '<option value="name" selected>' in page
    load_registers()
    assert Organisation.objects.count() == 0


def test_every_meaning_is_explained():
    assert set(EXPLAINED) == set(FIELDS)


def test_rehearsal_says_what_would_happen_and_writes_nothing(client):
    send(client)

    page = client.post(address(), SAID | {"verb": "rehearse"}).content.decode()

    assert "fiches ajoutées\u00a0: <strong>1</strong>" in page
    assert "lignes refusées\u00a0: <strong>2</strong>" in page
    assert "Café;12;Sceaux" in page
    assert "Essai sur tout le fichier (3" in page
    assert (Organisation.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_rehearsal_of_a_long_table_stops_early_and_says_so(client, monkeypatch):
    monkeypatch.setattr(uploads, "REHEARSED_LINES", 2)
    send(client, b"Nom;Ville\n" + b"".join(b"Lieu %d;Sceaux\n" % number for number in range(9)))

    page = client.post(address(), {"column_0": "name", "verb": "rehearse"}).content.decode()

    assert "au-delà, l’essai ferait attendre" in page


def test_confirmed_table_is_loaded_and_its_meanings_are_remembered(client):
    send(client)
    said = SAID | {"column_2": "summary", "verb": "confirm"}

    assert client.post(address(), said).status_code == 302
    load_registers()

    run = ImportRun.objects.get()
    assert (run.created, run.rejected) == (1, 2)
    assert Organisation.objects.get().summary == "Sceaux"
    assert Entry.objects.get(verb="directory.table_confirmed").quantity == 4
    assert ImportUpload.objects.get().sample == []
    rows = b"".join(client.get(f"/pilotage/imports/{run.pk}/lignes.csv").streaming_content).decode()
    assert "Café;12;Sceaux" in rows
    page = send(client, "Ville;Notes;SIRET;Nom\nSceaux;;;Le Pré\n".encode()).content.decode()
    assert '<option value="summary" selected>' in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"column_0": ""}, "quelle colonne contient le nom"),
        ({"column_1": "name"}, "ne peuvent pas avoir le même sens"),
    ],
)
def test_meanings_that_cannot_be_are_refused_and_kept(client, said, sentence):
    send(client)

    page = client.post(address(), SAID | said | {"verb": "confirm"}).content.decode()

    assert sentence in page
    assert '<option value="commune" selected>' in page
    assert ImportUpload.objects.get().confirmed_at is None


def test_table_is_given_up_once(client, officer, settings):
    send(client)
    upload = ImportUpload.objects.get()

    client.post(address(), {"verb": "drop"})

    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert client.get(address()).status_code == 302
    upload.refresh_from_db()
    for verb in (actions.confirm_upload, actions.rehearse_upload):
        with pytest.raises(RuleBroken, match="déjà"):
            verb(upload=upload, mapping={"Nom": "name"}, by=officer)


def zipped(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def test_archive_of_one_csv_and_workbook_are_tables_too(client):
    book, packed = Workbook(), io.BytesIO()
    for row in (["Nom", "Ville"], ["Le Pré", "Sceaux"]):
        book.active.append(row)
    book.save(packed)

    assert "Le Lavoir" in send(client, zipped(("acteurs.csv", TABLE)), "acteurs.zip").content.decode()
    assert "Le Pré" in send(client, packed.getvalue(), "acteurs.xlsx").content.decode()


def test_bombs_and_other_archives_are_refused(client, monkeypatch):
    two = zipped(("a.csv", TABLE), ("b.csv", TABLE))
    assert "n’est pas un tableau" in send(client, two, "a.zip").content.decode()
    bomb = zipped(("a.csv", b"a;b\n" + b"0" * 3_000_000))
    assert "démesuré" in send(client, bomb, "a.zip").content.decode()
    monkeypatch.setattr(workbook, "MAX_BYTES", 20)
    assert "démesuré" in send(client, zipped(("a.csv", TABLE)), "a.zip").content.decode()
    assert ImportUpload.objects.count() == 0
