"""The town proposes, or says that nobody can help."""

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.models import MatchSnapshot, Referral, UnmetNeed
from terreau.accompaniment.queries import match, shown_on_that_day
from terreau.journal.models import Entry, TraceLink
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.messaging.models import Message, Reminder
from terreau.projects.enums import ProjectState
from tests.factories.accompaniment import proposed, published_offer, sent


def test_propose_tells_the_holder_and_sends_nothing_to_the_team(scene):
    referral = actions.propose(need=scene.need, offer=scene.offer, by=scene.officer, word="Allez-y")

    assert (referral.state, referral.word, referral.proposed_by) == ("proposed", "Allez-y", scene.officer)
    assert list(Message.objects.values_list("event", "user")) == [("referral.proposed", scene.holder.pk)]
    entry = Entry.objects.get(verb="referral.proposed")
    assert (entry.organisation, entry.project, entry.quantity) == (
        scene.team.organisation_id,
        scene.project.pk,
        1,
    )
    assert TraceLink.objects.filter(target_key=str(referral.pk)).count() == 2
    assert Reminder.objects.get().kind == "referral.consent_reminder"


def test_propose_keeps_the_list_that_was_shown(scene):
    published_offer("local", perimeter=scene.project.commune, capacity=2)
    shown = match(scene.need).cards

    referral = proposed(scene.need, scene.offer)

    assert shown_on_that_day(referral.snapshot) == shown
    assert len(shown) == 2


def test_propose_refuses_the_same_pair_twice(scene):
    proposed(scene.need, scene.offer)

    with pytest.raises(RuleBroken, match="déjà été sollicitée"):
        proposed(scene.need, scene.offer)

    assert Referral.objects.count() == 1
    assert MatchSnapshot.objects.count() == 1


def test_propose_refuses_a_project_that_is_not_followed(scene):
    scene.project.state = ProjectState.PAUSED
    scene.need.project = scene.project

    with pytest.raises(RuleBroken, match="pas encore accompagné"):
        proposed(scene.need, scene.offer)


def test_propose_refuses_a_closed_need_and_an_unpublished_offer(scene):
    scene.offer.state = "suspended"
    scene.offer.save()
    with pytest.raises(RuleBroken, match="plus ouverte"):
        proposed(scene.need, scene.offer)

    scene.need.closed_at = scene.need.created_at
    with pytest.raises(RuleBroken, match="refermé"):
        proposed(scene.need, scene.offer)


def test_propose_refuses_a_team_that_nobody_can_reach(scene):
    lonely = published_offer("local", perimeter=scene.project.commune, team__email="")

    with pytest.raises(RuleBroken, match="ni boîte commune, ni membre"):
        proposed(scene.need, lonely)


def test_no_offer_is_a_task_told_to_the_holder(scene):
    unmet = actions.record_no_offer(need=scene.need, reason="Aucun local à moins de 20 m²", by=scene.officer)

    assert unmet.settled_at is None
    assert unmet.snapshot.need == scene.need
    assert Message.objects.get().event == "need.unmet"
    with pytest.raises(RuleBroken, match="déjà noté"):
        actions.record_no_offer(need=scene.need, reason="Encore", by=scene.officer)


def test_no_offer_needs_a_reason_and_an_open_need(scene):
    with pytest.raises(RuleBroken, match="ce qui manque"):
        actions.record_no_offer(need=scene.need, reason="  ", by=scene.officer)

    scene.need.closed_at = scene.need.created_at
    with pytest.raises(RuleBroken, match="refermé"):
        actions.record_no_offer(need=scene.need, reason="Rien", by=scene.officer)


def test_a_proposal_settles_the_unmet_need(scene):
    actions.record_no_offer(need=scene.need, reason="Rien", by=scene.officer)

    proposed(scene.need, scene.offer)

    assert not UnmetNeed.objects.filter(settled_at=None).exists()


def test_unmet_need_is_settled_once(scene):
    unmet = actions.record_no_offer(need=scene.need, reason="Rien", by=scene.officer)

    actions.settle_no_offer(unmet=unmet, by=scene.officer)

    assert unmet.settled_at is not None
    assert unmet.need.closed_at is not None
    with pytest.raises(RuleBroken, match="déjà réglée"):
        actions.settle_no_offer(unmet=unmet, by=scene.officer)


def test_reroute_makes_a_sibling_after_a_refusal(scene):
    other = published_offer("local", perimeter=scene.project.commune)
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=scene.adviser)

    sibling = actions.reroute(referral=referral, offer=other, by=scene.officer)

    assert (referral.state, sibling.state, sibling.team) == ("rerouted", "proposed", other.team)
    assert list(referral.followed_by.all()) == [sibling]
    assert TraceLink.objects.filter(kind="followed_by").count() == 1


def test_reroute_refuses_a_demand_that_still_waits(scene):
    other = published_offer("local", perimeter=scene.project.commune)
    referral = sent(scene.need, scene.offer)

    with pytest.raises(TransitionRefused):
        actions.reroute(referral=referral, offer=other, by=scene.officer)

    assert Referral.objects.count() == 1
