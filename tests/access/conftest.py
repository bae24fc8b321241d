"""The sample town, built once for all the cells; each request is undone."""

import time
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from tests.access.world import build


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """Return the world and a signed-in client for each column."""
    with django_db_blocker.unblock(), translation.override("fr"), transaction.atomic():
        world = build()
        clients = {column: signed_in(person) for column, person in world.people.items()}
        yield SimpleNamespace(world=world, clients=clients)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_the_town(town, db, settings):
    settings.TERREAU_PAGE_CACHE = False


def signed_in(person) -> Client:
    """Return a client whose session has shown a second factor."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "test", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client
