"""A team keeps its sheet, its people and its offers; nobody else does."""

import pytest

from terreau.accounts.enums import Role
from terreau.directory import actions
from terreau.directory.enums import OfferState, OrganisationState, Source
from terreau.directory.models import FieldSource, Offer, Organisation, Subject, TeamMember
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken, StaleObject, TransitionRefused
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


def complete_offer(**facts) -> Offer:
    offer = OfferFactory(summary="Nous relisons vos statuts.", **facts)
    offer.subjects.add(Subject.objects.first())
    return offer


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_create_organisation_knows_its_facts_from_a_person(officer):
    organisation = actions.create_organisation(name=" Écluse ", summary="Un lieu.", by=officer)

    assert (organisation.slug, organisation.sort_name) == ("ecluse", "ecluse")
    assert set(organisation.field_sources.values_list("field", "source")) == {
        ("name", Source.PERSON),
        ("summary", Source.PERSON),
    }
    assert verbs() == ["organisation.created"]


def test_create_organisation_keeps_addresses_of_pages_free(officer):
    assert actions.create_organisation(name="Carte", by=officer).slug == "carte-structure"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "X", "siret": "21920071400018", "siren": "356000000"}, "siret"),
    ],
)
def test_create_organisation_refuses_with_a_sentence(officer, facts, field):
    with pytest.raises(RuleBroken) as refusal:
        actions.create_organisation(by=officer, **facts)

    assert refusal.value.field == field


def test_create_organisation_refuses_a_siret_known_elsewhere(officer):
    OrganisationFactory(name="Mairie", siren="219200714", siret="21920071400018")

    with pytest.raises(RuleBroken, match="Mairie"):
        actions.create_organisation(name="Autre", siret="21920071400018", by=officer)


def test_update_refuses_a_loop_of_parents(officer):
    mother = OrganisationFactory()
    daughter = OrganisationFactory(parent=mother)

    with pytest.raises(RuleBroken, match="propre filiale"):
        actions.update_organisation(organisation=mother, parent=daughter, by=officer)


def test_update_refuses_when_somebody_was_faster(officer):
    organisation = OrganisationFactory()
    before = organisation.updated_at.isoformat()
    actions.update_organisation(organisation=organisation, read_at=before, summary="Un", by=officer)

    with pytest.raises(StaleObject):
        actions.update_organisation(organisation=organisation, read_at=before, summary="Deux", by=officer)


def test_update_without_change_writes_nothing(officer):
    organisation = OrganisationFactory()

    actions.update_organisation(organisation=organisation, name=organisation.name, by=officer)

    assert verbs() == []


def test_hide_then_publish(officer):
    organisation = OrganisationFactory()

    actions.hide_organisation(organisation=organisation, by=officer)
    actions.publish_organisation(organisation=organisation, by=officer)

    assert verbs() == ["organisation.hidden", "organisation.published"]
    with pytest.raises(TransitionRefused):
        actions.publish_organisation(organisation=organisation, by=officer)


def test_last_member_stays_while_offers_are_open(officer, person):
    offer = complete_offer(state=OfferState.PUBLISHED)
    member = actions.add_member(team=offer.team, user=person(), by=officer)

    with pytest.raises(RuleBroken, match="dernière personne"):
        actions.remove_member(member=member, by=officer)
    actions.end_offer(offer=offer, by=officer)
    actions.remove_member(member=member, by=officer)

    assert not TeamMember.objects.present().exists()
    assert verbs() == ["team.member_added", "offer.ended", "team.member_removed"]


def test_add_member_twice_changes_the_role_only(officer, person):
    team, user = TeamFactory(), person()
    actions.add_member(team=team, user=user, by=officer)

    actions.add_member(team=team, user=user, role="lead", by=officer)

    assert list(TeamMember.objects.values_list("role", flat=True)) == ["lead"]


def test_publish_lists_what_is_missing(officer):
    team = TeamFactory(email="")
    offer = actions.create_offer(team=team, kind="advice", title="Conseil", by=officer)

    with pytest.raises(RuleBroken) as refusal:
        actions.publish_offer(offer=offer, by=officer)

    for words in ("en quelques mots", "territoire", "sujet", "page de contact", "personne à l’équipe"):
        assert words in str(refusal.value)


