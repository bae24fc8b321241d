"""What a web process reads before it is asked, and what it answers while it reads."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terreau.kernel import clock
from terreau.search.actions import rebuild
from terreau.search.index import snapshot, warming
from terreau.search.models import Generation
from terreau.search.queries import Query, search
from tests.factories.directory import OrganisationFactory

KIND = "organisation"


@pytest.fixture(autouse=True)
def own_memory(monkeypatch):
    snapshot.forget()
    monkeypatch.setattr(snapshot, "reads_ahead", False)
    yield
    snapshot.wanted.clear()
    snapshot.forget()


def tables_read(text: str) -> set[str]:
    with CaptureQueriesContext(connection) as seen:
        search(KIND, Query(text=text))
    return {name for name in ("search_column", "search_posting") if any(name in q["sql"] for q in seen)}


def test_a_mistake_asks_the_columns_only_of_a_process_that_did_not_read_ahead(db):
    OrganisationFactory(name="Épicerie solidaire")
    rebuild(kind=KIND)
    snapshot.forget()
    assert "search_column" in tables_read("epicrie")

    snapshot.forget()
    warming.warm()
    assert "search_column" not in tables_read("epicrie")


def test_a_new_index_is_asked_for_and_answers_once_it_is_read(db, monkeypatch):
    OrganisationFactory(name="Épicerie solidaire")
    rebuild(kind=KIND)
    warming.warm()
    monkeypatch.setattr(snapshot, "reads_ahead", True)
    OrganisationFactory(name="Épicerie du moulin")
    rebuild(kind=KIND)

    assert search(KIND, Query(text="epicerie")).total == 1
    assert snapshot.wanted.is_set()
    warming.warm()
    assert search(KIND, Query(text="epicerie")).total == 2


def test_nobody_waits_long_for_the_one_who_reads_ahead(db, monkeypatch):
    OrganisationFactory(name="Épicerie solidaire")
    rebuild(kind=KIND)
    warming.warm()
    monkeypatch.setattr(snapshot, "reads_ahead", True)
    OrganisationFactory(name="Épicerie du moulin")
    rebuild(kind=KIND)
    Generation.objects.update(ready_at=clock.now() - dt.timedelta(seconds=30))

    assert search(KIND, Query(text="epicerie")).total == 2
