"""The three screens: without an account, kept as typed, proved by a code, submitted once."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from terreau.accounts.models import User
from terreau.kernel.errors import RuleBroken
from terreau.messaging import links
from terreau.messaging.models import Message
from terreau.projects import actions, mails
from terreau.projects.models import IntakeDraft, Project
from tests.factories.territories import OperatorFactory, SceauxFactory

pytestmark = pytest.mark.django_db

IDEA = {
    "title": "Atelier vélo des Blagis",
    "summary": "Réparer les vélos ensemble.",
    "stage": "idee",
    "publics": "Tout le quartier",
    "commune": "Sceaux",
    "story": "",
}
NEEDS = {
    "subjects": ["statut-juridique", "local"],
    "urgency": "soon",
    "text": "Nous cherchons un lieu.",
    "legal_form": "none",
    "amount_sought": "8 000 €",
    "has_premises": "no",
    "postal_worker": "",
}
ME = {
    "first_name": "Aminata",
    "last_name": "Diallo",
    "email": "Aminata@exemple.test",
    "phone": "01 46 61 00 00",
    "contact_preference": "email",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def sceaux():
    SceauxFactory()
    return OperatorFactory()


def fill(client, *, upto=3):
    screens = [("projects:propose", IDEA), ("projects:propose_needs", NEEDS), ("projects:propose_me", ME)]
    for name, answers in screens[:upto]:
        response = client.post(reverse(name), answers)
    return response


def code():
    return actions.code_of(draft=IntakeDraft.objects.latest("pk"))


def test_the_three_screens_make_a_project():
    client = Client()

    response = fill(client)
    assert response.url == reverse("projects:review")
    assert (User.objects.count(), Project.objects.count()) == (0, 0)
    response = client.post(reverse("projects:review"), {"code": code()})

    project = Project.objects.get()
    assert response.url == reverse("projects:proposed")
    assert project.owner.email == "aminata@exemple.test"
    assert project.commune.name == "Sceaux"
    assert project.phone == "0146610000"
    assert (project.consent_mode, project.legal_form) == ("online", "none")
    assert sorted(project.facts.values_list("key", "value")) == [
        ("amount_sought", 8000),
        ("has_premises", False),
    ]
    assert sorted(Message.objects.values_list("event", flat=True)) == [
        "project.draft_code",
        "project.received",
    ]
    page = client.get(response.url).content.decode()
    assert project.reference in page


def test_asking_a_screen_writes_nothing():
    client = Client()

    response = client.get(reverse("projects:propose"))

    assert response.status_code == 200
    assert IntakeDraft.objects.count() == 0
    assert "sessionid" not in response.cookies


def test_a_wrong_screen_is_kept_and_explained():
    client = Client()

    response = client.post(reverse("projects:propose"), IDEA | {"title": "", "commune": "Atlantide"})

    page = response.content.decode()
    assert "Nous ne trouvons pas ce lieu" in page
    assert "Réparer les vélos ensemble." in page
    assert IntakeDraft.objects.get().data["idea"]["commune"] == "Atlantide"


def test_the_mailed_link_restores_every_field_in_another_browser():
    first = Client()
    fill(first, upto=2)
    first.post(
        reverse("projects:propose_needs"),
        NEEDS | {"next_move": "later", "later_email": "aminata@exemple.test"},
    )
    draft = IntakeDraft.objects.get()
    token = links.issue(purpose=mails.RESUME, target=draft, email=draft.email)
    other = Client()

    assert other.get(reverse("projects:resume", args=[token])).status_code == 200
    assert IntakeDraft.objects.get().proved_email == ""  # following is a POST: a mail scanner proves nothing
    response = other.post(reverse("projects:resume", args=[token]))

    assert response.url == reverse("projects:propose_needs")
    page = other.get(response.url).content.decode()
    assert "Nous cherchons un lieu." in page
    checked = set(re.findall(r'name="subjects" value="([a-z-]+)"[^>]* checked', page))
    assert checked == {"local", "statut-juridique"}
    assert "Atelier vélo des Blagis" in other.get(reverse("projects:propose")).content.decode()
    assert IntakeDraft.objects.get().is_proved
    assert User.objects.count() == 0


def test_double_post_and_back_button_give_one_project():
    client = Client()
    fill(client)
    client.post(reverse("projects:review"), {"code": code()})

    again = client.post(reverse("projects:review"), {"code": "000000"})
    back = client.post(reverse("projects:propose"), IDEA | {"title": "Autre"})

    assert (again.url, back.url) == (reverse("projects:proposed"), reverse("projects:proposed"))
    assert list(Project.objects.values_list("title", flat=True)) == ["Atelier vélo des Blagis"]


def test_a_wrong_code_counts_and_the_sixth_is_refused():
    client = Client()
    fill(client)
    wrong = "000000" if code() != "000000" else "111111"

    pages = [client.post(reverse("projects:review"), {"code": wrong}).content.decode() for _ in range(6)]

    assert "Ce n’est pas le bon code" in pages[0]
    assert "Trop d’essais avec ce code" in pages[5]
    assert IntakeDraft.objects.get().code_attempts == 5
    assert Project.objects.count() == 0


def test_an_old_code_is_refused(clock):
    draft = actions.start_draft()
    actions.send_code(draft=draft, email="a@exemple.test")
    draft.refresh_from_db()
    IntakeDraft.objects.update(code_sent_at="2020-01-01T00:00:00Z")

    with pytest.raises(RuleBroken, match="n’est plus valable"):
        actions.prove_address(draft=draft, code=actions.code_of(draft=draft))


def test_a_changed_address_needs_its_own_code():
    client = Client()
    fill(client)
    client.post(reverse("projects:review"), {"code": "1"})
    client.post(reverse("projects:propose_me"), ME | {"email": "autre@exemple.test"})

    assert Message.objects.filter(recipient="autre@exemple.test").count() == 1
    assert not IntakeDraft.objects.get().is_proved


def test_send_code_stops_after_several_mails():
    draft = actions.start_draft()
    for _ in range(8):
        actions.send_code(draft=draft, email="a@exemple.test")

    with pytest.raises(RuleBroken, match="déjà envoyé plusieurs courriels"):
        actions.send_code(draft=draft, email="a@exemple.test")


@pytest.mark.parametrize("purpose", ["projects.complete", "other"])
def test_a_swapped_link_opens_nothing(purpose):
    draft = actions.start_draft()
    token = links.issue(purpose=purpose, target=draft, email="a@exemple.test")

    response = Client().post(reverse("projects:resume", args=[token]))

    assert response.status_code == 404
    assert "Ce lien n’ouvre rien" in response.content.decode()
    assert not IntakeDraft.objects.get().is_proved


def test_ten_megabytes_get_a_sentence_and_lose_nothing():
    client = Client()
    fill(client, upto=1)

    response = client.post(reverse("projects:propose_needs"), NEEDS | {"text": "a" * 10_000_000})

    assert response.status_code == 413
    assert "Ce texte est trop long" in response.content.decode()
    assert IntakeDraft.objects.get().title == "Atelier vélo des Blagis"


def test_a_long_text_is_kept_and_refused_with_its_length():
    client = Client()

    response = client.post(reverse("projects:propose"), IDEA | {"story": "é" * 9000})

    assert "5000" in response.content.decode().replace("\u202f", "")
    assert len(IntakeDraft.objects.get().data["idea"]["story"]) == 9000


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🌱🚲", "مشروع", "\u202eabc", "{{ 7*7 }}"])
def test_odd_text_comes_back_as_text(text):
    client = Client()
    client.post(reverse("projects:propose"), IDEA | {"title": text, "summary": text, "publics": text})
    client.post(reverse("projects:propose_needs"), NEEDS | {"text": text})
    client.post(reverse("projects:propose_me"), ME | {"first_name": text, "last_name": text})

    page = client.get(reverse("projects:review")).content.decode()

    assert "<script>alert(1)" not in page
    assert client.post(reverse("projects:review"), {"code": code()}).status_code == 302
    assert Project.objects.get().title == text


def test_a_forged_post_without_token_is_refused():
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("projects:propose"), IDEA)

    assert response.status_code == 403
    assert IntakeDraft.objects.count() == 0


def test_autosave_keeps_half_a_screen():
    client = Client()

    response = client.post(reverse("projects:autosave", args=["idea"]), {"title": "Atel"})

    assert response.status_code == 200
    assert "saved_at" in response.json()
    assert IntakeDraft.objects.get().data["idea"]["title"] == "Atel"


def test_autosave_after_submission_says_so():
    client = Client()
    fill(client)
    client.post(reverse("projects:review"), {"code": code()})

    response = client.post(reverse("projects:autosave", args=["idea"]), {"title": "Atel"})

    assert response.status_code == 409


def test_a_signed_in_person_needs_no_code(person, client_for):
    client = client_for(person(email="aminata@exemple.test"))
    fill(client)

    client.post(reverse("projects:review"))

    assert Project.objects.get().owner.email == "aminata@exemple.test"
    assert not Message.objects.filter(event="project.draft_code").exists()


def test_the_review_sends_back_to_the_screen_that_lacks_something():
    client = Client()
    fill(client, upto=1)

    response = client.get(reverse("projects:review"))

    assert response.url == reverse("projects:propose_needs") + "?manque=1"


def test_nothing_leaves_by_mail_before_the_outbox(mailoutbox):
    fill(Client())

    assert mail.outbox == []
