import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terreau.kernel.errors import RuleBroken
from terreau.territories import actions
from terreau.territories.calendar import default_calendar
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import ClosingDay, Operator
from terreau.territories.queries import identity, operator, outlines, outlines_around, town_hall_of
from terreau.territories.signals import closing_days_changed, operator_changed
from tests.factories.territories import OperatorFactory, SceauxFactory, TerritoryFactory
from tests.territories.conftest import SYSTEM

pytestmark = pytest.mark.django_db


def test_operator_before_any_setting_is_neutral():
    assert (operator().name, operator().is_set_up) == ("Terreau", False)
    assert default_calendar().subdivision is None


def test_set_operator_is_seen_at_once():
    operator()

    actions.set_operator(
        name="Ville de Sceaux",
        territory=SceauxFactory(),
        tagline="Ici, ensemble",
        opening_hours={"1": [["8:30", "12:00"]]},
        by=SYSTEM,
    )

    assert (operator().name, operator().territory.name, operator().is_set_up) == (
        "Ville de Sceaux",
        "Sceaux",
        True,
    )
    assert operator().hours.to_json() == {"1": [["08:30", "12:00"]]}


def test_set_operator_changes_only_the_given_facts():
    OperatorFactory(phone="01 41 13 33 00")

    actions.set_operator(website="https://www.sceaux.fr", by=SYSTEM)

    assert (operator().phone, operator().website) == ("01 41 13 33 00", "https://www.sceaux.fr")
    assert Operator.objects.count() == 1


def test_operator_is_read_once_until_it_changes(django_assert_num_queries):
    OperatorFactory()

    with django_assert_num_queries(1):
        assert operator() is operator()


def test_operator_of_another_process_is_seen_within_seconds(monkeypatch):
    town = OperatorFactory()
    assert operator().name == "Ville de Sceaux"
    Operator.objects.filter(pk=town.pk).update(name="Sceaux")  # as another process would
    assert operator().name == "Ville de Sceaux"

    later = identity.time.monotonic() + identity.FRESH_SECONDS + 1
    monkeypatch.setattr(identity.time, "monotonic", lambda: later)

    assert operator().name == "Sceaux"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"contact_email": "sceaux"}, "contact_email"),
        ({"website": "pas une adresse"}, "website"),
        ({"opening_hours": {"9": []}}, "opening_hours"),
        ({"opening_hours": {"1": [["12:00", "08:00"]]}}, "opening_hours"),
    ],
)
def test_set_operator_refuses_what_makes_no_sense_and_changes_nothing(facts, field):
    OperatorFactory()

    with pytest.raises(RuleBroken) as refusal:
        actions.set_operator(**facts, by=SYSTEM)

    assert refusal.value.field == field
    assert operator().name == "Ville de Sceaux"


def test_set_operator_refuses_to_start_without_a_territory():
    with pytest.raises(RuleBroken) as refusal:
        actions.set_operator(name="Ville de Sceaux", by=SYSTEM)

    assert refusal.value.field == "territory"


def test_set_operator_does_not_accept_unknown_facts():
    with pytest.raises(TypeError, match="mayor"):
        actions.set_operator(mayor="Camille", by=SYSTEM)


def test_database_refuses_a_second_operator():
    town = OperatorFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Operator.objects.create(id=2, name="Autre", territory=town.territory)


def test_tagline_falls_back_to_french():
    town = OperatorFactory(tagline="Ici, ensemble")

    assert town.tagline_in("en") == "Ici, ensemble"
    town.tagline_en = "Here, together"
    assert (town.tagline_in("en"), town.tagline_in("fr")) == ("Here, together", "Ici, ensemble")


def test_closing_day_enters_the_calendar_and_leaves_it():
    OperatorFactory()
    bridge = dt.date(2026, 5, 15)
    assert default_calendar().is_business_day(bridge)

    actions.add_closing_day(day=bridge, label="Pont", by=SYSTEM)
    actions.add_closing_day(day=bridge, label=" Pont de l’Ascension ", by=SYSTEM)

    assert [str(closing) for closing in ClosingDay.objects.all()] == ["15/05/2026 Pont de l’Ascension"]
    assert not default_calendar().is_business_day(bridge)

    actions.remove_closing_day(day=bridge, by=SYSTEM)

    assert default_calendar().is_business_day(bridge)


