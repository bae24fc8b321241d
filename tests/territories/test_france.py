"""The committed data, as loaded: facts that anybody can check."""

import json

import pytest
from django.db.models import Count, Max

from terreau.territories import actions
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import GraphLoad, Territory, TerritoryClosure
from terreau.territories.queries import (
    ancestors_of,
    by_insee,
    by_postal_code,
    contains,
    descendants_of,
    distance_km,
    members_of,
    search_territories,
    town_hall_of,
)
from terreau.territories.queries.places import DATA
from tests.territories.conftest import REFERENCE, SYSTEM, needs_reference


def one(kind: TerritoryKind, code: str) -> Territory:
    return Territory.objects.get(kind=kind, code=code)


def names(territories) -> list[str]:
    return [territory.name for territory in territories]


def test_load_brings_every_official_territory(france):
    kinds = dict(Territory.objects.order_by().values_list("kind").annotate(Count("pk")))

    assert kinds == {
        "commune": 34_969,
        "quarter": 45,
        "ept": 11,
        "epci": 1_255,
        "department": 109,
        "region": 26,
        "country": 1,
    }
    assert france.territories == 36_416


def test_closure_of_france_is_complete(france):
    assert TerritoryClosure.objects.count() == 180_484
    assert TerritoryClosure.objects.aggregate(deepest=Max("depth")) == {"deepest": 4}
    assert TerritoryClosure.objects.filter(ancestor__kind=TerritoryKind.COUNTRY).count() == 36_416


