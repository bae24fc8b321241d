"""Silence is answered: reminders climb, then the town takes the demand back and says so."""

import datetime as dt

from terreau.accompaniment import actions
from terreau.directory.models import Organisation, Team
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.messaging.models import Reminder
from terreau.messaging.worker import due
from tests.factories.accompaniment import sent

ORGANISATION = Actor.by_link("Sceaux Smart")


def at(day, hour=10):
    return dt.datetime(2026, *day, hour, tzinfo=PARIS)


def test_silence_climbs_then_ends_with_an_honest_message(scene, clock, worker, charter_in_force):
    scene.team.organisation.email = "signataire@smart.test"
    scene.team.organisation.save()
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()

    told = {}
    for day in ((4, 30), (5, 5), (5, 11), (5, 14)):
        clock.travel(at(day))
        told[day] = sorted(address for mail in worker() for address in mail.to)

    referral.refresh_from_db()
    assert told == {
        (4, 30): [scene.team.email],
        (5, 5): [scene.adviser.email],
        (5, 11): ["signataire@smart.test"],
        (5, 14): sorted([scene.holder.email, scene.officer.email]),
    }
    assert (referral.state, referral.escalation_step) == ("expired", 4)
    pending = Reminder.objects.filter(sent_at=None, cancelled_at=None)
    assert list(pending.values_list("kind", flat=True)) == ["referral.search_reminder"]


def test_answer_settles_the_reminders(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)
    worker()

    clock.travel(at((5, 14)))

    # Nobody is reminded of the answer; the holder and the town read that the search goes on.
    assert {mail.to[0] for mail in worker()} == {scene.holder.email, scene.officer.email}
    referral.refresh_from_db()
    assert referral.state == "refused"


def test_nothing_climbs_while_the_holder_is_asked(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    actions.ask(referral=referral, question="Combien de places ?", by=ORGANISATION)
    worker()

    clock.travel(at((5, 14)))
    mails = worker()
    actions.climb(referral=referral, kind="referral.first_reminder", by=ORGANISATION)
    actions.expire(referral=referral, by=ORGANISATION)

    assert [mail.to for mail in mails] == [[scene.holder.email]]
    referral.refresh_from_db()
    assert (referral.state, referral.escalation_step) == ("seen", 0)


def test_mail_of_a_signatory_elsewhere_tells_nothing_of_the_project(scene, clock, worker, charter_in_force):
    from tests.factories.directory import OrganisationFactory

    parent = OrganisationFactory(name="Maison mère", email="mere@groupe.test")
    charter_in_force.parties.update(organisation=parent)
    assert isinstance(parent, Organisation)
    clock.travel(at((4, 27)))
    sent(scene.need, scene.offer)
    worker()

    clock.travel(at((5, 11)))
    third = next(mail for mail in worker() if mail.to == ["mere@groupe.test"])

    assert "Atelier vélo" not in third.body
    assert "/reponse/" not in third.body


def test_holder_is_reminded_of_a_proposal(scene, clock, worker):
    clock.travel(at((4, 27)))
    actions.propose(need=scene.need, offer=scene.offer, by=scene.officer)
    worker()

    clock.travel(at((4, 30)))

    assert [mail.to for mail in worker()] == [[scene.holder.email]]


def test_outcome_is_asked_thirty_days_after_the_acceptance(scene, clock, worker):
    clock.travel(at((4, 1)))
    referral = sent(scene.need, scene.offer)
    actions.accept(referral=referral, by=ORGANISATION)
    worker()

    clock.travel(at((5, 2)))

    assert sorted(mail.to[0] for mail in worker()) == sorted([scene.holder.email, scene.team.email])


def days_of(worker, clock, days):
    """Return who is told on each day."""
    told = {}
    for day in days:
        clock.travel(at(day))
        told[day] = sorted(address for mail in worker() for address in mail.to)
    return told


def test_interruption_longer_than_the_ladder_is_followed_by_one_reminder_each(
    scene, clock, worker, charter_in_force
):
    scene.team.organisation.email = "signataire@smart.test"
    scene.team.organisation.save()
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()

    told = days_of(worker, clock, [(5, 26), (5, 27), (5, 28), (5, 29)])

    referral.refresh_from_db()
    everybody = sorted([scene.team.email, scene.adviser.email, "signataire@smart.test"])
    assert told == {
        (5, 26): everybody,
        (5, 27): [],
        (5, 28): [],
        (5, 29): sorted([scene.holder.email, scene.officer.email]),
    }
    assert (referral.state, referral.escalation_step) == ("expired", 4)


def test_answer_after_the_interruption_stops_everything(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()
    clock.travel(at((5, 26)))
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)

    mails = worker()

    assert sorted(address for mail in mails for address in mail.to) == sorted(
        [scene.holder.email, scene.officer.email]
    )


def test_demand_that_never_left_starts_its_whole_ladder_when_it_leaves(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)

    told = days_of(worker, clock, [(5, 26), (5, 27), (5, 29)])

    referral.refresh_from_db()
    assert told == {(5, 26): [scene.team.email], (5, 27): [], (5, 29): [scene.team.email]}
    assert referral.state == "sent"
    assert referral.due_at.date() == dt.date(2026, 6, 2)


def test_wait_does_not_end_while_the_reminder_is_in_the_outbox(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()
    clock.travel(at((5, 11)))
    due.run_reminders()

    clock.travel(at((5, 14)))
    actions.end_wait(referral=referral, by=ORGANISATION)

    referral.refresh_from_db()
    assert referral.state == "sent"
    assert Reminder.objects.get(kind="referral.expiry", sent_at=None).due_at.date() == dt.date(2026, 5, 18)


def test_wait_without_any_reminder_begins_with_one(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()

    actions.end_wait(referral=referral, by=ORGANISATION)

    assert (referral.state, referral.escalation_step) == ("sent", 3)
    assert sorted(address for mail in worker() for address in mail.to) != []


def test_wait_ends_when_nobody_can_be_reached(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()
    scene.team.members.all().delete()
    Team.objects.update(email="")
    Organisation.objects.update(email="")
    clock.travel(at((5, 26)))
    worker()

    clock.travel(at((5, 29)))
    worker()

    referral.refresh_from_db()
    assert referral.state == "expired"


def test_ladder_after_a_question_reminds_again(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()
    clock.travel(at((4, 30)))
    worker()
    actions.ask(referral=referral, question="Combien ?", by=ORGANISATION)
    actions.post_message(referral=referral, side="holder", body="Deux", circle="everyone", by=scene.holder)
    worker()

    clock.travel(at((5, 6)))

    assert [mail.to for mail in worker()] == [[scene.team.email]]


def test_rung_climbed_already_is_not_climbed_again(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    worker()
    actions.climb(referral=referral, kind="referral.second_reminder", by=ORGANISATION)

    actions.climb(referral=referral, kind="referral.first_reminder", by=ORGANISATION)

    assert referral.escalation_step == 2


def test_wait_of_a_demand_that_never_left_starts_again(scene, clock):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)

    clock.travel(at((5, 26)))
    actions.end_wait(referral=referral, by=ORGANISATION)

    assert (referral.state, referral.due_at.date()) == ("sent", dt.date(2026, 6, 2))


def test_wait_of_an_answered_demand_does_not_end(scene):
    referral = sent(scene.need, scene.offer)
    actions.accept(referral=referral, by=ORGANISATION)

    actions.end_wait(referral=referral, by=ORGANISATION)

    assert referral.state == "accepted"
