"""What people outside say of the sheets, and what the town does with it."""

import datetime as dt
import re

import pytest
from django.core import mail

from terreau.accounts.actions import erase_account
from terreau.directory import actions
from terreau.directory.enums import ClaimState, ReportState, SuggestionState
from terreau.directory.forms.moderation import ReportForm
from terreau.directory.models import Claim, ErrorReport, Organisation, Submission, Suggestion
from terreau.directory.queries.moderation import domain_of, waiting_for_moderation
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.messaging.worker.outbox import send_due
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db

WRONG = {"about": "phone", "message": "Le numéro ne répond plus.", "proposed": "0146610000"}


def shown_at(client, address: str, clock) -> str:
    """Open the page, and let ten seconds pass."""
    html = client.get(address).content.decode()
    clock.travel(kernel_clock.now() + dt.timedelta(seconds=10))
    return re.search(r'name="shown_at" value="([^"]+)"', html).group(1)


def told() -> list[str]:
    send_due()
    return [f"{one.to[0]} | {one.subject}" for one in mail.outbox]


def test_anybody_reports_an_error_and_is_told_what_was_done(client, officer, client_for, clock):
    organisation = OrganisationFactory(name="Écluse", phone="0100000000")
    address = f"{organisation.get_absolute_url()}signaler/"
    typed = WRONG | {"email": "passant@exemple.test", "shown_at": shown_at(client, address, clock)}

    sent = client.post(address, typed).content.decode()
    report = ErrorReport.objects.get()
    page = f"/pilotage/moderation/erreurs/{report.pk}/"
    prefilled = client_for(officer).get(page).content.decode()
    facts = {"name": "Écluse", "family": "association", "kind": "actor", "phone": "0146610000"}
    client_for(officer).post(page, facts | {"apply": "1", "read_at": organisation.updated_at.isoformat()})

    organisation.refresh_from_db()
    report.refresh_from_db()
    assert "passant@exemple.test" in sent
    assert 'value="0146610000"' in prefilled
    assert (organisation.phone, report.state) == ("0146610000", ReportState.APPLIED)
    assert told() == ["passant@exemple.test | Votre signalement sur la fiche de Écluse"]


def test_a_refused_report_says_why(officer, client_for):
    report = actions.report_error(organisation=OrganisationFactory(), email="a@exemple.test", **WRONG)
    page = f"/pilotage/moderation/erreurs/{report.pk}/"

    client_for(officer).post(page, {"refuse": "1"})
    report.refresh_from_db()
    silent = report.state
    client_for(officer).post(page, {"refuse": "1", "answer": "Le numéro répond."})
    report.refresh_from_db()

    assert (silent, report.state, report.decided_by) == ("waiting", "refused", officer)
    told()
    assert "Le numéro répond." in mail.outbox[-1].body
    with pytest.raises(TransitionRefused):
        actions.apply_report(report=report, by=officer)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ({"website_of_sender": "http://spam.test"}, "doit rester vide"),
        ({"shown_at": "n’importe quoi"}, "restée ouverte longtemps"),
        ({"shown_at": None}, "parti très vite"),
    ],
)
def test_machines_are_stopped_with_a_sentence_that_people_understand(client, clock, extra, sentence):
    address = f"{OrganisationFactory().get_absolute_url()}signaler/"
    late = shown_at(client, address, clock)
    if extra.get("shown_at", "") is None:
        extra = {"shown_at": ReportForm().initial["shown_at"]}

    html = client.post(address, WRONG | {"shown_at": late} | extra).content.decode()

    assert sentence in html
    assert "Le numéro ne répond plus." in html
    assert ErrorReport.objects.count() == 0


def test_too_many_sendings_from_one_address_wait(client, clock, monkeypatch):
    monkeypatch.setattr("terreau.directory.actions.submissions.MOST", 1)
    address = f"{OrganisationFactory().get_absolute_url()}signaler/"
    typed = WRONG | {"shown_at": shown_at(client, address, clock)}

    client.post(address, typed)
    html = client.post(address, typed).content.decode()
    clock.travel(kernel_clock.now() + dt.timedelta(days=2))

    assert "réessayez dans une heure" in html
    assert (ErrorReport.objects.count(), Submission.objects.count()) == (1, 1)
    assert (actions.forget_submissions(), Submission.objects.count()) == (1, 0)


def test_a_proposal_shows_look_alikes_before_it_leaves(client, clock):
    OrganisationFactory(name="Ressourcerie", sort_name="ressourcerie")
    typed = {"name": "RESSOURCERIE", "summary": "Répare."}
    typed["shown_at"] = shown_at(client, "/annuaire/proposer/", clock)

    warned = client.post("/annuaire/proposer/", typed).content.decode()
    before = Suggestion.objects.count()
    client.post("/annuaire/proposer/", typed | {"is_new": "on"})

    assert "peut-être déjà" in warned
    assert (before, Suggestion.objects.get().name) == (0, "RESSOURCERIE")


