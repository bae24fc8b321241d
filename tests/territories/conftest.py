"""The whole of France, loaded once per module from the committed file and rolled back at its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from terreau.kernel.actors import Actor
from terreau.territories import actions
from terreau.territories.models import GraphLoad, Territory
from terreau.territories.queries import by_insee

SYSTEM = Actor.system("tests")
# Real data that the repository does not ship: read in place when it stands beside the repository.
REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "territoire"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason=f"REFERENCE DATA ABSENT from {REFERENCE}: comparison not made"
)


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
