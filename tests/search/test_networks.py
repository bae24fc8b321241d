"""Networks as a facet of the directory: who belongs to one today is found under it."""

import datetime as dt

import pytest

from terreau.directory import actions
from terreau.directory.enums import NetworkKind
from terreau.directory.queries import Filters, listing
from terreau.directory.queries.listing import wider
from terreau.kernel import clock as kernel_clock
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(officer):
    organisation = OrganisationFactory(name="France Active", slug="france-active")
    return actions.set_network(organisation=organisation, kind=NetworkKind.FINANCING, by=officer)


def names(**asked) -> list[str]:
    return [one.name for one in listing(Filters(**asked)).organisations]


def options() -> list[tuple[str, str, int]]:
    return [(one["value"], one["label"], one["count"]) for one in listing(Filters()).facets.networks]


def test_joining_and_leaving_a_network_is_found_at_once(network, officer):
    member = OrganisationFactory(name="Ressourcerie")
    OrganisationFactory(name="Hors réseau")

    membership = actions.join_network(organisation=member, network=network, by=officer)
    during = names(networks=("france-active",)), options()
    actions.leave_network(membership=membership, on=kernel_clock.today() - dt.timedelta(days=1), by=officer)

    assert during == (["France Active", "Ressourcerie"], [("france-active", "France Active", 2)])
    assert (names(networks=("france-active",)), options()) == (
        ["France Active"],
        [("france-active", "France Active", 1)],
    )


def test_what_is_no_network_any_more_has_no_option(network, officer):
    actions.unset_network(organisation=network.organisation, by=officer)

    assert options() == []


def test_members_of_a_hidden_network_are_not_found_under_it(network, officer):
    member = OrganisationFactory(name="Ressourcerie")
    actions.join_network(organisation=member, network=network, by=officer)

    actions.hide_organisation(organisation=network.organisation, by=officer)
    hidden = names(networks=("france-active",)), options()
    actions.publish_organisation(organisation=network.organisation, by=officer)

    assert hidden == ([], [])
    assert names(networks=("france-active",)) == ["France Active", "Ressourcerie"]


def test_a_membership_that_ended_yesterday_leaves_the_search_today(network, officer, clock):
    member = OrganisationFactory(name="Ressourcerie")
    membership = actions.join_network(organisation=member, network=network, by=officer)
    actions.leave_network(membership=membership, by=officer)
    last_day = names(networks=("france-active",)), actions.follow_memberships_of_the_day()

    clock.travel(kernel_clock.today() + dt.timedelta(days=1))
    followed = actions.follow_memberships_of_the_day(), actions.follow_memberships_of_the_day()

    assert last_day == (["France Active", "Ressourcerie"], 0)
    assert followed == (1, 0)
    assert names(networks=("france-active",)) == ["France Active"]


def test_the_way_out_of_a_network_is_offered(network):
    OrganisationFactory(name="Ressourcerie")

    asked = Filters("ressourcerie", networks=("france-active",))

    assert [(name, count) for name, _filters, count in wider(asked)] == [("networks", 1), ("text", 1)]


def test_the_list_shows_the_facet_and_keeps_it_in_the_address(client, network):
    page = client.get("/annuaire/?reseau=france-active&reseau=Pas%20un%20nom")

    assert 'name="reseau" value="france-active" checked' in page.content.decode()
    assert "reseau=france-active" in page.context["querystring"]
    assert "Pas" not in page.context["querystring"]


def test_a_network_whose_address_is_a_word_of_names_counts_its_members_only(officer):
    for name in ("Atelier des roues", "Atelier du bois"):
        OrganisationFactory(name=name)
    network = OrganisationFactory(name="Réseau des ateliers", slug="ateli")  # the term of “atelier”
    actions.set_network(organisation=network, kind=NetworkKind.SECTOR, by=officer)

    assert options() == [("ateli", "Réseau des ateliers", 1)]
    assert names(networks=("ateli",)) == ["Réseau des ateliers"]
