"""The database keeps the journal append-only, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from terreau.journal import actions
from terreau.journal.models import Entry
from terreau.kernel import guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(person):
    someone = person()
    return actions.write(verb="role.granted", target=someone, by=someone, quantity=2, data={"a": 1})


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "x"},
        {"data": {}},
        {"quantity": None},
        {"organisation": 3},
        {"public": True},
        {"target_label": "Quelqu’un d’autre"},
        {"actor_label": "Quelqu’un d’autre"},
    ],
)
def test_update_is_refused_by_the_database(entry, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**change)


def test_delete_is_refused_by_the_database(entry):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all()._raw_delete("default")


def test_a_seal_is_written_once(entry):
    actions.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(hash="0" * 64)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused_by_the_database(entry):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("TRUNCATE journal_entry")


def test_missing_names_a_dropped_guard():
    suffix = " ON journal_entry" if connection.vendor == "postgresql" else ""
    connection.cursor().execute(f"DROP TRIGGER journal_entry_no_delete{suffix}")

    assert guards.missing() == ["journal_entry_no_delete"]

    guards.install()
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_journal_is_emptied_after_a_test_that_commits(person):
    someone = person()
    actions.write(verb="role.granted", target=someone, by=someone)
    assert Entry.objects.count() == 1
