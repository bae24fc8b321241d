"""The whole of France, loaded once per module from the committed file and rolled back at its end."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from terreau.kernel.actors import Actor
from terreau.territories import actions
from terreau.territories.models import GraphLoad, Territory
from terreau.territories.queries import by_insee

SYSTEM = Actor.system("tests")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[GraphLoad]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield actions.load_graph(by=SYSTEM)
        transaction.set_rollback(True)


@pytest.fixture
def france(loaded, db) -> GraphLoad:
    return loaded


@pytest.fixture
def sceaux(france) -> Territory:
    return by_insee("92071")