@pytest.mark.parametrize("verb", ["publish", "attach", "refuse"])
def test_a_proposal_is_published_attached_or_declined(officer, client_for, verb):
    known = OrganisationFactory(name="Répar", sort_name="repar", website="https://repar.test")
    suggestion = actions.suggest_organisation(
        name="Ressourcerie",
        summary="Répare et revend.",
        website="https://autre.test",
        email="voisine@exemple.test",
    )
    typed = {verb: "1", "organisation": "Répar", "answer": "Hors du champ de l’annuaire."}

    client_for(officer).post(f"/pilotage/moderation/propositions/{suggestion.pk}/", typed)

    suggestion.refresh_from_db()
    known.refresh_from_db()
    wanted = {"publish": "published", "attach": "attached", "refuse": "refused"}[verb]
    assert suggestion.state == SuggestionState(wanted)
    assert Organisation.objects.filter(name="Ressourcerie").exists() == (verb == "publish")
    told_it = (known.summary, known.website) == ("Répare et revend.", "https://repar.test")
    assert told_it == (verb == "attach")
    assert [one.replace("\u00a0", " ") for one in told()] == [
        "voisine@exemple.test | Votre proposition : Ressourcerie"
    ]


def test_a_claim_is_proved_by_the_mail_of_the_organisation_then_accepted(person, officer, client_for, client):
    organisation = OrganisationFactory(name="Écluse", website="https://www.ecluse.test/nous")
    user = person(email="moi@exemple.test")
    address = f"{organisation.get_absolute_url()}c-est-ma-structure/"

    client_for(user).post(address, {"role": "Présidente", "email": "contact@ecluse.test"})
    told()
    proof = next(one for one in mail.outbox if one.to == ["contact@ecluse.test"])
    path = re.search(r"http://[^/]+(/preuve-structure/\S+/)", proof.body).group(1)
    client.get(path)
    unproved = Claim.objects.get().proved_at
    client.post(path)
    claim = Claim.objects.get()
    client_for(officer).post(f"/pilotage/moderation/demandes/{claim.pk}/", {"accept": "1"})

    claim.refresh_from_db()
    assert (unproved, claim.proved_at is not None, claim.state) == (None, True, ClaimState.ACCEPTED)
    assert organisation.teams.get().members.get().user == user
    assert "moi@exemple.test | Vous tenez maintenant la fiche de Écluse" in told()
    assert client.get(path).status_code == 404


def test_a_refused_claim_says_why_and_may_be_sent_again(person, officer):
    organisation, user = OrganisationFactory(), person()
    claim = actions.send_claim(organisation=organisation, by=user, role="Salarié", message="Appelez.")
    with pytest.raises(RuleBroken, match="Dites pourquoi"):
        actions.refuse_claim(claim=claim, answer=" ", by=officer)

    actions.refuse_claim(claim=claim, answer="Nous n’avons pas pu vérifier.", by=officer)
    again = actions.send_claim(organisation=organisation, by=user, role="Salarié", message="Encore.")
    actions.withdraw_claim(claim=again, by=user)

    assert [one.state for one in Claim.objects.order_by("pk")] == ["refused", "withdrawn"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"role": " ", "message": "x"}, "role"),
        ({"role": "x"}, "email"),
        ({"role": "x", "email": "moi@gmail.com"}, "email"),
        ({"role": "x", "email": "moi@faux-ecluse.test"}, "email"),
    ],
)
def test_a_claim_without_proof_is_refused(person, facts, field):
    organisation = OrganisationFactory(website="https://ecluse.test")

    with pytest.raises(RuleBroken) as refusal:
        actions.send_claim(organisation=organisation, by=person(), **facts)

    assert refusal.value.field == field


def test_shared_mail_services_prove_nothing():
    assert domain_of(OrganisationFactory(email="asso@gmail.com")) == ""
    assert domain_of(OrganisationFactory(website="https://asso.wordpress.com")) == ""
    assert domain_of(OrganisationFactory(email="a@asso.test")) == "asso.test"


def test_addresses_left_for_an_answer_are_forgotten(person, officer, clock):
    user = person(email="moi@exemple.test")
    actions.report_error(organisation=OrganisationFactory(), email="moi@exemple.test", **WRONG)
    other = actions.report_error(organisation=OrganisationFactory(), email="b@exemple.test", **WRONG)
    actions.refuse_report(report=other, answer="Non.", by=officer)

    erase_account(user=user, by=user)
    kept = set(ErrorReport.objects.values_list("email", flat=True))
    clock.travel(kernel_clock.now() + dt.timedelta(days=100))
    actions.forget_answered(by=officer)

    assert (kept, set(ErrorReport.objects.values_list("email", flat=True))) == (
        {"", "b@exemple.test"},
        {""},
    )


def test_the_desk_has_the_three_queues_in_one(person, officer, client_for):
    organisation = OrganisationFactory(name="Écluse")
    actions.report_error(organisation=organisation, **WRONG)
    actions.suggest_organisation(name="Ressourcerie", summary="Répare.")
    actions.send_claim(organisation=organisation, by=person(), role="x", message="y")

    lines = list(waiting_for_moderation()[:6])
    html = client_for(officer).get("/pilotage/moderation/").content.decode()

    assert [one["line_kind"] for one in lines] == ["report", "suggestion", "claim"]
    assert waiting_for_moderation().count() == 3
    assert ("Ressourcerie" in html, "Écluse" in html) == (True, True)
    assert not Entry.objects.filter(actor_label__contains="exemple").exists()
