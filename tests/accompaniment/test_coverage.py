"""The coverage of a place: each gap is exactly where it was made, with its reason."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from terreau.accompaniment import queries
from terreau.accompaniment.matching.coverage import Cover
from terreau.accompaniment.queries.coverage import STAGES
from terreau.accounts.enums import Role
from terreau.directory import actions as directory
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, Subject
from terreau.territories.enums import TerritoryKind
from tests.factories.accompaniment import proposed, published_offer
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _day(clock):
    clock.travel(DAY)


@pytest.fixture
def town(db, person):
    """Sceaux, where one offer answers everything: each test breaks one thing."""
    OperatorFactory()
    return SceauxFactory()


@pytest.fixture
def wider(town):
    """The intercommunality of Sceaux, with another commune."""
    epci = TerritoryFactory(kind=TerritoryKind.EPCI, code="200057966", name="Vallée Sud")
    SceauxFactory(inside=[epci])
    TerritoryFactory(name="Bagneux", inside=[epci])
    return epci


def cells_that_are(cover: Cover, town) -> set[tuple[str, str]]:
    found = queries.coverage_of(town)
    return {(subject.code, stage) for _place, subject, stage, cell in found.cells() if cell.cover is cover}


def suspended(*codes, **facts) -> Offer:
    offer = published_offer(*codes, **facts)
    offer.state = OfferState.SUSPENDED
    offer.save()
    return offer


def everywhere(town, **facts) -> Offer:
    return published_offer(perimeter=town, **facts)


def test_town_without_offer_has_gaps_everywhere(town):
    everything = {
        (code, stage) for code in Subject.objects.values_list("code", flat=True) for stage in STAGES
    }

    assert cells_that_are(Cover.NONE, town) == everything


def test_offer_without_subject_nor_stage_covers_everything(town):
    everywhere(town)

    codes = Subject.objects.values_list("code", flat=True)
    assert cells_that_are(Cover.OPEN, town) == {(code, stage) for code in codes for stage in STAGES}


def test_offer_of_another_place_covers_nothing(town):
    published_offer("local")

    assert cells_that_are(Cover.OPEN, town) == set()


@pytest.mark.parametrize("cover", [Cover.BUSY, Cover.COMING, Cover.SUSPENDED, Cover.EXCLUDED, Cover.ENDED])
def test_seeded_gap_shows_exactly_that_cell_with_its_reason(town, person, cover):
    offer = published_offer("local", perimeter=town, stages=["idee"])
    officer = person(Role.OFFICER)
    if cover is Cover.BUSY:
        directory.add_absence(team=offer.team, since=DAY, until=DAY, by=officer)
    facts = {
        Cover.COMING: {"valid_from": DAY + dt.timedelta(days=1)},
        Cover.SUSPENDED: {"state": OfferState.SUSPENDED},
        Cover.EXCLUDED: {"criteria": [{"fact": "stage", "is": "not_in", "value": ["idee"]}]},
        Cover.ENDED: {"valid_until": DAY - dt.timedelta(days=1)},
    }.get(cover, {})
    Offer.objects.filter(pk=offer.pk).update(**facts)

    found = queries.coverage_of(town)

    assert cells_that_are(cover, town) == {("local", "idee")}
    cell = found.places[0].cell("local", "idee")
    assert (cell.offer, cell.count) == (offer.pk, 1)
    assert found.offers[offer.pk] == offer
    assert cell.obstacle == ("away" if cover is Cover.BUSY else "")


@pytest.mark.parametrize("kind", ["capacity", "monthly_capacity"])
def test_full_offer_is_a_gap_until_it_has_room(town, kind):
    offer = published_offer("local", perimeter=town, stages=["idee"], **{kind: 1})
    assert cells_that_are(Cover.OPEN, town) == {("local", "idee")}

    proposed(FollowedProjectFactory(needs=["local"]).needs.get(), offer)

    assert cells_that_are(Cover.BUSY, town) == {("local", "idee")}


def test_conditions_that_nobody_can_meet_exclude_everywhere(town):
    impossible = [
        {"fact": "employees", "is": "at_least", "value": 10},
        {"fact": "employees", "is": "at_most", "value": 5},
    ]
    published_offer("local", perimeter=town, criteria=impossible)

    assert cells_that_are(Cover.EXCLUDED, town) == {("local", stage) for stage in STAGES}


def test_unknown_fact_excludes_nobody(town):
    published_offer("local", perimeter=town, criteria=[{"fact": "employees", "is": "at_least", "value": 3}])

    assert cells_that_are(Cover.OPEN, town) == {("local", stage) for stage in STAGES}


def test_one_open_offer_is_enough_and_the_nearest_reason_is_said(town):
    suspended("local", perimeter=town)
    ended = published_offer("local", perimeter=town)
    Offer.objects.filter(pk=ended.pk).update(state=OfferState.ENDED, valid_until=DAY)
    assert cells_that_are(Cover.SUSPENDED, town) == {("local", stage) for stage in STAGES}

    published_offer("local", perimeter=town)

    assert cells_that_are(Cover.SUSPENDED, town) == set()
    assert queries.coverage_of(town).places[0].cell("local", "idee").count == 1


def test_wider_territory_is_read_commune_by_commune(town, wider):
    published_offer("local", perimeter=wider)
    published_offer("financement", perimeter=town)

    found = queries.coverage_of(wider)

    served = {subject.code: count for subject, count in found.served()}
    assert (served["local"], served["financement"]) == (2, 1)
    assert {one.place.name: one.gaps(["local", "financement"]) for one in found.places} == {
        "Sceaux": 0,
        "Bagneux": 1,
    }


@pytest.mark.parametrize("count", [1, 6])
def test_coverage_takes_the_same_queries_at_any_length(town, django_assert_max_num_queries, count):
    for _ in range(count):
        published_offer("local", perimeter=town)

    with django_assert_max_num_queries(9):
        queries.coverage_of(town)


def test_page_shows_the_gap_its_offer_and_the_way_to_it(town, person, client_for):
    offer = suspended("local", perimeter=town, title="Bureaux partagés")
    client = client_for(person(Role.OFFICER))

    page = client.get(reverse("accompaniment:coverage"), {"place": town.name})

    html = page.content.decode()
    assert page.status_code == 200
    assert "Suspendue" in html
    assert f"/offres/{offer.slug}/" in html


def test_page_of_a_wider_territory_lists_its_communes(town, wider, person, client_for):
    page = client_for(person(Role.OFFICER)).get(reverse("accompaniment:coverage"), {"place": wider.label})

    assert town.name in page.content.decode()
    assert "Communes servies" in page.content.decode()


def test_place_nobody_knows_is_explained_and_the_town_is_shown(town, person, client_for):
    page = client_for(person(Role.OFFICER)).get(reverse("accompaniment:coverage"), {"place": "Atlantide"})

    assert "Nous ne connaissons pas ce lieu" in page.content.decode()


def test_export_has_one_line_a_cell_and_no_formula(town, person, client_for):
    suspended("local", perimeter=town, title="=cmd()")
    client = client_for(person(Role.OFFICER))

    answer = client.get(reverse("accompaniment:coverage_export"), {"place": town.name})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 1 + Subject.objects.count() * len(STAGES)
    gap = next(row for row in rows if row[4] == "Suspendue")
    assert gap[-1] == "'=cmd()"


@pytest.mark.parametrize("name", ["coverage", "coverage_export"])
def test_coverage_is_for_officers(person, client_for, name, town):
    assert client_for(person()).get(reverse(f"accompaniment:{name}")).status_code == 403
