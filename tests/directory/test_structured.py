"""The JSON-LD of a sheet says what schema.org asks for, and nothing empty."""

import json
import re

import pytest

from terreau.directory import actions, structured
from terreau.directory.enums import Family, NetworkKind, OrganisationKind
from terreau.directory.queries import sheet_of
from terreau.directory.queries.sheets import for_sheet
from tests.factories.directory import CommuneFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

# For each type, the properties that schema.org gives it (or one of its parents) and that we write.
OF_A_THING = {"@context", "@type", "@id", "name", "alternateName", "url", "description"}
OF_AN_ORGANISATION = OF_A_THING | {
    *("email", "telephone", "taxID", "address", "parentOrganization", "subOrganization", "memberOf"),
    *("makesOffer", "location"),
}
OF_A_PLACE = {"@type", "name", "address", "geo", "openingHoursSpecification"}
PROPERTIES = {
    "NGO": OF_AN_ORGANISATION,
    "Organization": OF_AN_ORGANISATION,
    "GovernmentOrganization": OF_AN_ORGANISATION,
    "LocalBusiness": OF_AN_ORGANISATION | OF_A_PLACE,
    "Place": OF_A_PLACE,
    "PostalAddress": {"@type", "streetAddress", "postalCode", "addressLocality", "addressCountry"},
    "GeoCoordinates": {"@type", "latitude", "longitude"},
    "OpeningHoursSpecification": {"@type", "dayOfWeek", "opens", "closes"},
    "Offer": {"@type", "name", "description"},
}


def faults(node, path="$") -> list[str]:
    """List what schema.org does not know, and what is empty."""
    if isinstance(node, list):
        return [fault for one in node for fault in faults(one, f"{path}[]")]
    if not isinstance(node, dict):
        return [f"{path} is empty"] if node in ("", None) else []
    unknown = set(node) - PROPERTIES[node["@type"]]
    found = [f"{path}.{name} is no property of {node['@type']}" for name in sorted(unknown)]
    return found + [fault for name, value in node.items() for fault in faults(value, f"{path}.{name}")]


def data_of(organisation) -> dict:
    found = for_sheet(organisation.slug)
    return json.loads(json.dumps(structured.json_ld(sheet_of(found), "https://ici.test/annuaire/x/")))


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"family": Family.ASSOCIATION}, "NGO"),
        ({"family": Family.COOPERATIVE, "address": "1 rue X"}, "LocalBusiness"),
        ({"family": Family.COMPANY}, "Organization"),
        ({"family": Family.UNKNOWN, "kind": OrganisationKind.PUBLIC}, "GovernmentOrganization"),
    ],
)
def test_the_type_follows_the_family(facts, kind):
    data = data_of(OrganisationFactory(**facts))

    assert (data["@type"], faults(data)) == (kind, [])


def test_a_full_sheet_is_valid(officer):
    parent = OrganisationFactory(name="Mère")
    organisation = OrganisationFactory(
        name="Écluse",
        acronym="ECL",
        parent=parent,
        siren="219200714",
        address="1 rue X",
        commune=CommuneFactory(name="Sceaux"),
        lat=48.7,
        lon=2.2,
        opening_hours={"1": [["09:00", "24:00"]]},
    )
    network = actions.set_network(
        organisation=OrganisationFactory(name="Réseau"), kind=NetworkKind.SECTOR, by=officer
    )
    actions.join_network(organisation=organisation, network=network, by=officer)
    OrganisationFactory(name="Fille", parent=organisation)

    data = data_of(organisation)

    assert faults(data) == []
    assert data["location"]["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/Monday",
            "opens": "09:00",
            "closes": "23:59",
        }
    ]
    named = [data["parentOrganization"], *data["subOrganization"], *data["memberOf"]]
    assert [one["name"] for one in named] == ["Mère", "Fille", "Réseau"]


def test_hours_of_a_shop_are_its_own():
    data = data_of(
        OrganisationFactory(
            family=Family.COOPERATIVE, address="1 rue X", opening_hours={"6": [["10:00", "12:00"]]}
        )
    )

    assert data["openingHoursSpecification"][0]["dayOfWeek"] == "https://schema.org/Saturday"
    assert "location" not in data


def test_the_check_catches_a_wrong_property():
    assert faults({"@type": "NGO", "name": "", "openingHours": "x"}) == [
        "$.openingHours is no property of NGO",
        "$.name is empty",
    ]


def test_the_page_carries_it(client):
    html = client.get(OrganisationFactory(name="Écluse").get_absolute_url()).content.decode()

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL).group(1)
    assert json.loads(block)["name"] == "Écluse"
