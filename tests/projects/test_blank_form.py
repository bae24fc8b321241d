"""The officer types a project in, or the holder fills a sheet of paper: the same questions everywhere."""

import datetime as dt
import re
import subprocess

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from terreau.accompaniment import actions as accompaniment
from terreau.accounts.enums import Role
from terreau.accounts.models import Consent
from terreau.kernel.errors import RuleBroken
from terreau.projects import actions, exports, queries
from terreau.projects.forms import SCREENS, EntryForm, paper_form
from terreau.projects.models import Project
from tests.factories.accompaniment import published_offer
from tests.factories.territories import OperatorFactory, SceauxFactory
from tests.projects.test_intake import IDEA, ME, NEEDS

pytestmark = pytest.mark.django_db

ENTRY = {**IDEA, **NEEDS, **ME}


@pytest.fixture(autouse=True)
def sceaux():
    cache.clear()
    SceauxFactory()
    return OperatorFactory()


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


def on_screens() -> list[str]:
    return [name for form in SCREENS.values() for name in form.base_fields if name != "consent"]


def words_of(content: bytes, tmp_path) -> str:
    path = tmp_path / "form.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(text.stdout.split())


def test_p3_paper_web_and_desk_ask_the_same_questions():
    printed = [one["key"] for part in paper_form()["sections"] for one in part["questions"]]

    assert printed == on_screens()
    assert set(EntryForm.base_fields) == {*on_screens(), "consent_mode", "consent_on"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_p3_the_pdf_says_every_question_and_every_choice(client, tmp_path, language):
    with translation.override(language):
        address = reverse("projects:blank_form")
        data = paper_form()
    answer = client.get(address)

    said = words_of(answer.content, tmp_path)

    assert answer["Content-Type"] == "application/pdf"
    plain = re.sub(r"[\s\u00a0\u202f-]", "", said)
    for section in data["sections"]:
        for question in section["questions"]:
            for words in (question["label"], *question["choices"]):
                assert re.sub(r"[\s\u00a0\u202f-]", "", words) in plain, words
    assert re.sub(r"[\s\u00a0\u202f-]", "", data["consent"]) in plain


def test_p3_the_pdf_is_tagged_for_screen_readers_and_archives():
    made = exports.blank_form(paper_form())

    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>.*<pdfaid:conformance>A<", made, re.DOTALL)
    assert b"/StructTreeRoot" in made


def test_p3_a_project_told_by_telephone_goes_nowhere_before_its_consent(officer, client_for):
    client = client_for(officer)
    client.post(reverse("projects:enter"), ENTRY)
    project = Project.objects.get()
    assert (project.entered_by, project.consent_mode, project.consent_on) == (officer, "", None)
    actions.accept(project=project, referent=officer, message="Bienvenue", by=officer)
    offer = published_offer("local", perimeter=project.commune)
    need = queries.open_needs_of(project).get(subject__code="local")

    with pytest.raises(RuleBroken, match="accord"):
        accompaniment.propose(need=need, offer=offer, by=officer)
    answer = client.post(
        reverse("projects:life", args=[project.reference]),
        {"verb": "consent", "consent-consent_mode": "phone", "consent-consent_on": "2026-01-05"},
    )
    project.refresh_from_db()
    need.project = project

    assert answer.status_code == 302
    assert (project.consent_mode, project.consent_on) == ("phone", dt.date(2026, 1, 5))
    assert "Par téléphone" in Consent.objects.get(scope=f"projects.follow:{project.reference}").text
    assert accompaniment.propose(need=need, offer=offer, by=officer).project == project


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"consent_mode": "phone"}, "Indiquez le jour"),
        ({"consent_on": "2026-01-05"}, "Indiquez comment"),
        ({"consent_mode": "phone", "consent_on": "2999-01-05"}, "date à venir"),
        ({"siret": "12345678901234"}, "vérifiez ses 14 chiffres"),
        ({"story": "a" * 1_500_000}, "Ce texte est trop long"),
    ],
)
def test_the_desk_form_keeps_what_was_typed_and_says_what_is_wrong(officer, client_for, facts, sentence):
    answer = client_for(officer).post(reverse("projects:enter"), ENTRY | facts)

    page = answer.content.decode()
    assert sentence in page
    assert Project.objects.count() == 0
    if answer.status_code == 200:
        assert "Atelier vélo des Blagis" in page
