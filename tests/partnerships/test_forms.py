"""The pages on which charters are written, approved, signed, lived and ended: what they say and keep."""

import datetime as dt
import re
import subprocess

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.council.panels import panels_of as panels_of_deliberation
from terreau.directory.models import TeamMember
from terreau.journal import actions as journal
from terreau.partnerships import actions, queries, receivers
from terreau.partnerships.models import Charter, Evidence
from tests.factories import council as make_council
from tests.factories import partnerships as make
from tests.factories.council import SECRETARY
from tests.factories.directory import OrganisationFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client_for, person):
    return client_for(person(Role.OFFICER, Role.SECRETARY))


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def address(charter, name: str, *more) -> str:
    return reverse(f"partnerships:{name}", args=[charter.slug, *more])


def test_charter_forms_keep_what_was_typed(officer):
    long = {"title": "Neuve", "summary": "a\nb\nc\nd", "preamble": "Contexte", "town_signatory": "Camille"}
    charter = make.charter_in("draft")

    for url in (reverse("partnerships:create"), address(charter, "edit")):
        refused = officer.post(url, long).content.decode()
        assert "Le résumé tient en trois lignes." in refused
        assert ('value="Neuve"' in refused, "Contexte" in refused) == (True, True)
    saved = officer.post(address(charter, "edit"), long | {"summary": "a"})

    charter.refresh_from_db()
    assert (charter.title, said(saved)[-1]) == ("Neuve", "Le brouillon est enregistré.")


def test_party_form_adds_a_subsidiary_and_refuses_a_partner_that_does_not_sign(officer):
    charter = make.charter_in("draft")
    parent, child = charter.parties.get(role="partner"), OrganisationFactory()
    facts = {"organisation": child.pk, "role": "partner", "signing": "represented", "represented_by": "Noé"}
    url = address(charter, "party_add")

    refused = officer.post(url, facts).content.decode()
    saved = officer.post(url, facts | {"role": "subsidiary", "parent": parent.pk})
    twice = officer.post(url, facts | {"role": "subsidiary", "parent": parent.pk}).content.decode()

    assert "Une filiale suit sa maison mère" in refused
    assert 'value="Noé"' in refused
    assert said(saved) == ["La partie est ajoutée à la charte."]
    assert charter.parties.get(organisation=child).parent == parent
    assert "Cette organisation est déjà partie à la charte." in twice


def test_removals_say_what_was_removed(officer):
    charter = make.charter_in("draft")
    make.add_promise(charter)

    promise = officer.post(address(charter, "commitment_remove", 1))
    party = officer.post(address(charter, "party_remove", charter.parties.last().pk))

    assert said(promise) == ["L’engagement est retiré de la charte."]
    assert said(party)[-1] == "La partie est retirée de la charte."
    assert (charter.commitments.count(), charter.parties.count()) == (0, 1)


def test_commitment_forms_refuse_then_save(officer):
    charter = make.charter_in("draft")
    party = charter.parties.get(role="partner")
    facts = {"party": party.pk, "form": "1", "text": "Informer.", "recurrence": "yearly", "delay_days": "5"}
    add, edit = address(charter, "commitment_add"), address(charter, "commitment_edit", 1)

    refused = officer.post(add, facts | {"target": "0"}).content.decode()
    added = officer.post(add, facts | {"target": "3"})
    shown = officer.get(edit).content.decode()
    changed = officer.post(edit, facts | {"text": "Informer mieux.", "delay_days": "0"}).content.decode()
    saved = officer.post(edit, facts | {"text": "Informer mieux."})

    assert "Informer." in refused
    assert 'aria-invalid="true"' in refused
    assert said(added) == ["L’engagement est ajouté."]
    assert "Informer." in shown
    assert "Le délai promis est d’un jour ouvré au moins." in changed
    assert said(saved)[-1] == "L’engagement est enregistré."
    assert charter.commitments.get().text == "Informer mieux."


