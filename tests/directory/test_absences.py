"""Teams are renamed, go away and come back; somebody always reads what comes for their offers."""

import datetime as dt

import pytest

from terreau.directory import actions
from terreau.directory.enums import OfferState
from terreau.directory.models import Team, TeamAbsence
from terreau.directory.queries.teams import offers_without_reachable_team
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken
from tests.factories.directory import OfferFactory, OrganisationFactory, TeamFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 10)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(clock):
    clock.travel(TODAY)


def space_of(team: Team) -> str:
    return f"/mon-espace/organisations/{team.organisation.slug}/"


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [(TODAY, TODAY - DAY, "ne précède pas"), (TODAY - 9 * DAY, TODAY - DAY, "déjà passée")],
)
def test_impossible_absence_is_refused(officer, since, until, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        actions.add_absence(team=TeamFactory(), since=since, until=until, by=officer)


def test_member_announces_an_absence_and_takes_it_back(client_for, person):
    team, user = TeamFactory(), person()
    actions.add_member(team=team, user=user, by=user)
    client = client_for(user)
    path = space_of(team) + f"equipes/{team.slug}/absences/"

    refused = client.post(path, {"since": "2026-04-10", "until": "2026-04-01"}).content.decode()
    client.post(path, {"since": "2026-04-01", "until": "2026-04-10"})
    page = client.get(space_of(team)).content.decode()

    assert "ne précède pas" in refused
    assert 'value="2026-04-10"' in refused
    assert "Absente du 1er avril 2026 au 10 avril 2026" in page
    absence = TeamAbsence.objects.get()
    client.post(space_of(team) + f"absences/{absence.pk}/retirer/")
    assert not TeamAbsence.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="team.absence").values_list("verb", flat=True)
    assert sorted(verbs) == ["team.absence_added", "team.absence_removed"]


def test_absence_of_another_organisation_is_not_found(client_for, person, officer):
    mine, theirs = TeamFactory(), TeamFactory()
    user = person()
    actions.add_member(team=mine, user=user, by=officer)
    absence = actions.add_absence(team=theirs, since=TODAY, until=TODAY, by=officer)

    client_for(user).post(space_of(mine) + f"absences/{absence.pk}/retirer/")

    assert client_for(user).get(space_of(theirs) + f"equipes/{theirs.slug}/").status_code in (403, 404)
    assert TeamAbsence.objects.exists()


def test_team_changes_its_name_and_inbox_on_its_page(client_for, officer):
    team = TeamFactory(name="Accueil", slug="accueil")
    path = space_of(team) + "equipes/accueil/"

    client_for(officer).post(path, {"name": "Accueil des porteurs", "email": "Porteurs@exemple.test"})

    team.refresh_from_db()
    assert (team.name, team.email, team.slug) == ("Accueil des porteurs", "porteurs@exemple.test", "accueil")
    assert Entry.objects.get().verb == "team.updated"


def test_inbox_stays_while_nobody_else_reads(officer, person):
    team = TeamFactory()
    OfferFactory(team=team, state=OfferState.PUBLISHED)

    with pytest.raises(RuleBroken, match="ajoutez d’abord quelqu’un"):
        actions.update_team(team=team, name=team.name, email="", by=officer)
    actions.add_member(team=team, user=person(), by=officer)

    assert actions.update_team(team=team, name=team.name, email="", by=officer).email == ""


def test_two_teams_of_an_organisation_never_share_a_name(officer):
    organisation = OrganisationFactory()
    first = actions.create_team(organisation=organisation, name="Accueil", by=officer)
    other = actions.create_team(organisation=organisation, name="Conseil", by=officer)

    with pytest.raises(RuleBroken, match="déjà une équipe"):
        actions.update_team(team=other, name="ACCUEIL", by=officer)
    assert actions.update_team(team=first, name="accueil", by=officer).name == "accueil"


def test_last_open_account_of_a_team_is_the_last_person(officer, person):
    team, staying, closed = TeamFactory(email=""), person(), person()
    member = actions.add_member(team=team, user=staying, by=officer)
    actions.add_member(team=team, user=closed, by=officer)
    closed.is_active = False
    closed.save()
    OfferFactory(team=team, state=OfferState.SUSPENDED)

    with pytest.raises(RuleBroken, match="dernière personne"):
        actions.remove_member(member=member, by=officer)


def test_account_that_closes_leaves_a_blocking_task(officer, person):
    team, user = TeamFactory(email=""), person()
    actions.add_member(team=team, user=user, by=officer)
    offer = OfferFactory(team=team, state=OfferState.PUBLISHED)
    OfferFactory(team=TeamFactory(email=""), state=OfferState.DRAFT)
    assert not offers_without_reachable_team().exists()

    user.is_active = False
    user.save()

    assert list(offers_without_reachable_team()) == [offer]
