"""Fixtures that every test may use: a person with roles, a signed-in client, a clock one can move."""

import datetime as dt
import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from terreau.accounts.enums import Role
from terreau.accounts.models import RoleGrant, User
from terreau.kernel import clock as kernel_clock
from terreau.kernel import guards
from terreau.portal import page_cache
from terreau.search.actions import marking
from terreau.search.index import snapshot
from terreau.territories.queries import forget_operator

# A busy machine is slow, not wrong; in CI the same examples run each time, so that red means something.
hypothesis_settings.register_profile(
    "terreau", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("terreau")


def pytest_collection_finish() -> None:
    """What stays to the end is not looked through again and again: a sixth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


_numbers = count(1)
_empty_tables = TransactionTestCase._fixture_teardown


def _empty_tables_without_guards(test_case):
    """Tests that commit empty every table afterwards, the append-only journal too."""
    with guards.lifted():
        _empty_tables(test_case)


TransactionTestCase._fixture_teardown = _empty_tables_without_guards
_fill_tables = TransactionTestCase._fixture_setup.__func__


def _empty_then_fill(test_class):
    """What migrations wrote comes back into empty tables.

    A committing test that asks nothing back leaves the rows that `post_migrate` makes anew, under other
    numbers: in the order of tests of one process, these would meet the kept ones.
    """
    if test_class.serialized_rollback:
        with guards.lifted():
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    _fill_tables(test_class)


TransactionTestCase._fixture_setup = classmethod(_empty_then_fill)


@pytest.fixture(autouse=True)
def _fresh_operator():
    """The operator and the pages that a process keeps for some seconds do not outlive a test."""
    forget_operator()
    page_cache.shelf.clear()
    cache.clear()


@pytest.fixture(autouse=True)
def _index_when_asked(monkeypatch):
    """Tests that end before any commit find what they wrote: marks are applied when a search begins.

    Most tests search for nothing and pay nothing. What is applied then would have been at the commit: its
    queries are not those of the page that searches.
    """
    snapshot.forget()
    marked: list[str] = []
    monkeypatch.setattr(marking, "_apply_at_commit", marked.append)
    states = snapshot._states

    def applied(**wanted):
        kinds = dict.fromkeys(marked)
        marked.clear()
        with uncounted():
            for kind in kinds:
                marking._apply(kind)
        return states(**wanted)

    monkeypatch.setattr(snapshot, "_states", applied)


@contextmanager
def uncounted() -> Iterator[None]:
    """Keep what runs inside out of the queries that a test counts."""
    counting, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        yield
    finally:
        connection.force_debug_cursor = counting


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Tests serve static files without the manifest that `collectstatic` writes."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _french():
    """Each test starts in French, whatever language the page of the one before was in."""
    translation.activate("fr")


@pytest.fixture
def person(db) -> Callable[..., User]:
    """Return a function that makes a person holding the given town-wide roles."""

    def make(*roles: Role, **facts) -> User:
        number = next(_numbers)
        facts = {"first_name": "Camille", "last_name": f"Numéro {number}"} | facts
        user = User.objects.create_user(facts.pop("email", f"personne{number}@exemple.test"), **facts)
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
        return user

    return make


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """Return a function that opens a session for a person (second factor already given)."""

    def open_session(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "test", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return open_session


class MovableClock:
    """Stops the clock at a moment, as often as a test wants."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def travel(self, to: dt.datetime | dt.date) -> None:
        self._stack.enter_context(kernel_clock.travel(to))


@pytest.fixture
def clock() -> Iterator[MovableClock]:
    """A clock that the test moves with `clock.travel(date)`."""
    with ExitStack() as stack:
        yield MovableClock(stack)
