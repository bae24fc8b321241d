"""The queues of the desk, of an organisation and of a holder; the acceptance counts for the charter."""

import datetime as dt

import pytest

from terreau.accompaniment import actions, queries
from terreau.accompaniment.queries import queues
from terreau.directory import actions as directory
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.partnerships.models import Commitment
from terreau.partnerships.queries import progress_of
from terreau.projects import actions as projects
from tests.factories.accompaniment import accepted, proposed, published_offer, sent
from tests.factories.projects import FollowedProjectFactory

ORGANISATION = Actor.by_link("Sceaux Smart")
EMPTY = {
    "waiting_for_answer": 0,
    "waiting_for_holder": 0,
    "late_answers": 0,
    "returned": 0,
    "no_offer": 0,
    "needs_without_offer": 0,
    "offers_to_check": 0,
}


def standing(queue) -> list:
    return list(queue(kernel_clock.now()))


def counts() -> dict[str, int]:
    """How many things stand in each queue of the desk."""
    plain = ("waiting_for_answer", "waiting_for_holder", "no_offer", "offers_to_check")
    ranked = (queues.late_answers, queues.returned, queues.needs_without_offer)
    found = {name: getattr(queries, name)().count() for name in plain}
    return found | {queue.__name__: len(standing(queue)) for queue in ranked}


def test_need_without_proposal_is_to_match(scene):
    assert standing(queues.needs_without_offer) == [scene.need]
    assert counts() == EMPTY | {"needs_without_offer": 1}


def test_queues_follow_a_referral(scene, clock):
    clock.travel(dt.date(2026, 3, 2))
    referral = proposed(scene.need, scene.offer)
    assert counts() == EMPTY | {"waiting_for_holder": 1}

    actions.consent(referral=referral, payload_hash=queries.preview(referral).hash, by=scene.holder)
    assert counts() == EMPTY | {"waiting_for_answer": 1}

    clock.travel(dt.date(2026, 3, 10))
    assert standing(queues.late_answers) == [referral]

    actions.expire(referral=referral, by=scene.officer)
    assert counts() == EMPTY | {"returned": 1}

    proposed(scene.need, published_offer("local", perimeter=scene.project.commune))
    assert counts() == EMPTY | {"waiting_for_holder": 1}


def test_refusal_comes_back_to_the_desk(scene):
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)

    assert standing(queues.returned) == [referral]
    assert list(queries.returned_for(scene.need)) == [referral]


def test_returned_demand_leaves_the_queue_when_it_is_rerouted(scene):
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)
    other = published_offer("local", perimeter=scene.project.commune)

    sibling = actions.reroute(referral=referral, offer=other, by=scene.officer)

    assert counts() == EMPTY | {"waiting_for_holder": 1}
    actions.decline(referral=sibling, by=scene.holder)
    assert counts() == EMPTY | {"needs_without_offer": 1}


def test_returned_demand_leaves_the_queue_when_nobody_else_can_help(scene):
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)

    unmet = actions.record_no_offer(need=scene.need, reason="Rien d’autre", by=scene.officer)

    assert counts() == EMPTY | {"no_offer": 1}
    actions.settle_no_offer(unmet=unmet, by=scene.officer)
    assert counts() == EMPTY


def test_returned_demand_of_a_closed_need_or_project_is_not_a_task(scene):
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)

    projects.close_need(need=scene.need, by=scene.officer)

    assert counts() == EMPTY


def refused_out_of_scope(offer, times):
    for _ in range(times):
        referral = sent(FollowedProjectFactory(needs=["local"]).needs.get(), offer)
        actions.refuse(referral=referral, reason="out_of_scope", scope="stage", by=ORGANISATION)


def test_offer_declined_three_times_as_out_of_scope_is_to_check(scene):
    refused_out_of_scope(scene.offer, 2)
    assert list(queries.offers_to_check()) == []
    actions.refuse(referral=sent(scene.need, scene.offer), reason="full", by=ORGANISATION)
    assert list(queries.offers_to_check()) == []

    refused_out_of_scope(scene.offer, 1)

    (found,) = queries.offers_to_check()
    assert (found, found.refusals) == (scene.offer, 3)
    assert queries.requests_of(scene.adviser).to_check == [scene.offer]


def test_confirmed_offer_is_no_longer_to_check(scene):
    refused_out_of_scope(scene.offer, 3)

    directory.verify_offer(offer=scene.offer, by=scene.adviser)

    assert list(queries.offers_to_check()) == []


def test_question_waits_for_the_holder(scene):
    referral = sent(scene.need, scene.offer)
    actions.ask(referral=referral, question="Combien ?", by=ORGANISATION)

    assert counts() == EMPTY | {"waiting_for_holder": 1}
    assert list(queries.to_do_of_holder(scene.holder)) == [referral]


