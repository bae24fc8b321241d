"""Figures are read from the journal, and the list behind a figure says the same."""

import datetime as dt
from decimal import Decimal

import pytest

from terreau.journal import actions, queries
from terreau.journal.queries import Measure
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS, travel

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(person):
    someone = person()
    made = []
    for day, organisation, quantity in [(1, 7, 1), (2, 7, 2), (2, 8, 4), (3, 9, None)]:
        with travel(dt.datetime(2026, 3, day, 23, 30, tzinfo=PARIS)):
            made.append(
                actions.write(
                    verb="referral.accepted",
                    target=someone,
                    by=someone,
                    organisation=organisation,
                    quantity=quantity,
                    public=organisation == 7,
                )
            )
    return made


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (7, 4)),
        ({"organisations": [7]}, (3, 2)),
        ({"organisations": []}, (0, 0)),
        ({"since": dt.date(2026, 3, 2)}, (6, 3)),
        ({"until": dt.date(2026, 3, 2)}, (7, 3)),
        ({"until": dt.datetime(2026, 3, 2, 23, 30, tzinfo=PARIS)}, (1, 1)),
        ({"organisations": [7, 8], "since": dt.date(2026, 3, 2), "until": dt.date(2026, 3, 2)}, (6, 2)),
    ],
)
def test_measure_counts_what_its_list_shows(entries, facts, expected):
    figure = queries.measure(verb="referral.accepted", **facts)

    assert figure == Measure(Decimal(expected[0]), expected[1])
    assert queries.entries_for_measure(verb="referral.accepted", **facts).count() == expected[1]


def test_measure_takes_several_verbs(entries):
    assert queries.measure(verb=["referral.accepted", "referral.closed"]).count == 4


def test_timeline_is_newest_first_and_public_when_asked(entries, person):
    someone = type(person()).objects.get(pk=entries[0].actor_key)

    assert list(queries.timeline_of(someone)) == entries[::-1]
    assert list(queries.timeline_of(someone, public_only=True)) == [entries[1], entries[0]]


def test_actor_name_of_platform_and_of_erased_person(person):
    someone = person(first_name="Alice", last_name="Martin")
    entry = actions.write(verb="role.granted", target=someone, by=someone)
    assert (entry.phrase, entry.actor_name) == ("Rôle attribué", "Alice Martin")

    actions.pseudonymise(actor_key=str(someone.pk), by=Actor.system("worker"))
    entry.refresh_from_db()

    assert entry.actor_name == "Une personne dont le nom a été effacé"
    assert actions.write(verb="x", target=someone, by=Actor.system("worker")).actor_name == "La plateforme"
    assert str(entry) == "Rôle attribué – "
