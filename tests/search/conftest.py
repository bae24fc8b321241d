"""People of the tests of the search."""

import pytest

from terreau.accounts.enums import Role
from terreau.search.actions import marking
from terreau.search.index import snapshot
from terreau.territories.models import Territory, TerritoryClosure, TerritoryCode, searchable


@pytest.fixture(autouse=True)
def _index_when_asked(monkeypatch):
    """Here the index itself is looked at: marks are applied as they are made."""
    snapshot.forget()
    monkeypatch.setattr(marking, "_apply_at_commit", marking._apply)


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


@pytest.fixture
def france(db):
    """A small France: what the files of the country would say of a few places."""

    def place(kind, code, name, inside=None):
        one = Territory.objects.create(
            kind=kind, code=code, name=name, slug=f"{name}-{code}".lower(), search_name=searchable(name)
        )
        TerritoryClosure.objects.create(ancestor=one, descendant=one, depth=0)
        if inside is not None:
            rows = TerritoryClosure.objects.filter(descendant=inside)
            TerritoryClosure.objects.bulk_create(
                TerritoryClosure(ancestor=row.ancestor, descendant=one, depth=row.depth + 1) for row in rows
            )
        return one

    country = place("country", "FR", "France")
    island = place("region", "11", "Île-de-France", country)
    seine = place("department", "92", "Hauts-de-Seine", island)
    sceaux = place("commune", "92071", "Sceaux", seine)
    TerritoryCode.objects.create(territory=sceaux, scheme="postal", value="92330")
    south = place("region", "76", "Occitanie", country)
    aude = place("department", "11", "Aude", south)
    place("commune", "11069", "Carcassonne", aude)
    place("commune", "21999", "Sceaux", place("department", "21", "Côte-d’Or", country))
