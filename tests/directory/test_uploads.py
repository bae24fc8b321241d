"""A register sent from the browser: checked at once, loaded by the worker, found again."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from terreau.accounts.enums import Role
from terreau.directory import actions
from terreau.directory.actions import uploads
from terreau.directory.enums import ImportState
from terreau.directory.jobs import WORKER, load_registers
from terreau.directory.models import ImportRun, ImportUpload, Organisation
from terreau.directory.sources import received
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken

pytestmark = pytest.mark.django_db
SAMPLE = Path(actions.__file__).parent.parent / "sources" / "le_marche" / "samples" / "sample.csv"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


def send(client, content: bytes, name: str = "registre.csv"):
    return client.post("/pilotage/imports/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def agreed(name: str = "x.csv", *, by) -> ImportUpload:
    """A register received, tried by the worker and agreed to."""
    upload = actions.receive_register(name=name, chunks=[SAMPLE.read_bytes()], by=by)
    actions.rehearse_register(upload=upload, by=WORKER)
    return actions.agree_to_register(upload=upload, by=by)


def decide(client, verb: str = "confirm"):
    number = ImportUpload.objects.latest("pk").pk
    return client.post(f"/pilotage/imports/registres/{number}/", {"verb": verb}, follow=True)


def kept_files(settings) -> list[str]:
    return [path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_officer_sends_a_register_and_the_worker_loads_it(client_for, officer, settings):
    client = client_for(officer)

    page = send(client, SAMPLE.read_bytes(), "le marché.csv").content.decode()

    assert ("essayé sans rien écrire" in page, "Essai en cours" in page) == (True, True)
    load_registers()
    assert Organisation.objects.count() == 0
    assert "le chargement commence" in decide(client).content.decode()
    load_registers()
    upload, run = ImportUpload.objects.get(), ImportRun.objects.get()
    assert (upload.run, upload.refusal, run.state) == (run, "", ImportState.DONE)
    assert run.started_by == officer.full_name
    assert Organisation.objects.count() == run.created > 0
    assert kept_files(settings) == []
    assert "le marché.csv" in client.get("/pilotage/imports/").content.decode()
    assert Entry.objects.get(verb="directory.imported").actor_label == officer.full_name


def test_same_file_twice_changes_nothing(client_for, officer):
    client = client_for(officer)
    for _ in range(2):
        send(client, SAMPLE.read_bytes())
        load_registers()
        decide(client)
        load_registers()

    last = ImportRun.objects.order_by("pk").last()
    assert ImportRun.objects.count() == 2
    assert (last.created, last.updated) == (0, 0)
    assert last.unchanged > 0


def test_file_that_waits_is_not_taken_twice(client_for, officer, settings):
    client = client_for(officer)
    send(client, SAMPLE.read_bytes())

    page = send(client, SAMPLE.read_bytes()).content.decode()

    assert "attend déjà" in page
    assert ImportUpload.objects.count() == 1
    assert len(kept_files(settings)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "n’est pas un CSV"),
        (b"PK\x03\x04\x14\x00\x06\x00", "est abîmé"),
        (b"a;a\n1;2\n", "le même titre"),
        (b"%PDF-1.7\n%\xe2\xe3", "aucune source connue"),
    ],
)
def test_bytes_decide_and_not_the_name(client_for, officer, settings, content, sentence):
    page = send(client_for(officer), content, "registre.csv").content.decode()

    assert sentence in page
    assert ImportUpload.objects.count() == 0
    assert kept_files(settings) == []


def test_empty_and_too_big_files_are_refused(officer, client_for, monkeypatch):
    assert "vide" in send(client_for(officer), b"").content.decode()
    with pytest.raises(RuleBroken, match="vide"):
        actions.receive_register(name="x.csv", chunks=[], by=officer)

    monkeypatch.setattr(received, "MAX_BYTES", 10)
    with pytest.raises(RuleBroken, match="100"):
        actions.receive_register(name="x.csv", chunks=[b"a" * 6, b"b" * 6], by=officer)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("..", "registre.csv"),
        ("", "registre.csv"),
    ],
)
def test_name_cannot_leave_its_folder(officer, name, kept):
    upload = actions.receive_register(name=name, chunks=[SAMPLE.read_bytes()], by=officer)

    assert upload.file_name == kept


def test_trial_says_what_would_happen_and_gives_the_refused_lines(client_for, officer):
    client = client_for(officer)
    lines = SAMPLE.read_text().splitlines(keepends=True)
    send(client, ("".join(lines) + "abîmée;\n").encode())
    number = ImportUpload.objects.get().pk
    address = f"/pilotage/imports/registres/{number}/"

    during = client.get(address).content.decode()
    load_registers()
    page, entries = client.get(address).content.decode(), Entry.objects.count()
    rows = b"".join(client.get(f"{address}lignes.csv").streaming_content).decode("utf-8-sig").splitlines()

    upload = ImportUpload.objects.get()
    assert ("Essai en cours" in during, "Charger ce registre" in during) == (True, False)
    assert ("Charger ce registre" in page, "Rien n’a été écrit" in page) == (True, True)
    assert upload.rehearsal["counts"]["created"] > 0
    assert upload.rehearsal["counts"]["rejected"] == len(upload.refused) == len(rows) - 1 > 0
    assert "abîmée" in rows[-1]
    assert (Organisation.objects.count(), ImportRun.objects.count(), entries) == (0, 0, 0)


def test_trial_finds_what_the_import_then_does(officer):
    upload = agreed(by=officer)

    load_registers()

    run = ImportRun.objects.get()
    found = {name: upload.rehearsal["counts"].get(name, 0) for name in ("created", "updated", "rejected")}
    assert found == {"created": run.created, "updated": run.updated, "rejected": run.rejected}
    assert Entry.objects.filter(verb="directory.register_agreed").count() == 1


def test_register_is_not_loaded_before_its_trial_ends(client_for, officer):
    client = client_for(officer)
    send(client, SAMPLE.read_bytes())

    page = decide(client).content.decode()

    assert "pas fini" in page
    assert ImportUpload.objects.get().confirmed_at is None


def test_second_register_of_a_source_is_refused_while_the_first_is_loaded(client_for, officer):
    client = client_for(officer)
    agreed(by=officer)
    send(client, SAMPLE.read_bytes() + b"\n", "autre.csv")
    actions.rehearse_register(upload=ImportUpload.objects.latest("pk"), by=WORKER)

    page = decide(client).content.decode()
    load_registers()
    after = decide(client).content.decode()

    assert "déjà en cours" in page
    assert "le chargement commence" in after


def test_register_is_given_up(client_for, officer, settings):
    client = client_for(officer)
    send(client, SAMPLE.read_bytes())
    load_registers()

    decide(client, "drop")
    again = decide(client)

    upload = ImportUpload.objects.get()
    assert (upload.finished_at is not None, upload.refused, kept_files(settings)) == (True, [], [])
    assert again.redirect_chain[-1][0] == "/pilotage/imports/"


def test_trial_that_breaks_each_time_is_given_up_with_a_sentence(officer):
    upload = actions.receive_register(name="x.csv", chunks=[SAMPLE.read_bytes()], by=officer)
    ImportUpload.objects.update(attempts=uploads.ATTEMPTS)

    load_registers()

    upload.refresh_from_db()
    assert "pas pu être essayé" in upload.refusal


def test_register_waits_while_another_of_the_source_is_loaded(officer):
    upload = agreed(by=officer)
    other = ImportRun.objects.create(
        source=upload.source, file_name="y.csv", digest="0" * 64, worker="elsewhere:1", started_by="Ana"
    )

    load_registers()

    upload.refresh_from_db()
    assert (upload.finished_at, upload.attempts) == (None, 0)
    ImportRun.objects.filter(pk=other.pk).delete()
    load_registers()
    upload.refresh_from_db()
    assert upload.run.state == ImportState.DONE


def test_interrupted_load_is_found_again_and_goes_on(officer, client_for):
    upload = agreed(by=officer)
    left = ImportRun.objects.create(
        source=upload.source,
        file_name="x.csv",
        digest=upload.digest,
        worker="elsewhere:1",
        started_by="Ana",
        last_line=2,
    )
    page = client_for(officer).get("/pilotage/imports/").content.decode()
    assert f"/pilotage/imports/{left.pk}/" in page
    assert 'value="2"' in page

    ImportRun.objects.filter(pk=left.pk).update(beat_at="2020-01-01T00:00:00Z")
    load_registers()

    upload.refresh_from_db()
    left.refresh_from_db()
    assert (upload.run, left.state) == (left, ImportState.DONE)


def test_register_that_breaks_each_time_is_given_up_with_a_sentence(officer, client_for):
    upload = agreed(by=officer)
    ImportUpload.objects.update(attempts=uploads.ATTEMPTS)

    load_registers()

    upload.refresh_from_db()
    assert upload.finished_at is not None
    assert "pas pu être chargé" in client_for(officer).get("/pilotage/imports/").content.decode()


def test_register_refused_while_loading_says_why(officer):
    upload = agreed(by=officer)
    ImportUpload.objects.update(source="unknown")

    load_registers()

    upload.refresh_from_db()
    assert "aucune source connue" in upload.refusal


def test_others_cannot_send_a_register(client_for, person):
    assert send(client_for(person(Role.EDITOR)), SAMPLE.read_bytes()).status_code == 403
    assert ImportUpload.objects.count() == 0
