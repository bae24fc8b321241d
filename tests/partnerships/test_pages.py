"""Pages of the charters and of the council: what they show, to whom, in how many queries."""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.directory.models import TeamMember
from terreau.journal import actions as journal
from terreau.partnerships import actions, exports, queries
from terreau.partnerships.models import Charter, Evidence
from terreau.search.actions import mark
from tests.factories import council as make_council
from tests.factories import partnerships as make
from tests.factories.council import SECRETARY
from tests.factories.directory import OfferFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(person):
    """A person in a team of the partner of a living charter."""
    charter = make.living()[0]
    user = person()
    team = TeamFactory(organisation=charter.parties.get(role="partner").organisation)
    TeamMember.objects.create(team=team, user=user)
    return charter, user


@pytest.mark.parametrize("count", [1, 3])
def test_charter_list_keeps_its_number_of_queries(client, count, django_assert_num_queries):
    make.living(count)
    client.get(reverse("partnerships:list"), {"q": "zzz"})

    with django_assert_num_queries(6):
        response = client.get(reverse("partnerships:list"))

    assert [card.total for card in response.context["cards"]] == [1] * count


def test_charter_list_searches_and_filters(client):
    make.living(2)
    Charter.objects.filter(title="Charte numéro 1").update(title="Les Établis")
    mark(kind="charter", keys=Charter.objects.values_list("pk", flat=True))
    url = reverse("partnerships:list")

    found = client.get(url, {"q": "ÉTABLIS", "etat": "in_force", "forme": "2"})
    lost = client.get(url, {"q": "introuvable"})

    assert [card.charter.title for card in found.context["cards"]] == ["Les Établis"]
    assert "Aucune charte ne correspond" in lost.content.decode()


def test_charter_page_counts_what_the_partner_answered(client, clock, django_assert_num_queries):
    charter = make.living()[0]
    organisation = charter.parties.get(role="partner").organisation
    clock.travel(dt.date(2015, 9, 1))
    for _number in range(2):
        journal.write(
            verb="referral.accepted", target=charter, by=SECRETARY, organisation=organisation, quantity=1
        )
    client.get(reverse("partnerships:list"))

    with django_assert_num_queries(6):
        page = client.get(charter.get_absolute_url()).content.decode()

    assert "Réponses\u00a0: 2 sur 2 depuis le 10 juin 2015." in page
    assert "Tenu" in page
    assert "Signature constatée le 10 juin 2015" in page


def test_charter_draft_is_hidden_from_visitors(client, client_for, person):
    charter = make.drafted()

    assert client.get(charter.get_absolute_url()).status_code == 404
    page = client_for(person(Role.OFFICER)).get(charter.get_absolute_url()).content.decode()
    assert "Arrêter le texte" in page


def test_charter_document_says_what_the_page_says(client):
    charter = make.living()[0]
    page = client.get(charter.get_absolute_url()).content.decode().replace("&#x27;", "'")
    charter = queries.charters().select_related("deliberation__session").get(pk=charter.pk)
    data = exports.charter_data(charter)

    for section in data["sections"]:
        for line in section["lines"]:
            assert line["text"] in page
            assert line["progress"].split(" – ")[1] in page
    assert data["counter"] in page
    assert client.get(reverse("partnerships:pdf", args=[charter.slug])).content[:5] == b"%PDF-"


def test_commitment_page_lists_what_the_figure_adds_up(client, partner, clock):
    charter, user = partner
    clock.travel(dt.date(2015, 9, 1))
    commitment = make.promise(charter)
    evidence = actions.record_evidence(commitment=commitment, quantity=1, text="Un atelier.", by=user)
    actions.accept_evidence(evidence=evidence, by=SECRETARY)

    page = client.get(commitment.get_absolute_url()).content.decode()

    assert "Réalisation retenue par la ville" in page
    assert "1 sur 2" in page


def test_partner_declares_and_the_officer_accepts(partner, person, client_for, clock):
    charter, user = partner
    clock.travel(dt.date(2015, 9, 1))
    browser, officer = client_for(user), client_for(person(Role.OFFICER))
    assert "Déclarer une réalisation" in browser.get(reverse("partnerships:mine")).content.decode()
    url = reverse("partnerships:evidence_add", args=[charter.slug, 1])

    refused = browser.post(url, {"text": "Un atelier", "quantity": "1", "on": "2015-01-01"})
    browser.post(url, {"text": "Un atelier", "quantity": "1", "on": "2015-08-30"})

    assert "à partir de ce jour" in refused.content.decode()
    evidence = Evidence.objects.get()
    officer.post(reverse("partnerships:evidence_accept", args=[evidence.pk]))
    assert queries.progress_of(make.promise(charter)).done == 1


def test_evidence_is_not_for_strangers(partner, person, client_for):
    charter, _user = partner
    url = reverse("partnerships:evidence_add", args=[charter.slug, 1])

    assert client_for(person()).get(url).status_code == 403


