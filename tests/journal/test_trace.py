"""Links tell where an object comes from and what came out of it; a cycle ends where it closes."""

from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from terreau.journal import actions, queries
from terreau.journal.enums import LinkKind
from terreau.journal.models import TraceLink
from terreau.kernel.errors import RuleBroken

pytestmark = pytest.mark.django_db


def story(steps):
    return [(step.depth, step.link.source_label, step.link.target_label) for step in steps]


@pytest.fixture
def people(person):
    return [person(first_name=name, last_name="") for name in "ABCD"]


def chain(people):
    for source, target in pairwise(people):
        actions.link(source=source, target=target, kind=LinkKind.LED_TO, by=source)


def test_trace_tells_up_and_down_in_two_queries(people, django_assert_num_queries):
    chain(people)

    with django_assert_num_queries(2):
        trace = queries.trace_of(people[1])

    assert story(trace.up) == [(1, "A", "B")]
    assert story(trace.down) == [(1, "B", "C"), (2, "C", "D")]


def test_trace_ends_when_links_go_round(people):
    chain(people)
    actions.link(source=people[3], target=people[0], kind=LinkKind.LED_TO, by=people[0])

    trace = queries.trace_of(people[0])

    assert [step.depth for step in trace.down] == [1, 2, 3, 4]
    assert [step.depth for step in trace.up] == [1, 2, 3, 4]


def test_linking_twice_changes_nothing(people):
    chain(people)
    chain(people)

    assert TraceLink.objects.count() == 3


def test_link_to_itself_is_refused(people):
    with pytest.raises(RuleBroken, match="à lui-même"):
        actions.link(source=people[0], target=people[0], kind=LinkKind.LED_TO, by=people[0])


def test_database_refuses_a_link_to_itself(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        TraceLink.objects.create(
            source_kind="a", source_key="1", target_kind="a", target_key="1", kind="led_to"
        )
