import pytest
from django.utils import translation

from terreau.kernel.errors import RuleBroken
from terreau.territories import actions
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory
from terreau.territories.queries import ancestors_of, contains, descendants_of, members_of
from terreau.territories.signals import zone_changed
from tests.factories.territories import SceauxFactory, TerritoryFactory
from tests.territories.conftest import SYSTEM

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture
def department():
    return TerritoryFactory(kind=TerritoryKind.DEPARTMENT, code="92", name="Hauts-de-Seine")


@pytest.fixture
def sceaux(department):
    return SceauxFactory(inside=[department])


@pytest.fixture
def antony(department):
    return TerritoryFactory(code="92002", name="Antony", inside=[department])


def names(territories) -> list[str]:
    return [territory.name for territory in territories]


def sentence(refusal) -> str:
    return str(refusal.value).replace(NBSP, " ")


def test_create_quarter_lies_in_all_that_contains_its_commune(sceaux, department):
    blagis = actions.create_zone(
        name=" Les  Blagis ", kind=TerritoryKind.QUARTER, inside=[sceaux], population=5_000, by=SYSTEM
    )

    assert (blagis.name, blagis.code, blagis.label) == ("Les Blagis", "les-blagis", "Les Blagis")
    assert names(ancestors_of(blagis)) == ["Les Blagis", "Sceaux", "Hauts-de-Seine"]
    assert blagis.department_code == ""


def test_create_zone_with_members_contains_their_quarters(sceaux, antony):
    blagis = actions.create_zone(name="Les Blagis", kind=TerritoryKind.QUARTER, inside=[sceaux], by=SYSTEM)

    zone = actions.create_zone(name="Bièvre aval", members=[sceaux, antony], by=SYSTEM)

    assert names(members_of(zone)) == ["Antony", "Sceaux"]
    assert names(descendants_of(zone)) == ["Les Blagis", "Antony", "Sceaux", "Bièvre aval"]
    assert contains(zone, blagis)


def test_two_zones_of_one_name_have_codes_of_their_own(db):
    first = actions.create_zone(name="Cœur de ville", by=SYSTEM)
    second = actions.create_zone(name="Coeur de ville", by=SYSTEM)

    assert (first.code, second.code) == ("coeur-de-ville", "coeur-de-ville-2")


def test_remove_member_keeps_what_another_way_contains(sceaux, antony):
    blagis = actions.create_zone(name="Les Blagis", kind=TerritoryKind.QUARTER, inside=[sceaux], by=SYSTEM)
    zone = actions.create_zone(name="Bièvre aval", members=[sceaux, antony, blagis], by=SYSTEM)

    actions.remove_member(zone=zone, member=sceaux, by=SYSTEM)

    assert contains(zone, blagis)
    assert not contains(zone, sceaux)


def test_move_quarter_changes_its_commune(sceaux, antony, department):
    quarter = actions.create_zone(name="La Fontaine", kind=TerritoryKind.QUARTER, inside=[sceaux], by=SYSTEM)

    actions.move_zone(zone=quarter, out_of=sceaux, into=antony, by=SYSTEM)

    assert names(ancestors_of(quarter)) == ["La Fontaine", "Antony", "Hauts-de-Seine"]


def test_refused_move_leaves_the_quarter_where_it_was(sceaux):
    quarter = actions.create_zone(name="La Fontaine", kind=TerritoryKind.QUARTER, inside=[sceaux], by=SYSTEM)
    inner = actions.create_zone(name="Îlot", inside=[quarter], by=SYSTEM)

    with pytest.raises(RuleBroken) as refusal:
        actions.move_zone(zone=quarter, out_of=sceaux, into=inner, by=SYSTEM)

    assert sentence(refusal) == "La Fontaine contient déjà Îlot : l’inverse est impossible."
    assert contains(sceaux, quarter)


def test_cycle_is_refused_with_a_sentence_in_both_languages():
    outer = actions.create_zone(name="Grande", by=SYSTEM)
    inner = actions.create_zone(name="Petite", inside=[outer], by=SYSTEM)

    with pytest.raises(RuleBroken) as french:
        actions.add_member(zone=inner, member=outer, by=SYSTEM)
    with translation.override("en"), pytest.raises(RuleBroken) as english:
        actions.add_member(zone=inner, member=outer, by=SYSTEM)

    assert sentence(french) == "Grande contient déjà Petite : l’inverse est impossible."
    assert sentence(english) == "Grande already contains Petite: the opposite is impossible."


def test_zone_in_itself_is_refused():
    zone = actions.create_zone(name="Zone", by=SYSTEM)

    with pytest.raises(RuleBroken, match="Zone ne peut pas se contenir"):
        actions.add_member(zone=zone, member=zone, by=SYSTEM)


def test_member_twice_or_absent_is_refused(sceaux, antony):
    zone = actions.create_zone(name="Zone", members=[sceaux], by=SYSTEM)

    with pytest.raises(RuleBroken, match="Sceaux fait déjà partie de Zone"):
        actions.add_member(zone=zone, member=sceaux, by=SYSTEM)
    with pytest.raises(RuleBroken, match="Antony ne fait pas directement partie de Zone"):
        actions.remove_member(zone=zone, member=antony, by=SYSTEM)


def test_official_inclusions_are_not_changed_by_hand(sceaux, antony, department):
    with pytest.raises(RuleBroken, match="La composition de Hauts-de-Seine vient des listes officielles"):
        actions.remove_member(zone=department, member=sceaux, by=SYSTEM)
    with pytest.raises(RuleBroken, match="La composition de Sceaux vient des listes officielles"):
        actions.add_member(zone=sceaux, member=antony, by=SYSTEM)
    with pytest.raises(RuleBroken, match="Sceaux vient des listes officielles"):
        actions.move_zone(zone=sceaux, out_of=department, into=antony, by=SYSTEM)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"name": " – "}, "name"), ({"name": "Commune neuve", "kind": TerritoryKind.COMMUNE}, "kind")],
)
def test_create_zone_refuses_no_name_and_official_kinds(facts, field):
    with pytest.raises(RuleBroken) as refusal:
        actions.create_zone(**facts, by=SYSTEM)

    assert refusal.value.field == field
    assert not Territory.objects.exists()


def test_zone_changes_are_told(django_capture_on_commit_callbacks):
    told = []
    zone_changed.connect(lambda territory, verb, by, **_: told.append((territory.name, verb, by)), weak=False)

    with django_capture_on_commit_callbacks(execute=True):
        actions.create_zone(name="Zone", by=SYSTEM)

    zone_changed.receivers.pop()
    assert told == [("Zone", "created", SYSTEM)]