@pytest.mark.parametrize(
    ("verb", "state", "sentence"),
    [
        ("arreter", "draft", "Le texte est arrêté\u00a0: il peut être soumis au conseil."),
        ("rouvrir", "agreed", "Le brouillon est rouvert."),
        ("approuver", "agreed", "La charte est approuvée\u00a0: les parties peuvent signer."),
        ("terme", "in_force", "La charte est arrivée à son terme."),
        (
            "approuver",
            "draft",
            "Aucune délibération n’est rattachée\u00a0: le secrétariat du conseil la rattache.",
        ),
    ],
)
def test_steps_say_what_was_done_or_why_not(officer, verb, state, sentence):
    facts = {"in_force_until": dt.date(2016, 6, 9)} if state == "in_force" else {}
    if state == "agreed":
        facts = {"deliberation": make_council.deliberation_in("adopted")}
    charter = make.charter_in(state, **facts)
    make.add_promise(charter)

    answer = officer.post(address(charter, "act", verb))

    assert (said(answer), answer.headers["Location"]) == ([sentence], charter.get_absolute_url())


def test_link_form_offers_what_may_still_approve(officer):
    charter = make.charter_in("agreed")
    tabled = make_council.deliberation_in("tabled", title="Inscrite")
    make_council.deliberation_in("withdrawn", title="Retirée hier")

    form = officer.get(address(charter, "link")).content.decode()
    saved = officer.post(address(charter, "link"), {"deliberation": tabled.pk})

    assert ("Inscrite" in form, "Retirée hier" in form) == (True, False)
    assert (said(saved), saved.headers["Location"]) == (
        ["La charte est rattachée à la délibération."],
        tabled.desk_url,
    )


def test_signature_force_and_end_by_their_forms(officer, clock):
    charter = make.charter_in("approved")
    clock.travel(dt.date(2015, 6, 20))
    for party in charter.parties.all():
        facts = {"represented_by": "Noé Exemple", "on": "2015-06-15"}
        assert (
            said(officer.post(address(charter, "sign", party.pk), facts))[-1] == "La signature est constatée."
        )
    early = officer.post(address(charter, "force"), {"on": "2015-06-14"}).content.decode()
    force = officer.post(address(charter, "force"), {"on": "2015-06-15", "until": "2018-06-15"})
    late = officer.post(
        address(charter, "terminate"), {"reason": "Fin.", "on": "2015-07-01"}
    ).content.decode()
    ended = officer.post(address(charter, "terminate"), {"reason": "Fin.", "on": "2015-06-20"})

    assert "La charte est signée le 15 juin 2015" in early
    assert 'value="2015-06-14"' in early
    assert said(force)[-1] == "La charte est en vigueur\u00a0: ce qui est fait compte désormais."
    assert "La fin se situe entre l’entrée en vigueur et aujourd’hui." in late
    assert said(ended)[-1] == "La charte est résiliée\u00a0: ce qui a été fait reste compté."


def test_evidence_is_set_aside_from_the_desk_with_a_reason(officer, clock):
    charter = make.charter_in("in_force")
    clock.travel(dt.date(2015, 9, 1))
    evidence = actions.record_evidence(
        commitment=make.add_promise(charter), quantity=1, text="Un atelier.", by=SECRETARY
    )
    url = reverse("partnerships:evidence_decline", args=[evidence.pk])

    assert "Un atelier." in officer.get(reverse("partnerships:desk")).content.decode()
    refused = officer.post(url, {"reason": ""})
    saved = officer.post(url, {"reason": "Hors de la charte."})
    again = officer.post(url, {"reason": "Encore."}).content.decode()

    assert list(refused.context["form"].errors) == ["reason"]
    assert said(saved) == ["La réalisation est écartée\u00a0: le partenaire lit pourquoi."]
    assert "n’est pas possible dans l’état" in again
    assert Evidence.objects.get().reason == "Hors de la charte."


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "Arrêter le texte"),
        ("agreed", "Le secrétariat rattache la charte à une délibération."),
        ("approved", "Les parties signent, une fois la délibération exécutoire."),
        ("signed", "Mettre en vigueur"),
        ("in_force", "La charte vit"),
        ("ended", "La charte est finie\u00a0: rien n’est attendu."),
        ("terminated", "La charte est finie\u00a0: rien n’est attendu."),
    ],
)
def test_page_tells_the_officer_the_next_step(officer, state, words):
    assert words in officer.get(make.charter_in(state).get_absolute_url()).content.decode()


def test_own_page_of_people_without_a_charter(client_for, person):
    user = person()
    alone = client_for(user).get(reverse("partnerships:mine")).content.decode()
    TeamMember.objects.create(team=TeamFactory(), user=user)
    waiting = client_for(user).get(reverse("partnerships:mine")).content.decode()

    assert "Vous n’êtes pas rattaché à une structure" in alone
    assert "Votre structure n’est partie à aucune charte" in waiting


