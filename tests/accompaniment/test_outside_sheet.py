"""The sheet of a referral outside the platform says what the holder agreed to, and nothing once it ended."""

import subprocess

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.accompaniment import actions, exports, payloads, queries
from terreau.accompaniment.models import Consent, OutsideReferral
from terreau.accounts import actions as accounts
from terreau.accounts.models import AccessLog
from terreau.projects import actions as projects
from terreau.projects.models import Fact
from terreau.projects.queries.whole import whole_file
from tests.factories.accompaniment import directed, handed, ready
from tests.projects.test_erasing import rows_with

MARK = "zqmarqueurqz"
# One word for each field that a sheet may hold, found nowhere else.
WORDS = {
    "title": "Vélocipédie",
    "summary": "Résumépropre",
    "need": "Besoinpropre",
    "story": "Récitpropre",
    "publics": "Publicpropre",
    "holder": "Ondine Porteuse",
    "email": "ondine@porteuse.test",
    "phone": "0601020399",
    "headcount": "87123",
}


@pytest.fixture
def told(scene):
    """The scene, where each field holds its own word."""
    project, need = scene.project, scene.need
    for name in ("title", "summary", "story", "publics", "phone"):
        setattr(project, name, WORDS[name])
    project.told_name = WORDS["holder"]
    project.save()
    scene.holder.email = WORDS["email"]
    scene.holder.save()
    need.text = WORDS["need"]
    need.save()
    facts = {"source": "declared", "recorded_by": "Ondine"}
    Fact.objects.create(project=project, key="headcount", value=87123, **facts)
    scene.need = type(need).objects.select_related("project__owner", "project__referent").get(pk=need.pk)
    return scene


def words_of(content: bytes, tmp_path) -> str:
    path = tmp_path / "fiche.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(text.stdout.split())


def in_sheet(outside, tmp_path) -> str:
    return words_of(exports.outside_sheet(outside, queries.rows_of_sheet(outside)), tmp_path)


def sheet(outside) -> str:
    return reverse("accompaniment:outside_sheet", args=[outside.reference])


def test_the_sheet_holds_every_field_agreed_to_and_no_field_hidden(told, tmp_path):
    optional = [row.key for row in queries.preview(directed(told.need)).optional]
    assert {"story", "publics", "holder", "email", "phone", "headcount"} <= set(optional)
    OutsideReferral.objects.all().delete()

    @settings(max_examples=12, deadline=None)
    @given(hidden=st.sets(st.sampled_from(optional)))
    def holds(hidden):
        OutsideReferral.objects.all().delete()
        outside = ready(told.need, hidden=sorted(hidden))
        text = in_sheet(outside, tmp_path).replace("\u202f", "").replace("\xa0", "")
        text = text.replace("87 123", "87123")
        shown = {key for key, word in WORDS.items() if word in text}
        assert shown == set(WORDS) - hidden
        labels = {key for key in optional if f" {payloads.LABELS.get(key, '–')} " in text}
        assert not labels & hidden

    holds()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sheet_says_to_whom_from_whom_and_how_to_answer(told, tmp_path, language):
    outside = ready(told.need, contact="Guichet 4")

    with translation.override(language):
        text = in_sheet(outside, tmp_path)

    for words in ("Boutique de gestion", "Guichet 4", outside.reference, "Sacha Référent"):
        assert words in text
    assert ("aucune autre" in text) is (language == "fr")


def test_the_sheet_is_an_accessible_document_that_names_nobody_in_its_properties(told, client_for, tmp_path):
    outside = ready(told.need)

    answer = client_for(told.officer).get(sheet(outside))

    assert answer["Content-Type"] == "application/pdf"
    path = tmp_path / "fiche.pdf"
    path.write_bytes(answer.content)
    said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in said
    assert not any(word in said for word in WORDS.values())
    assert b"pdfuaid:part" in answer.content
    assert AccessLog.objects.filter(reader=told.officer).exists()


