"""A holder takes the whole file away, and brings it to another town."""

import io
import json
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from terreau.accompaniment.actions import post_to_town
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.documents import actions as documents
from terreau.documents.enums import Circle
from terreau.documents.models import File
from terreau.messaging.models import Message
from terreau.projects import actions, queries
from terreau.projects.archives import read_archive
from terreau.projects.models import Project
from terreau.projects.queries.whole import whole_file
from tests.factories.accompaniment import published_offer, sent
from tests.factories.projects import FollowedProjectFactory, PersonFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(person):
    return person(Role.OFFICER, first_name="Sacha", last_name="Martin")


@pytest.fixture
def project(officer, settings, tmp_path):
    """A file with something in every part."""
    settings.MEDIA_ROOT = tmp_path / "media"
    OperatorFactory()
    place = SceauxFactory()
    project = ProjectFactory(
        title="Atelier vélo 🚲", commune=place, story="Depuis l’été.", needs=["local", "formation"]
    )
    owner = project.owner
    actions.ask_completion(project=project, message="Avec qui ?", by=officer)
    actions.complete(project=project, answer="À trois.", by=owner)
    actions.accept(project=project, referent=officer, message="Bienvenue", by=officer)
    actions.note_consent(project=project, mode="desk", on=project.consent_on, text="J’accepte.", by=officer)
    actions.close_need(need=project.needs.get(subject__code="formation"), by=owner)
    actions.record_fact(project=project, key="employees", value=2, by=owner)
    actions.record_fact(project=project, key="has_premises", value=None, by=owner)
    friend = PersonFactory()
    actions.join(
        member=actions.invite(project=project, email=friend.email, role="co_holder", by=owner), by=friend
    )
    actions.invite(project=project, email="ami@exemple.test", role="reader", by=owner)
    post_to_town(project=project, body="Bonjour à vous", by=owner)
    documents.keep(target=project, name="plan", content=b"Le plan du local", by=owner, circle=Circle.EVERYONE)
    documents.keep(target=project, name="note", content=b"Note du guichet", by=officer, circle=Circle.DESK)
    sent(project.needs.get(subject__code="local"), published_offer("local", perimeter=place))
    return project


def archive_of(client, project) -> bytes:
    answer = client.get(reverse("projects:take_away", args=[project.reference]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def portable(data: dict) -> dict:
    """Leave out what a town makes of the file: its state, its referent, its promise."""
    return {name: value for name, value in data.items() if name != "instance"}


def leave_for_a_blank_instance(project: Project) -> None:
    """Empty this instance of the file and of its people, as a new one is."""
    people = [project.owner_id, *project.members.exclude(user=None).values_list("user", flat=True)]
    project.referrals.all().delete()
    File.objects.all().delete()
    Project.objects.all().delete()
    User.objects.filter(pk__in=people).delete()


def test_p11_the_zip_holds_the_pdf_the_json_and_the_documents(project, client_for, tmp_path):
    made = archive_of(client_for(project.owner), project)

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        pdf, data = archive.read("dossier.pdf"), json.loads(archive.read("dossier.json"))
        papers = [archive.read(name) for name in names if name.startswith("documents/")]
    assert papers == [b"Le plan du local"]
    assert data["project"]["title"] == "Atelier vélo 🚲"
    assert b"Note du guichet" not in made
    assert "Note du guichet" not in json.dumps(data)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    path = tmp_path / "dossier.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    for word in ("Depuis l’été", "À trois.", "Bonjour à vous", "Accompagnement décidé", "plan.txt"):
        assert word in said, word


@pytest.mark.parametrize("name", ["dossier.zip", "dossier.json"])
def test_p11_a_file_imported_in_a_blank_instance_exports_the_same(
    project, client_for, tmp_path, officer, name
):
    before = whole_file(Project.objects.get(pk=project.pk))
    made = archive_of(client_for(project.owner), project)
    path = tmp_path / name
    path.write_bytes(made if name.endswith("zip") else json.dumps(before).encode())
    leave_for_a_blank_instance(project)
    mails = Message.objects.count()

    call_command("import_project", path, "--by", officer.email)

    arrived = Project.objects.get()
    after = whole_file(arrived)
    assert portable(after) == portable(before)
    assert (arrived.state, arrived.consent_mode) == ("submitted", "")
    assert Message.objects.count() == mails
    assert arrived in queries.to_triage()
    assert File.objects.count() == (1 if name.endswith("zip") else 0)
    page = client_for(officer).get(reverse("projects:manage", args=[arrived.reference])).content.decode()
    assert "Histoire apportée de" in page
    assert "Accompagnement décidé" in page


def test_p11_a_second_journey_still_exports_the_same(project, officer, tmp_path, client_for):
    before = whole_file(Project.objects.get(pk=project.pk))
    for _ in range(2):
        arrived = Project.objects.get()
        made = archive_of(client_for(arrived.owner), arrived)
        leave_for_a_blank_instance(arrived)
        data, contents = read_archive(made)
        actions.import_file(data=data, contents=contents, by=officer)

    assert portable(whole_file(Project.objects.get())) == portable(before)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda data: data.update(format="autre"), "Ce n’est pas un dossier"),
        (lambda data: data.update(version=99), "version plus récente"),
        (lambda data: data["project"].update(commune="99999"), "99999 n’est pas connue"),
        (lambda data: data["needs"][0].pop("urgency"), "incomplet ou abîmé"),
        (lambda data: data["facts"][0].update(recorded_at="hier"), "incomplet ou abîmé"),
        (lambda data: data["needs"][0].update(subject="inconnu"), "incomplet ou abîmé"),
        (lambda data: data.pop("people"), "incomplet ou abîmé"),
        (lambda data: data["project"].update(reference=Project.objects.get().reference), "est déjà ici"),
        (lambda data: None, None),
    ],
)
def test_a_damaged_file_is_refused_whole(project, officer, tmp_path, change, sentence):
    data = whole_file(Project.objects.get(pk=project.pk))
    data["project"]["reference"] = "PRJ-AILLEURS"
    change(data)
    path = tmp_path / "dossier.json"
    path.write_text(json.dumps(data))

    if sentence is None:
        call_command("import_project", path, "--by", officer.email)
        assert Project.objects.count() == 2
        return
    with pytest.raises(CommandError, match=sentence):
        call_command("import_project", path, "--by", officer.email)
    assert Project.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rien", b"\xff\xfe", b"[1]", b"[" * 100_000])
def test_what_is_no_archive_is_refused_with_a_sentence(officer, tmp_path, content):
    path = tmp_path / "dossier.zip"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=r"fichier|archive|dossier"):
        call_command("import_project", path, "--by", officer.email)


