"""The organisation answers once; a second answer is told politely what the first one was."""

import datetime as dt

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message, Participant, Reminder, ThreadMessage
from tests.factories.accompaniment import accepted, proposed, sent

ORGANISATION = Actor.by_link("Sceaux Smart")


def pending():
    return set(Reminder.objects.filter(sent_at=None, cancelled_at=None).values_list("kind", flat=True))


def test_accept_introduces_the_three_parties(scene):
    referral = sent(scene.need, scene.offer)

    actions.accept(referral=referral, by=ORGANISATION, first_step="Appelons-nous mardi")

    assert (referral.state, referral.answered_by) == ("accepted", "Sceaux Smart")
    assert referral.seen_at == referral.answered_at
    told = set(Message.objects.filter(event="referral.introduction").values_list("recipient", flat=True))
    assert told == {f"user:{scene.holder.pk}", f"user:{scene.officer.pk}", scene.team.email}
    assert ThreadMessage.objects.get().body == "Appelons-nous mardi"
    assert Participant.objects.count() == 3
    assert pending() == {"referral.outcome_question"}
    entry = Entry.objects.get(verb="referral.accepted")
    assert (entry.organisation, entry.quantity, entry.actor_kind) == (scene.team.organisation_id, 1, "link")


def test_accept_twice_changes_nothing(scene):
    referral = sent(scene.need, scene.offer)
    actions.accept(referral=referral, by=ORGANISATION)

    with pytest.raises(AlreadyAnswered, match="par Sceaux Smart"):
        actions.accept(referral=referral, by=scene.adviser)

    assert Entry.objects.filter(verb="referral.accepted").count() == 1


def test_refuse_says_why_to_holder_and_desk(scene):
    referral = sent(scene.need, scene.offer)

    actions.refuse(
        referral=referral, reason="out_of_scope", scope="stage", text="Trop avancé", by=ORGANISATION
    )

    assert (referral.state, referral.refusal_reason, referral.refusal_scope) == (
        "refused",
        "out_of_scope",
        "stage",
    )
    assert set(Message.objects.filter(event="referral.refused").values_list("user", flat=True)) == {
        scene.holder.pk,
        scene.officer.pk,
    }
    assert pending() == {"referral.search_reminder"}


@pytest.mark.parametrize(
    ("reason", "scope", "sentence"),
    [
        ("because", "", "Choisissez une raison"),
        ("out_of_scope", "", "quel critère"),
        ("full", "stage", "quel critère"),
    ],
)
def test_refuse_needs_a_reason_and_the_criterion(scene, reason, scope, sentence):
    referral = sent(scene.need, scene.offer)

    with pytest.raises(RuleBroken, match=sentence):
        actions.refuse(referral=referral, reason=reason, scope=scope, by=ORGANISATION)


def test_seen_is_noted_once(scene):
    referral = sent(scene.need, scene.offer)

    actions.mark_seen(referral=referral, by=ORGANISATION)
    actions.mark_seen(referral=referral, by=ORGANISATION)

    assert referral.state == "seen"
    assert Entry.objects.filter(verb="referral.seen").count() == 1


def test_question_stops_the_clock_until_the_holder_answers(scene, clock):
    clock.travel(dt.date(2026, 3, 2))
    referral = sent(scene.need, scene.offer)
    actions.ask(referral=referral, question="Combien de places ?", by=ORGANISATION)
    assert pending() == {"referral.question_reminder"}

    clock.travel(dt.date(2026, 3, 9))
    actions.post_message(
        referral=referral, side="holder", body="Six places", circle="everyone", by=scene.holder
    )

    referral.refresh_from_db()
    assert referral.question_at is None
    assert referral.due_at.date().isoformat() == "2026-03-16"
    assert pending() == {
        "referral.first_reminder",
        "referral.second_reminder",
        "referral.third_reminder",
        "referral.expiry",
    }
    assert [message.body for message in ThreadMessage.objects.order_by("at")] == [
        "Combien de places ?",
        "Six places",
    ]


def test_question_must_be_written(scene):
    with pytest.raises(RuleBroken, match="Écrivez votre question"):
        actions.ask(referral=sent(scene.need, scene.offer), question=" ", by=ORGANISATION)


def test_nothing_is_answered_before_it_is_sent(scene):
    referral = proposed(scene.need, scene.offer)

    with pytest.raises(RuleBroken, match="n’attend plus"):
        actions.ask(referral=referral, question="Allo ?", by=ORGANISATION)
    with pytest.raises(RuleBroken, match="n’attend plus"):
        actions.hand_over(referral=referral, email="x@exemple.test", by=ORGANISATION)


