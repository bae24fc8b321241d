"""R10: a refusal says which criterion it is about, and three of one cause put the offer up for review."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terreau.accompaniment import actions
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries import offers_to_check
from terreau.accompaniment.queries.returned import causes_of
from terreau.accompaniment.refusals import refusal_in_words
from terreau.directory import actions as directory
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message
from tests.factories.accompaniment import sent
from tests.factories.projects import FollowedProjectFactory

TEAM = Actor.by_link("Sceaux Smart")
HEADCOUNT = {"fact": "headcount", "is": "at_least", "value": 3, "label_fr": "Être trois ou plus."}
AGE = {"fact": "accounts_years", "is": "at_least", "value": 1, "label_fr": "Avoir un bilan clos"}


@pytest.fixture
def offer(scene):
    scene.offer.criteria = [HEADCOUNT, AGE]
    scene.offer.save()
    return scene.offer


def decline(scene, offer, times=1, **facts):
    """Decline so many demands of as many projects."""
    for _time in range(times):
        project = FollowedProjectFactory(referent=scene.officer, needs=["local"])
        referral = sent(project.needs.get(), offer)
        actions.refuse(referral=referral, by=TEAM, **facts)
    return referral


def test_out_of_criteria_says_which_condition_in_words(scene, offer):
    referral = decline(scene, offer, reason="out_of_criteria", criterion="headcount")

    assert refusal_in_words(referral) == "Hors de nos critères (Être trois ou plus)"
    assert Entry.objects.get(verb="referral.refused").data["criterion"] == "headcount"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reason": "out_of_criteria"}, "quelle condition"),
        ({"reason": "out_of_criteria", "criterion": "amount_sought"}, "quelle condition"),
        ({"reason": "full", "criterion": "headcount"}, "quelle condition"),
        ({"reason": "out_of_criteria", "criterion": "unwritten"}, "Écrivez cette condition"),
        ({"reason": "out_of_scope"}, "quel critère"),
    ],
)
def test_a_refusal_from_which_nobody_learns_is_refused(scene, offer, facts, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        decline(scene, offer, **facts)

    assert not Referral.objects.filter(state="refused").exists()


def test_a_condition_that_the_offer_does_not_say_is_written(scene, offer):
    referral = decline(
        scene, offer, reason="out_of_criteria", criterion="unwritten", text="Seulement les SCIC"
    )

    assert "ne dit pas encore" in refusal_in_words(referral)


def test_a_condition_that_the_offer_dropped_since_is_said_so(scene, offer):
    referral = decline(scene, offer, reason="out_of_criteria", criterion="headcount")
    offer.criteria = []
    offer.save()
    referral.refresh_from_db()

    assert "n’a plus" in refusal_in_words(referral)


def test_the_database_keeps_reason_and_condition_together(scene, offer):
    referral = decline(scene, offer, reason="full")

    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(refusal_criterion="headcount")


@pytest.mark.parametrize(
    "facts",
    [
        {"reason": "out_of_scope", "scope": "territory"},
        {"reason": "out_of_criteria", "criterion": "headcount"},
    ],
)
def test_the_third_refusal_of_one_cause_asks_team_and_desk_for_a_review(scene, offer, worker, facts):
    decline(scene, offer, times=2, **facts)
    assert not Message.objects.filter(event="offer.to_review").exists()

    decline(scene, offer, **facts)

    assert list(offers_to_check()) == [offer]
    mails = {mail.to[0]: mail for mail in worker() if "est à relire" in mail.subject}
    assert set(mails) == {scene.team.email, scene.officer.email}
    assert all("/offres/" in mail.body for mail in mails.values())


def test_three_different_conditions_are_not_one_cause(scene, offer):
    decline(scene, offer, times=2, reason="out_of_criteria", criterion="headcount")
    decline(scene, offer, times=2, reason="out_of_criteria", criterion="accounts_years")

    assert list(offers_to_check()) == []


def test_the_causes_are_counted_the_commonest_first(scene, offer):
    decline(scene, offer, reason="out_of_scope", scope="territory")
    decline(scene, offer, times=2, reason="out_of_criteria", criterion="headcount")
    decline(scene, offer, reason="full")

    assert causes_of(offer) == [("Être trois ou plus", 2), ("le territoire", 1)]


def test_a_fourth_refusal_does_not_ask_again(scene, offer):
    decline(scene, offer, times=4, reason="out_of_scope", scope="stage")

    assert Message.objects.filter(event="offer.to_review").count() == 2


def test_confirming_the_offer_ends_the_review_and_three_more_open_another(scene, offer, clock, worker):
    decline(scene, offer, times=3, reason="out_of_scope", scope="stage")
    directory.confirm_offer(offer=offer, by=scene.officer)
    assert list(offers_to_check()) == []
    worker()  # the review was over before its mail left
    assert Message.objects.filter(event="offer.to_review", state="cancelled").count() == 2

    clock.travel(kernel_clock.now() + dt.timedelta(days=2))
    decline(scene, offer, times=3, reason="out_of_scope", scope="stage")

    assert list(offers_to_check()) == [offer]
    assert Message.objects.filter(event="offer.to_review").count() == 4


def test_the_page_of_the_answer_offers_the_conditions_of_the_offer(client, scene, offer, worker, link_in):
    sent(scene.need, offer)
    path = link_in(worker()[-1], "reponse")

    page = client.get(path).content.decode()
    assert "Être trois ou plus" in page
    data = {"verb": "refuse", "refuse-reason": "out_of_criteria", "refuse-criterion": "headcount"}
    client.post(path, data)

    referral = Referral.objects.get(need=scene.need)
    assert (referral.state, referral.refusal_criterion) == ("refused", "headcount")
