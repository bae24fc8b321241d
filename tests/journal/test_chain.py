"""Sealing chains the entries; verifying finds the first one that was altered or is missing."""

import pytest
from django.db import connection

from terreau.journal import actions, queries
from terreau.journal.models import Entry
from terreau.journal.queries import ChainReport
from terreau.kernel import guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(person):
    someone = person()
    return [
        actions.write(
            verb="role.granted", target=someone, by=someone, quantity=number, data={"n": [1.5, "é"]}
        )
        for number in range(5)
    ]


def alter(sql, *params):
    with guards.lifted():
        connection.cursor().execute(sql, params)


def test_sealing_chains_in_order_and_leaves_nothing_open(journal):
    assert actions.seal(limit=3) == 3
    assert actions.seal() == 2
    assert actions.seal() == 0

    assert queries.verify_chain() == ChainReport(checked=5, unsealed=0)
    rows = list(Entry.objects.order_by("pk").values_list("position", "previous_hash", "hash"))
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert [row[1] for row in rows] == ["", *[row[2] for row in rows[:-1]]]


def test_an_altered_entry_is_found(journal):
    actions.seal()
    alter("UPDATE journal_entry SET quantity = 99 WHERE id = %s", journal[2].pk)

    assert queries.verify_chain() == ChainReport(2, 0, broken_at=3, problem="altered")


def test_an_entry_removed_from_the_middle_is_found(journal):
    actions.seal()
    alter("DELETE FROM journal_entry WHERE id = %s", journal[1].pk)

    assert queries.verify_chain() == ChainReport(1, 0, broken_at=2, problem="missing")


def test_an_entry_removed_from_the_end_is_found(journal):
    actions.seal()
    alter("DELETE FROM journal_entry WHERE id = %s", journal[4].pk)

    assert queries.verify_chain() == ChainReport(4, 0, broken_at=5, problem="missing")


def test_entries_not_sealed_yet_are_counted(journal):
    actions.seal(limit=4)

    assert queries.verify_chain() == ChainReport(checked=4, unsealed=1)


def test_erasing_a_name_leaves_the_chain_sound(journal, person):
    actions.seal()
    key = journal[0].actor_key

    assert actions.pseudonymise(actor_key=key, by=person()) == 10

    actions.seal()
    assert set(Entry.objects.filter(actor_key=key).values_list("actor_label", "target_label")) == {("", "")}
    assert queries.verify_chain() == ChainReport(checked=6, unsealed=0)