def test_a_document_changed_on_the_way_is_refused(project, officer):
    data = whole_file(Project.objects.get(pk=project.pk))
    imprint = data["documents"][0]["sha256"]
    leave_for_a_blank_instance(project)

    with pytest.raises(Exception, match="a changé en route"):
        actions.import_file(data=data, contents={imprint: b"Autre chose"}, by=officer)


def test_the_file_goes_to_its_holders_only(project, officer, client_for, person):
    address = reverse("projects:take_away", args=[project.reference])

    answers = {
        who: client_for(user).get(address).status_code for who, user in (("o", officer), ("p", person()))
    }

    assert answers == {"o": 403, "p": 404}


def test_c3_the_holder_reads_who_opened_the_file_and_when(project, officer, client_for, clock):
    client_for(officer).get(reverse("projects:manage", args=[project.reference]))
    client_for(officer).get(reverse("accompaniment:file", args=[project.reference]))
    client_for(project.owner).get(reverse("projects:manage", args=[project.reference]))

    page = client_for(project.owner).get(reverse("projects:accesses", args=[project.reference]))

    said = page.content.decode()
    assert said.count("Sacha Martin") == 1  # one line an hour
    assert "Dossier du projet" in said
    assert project.owner.full_name not in said.split("<table")[1]
    assert client_for(officer).get(reverse("projects:accesses", args=[project.reference])).status_code == 403


def lying(name, content, kind="application/pdf"):
    return {"file": SimpleUploadedFile(name, content, content_type=kind)}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (lying("devis.pdf", b"MZ\x90\x00 not a pdf \xff"), "n’est pas accepté"),
        (lying("photo.png", b"<html><script>alert(1)</script>", "image/png"), "n’est pas accepté"),
        (lying("dessin.svg", b"<svg><script>1</script></svg>", "image/svg+xml"), "contient du code"),
        (lying("vide.pdf", b""), "vide"),
        (lying("gros.pdf", b"%PDF-" + b"a" * 10_000_001), "réduisez-le"),
        ({}, "Choisissez d’abord un fichier"),
    ],
)
def test_a_file_that_lies_about_its_type_is_refused_with_a_sentence(project, client_for, sent, sentence):
    kept = File.objects.count()

    page = client_for(project.owner).post(reverse("projects:papers", args=[project.reference]), sent)

    assert sentence in page.content.decode()
    assert File.objects.count() == kept


def test_documents_are_joined_once_read_by_the_team_and_never_run(project, officer, client_for, person):
    client, address = client_for(project.owner), reverse("projects:papers", args=[project.reference])
    for _ in range(2):  # a double post joins one document
        client.post(address, lying("Devis n°1.exe", b"%PDF-1.7 devis"))
    file = File.objects.get(name="devis-n-1.pdf")
    page = client.get(address).content.decode()

    assert "devis-n-1.pdf" in page
    assert "note.txt" not in page  # the desk's own
    assert "note.txt" in client_for(officer).get(address).content.decode()
    paper = client.get(reverse("projects:paper", args=[project.reference, file.pk]))
    assert paper["Content-Disposition"].startswith("attachment")
    assert "sandbox" in paper["Content-Security-Policy"]
    desk = File.objects.get(name="note.txt")
    assert client.get(reverse("projects:paper", args=[project.reference, desk.pk])).status_code == 404
    other = FollowedProjectFactory()
    assert (
        client_for(other.owner).get(reverse("projects:paper", args=[other.reference, file.pk])).status_code
        == 404
    )
