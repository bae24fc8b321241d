"""What the town promises to whoever brings an idea, from the first screen to the outcome."""

import datetime as dt
import unicodedata

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from terreau.accompaniment import actions as accompaniment
from terreau.accompaniment.models import Outcome, Referral
from terreau.accompaniment.queries import match
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.messaging.models import Message
from terreau.messaging.worker.loop import Worker
from terreau.messaging.worker.outbox import send_due
from terreau.projects import actions, queries
from terreau.projects.enums import UNDECIDED_STATES, ProjectState
from terreau.projects.forms import SCREENS
from terreau.projects.models import IntakeDraft, Project
from tests.factories.accompaniment import published_offer, sent
from tests.factories.projects import FollowedProjectFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory
from tests.projects.test_intake import IDEA, ME, NEEDS, code, fill

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
WORDS = {"message": "Bonjour", "reason": "Hors de la ville", "alternative": "La région"}


@pytest.fixture(autouse=True)
def sceaux():
    place = SceauxFactory()
    OperatorFactory(contact_email="ess@sceaux.test", phone="01 41 13 33 00")
    return place


@pytest.fixture
def officer(person):
    return person(Role.OFFICER, first_name="Sacha", last_name="Martin")


def submitted(client=None, **changed) -> Project:
    """Walk the three screens as somebody without an account."""
    client = client or Client()
    for step, answers in (("propose", IDEA), ("propose_needs", NEEDS), ("propose_me", ME)):
        told = {name: value for name, value in changed.items() if name in SCREENS_BY_ROUTE[step]}
        client.post(reverse(f"projects:{step}"), answers | told)
    client.post(reverse("projects:review"), {"code": code()})
    return Project.objects.latest("pk")


SCREENS_BY_ROUTE = {
    "propose": SCREENS["idea"].base_fields,
    "propose_needs": SCREENS["needs"].base_fields,
    "propose_me": SCREENS["me"].base_fields,
}


def test_p1_three_people_without_siret_go_from_the_form_to_an_answer(officer, sceaux):
    offer = published_offer("local", perimeter=sceaux)
    project = submitted(headcount="3", carrier="together")
    assert (project.siret, project.carrier, project.legal_form) == ("", "together", "none")
    actions.accept(project=project, referent=officer, message="Bienvenue", by=officer)
    need = queries.open_needs_of(project).get(subject__code="local")

    found = match(need).offers.values()
    referral = accompaniment.accept(referral=sent(need, offer), by=BY)

    assert offer in found
    assert (referral.state, referral.project) == ("accepted", project)


def test_p2_no_account_before_submission_and_autosave_needs_no_valid_screen():
    client = Client()
    client.post(reverse("projects:autosave", args=["idea"]), {"title": "À moitié"})
    fill(client)

    assert User.objects.count() == 0
    assert IntakeDraft.objects.count() == 1
    client.post(reverse("projects:review"), {"code": code()})
    assert User.objects.count() == 1


def test_p2_no_more_than_three_screens():
    assert list(SCREENS) == ["idea", "needs", "me"]


@pytest.mark.parametrize(
    ("day", "hour", "promised"),
    [
        (dt.date(2026, 4, 30), 18, "mercredi 6 mai"),  # the 1st of May, a Friday, is a holiday
        (dt.date(2026, 3, 6), 17, "mercredi 11 mars"),  # a Friday evening
        (dt.date(2026, 12, 24), 9, "mercredi 30 décembre"),  # Christmas, then a week-end
    ],
)
def test_p4_the_receipt_leaves_within_a_minute_with_reference_contact_and_promise(clock, day, hour, promised):
    now = dt.datetime.combine(day, dt.time(hour), tzinfo=kernel_clock.PARIS)
    clock.travel(now)
    project = submitted()
    clock.travel(now + dt.timedelta(seconds=59))

    send_due()

    receipt = next(one for one in mail.outbox if "bien arrivé" in one.subject)
    said = " ".join(receipt.body.split())
    assert receipt.to == ["aminata@exemple.test"]
    for word in (project.reference, promised, "01 41 13 33 00", "ess@sceaux.test"):
        assert word in said, word
    assert Worker().interval <= 60


@pytest.mark.parametrize("verb", ["accept", "redirect", "refuse"])
def test_p6_no_project_leaves_the_triage_without_decision_author_and_date(officer, verb):
    project = ProjectFactory()
    words = {"referent": officer, "message": "Oui"} if verb == "accept" else WORDS

    getattr(actions, verb)(project=project, by=officer, **words)

    decision = project.decisions.get()
    assert (decision.by, decision.message) == (officer, words["message"])
    assert project.decided_by == officer
    assert project.decided_at is not None
    assert Message.objects.filter(event="project.decided", target_key=str(decision.pk)).count() == 1