def test_offer_lives_from_draft_to_its_end(officer):
    offer = complete_offer()

    actions.publish_offer(offer=offer, by=officer)
    actions.suspend_offer(offer=offer, by=officer)
    actions.publish_offer(offer=offer, by=officer)
    actions.verify_offer(offer=offer, by=officer)
    successor = complete_offer()
    actions.end_offer(offer=offer, successor=successor, by=officer)

    assert verbs() == [
        *("offer.published", "offer.suspended", "offer.published", "offer.verified", "offer.ended")
    ]
    offer.refresh_from_db()
    assert (offer.state, offer.successor) == (OfferState.ENDED, successor)
    for verb in (actions.publish_offer, actions.verify_offer, actions.update_offer):
        with pytest.raises(TransitionRefused):
            verb(offer=offer, by=officer)


def test_published_offer_stays_complete(officer):
    offer = complete_offer()
    actions.publish_offer(offer=offer, by=officer)

    with pytest.raises(RuleBroken, match="sujet"):
        actions.update_offer(offer=offer, subjects=[], by=officer)
    with pytest.raises(RuleBroken, match="territoire"):
        actions.update_offer(offer=offer, perimeter=None, by=officer)


def test_stranger_cannot_enter_the_workspace(person, client_for):
    organisation = OrganisationFactory()
    space = f"/mon-espace/organisations/{organisation.slug}/"

    answers = [
        client_for(person()).get(space + end).status_code for end in ("", "fiche/", "offres/nouvelle/")
    ]

    assert answers == [403, 403, 403]


def test_member_edits_the_sheet_and_the_import_will_respect_it(person, client_for, officer):
    organisation = OrganisationFactory(name="Écluse")
    CommuneFactory(code="92071", name="Sceaux", search_name="sceaux")
    user = person()
    actions.add_member(team=TeamFactory(organisation=organisation), user=user, by=officer)
    address = f"/mon-espace/organisations/{organisation.slug}/fiche/"
    facts = {
        "name": "Écluse",
        "family": "association",
        "kind": "actor",
        "summary": "Un lieu.",
        "commune": "Sceaux",
    }

    answer = client_for(user).post(address, facts | {"hours_1": "09:00-12:00", "read_at": ""})

    assert answer.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.summary, organisation.commune.name) == ("Un lieu.", "Sceaux")
    assert organisation.opening_hours == {"1": [["09:00", "12:00"]]}
    assert FieldSource.objects.get(organisation=organisation, field="summary").source == Source.PERSON


def test_edit_keeps_what_was_written_when_refused(client_for, officer):
    organisation = OrganisationFactory()
    address = f"/mon-espace/organisations/{organisation.slug}/fiche/"

    html = (
        client_for(officer).post(address, {"name": "X", "hours_1": "tard", "siren": "123"}).content.decode()
    )

    assert "Ce SIREN n’est pas valide" in html
    assert 'value="tard"' in html


def test_officer_adds_hides_and_shows(client_for, officer):
    client = client_for(officer)
    client.post("/annuaire/ajouter/", {"name": "Écluse", "family": "association", "kind": "support"})
    space = "/mon-espace/organisations/ecluse/"

    client.post(space + "visibilite/")
    assert Organisation.objects.get().state == OrganisationState.HIDDEN
    client.post(space + "visibilite/", {"publish": "1"})
    assert Organisation.objects.get().state == OrganisationState.PUBLISHED


def test_team_and_offer_by_the_forms(client_for, officer):
    organisation = OrganisationFactory(slug="ecluse")
    CommuneFactory(code="92071", name="Sceaux", search_name="sceaux")
    client, space = client_for(officer), "/mon-espace/organisations/ecluse/"

    client.post(space + "equipes/", {"name": "Accueil", "email": "accueil@exemple.test"})
    client.post(space + "equipes/accueil/inviter/", {"email": "Ana@exemple.test", "role": "lead"})
    team = organisation.teams.get()
    facts = {"team": team.pk, "kind": "advice", "title": "Relire vos statuts", "summary": "Nous relisons."}
    facts |= {"subjects": [Subject.objects.first().pk], "perimeter": "Sceaux", "stages": ["idee"]}
    client.post(space + "offres/nouvelle/", facts)
    shown = client.get(space + "offres/relire-vos-statuts/").content.decode()
    client.post(space + "offres/relire-vos-statuts/publier/")

    assert "Publier l’offre" in shown
    assert Offer.objects.get().state == OfferState.PUBLISHED
    assert [member.user.email for member in TeamMember.objects.all()] == ["ana@exemple.test"]
    assert "Relire vos statuts" in client.get(space).content.decode()
    member = TeamMember.objects.get()
    refused = client.post(space + f"membres/{member.pk}/retirer/", follow=True).content.decode()
    assert "dernière personne de l’équipe" in refused
    assert client.post(space + "offres/relire-vos-statuts/voler/").status_code == 404