def test_officer_writes_a_charter_with_forms(person, client_for):
    browser = client_for(person(Role.OFFICER))
    draft = {"title": "Charte neuve", "summary": "En clair.", "preamble": "", "town_signatory": ""}
    browser.post(reverse("partnerships:create"), draft)
    charter = Charter.objects.get()
    organisation = TeamFactory().organisation
    facts = {"organisation": organisation.pk, "role": "partner", "signing": "signs", "represented_by": "Alix"}
    browser.post(reverse("partnerships:party_add", args=[charter.slug]), facts)
    party = charter.parties.get()
    promise = {"party": party.pk, "form": "1", "text": "Informer.", "recurrence": "none"}
    browser.post(reverse("partnerships:commitment_add", args=[charter.slug]), promise)

    page = browser.post(reverse("partnerships:act", args=[charter.slug, "arreter"]), follow=True)

    assert charter.commitments.get().text == "Informer."
    assert "Une charte réunit la ville et un partenaire au moins" in page.content.decode()


def test_signature_page_refuses_a_signature_too_early(person, client_for):
    charter = make.drafted()
    make.approved(charter)
    party = charter.parties.get(role="town")
    url = reverse("partnerships:sign", args=[charter.slug, party.pk])

    page = client_for(person(Role.SECRETARY)).post(url, {"represented_by": "A", "on": "2015-05-27"})

    assert "signez à partir du lendemain" in page.content.decode()


def test_promised_delay_comes_from_a_charter_in_force():
    charter, offer = make.drafted(), OfferFactory()
    commitment = make.promise(charter)
    actions.edit_commitment(commitment=commitment, delay_days=5, offers=[offer], by=SECRETARY)
    assert queries.promised_delay(offer) is None

    make.approved(charter)
    make.in_force(charter)

    assert queries.promised_delay(offer) == 5


def test_deliberation_page_tells_the_vote_the_dates_and_its_charters(client, django_assert_num_queries):
    charter = make.living()[0]
    deliberation = charter.deliberation
    url = deliberation.get_absolute_url()
    client.get(reverse("partnerships:list"))

    with django_assert_num_queries(3):
        page = client.get(url).content.decode()

    assert "À l’unanimité des votants (3 abstentions)" in page
    assert "Exécutoire depuis le 27 mai 2015" in page
    assert charter.title in page
    assert client.get(reverse("council:pdf", args=[deliberation.slug])).content[:5] == b"%PDF-"


@pytest.mark.parametrize("count", [1, 3])
def test_deliberation_list_keeps_its_number_of_queries(client, count, django_assert_num_queries):
    session = make_council.planned_session(make_council.seated_assembly(seats=5))
    drafts = [make_council.draft(session, f"Point {number}") for number in range(count)]
    make_council.open_session(session, present=5, proxies=0)
    for deliberation in drafts:
        deliberation.refresh_from_db()
        make_council.actions.record_vote(
            deliberation=deliberation, votes_for=5, votes_against=0, abstentions=0, by=SECRETARY
        )
        make_council.executory(deliberation)
    client.get(reverse("council:list"), {"q": "zzz"})

    with django_assert_num_queries(5):
        page = client.get(reverse("council:list"))

    assert page.context["page"].paginator.count == count
    assert client.get(reverse("council:feed")).content.count(b"<entry>") == count


def test_deliberation_draft_is_hidden_from_visitors(client, client_for, person):
    draft = make_council.draft(make_council.planned_session(make_council.seated_assembly(seats=3)))

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client_for(person(Role.ELECTED)).get(draft.desk_url).status_code == 200


def test_secretary_runs_a_session_with_forms(person, client_for, clock):
    clock.travel(dt.date(2015, 5, 11))
    make_council.seated_assembly(seats=5)
    browser = client_for(person(Role.SECRETARY))
    planned = {"held_on": "2015-05-21", "starts_at": "19:30", "place": "Hôtel de ville"}
    session_url = browser.post(reverse("council:session_create"), planned)["Location"]
    draft = {
        "title": "Un point",
        "summary": "",
        "note": "Note",
        "considerations": "Vu",
        "decision_text": "OUI",
    }
    file_url = browser.post(f"{session_url}ajouter/", draft)["Location"]
    browser.post(f"{file_url}inscrire/")
    browser.post(f"{session_url}convoquer/", {"sent_on": "2015-05-11"})
    clock.travel(dt.date(2015, 5, 21))
    browser.post(f"{session_url}ouvrir/", {"present": "5", "proxies": "0"})
    count = {"votes_for": "6", "votes_against": "0", "abstentions": "0", "not_taking_part": "0"}
    refused = browser.post(f"{file_url}voter/", count | {"ballot": "hands"})
    browser.post(f"{file_url}voter/", count | {"votes_for": "5", "ballot": "hands"})
    browser.post(f"{file_url}publier/")
    page = browser.post(f"{file_url}transmettre/", follow=True).content.decode()

    assert "6 voix pour 5 présents ou représentés" in refused.content.decode()
    assert "Exécutoire depuis le 21 mai 2015" in page
    assert "Clore la séance" in browser.get(reverse("council:desk")).content.decode()


def test_elected_member_reads_the_desk_and_changes_nothing(person, client_for):
    session = make_council.planned_session(make_council.seated_assembly(seats=3))
    browser = client_for(person(Role.ELECTED))

    assert "Prévoir une séance" not in browser.get(reverse("council:desk")).content.decode()
    assert browser.get(reverse("council:session_convoke", args=[session.pk])).status_code == 403
    assert browser.get(reverse("council:mandates")).status_code == 200