def test_what_changed_since_the_agreement_is_not_on_the_sheet(told, tmp_path):
    outside = ready(told.need)
    told.project.story = "Autrechosedepuis"
    told.project.save()

    assert "Autrechosedepuis" not in in_sheet(OutsideReferral.objects.get(pk=outside.pk), tmp_path)


def test_there_is_no_sheet_before_the_agreement(told, client_for):
    outside = directed(told.need)

    for user in (told.officer, told.holder):
        answer = client_for(user).get(sheet(outside))
        assert answer.status_code == 404
        assert "n’a pas encore donné son accord" in answer.content.decode()


@pytest.mark.parametrize("who", ["holder", "officer"])
def test_withdrawal_closes_the_sheet_and_the_page(told, client_for, who):
    outside = handed(told.need)

    client_for(getattr(told, who)).post(
        outside.get_absolute_url(), {"verb": "withdraw", "withdraw-reason": "Je change d’avis."}
    )

    assert not Consent.objects.filter(withdrawn_at=None).exists()
    for user in (told.officer, told.holder):
        answer = client_for(user).get(sheet(outside))
        assert answer.status_code == 410
        assert "L’accord a été retiré" in answer.content.decode()
        page = client_for(user).get(outside.get_absolute_url()).content.decode()
        assert not any(WORDS[key] in page for key in ("summary", "story", "publics", "email", "phone"))


def test_withdrawal_closes_the_links(told, client, worker, link_in):
    outside = directed(told.need)
    address = link_in(worker()[0], "accord-orientation")
    assert WORDS["story"] in client.get(address).content.decode()

    actions.withdraw_outside(outside=outside, by=told.officer)

    answer = client.get(address)
    assert answer.status_code == 410
    assert WORDS["story"] not in answer.content.decode()


def test_the_town_is_told_to_have_a_paper_destroyed(told, worker):
    outside = handed(told.need)
    worker()

    actions.withdraw_outside(outside=outside, by=told.holder)

    (mail,) = worker()
    assert mail.to == [told.officer.email]
    assert "demandez à Boutique de gestion de la détruire" in mail.body


def test_the_end_closes_the_sheet(told, client_for):
    outside = handed(told.need)
    actions.record_outside_outcome(outside=outside, side="holder", value="helped", by=told.holder)

    answer = client_for(told.officer).get(sheet(outside))

    assert answer.status_code == 410
    assert "est terminée" in answer.content.decode()


def test_others_do_not_open_the_sheet(told, client_for, person):
    outside = ready(told.need)

    for user in (told.adviser, person()):
        assert client_for(user).get(sheet(outside)).status_code in (403, 404)


def test_erasure_empties_what_was_told_and_keeps_the_fact(told):
    told.need.text = told.need.project.story = MARK
    told.need.save()
    told.need.project.save()
    outside = ready(told.need, word=f"Bonjour {MARK}", contact=f"Guichet {MARK}")
    actions.hand_outside(
        outside=outside, way="paper", on=outside.consented_at.date(), to=f"Madame {MARK}", by=told.officer
    )
    actions.record_outside_outcome(
        outside=outside, side="holder", value="helped", text=f"Merci {MARK}", by=told.holder
    )
    projects.close(project=told.need.project, reason="Fini", by=told.officer)
    before = set(rows_with(MARK))

    accounts.erase_account(user=told.holder, by=told.holder)

    assert {"accompaniment_consent", "accompaniment_outsidereferral"} <= before
    assert rows_with(MARK) == []
    assert (OutsideReferral.objects.get().state, Consent.objects.get().payload) == ("closed", {})


def test_the_holder_takes_it_away(told):
    outside = handed(told.need)

    (row,) = whole_file(told.need.project)["history"]["outside_referrals"]

    assert (row["by"], row["reference"], row["state"]) == (
        *("Boutique de gestion", outside.reference),
        "handed",
    )
    assert row["sent"][0]["title"] == WORDS["title"]
