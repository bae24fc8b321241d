"""Silence is answered: reminders climb, then the town takes the demand back and says so."""

import datetime as dt

from terreau.accompaniment import actions
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.messaging.models import Reminder
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
    assert not Reminder.objects.filter(sent_at=None, cancelled_at=None).exists()


def test_answer_settles_the_reminders(scene, clock, worker):
    clock.travel(at((4, 27)))
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)
    worker()

    clock.travel(at((5, 14)))

    assert worker() == []
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
    from terreau.directory.models import Organisation
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