@pytest.mark.parametrize("state", sorted(set(ProjectState) - set(UNDECIDED_STATES)))
def test_p6_the_database_refuses_a_way_out_without_author_or_date(officer, state):
    facts = {"state": state, "referent": officer, "decision_reason": "Non", "decision_alternative": "Là"}
    facts |= {"paused_at": kernel_clock.now()} if state == "paused" else {}
    facts |= {"closed_at": kernel_clock.now(), "close_reason": "Fini"} if state == "closed" else {}
    facts |= {"merged_into": FollowedProjectFactory(referent=officer)} if state == "merged" else {}
    project = Project.objects.filter(pk=ProjectFactory().pk)

    for lacking in ({"decided_at": kernel_clock.now()}, {"decided_by": officer}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            project.update(**facts, **lacking)
    project.update(**facts, decided_at=kernel_clock.now(), decided_by=officer)


@pytest.mark.parametrize("state", ["refused", "redirected"])
def test_p6_the_database_refuses_a_refusal_without_alternative(officer, state):
    decided = {"state": state, "decided_at": kernel_clock.now(), "decided_by": officer}

    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=ProjectFactory().pk).update(**decided, decision_reason="Non")


def test_p8_two_needs_have_two_sets_of_demands_and_two_outcomes(officer, sceaux):
    project = FollowedProjectFactory(referent=officer, commune=sceaux, needs=["statut-juridique", "local"])
    legal, place = (project.needs.get(subject__code=one) for one in ("statut-juridique", "local"))
    offers = {need: published_offer(need.subject.code, perimeter=sceaux) for need in (legal, place)}
    answered = {
        need: accompaniment.accept(referral=sent(need, offers[need]), by=BY) for need in (legal, place)
    }

    for need, value in ((legal, "helped"), (place, "no_help")):
        accompaniment.record_outcome(referral=answered[need], side="holder", value=value, by=project.owner)
    actions.close_need(need=legal, by=project.owner)

    assert [list(Referral.objects.filter(need=need)) for need in (legal, place)] == [
        [answered[legal]],
        [answered[place]],
    ]
    assert dict(Outcome.objects.values_list("referral__need__subject__code", "value")) == {
        "statut-juridique": "helped",
        "local": "no_help",
    }
    assert list(queries.open_needs_of(project)) == [place]


def test_two_people_with_one_address_keep_their_own_names(officer, client_for):
    first = submitted(title="Atelier vélo", first_name="Aminata", last_name="Diallo")
    second = submitted(title="Une épicerie", first_name="Moussa", last_name="Diallo")

    assert first.owner == second.owner
    assert (first.holder_name, second.holder_name) == ("Aminata Diallo", "Moussa Diallo")
    page = client_for(officer).get(reverse("projects:triage", args=[second.reference])).content.decode()
    assert "Deux personnes écrivent de cette adresse" in page
    assert "Bonjour Moussa Diallo," in page
    sheet = FollowedProjectFactory(owner=first.owner, told_name="Moussa Diallo", referent=officer)
    assert actions.publish(project=sheet, fields=["holder"], by=sheet.owner).holder == "Moussa Diallo"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Zoé 🌱", "O’Brien"),
        ("فاطمة", "الزهراء"),
        (unicodedata.normalize("NFD", "Hélène"), unicodedata.normalize("NFD", "Lefèvre")),
        ("\u202eannA", "Ng\u0303uyê\u0303n"),
        ("Иван", "李"),
    ],
)
def test_names_of_the_whole_world_are_kept_letter_for_letter(officer, client_for, first, last):
    project = submitted(first_name=first, last_name=last)

    assert (project.owner.first_name, project.owner.last_name) == (first, last)
    send_due()
    assert any("bien arrivé" in one.subject for one in mail.outbox)
    page = client_for(officer).get(reverse("projects:triage", args=[project.reference]))
    assert page.status_code == 200


def test_a_title_written_with_combining_accents_is_the_same_title():
    one = ProjectFactory(title="Épicerie coopérative")
    other = ProjectFactory(title=unicodedata.normalize("NFD", "Épicerie coopérative"))

    assert queries.duplicates_of(other) == [one]


@pytest.mark.parametrize("page", ["edit", "needs", "life"])
def test_a_double_post_of_a_holder_changes_things_once(client_for, officer, page):
    project = FollowedProjectFactory(referent=officer, needs=["local"])
    client, address = client_for(project.owner), reverse(f"projects:{page}", args=[project.reference])
    sent_twice = {
        "edit": IDEA | {"title": "Nouveau titre", "contact_preference": "email", "version": project.version},
        "needs": {"subjects": ["formation"], "urgency": "soon", "text": "Apprendre"},
        "life": {"verb": "pause", "pause-reason": "Été"},
    }[page]

    answers = [client.post(address, sent_twice) for _ in range(2)]

    assert [answer.status_code for answer in answers] in ([302, 200], [302, 302])
    project.refresh_from_db()
    assert project.version <= 2
    assert project.needs.filter(closed_at=None, subject__code="formation").count() <= 1
    assert queries.projects_of(project.owner).count() == 1


@pytest.mark.parametrize("page", ["edit", "facts", "needs", "team", "life", "publish"])
def test_ten_megabytes_on_any_form_get_a_sentence_and_lose_nothing(client_for, officer, page):
    project = FollowedProjectFactory(referent=officer, title="Atelier vélo", needs=["local"])
    client = client_for(project.owner)

    answer = client.post(reverse(f"projects:{page}", args=[project.reference]), {"title": "a" * 10_000_000})

    assert answer.status_code == 413
    assert "Ce texte est trop long" in answer.content.decode()
    project.refresh_from_db()
    assert project.title == "Atelier vélo"
