"""Networks: who belongs to which, from when to when, and what everybody sees of it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terreau.directory import actions, queries
from terreau.directory.enums import NetworkKind, OrganisationState
from terreau.directory.models import Network, NetworkMembership
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.errors import RuleBroken
from tests.factories.directory import OrganisationFactory, TeamFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(officer) -> Network:
    return actions.set_network(
        organisation=OrganisationFactory(name="France Active", slug="france-active"),
        kind=NetworkKind.FINANCING,
        by=officer,
    )


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_network_says_its_kind_once(network, officer):
    actions.set_network(organisation=network.organisation, kind=NetworkKind.FINANCING, by=officer)
    actions.set_network(organisation=network.organisation, kind=NetworkKind.SECTOR, by=officer)

    assert verbs() == ["network.set", "network.set"]
    assert Network.objects.get().kind == NetworkKind.SECTOR


def test_membership_begins_and_ends(network, officer):
    member = OrganisationFactory()
    since = kernel_clock.today() - dt.timedelta(days=400)

    membership = actions.join_network(organisation=member, network=network, since=since, by=officer)
    during = queries.network_keys_of(member)
    actions.leave_network(membership=membership, on=kernel_clock.today() - dt.timedelta(days=1), by=officer)

    assert (during, queries.network_keys_of(member)) == (("france-active",), ())
    assert queries.network_keys_of_many([member.pk, network.organisation_id]) == {
        member.pk: (),
        network.organisation_id: ("france-active",),
    }
    assert verbs() == ["network.set", "network.joined", "network.left"]


@pytest.mark.parametrize(
    ("who", "days", "field"), [("self", 0, "network"), ("member", 1, "since"), ("twice", 0, "network")]
)
def test_join_refuses_with_a_sentence(network, officer, who, days, field):
    member = network.organisation if who == "self" else OrganisationFactory()
    if who == "twice":
        actions.join_network(organisation=member, network=network, by=officer)

    with pytest.raises(RuleBroken) as refusal:
        actions.join_network(
            organisation=member,
            network=network,
            since=kernel_clock.today() + dt.timedelta(days=days),
            by=officer,
        )

    assert refusal.value.field == field


def test_leave_refuses_a_day_before_the_beginning_and_a_second_time(network, officer):
    today = kernel_clock.today()
    membership = actions.join_network(
        organisation=OrganisationFactory(), network=network, since=today, by=officer
    )

    with pytest.raises(RuleBroken, match="après avoir commencé"):
        actions.leave_network(membership=membership, on=today - dt.timedelta(days=1), by=officer)
    actions.leave_network(membership=membership, by=officer)
    with pytest.raises(RuleBroken, match="déjà pris fin"):
        actions.leave_network(membership=NetworkMembership.objects.get(), by=officer)


def test_a_network_with_members_stays_one(network, officer):
    actions.join_network(organisation=OrganisationFactory(), network=network, by=officer)

    with pytest.raises(RuleBroken):
        actions.unset_network(organisation=network.organisation, by=officer)


def test_a_network_without_members_may_stop_being_one(network, officer):
    actions.unset_network(organisation=network.organisation, by=officer)
    actions.unset_network(organisation=network.organisation, by=officer)

    assert (Network.objects.count(), verbs()) == (0, ["network.set", "network.unset"])


@pytest.mark.parametrize("number", [1, 3])
def test_page_of_a_network_lists_its_members_and_those_of_the_town(network, officer, client_for, number):
    sceaux = SceauxFactory()
    OperatorFactory()
    for _ in range(number):
        actions.join_network(organisation=OrganisationFactory(commune=sceaux), network=network, by=officer)
    hidden = OrganisationFactory(state=OrganisationState.HIDDEN, name="Cachée")
    actions.join_network(organisation=hidden, network=network, by=officer)
    client = client_for(officer)
    client.get("/annuaire/france-active/")

    with CaptureQueriesContext(connection) as captured:
        html = client.get("/annuaire/france-active/").content.decode()

    members = html.split('id="membres"')[1].split("</section>")[0]
    assert "Présents à Sceaux" in members
    assert len(re.findall("<li>", members)) == 2 * number
    assert "Cachée" not in html
    assert len([one for one in captured.captured_queries if "directory_" in one["sql"]]) == 4


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_networks_counts_members_by_kind_in_one_query(network, officer, client, number):
    for _ in range(number):
        actions.join_network(organisation=OrganisationFactory(), network=network, by=officer)

    with CaptureQueriesContext(connection) as captured:
        html = client.get("/annuaire/reseaux/").content.decode()

    assert "Réseau de financement" in html
    assert f"{number} membre" in html
    assert len([one for one in captured.captured_queries if "directory_network" in one["sql"]]) == 1


def test_empty_list_of_networks_teaches(client):
    assert "Aucun réseau pour l’instant" in client.get("/annuaire/reseaux/").content.decode()


def test_a_team_declares_its_networks_and_not_what_it_is(network, person, client_for):
    team, user = TeamFactory(), person()
    actions.add_member(team=team, user=user, by=user)
    client, space = client_for(user), f"/mon-espace/organisations/{team.organisation.slug}/"

    client.post(f"{space}reseaux/", {"network": network.pk, "since": "2024-01-15"})
    membership = NetworkMembership.objects.get()
    client.post(f"{space}reseaux/{membership.pk}/fin/")
    answer = client.post(f"{space}reseau/", {"kind": "sector"})

    membership.refresh_from_db()
    assert (membership.since, membership.until) == (dt.date(2024, 1, 15), kernel_clock.today())
    assert answer.status_code == 403
    assert client.post(f"{space}reseaux/", {"network": "0"}, follow=True).status_code == 200


def test_an_officer_says_what_is_a_network(officer, client_for):
    organisation = OrganisationFactory()
    address = f"/mon-espace/organisations/{organisation.slug}/reseau/"

    client_for(officer).post(address, {"kind": "sector"})
    kinds = list(Network.objects.values_list("kind", flat=True))
    client_for(officer).post(address, {"kind": ""})

    assert (kinds, Network.objects.count()) == (["sector"], 0)