def test_remove_closing_day_refuses_an_open_day():
    with pytest.raises(RuleBroken, match="n’est pas noté comme fermé"):
        actions.remove_closing_day(day=dt.date(2026, 5, 15), by=SYSTEM)


def test_default_calendar_knows_the_holidays_of_the_operators_department():
    bas_rhin = TerritoryFactory(kind=TerritoryKind.DEPARTMENT, code="67", name="Bas-Rhin")
    OperatorFactory(territory=TerritoryFactory(code="67482", name="Strasbourg", inside=[bas_rhin]))

    assert default_calendar().subdivision == "6AE"


def test_default_calendar_is_read_once_until_it_changes(django_assert_num_queries):
    OperatorFactory()
    default_calendar()

    with django_assert_num_queries(0):
        default_calendar()


def test_changes_of_the_operator_are_told(django_capture_on_commit_callbacks):
    told = []
    operator_changed.connect(lambda operator, by, **_: told.append((operator.name, by)), weak=False)
    closing_days_changed.connect(lambda by, **_: told.append(("closing days", by)), weak=False)
    OperatorFactory()

    with django_capture_on_commit_callbacks(execute=True):
        actions.set_operator(name="Sceaux", by=SYSTEM)
        actions.add_closing_day(day=dt.date(2026, 5, 15), by=SYSTEM)

    operator_changed.receivers.pop()
    closing_days_changed.receivers.pop()
    assert told == [("Sceaux", SYSTEM), ("closing days", SYSTEM)]


def test_town_hall_of_sceaux_comes_from_the_shipped_file():
    hall = town_hall_of(SceauxFactory())

    assert hall.address == "122 rue Houdan\n92330 Sceaux"
    assert (hall.phone, hall.email) == ("01 41 13 33 00", "sceauxinfomairie@sceaux.fr")
    assert hall.position == pytest.approx((48.7789, 2.29113))
    assert hall.hours.to_json()["6"] == [["09:00", "12:00"]]


def test_town_hall_of_the_operator_says_what_the_operator_says():
    sceaux = SceauxFactory()
    OperatorFactory(territory=sceaux, phone="01 00 00 00 00", opening_hours={"1": [["09:00", "17:00"]]})

    hall = town_hall_of(sceaux)

    assert (hall.phone, hall.address) == ("01 00 00 00 00", "122 rue Houdan\n92330 Sceaux")
    assert hall.hours.to_json() == {"1": [["09:00", "17:00"]]}


def test_town_hall_of_an_operator_that_no_file_knows():
    rennes = TerritoryFactory(code="35238", name="Rennes", lat=48.11, lon=-1.68)
    OperatorFactory(territory=rennes, name="Ville de Rennes", address="Place de la Mairie")

    hall = town_hall_of(rennes)

    assert (hall.address, hall.position, hall.hours.sentence()) == ("Place de la Mairie", (48.11, -1.68), "")


def test_town_hall_is_unknown_elsewhere_and_for_other_kinds():
    assert town_hall_of(TerritoryFactory(code="01001", name="L’Abergement-Clémenciat")) is None
    assert town_hall_of(TerritoryFactory(kind=TerritoryKind.DEPARTMENT, code="92")) is None


def test_outlines_of_a_commune_and_of_its_area():
    department = TerritoryFactory(kind=TerritoryKind.DEPARTMENT, code="92", name="Hauts-de-Seine")
    sceaux = SceauxFactory(inside=[department])
    TerritoryFactory(code="92002", name="Antony", inside=[department])

    assert [feature["properties"] for feature in outlines(sceaux)["features"]] == [
        {"code": "92071", "name": "Sceaux"}
    ]
    assert len(outlines(department)["features"]) == 2


def test_a_map_shows_the_neighbours_under_the_commune_by_their_full_names():
    sceaux = SceauxFactory()
    TerritoryFactory(code="92060", name="Le Plessis-Robinson")

    shown = [feature["properties"] for feature in outlines_around(sceaux)["features"]]

    assert shown[-1] == {"code": "92071", "name": "Sceaux", "here": True}
    assert {"code": "92060", "name": "Le Plessis-Robinson", "here": False} in shown
    assert {one["here"] for one in shown[:-1]} == {False}


def test_a_territory_without_outline_has_no_map_around_it():
    assert outlines_around(TerritoryFactory(code="01001", name="L’Abergement-Clémenciat"))["features"] == []