def test_unmet_need_is_a_task_until_settled(scene):
    unmet = actions.record_no_offer(need=scene.need, reason="Rien", by=scene.officer)
    assert list(queries.no_offer()) == [unmet]
    assert counts() == EMPTY | {"no_offer": 1}

    actions.settle_no_offer(unmet=unmet, by=scene.officer)

    assert list(queries.no_offer()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_at_any_length(scene, django_assert_num_queries, count):
    for _ in range(count):
        sent(FollowedProjectFactory(needs=["local"]).needs.get(), scene.offer)

    with django_assert_num_queries(3):
        back = standing(queues.returned)
        for referral in [*queries.waiting_for_answer(), *back, *queries.waiting_for_holder()]:
            assert str(referral.team.organisation)
            assert str(referral.need.subject)
            assert referral.project.owner.full_name


def test_requests_of_a_member_are_sorted_by_promise(scene, clock):
    clock.travel(dt.date(2026, 3, 2))
    late = sent(scene.need, scene.offer)
    clock.travel(dt.date(2026, 3, 4))
    project = FollowedProjectFactory(needs=["local"])
    recent = sent(project.needs.get(), scene.offer)
    running = accepted(FollowedProjectFactory(needs=["local"]).needs.get(), scene.offer)

    found = queries.requests_of(scene.adviser)

    assert [view.referral for view in found.waiting] == [late, recent]
    assert [view.referral for view in found.running] == [running]
    assert [(one.offer, one.load, one.room.is_open) for one in found.capacities] == [(scene.offer, 3, True)]
    assert not found.is_empty


def test_full_offer_receives_nothing_more(scene):
    scene.offer.capacity = 1
    scene.offer.save()
    sent(FollowedProjectFactory(needs=["local"]).needs.get(), scene.offer)

    match = queries.match(scene.need)

    assert match.refused[0].visible_if == ["si une place se libérait dans l’équipe"]
    assert queries.requests_of(scene.adviser).capacities[0].room.obstacle == "full"


def test_files_of_a_holder_put_the_open_ones_first(scene, person):
    assert queries.my_files(scene.holder) == [scene.project]
    assert queries.my_files(person()) == []


def test_match_takes_a_few_queries_for_the_candidates(scene, django_assert_num_queries):
    from terreau.accompaniment.queries.matching import candidates, perimeters_around

    for _ in range(5):
        published_offer("local", "financement", perimeter=scene.project.commune)

    assert scene.need.project
    with django_assert_num_queries(7):
        found = list(candidates(scene.need, perimeters_around(scene.need), kernel_clock.today()))

    assert len(found) == 6


def test_offers_of_another_subject_or_place_are_not_candidates(scene):
    published_offer("financement", perimeter=scene.project.commune)
    published_offer("local")
    everything = published_offer(perimeter=scene.project.commune)

    assert {card.offer.key for card in queries.match(scene.need).cards} == {scene.offer.pk, everything.pk}


def test_from_the_project_to_the_counter_of_the_charter(scene, charter_in_force):
    commitment = Commitment.objects.get()
    assert progress_of(commitment).done == 0

    referral = accepted(scene.need, scene.offer)

    assert progress_of(commitment).done == 1
    actions.close(referral=referral, by=ORGANISATION)
    actions.record_outcome(referral=referral, side="holder", value="helped", by=scene.holder)
    commitment.indicator_verb = "referral.closed"
    commitment.save()
    assert progress_of(commitment).done == 1


def test_promises_come_from_charter_then_offer_then_usage(scene, charter_in_force, django_assert_num_queries):
    own = published_offer("local", delay_days=7)
    plain = published_offer("local")
    Commitment.objects.update(delay_days=3)

    with django_assert_num_queries(1):
        promises = queries.promises_for([scene.offer, own, plain])

    assert [promises[offer.pk].days for offer in (scene.offer, own, plain)] == [3, 7, 5]
    assert promises[scene.offer.pk].charter == charter_in_force.title
    assert queries.promise_of(plain).charter == ""


def test_a_stale_fact_makes_the_rule_undecided(scene):
    from terreau.projects.models import Fact

    scene.offer.criteria = [{"fact": "headcount", "is": "at_least", "value": 3, "label_fr": "Être trois"}]
    scene.offer.save()
    fact = Fact.objects.create(
        project=scene.project, key="headcount", value=1, source="declared", recorded_by="Dominique"
    )
    assert queries.match(scene.need).cards[0].is_refused

    fact.valid_until = kernel_clock.today() - dt.timedelta(days=1)
    fact.save()

    assert queries.match(scene.need).cards[0].is_undecided