def test_load_again_changes_nothing(france, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, last load, release
        again = actions.load_graph(by=SYSTEM)

    assert again == france
    assert GraphLoad.objects.count() == 1


def test_sceaux_has_its_official_facts(sceaux):
    assert (sceaux.name, sceaux.label, sceaux.slug) == ("Sceaux", "Sceaux (92)", "sceaux-92071")
    assert (sceaux.population, sceaux.siren, sceaux.postal_codes) == (20_884, "219200714", ["92330"])
    assert sceaux.position == (48.7789, 2.2911)


def test_ancestors_of_sceaux_come_narrowest_first(sceaux):
    assert [(t.kind, t.name) for t in ancestors_of(sceaux)] == [
        ("commune", "Sceaux"),
        ("ept", "Vallée Sud-Grand Paris"),
        ("epci", "Métropole du Grand Paris"),
        ("department", "Hauts-de-Seine"),
        ("region", "Île-de-France"),
        ("country", "France"),
    ]


def test_vallee_sud_grand_paris_has_its_eleven_communes(france):
    grouping = one(TerritoryKind.EPT, "200057966")

    assert (grouping.population, grouping.siren) == (411_643, "200057966")
    assert names(members_of(grouping)) == [
        *("Antony", "Bagneux", "Bourg-la-Reine", "Châtenay-Malabry", "Châtillon", "Clamart"),
        *("Fontenay-aux-Roses", "Le Plessis-Robinson", "Malakoff", "Montrouge", "Sceaux"),
    ]


def test_metropolis_holds_paris_and_the_communes_of_its_groupings(france):
    metropolis = one(TerritoryKind.EPCI, "200054781")

    communes = descendants_of(metropolis).filter(kind=TerritoryKind.COMMUNE)

    assert communes.count() == 130
    assert contains(metropolis, by_insee("75056"))
    assert contains(metropolis, by_insee("92071"))


def test_grouping_over_two_departments_belongs_to_the_region_only(france):
    grand_orly = one(TerritoryKind.EPT, "200058014")

    assert names(ancestors_of(grand_orly)) == [
        "Grand-Orly Seine Bièvre",
        "Métropole du Grand Paris",
        "Île-de-France",
        "France",
    ]


def test_population_of_areas_is_the_sum_of_their_communes(france):
    hauts_de_seine = one(TerritoryKind.DEPARTMENT, "92")

    communes = descendants_of(hauts_de_seine).filter(kind=TerritoryKind.COMMUNE)

    assert communes.count() == 36
    assert hauts_de_seine.population == sum(commune.population for commune in communes)
    assert one(TerritoryKind.COUNTRY, "FR").population > 68_000_000


def test_by_insee_knows_municipal_arrondissements(france):
    twelfth = by_insee("75112")

    assert (twelfth.kind, twelfth.name) == (TerritoryKind.QUARTER, "Paris 12e Arrondissement")
    assert contains(by_insee("75056"), twelfth)


@pytest.mark.parametrize(("former", "name"), [("75071", "Sceaux"), ("01039", "Culoz-Béon")])
def test_by_insee_follows_a_former_code(france, former, name):
    assert by_insee(former).name == name


def test_by_insee_answers_none_for_an_unknown_code(france):
    assert by_insee("99999") is None


def test_by_insee_reads_corsican_codes_in_any_case(france):
    assert by_insee(" 2a004 ").name == "Ajaccio"


def test_by_postal_code_finds_the_communes_it_serves(france):
    assert names(by_postal_code("92330")) == ["Sceaux"]
    assert names(by_postal_code("01 400"))[0] == "Châtillon-sur-Chalaronne"
    assert names(by_postal_code("00000")) == []


@pytest.mark.parametrize(
    "text", ["sceaux", "SCEAUX", " Sceâux ", "sceaux 92", "sceaux 92330", "92330", "92071"]
)
def test_search_finds_sceaux_first(france, text):
    assert search_territories(text).first().code == "92071"


def test_search_compares_without_accents_hyphens_or_abbreviations(france):
    assert search_territories("st denis", kinds=[TerritoryKind.COMMUNE]).first().name == "Saint-Denis"
    assert search_territories("l'hay les r").first().name == "L’Haÿ-les-Roses"
    assert search_territories("Ile de F").first().kind == TerritoryKind.REGION
    assert search_territories("paris 12").first().code == "75112"


@pytest.mark.parametrize("text", ["", "   ", "’–!", "%", "_"])
def test_search_finds_nothing_for_no_word(france, text):
    assert not search_territories(text).exists()


def test_distance_between_sceaux_and_antony(sceaux):
    antony = by_insee("92002")

    assert distance_km(sceaux, antony) == pytest.approx(2.86, abs=0.05)
    assert distance_km(sceaux, sceaux) == 0
    assert distance_km((48.8566, 2.3522), (45.7640, 4.8357)) == pytest.approx(391.5, abs=1)


def test_distance_is_unknown_without_a_position(sceaux):
    assert distance_km(sceaux, one(TerritoryKind.REGION, "11")) is None


@pytest.mark.parametrize("code", ["92071", "75056"])
def test_reads_of_the_graph_take_one_query(france, django_assert_num_queries, code):
    commune = by_insee(code)

    for read in (ancestors_of, descendants_of, members_of):
        with django_assert_num_queries(1):
            list(read(commune))
    with django_assert_num_queries(1):
        contains(commune, commune)


@needs_reference
def test_groupings_of_greater_paris_equal_the_reference(france):
    for grouping in json.loads((REFERENCE / "ept.json").read_text("utf-8")):
        territory = Territory.objects.get(kind=TerritoryKind.EPT, code=grouping["code"])

        assert territory.population == grouping["populationMunicipale"]
        assert {commune.code: commune.population for commune in members_of(territory)} == {
            member["code"]: member["populationMunicipale"] for member in grouping["membres"]
        }


def test_every_shipped_town_hall_has_hours_one_can_read(france):
    codes = json.loads((DATA / "town_halls-92.json").read_text("utf-8"))

    sentences = {
        commune.code: town_hall_of(commune).hours.sentence()
        for commune in Territory.objects.filter(kind=TerritoryKind.COMMUNE, code__in=codes)
    }

    assert len(sentences) == 36
    assert sentences["92071"].startswith(
        "lundi au mercredi et vendredi, 8\u00a0h\u00a030 – 12\u00a0h et 13\u00a0h"
    )