def test_lists_of_an_empty_town_teach(client, officer):
    assert "Aucune charte n’est encore approuvée" in client.get(reverse("partnerships:list")).content.decode()
    desk = officer.get(reverse("partnerships:desk")).content.decode()
    assert "Aucune charte en préparation" in desk
    assert "Aucune réalisation n’attend votre examen." in desk


def test_facets_count_what_the_other_filters_leave(client):
    make.add_promise(make.charter_in("in_force", title="Une"))
    make.add_promise(make.charter_in("signed", title="Deux"), form=1)
    make.charter_in("draft", title="Cachée")

    found = client.get(reverse("partnerships:list"), {"etat": "signed"}).context["register"]

    assert found.count == 1
    assert {one["value"]: one["count"] for one in found.states if one["count"]} == {
        "signed": 1,
        "in_force": 1,
    }
    assert {one["value"]: one["count"] for one in found.forms if one["count"]} == {"1": 1}
    assert [one["value"] for one in found.states if one["selected"]] == ["signed"]


@pytest.mark.parametrize(
    "asked", [{"etat": "draft"}, {"etat": "nul"}, {"forme": "9"}, {"forme": "²"}, {"page": "x"}]
)
def test_list_ignores_what_makes_no_sense(client, asked):
    make.charter_in("in_force")

    assert len(client.get(reverse("partnerships:list"), asked).context["cards"]) == 1


def test_panels_show_charters_where_they_belong():
    charter, draft = make.charter_in("in_force"), make.charter_in("agreed")
    partner = charter.parties.get(role="partner").organisation

    (panel,) = panels_of_deliberation(charter.deliberation)
    assert panel.context == {"charters": [charter]}
    assert receivers.charters_of_organisation(partner).context == {"charters": [charter]}
    assert receivers.charters_of_organisation(draft.parties.last().organisation) is None
    assert panels_of_deliberation(make_council.deliberation_in("draft")) == []
    assert list(queries.charters_of(partner)) == [charter]


def test_timeline_tells_the_signature_once():
    charter = make.living()[0]

    assert [entry.verb for entry in queries.timeline(charter)].count("charter.signed") == 1
    assert len(queries.timeline(charter, limit=2)) == 2


def test_document_asked_for_in_english_stays_the_french_act(client, tmp_path):
    charter = make.charter_in("in_force", preamble="Le contexte.\n\nL’objet.")
    make.add_promise(charter, target=3, unit="ateliers")

    page = client.get(f"/en/chartes/{charter.slug}/").content.decode()
    path = tmp_path / "charte.pdf"
    path.write_bytes(client.get(f"/en/chartes/{charter.slug}/charte.pdf").content)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    text = re.sub(r"\s+", " ", text)

    assert ("In force" in page, "En vigueur" in page) == (True, False)
    for words in ("En vigueur", "Le contexte.", "L’objet.", "Signature constatée le 10 juin 2015", "0 sur 1"):
        assert words in text, words


def test_page_shows_the_day_of_the_deed_not_of_its_acceptance(client, clock):
    promise = make.add_promise(make.charter_in("in_force"))
    clock.travel(dt.date(2015, 12, 20))
    evidence = actions.record_evidence(commitment=promise, quantity=1, text="Fait.", by=SECRETARY)
    clock.travel(dt.date(2016, 1, 8))
    actions.accept_evidence(evidence=evidence, by=SECRETARY)
    journal.write(verb="charter.edited", target=Charter.objects.get(), by=SECRETARY)

    page = client.get(promise.get_absolute_url()).content.decode()

    assert ("20 décembre 2015" in page, "8 janvier 2016" in page) == (True, False)


def test_adoption_approves_the_agreed_charters_only(django_capture_on_commit_callbacks):
    deliberation = make_council.deliberation_in("tabled", session=make_council.session_in("held"))
    agreed = make.charter_in("agreed", deliberation=deliberation)
    draft = make.charter_in("draft", deliberation=deliberation)

    with django_capture_on_commit_callbacks(execute=True):
        make_council.actions.record_vote(
            deliberation=deliberation, votes_for=5, votes_against=0, abstentions=0, by=SECRETARY
        )

    agreed.refresh_from_db()
    draft.refresh_from_db()
    assert (agreed.state, agreed.approved_at, draft.state) == ("approved", deliberation.voted_at, "draft")