def test_hand_over_mails_a_new_link_to_the_colleague(scene):
    referral = sent(scene.need, scene.offer)

    actions.hand_over(referral=referral, email=" Jeanne@exemple.test ", by=ORGANISATION)

    referral.refresh_from_db()
    assert (referral.inbox, referral.state) == ("jeanne@exemple.test", "sent")
    assert Message.objects.get(event="referral.handed_over").recipient == "jeanne@exemple.test"


def test_hand_over_refuses_somebody_outside_the_organisation(scene):
    referral = sent(scene.need, scene.offer)

    with pytest.raises(RuleBroken, match="votre organisme seulement"):
        actions.hand_over(referral=referral, email="quelquun@ailleurs.test", by=ORGANISATION)

    assert not Message.objects.filter(event="referral.handed_over").exists()


def test_hand_over_to_a_shared_provider_needs_a_known_member(scene):
    scene.team.email = "asso@gmail.com"
    scene.team.save()
    scene.adviser.email = "alix@gmail.com"
    scene.adviser.save()
    referral = sent(scene.need, scene.offer)

    with pytest.raises(RuleBroken, match="n’est pas connue"):
        actions.hand_over(referral=referral, email="inconnu@gmail.com", by=ORGANISATION)
    actions.hand_over(referral=referral, email="alix@gmail.com", by=ORGANISATION)

    assert referral.inbox == "alix@gmail.com"


def test_withdraw_ends_access_and_tells_the_team(scene):
    referral = sent(scene.need, scene.offer)

    actions.withdraw(referral=referral, by=scene.holder, reason="J’ai trouvé")

    assert referral.state == "withdrawn"
    assert not referral.consents.filter(withdrawn_at=None).exists()
    assert Message.objects.filter(event="referral.withdrawn").get().recipient == scene.team.email
    with pytest.raises(AlreadyAnswered, match="retirée"):
        actions.accept(referral=referral, by=ORGANISATION)
    with pytest.raises(AlreadyAnswered, match="déjà retirée"):
        actions.withdraw(referral=referral, by=scene.holder)


def test_withdraw_before_sending_tells_nobody_outside(scene):
    actions.withdraw(referral=proposed(scene.need, scene.offer), by=scene.officer)

    assert not Message.objects.filter(event="referral.withdrawn").exists()


def test_start_then_close_asks_both_sides(scene):
    referral = accepted(scene.need, scene.offer)

    actions.start(referral=referral, by=ORGANISATION)
    actions.close(referral=referral, by=scene.holder)

    assert (referral.state, pending()) == ("closed", set())
    asked = Message.objects.filter(event="referral.outcome_question").values_list("recipient", flat=True)
    assert set(asked) == {f"user:{scene.holder.pk}", scene.team.email}


def test_outcomes_of_the_two_sides_are_kept_apart(scene):
    referral = accepted(scene.need, scene.offer)
    actions.close(referral=referral, by=scene.holder)

    actions.record_outcome(referral=referral, side="organisation", value="helped", by=ORGANISATION)
    actions.record_outcome(
        referral=referral, side="holder", value="unreachable", text="Jamais rappelé", by=scene.holder
    )

    assert set(referral.outcomes.values_list("side", "value")) == {
        ("organisation", "helped"),
        ("holder", "unreachable"),
    }
    assert Message.objects.get(event="outcome.disagreement").user == scene.officer
    assert Entry.objects.filter(verb="outcome.recorded").count() == 2


def test_outcome_is_said_once_a_side(scene):
    referral = accepted(scene.need, scene.offer)
    actions.record_outcome(referral=referral, side="holder", value="partly", by=scene.holder)

    with pytest.raises(AlreadyAnswered, match="« En partie »"):
        actions.record_outcome(referral=referral, side="holder", value="no_help", by=scene.holder)


def test_outcome_of_what_did_not_happen_is_refused(scene):
    referral = sent(scene.need, scene.offer)

    with pytest.raises(RuleBroken, match="n’a pas eu lieu"):
        actions.record_outcome(referral=referral, side="holder", value="helped", by=scene.holder)
    with pytest.raises(RuleBroken, match="Choisissez"):
        actions.record_outcome(referral=referral, side="holder", value="great", by=scene.holder)
