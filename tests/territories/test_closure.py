"""The closure stays what a naive recursion would find, whatever is added, removed or moved."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.kernel.errors import RuleBroken
from terreau.territories import actions
from terreau.territories.models import Territory, TerritoryClosure
from terreau.territories.queries import contains
from tests.factories.territories import TerritoryFactory
from tests.territories.conftest import SYSTEM

SIZE = 6
PLACES = st.integers(min_value=0, max_value=SIZE - 1)
VERBS = st.one_of(
    st.tuples(st.just("add"), PLACES, PLACES),
    st.tuples(st.just("remove"), PLACES, PLACES),
    st.tuples(st.just("move"), PLACES, PLACES, PLACES),
)


class NaiveGraph:
    """The same graph kept as a set of facts, its closure found by walking."""

    def __init__(self) -> None:
        self.facts: set[tuple[int, int]] = set()

    def apply(self, verb: str, *places: int) -> bool:
        """Do as the action would; False when it must refuse."""
        before = set(self.facts)
        if verb == "add":
            accepted = self.link(*places)
        elif verb == "remove":
            accepted = self.unlink(*places)
        else:
            zone, out_of, into = places
            accepted = self.unlink(out_of, zone) and self.link(into, zone)
        if not accepted:
            self.facts = before
        return accepted

    def link(self, parent: int, child: int) -> bool:
        if (parent, child) in self.facts or parent in self.depths_below(child):
            return False
        self.facts.add((parent, child))
        return True

    def unlink(self, parent: int, child: int) -> bool:
        known = (parent, child) in self.facts
        self.facts.discard((parent, child))
        return known

    def depths_below(self, start: int) -> dict[int, int]:
        depths, frontier, depth = {start: 0}, {start}, 0
        while frontier:
            depth += 1
            reached = {child for parent, child in self.facts if parent in frontier}
            frontier = reached - depths.keys()
            depths |= dict.fromkeys(frontier, depth)
        return depths

    def rows(self) -> set[tuple[int, int, int]]:
        return {
            (start, end, depth) for start in range(SIZE) for end, depth in self.depths_below(start).items()
        }


def perform(zones: list[Territory], verb: str, *places: int) -> bool:
    chosen = [zones[place] for place in places]
    try:
        if verb == "add":
            actions.add_member(zone=chosen[0], member=chosen[1], by=SYSTEM)
        elif verb == "remove":
            actions.remove_member(zone=chosen[0], member=chosen[1], by=SYSTEM)
        else:
            actions.move_zone(zone=chosen[0], out_of=chosen[1], into=chosen[2], by=SYSTEM)
    except RuleBroken:
        return False
    return True


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(VERBS, max_size=14))
def test_closure_equals_a_naive_recursion(db, verbs):
    naive = NaiveGraph()
    with transaction.atomic():
        zones = [actions.create_zone(name=f"Zone {number}", by=SYSTEM) for number in range(SIZE)]
        places = {zone.pk: place for place, zone in enumerate(zones)}
        for verb in verbs:
            assert perform(zones, *verb) == naive.apply(*verb), verb
            rows = TerritoryClosure.objects.values_list("ancestor", "descendant", "depth")
            assert {(places[a], places[d], depth) for a, d, depth in rows} == naive.rows()
        transaction.set_rollback(True)


def test_database_refuses_a_territory_that_contains_itself_at_a_distance(db):
    commune = TerritoryFactory()
    TerritoryClosure.objects.all().delete()

    with pytest.raises(IntegrityError), transaction.atomic():
        TerritoryClosure.objects.create(ancestor=commune, descendant=commune, depth=1)


def test_database_refuses_a_pair_twice(db):
    commune = TerritoryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        TerritoryClosure.objects.create(ancestor=commune, descendant=commune, depth=0)
    assert contains(commune, commune)
