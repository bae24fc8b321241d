"""“Is it still exact?”: asked at each offer's rhythm, answered by link, suspended after two silences."""

import datetime as dt
import re

import pytest
from django.core import mail

from terreau.directory import actions
from terreau.directory.enums import OFFER_CHECK, OfferState, SuspendedFor
from terreau.directory.models import Offer
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.messaging.models import CapabilityLink, Reminder
from terreau.messaging.worker import due, outbox
from tests.factories.directory import TeamFactory

pytestmark = pytest.mark.django_db

PUBLISHED = dt.date(2026, 3, 10)
FIRST, SECOND, THIRD = dt.date(2026, 6, 8), dt.date(2026, 6, 22), dt.date(2026, 7, 6)
BY = Actor.system("tests")


@pytest.fixture
def offer(complete_offer, officer, clock):
    clock.travel(PUBLISHED)
    offer = complete_offer(check_every=90, title="Relire vos statuts")
    return actions.publish_offer(offer=offer, by=officer)


@pytest.fixture
def at(clock):
    """Return a function that runs the worker at ten on a day, and returns the paths of the links mailed."""

    def run(day: dt.date) -> list[str]:
        clock.travel(dt.datetime.combine(day, dt.time(10), tzinfo=dt.UTC))
        before = len(mail.outbox)
        due.run_reminders()
        outbox.send_due()
        return [re.search(r"/offre-exacte/\S+", one.body)[0] for one in mail.outbox[before:]]

    return run


def state_of(offer: Offer) -> tuple[str, str, int]:
    offer.refresh_from_db()
    return offer.state, offer.suspended_for, offer.times_asked


def next_question() -> dt.date | None:
    pending = Reminder.objects.filter(kind=OFFER_CHECK, sent_at=None, cancelled_at=None).first()
    return pending.due_at.date() if pending else None


def test_two_silences_suspend_and_one_click_restores(offer, at, client, client_for, officer):
    assert at(FIRST - dt.timedelta(days=1)) == []
    assert offer.is_fresh_on(FIRST)
    assert len(at(FIRST)) == len(at(SECOND)) == 1
    assert not offer.is_fresh_on(SECOND)
    assert state_of(offer) == (OfferState.PUBLISHED, "", 2)

    (link,) = at(THIRD)

    assert state_of(offer) == (OfferState.SUSPENDED, SuspendedFor.SILENCE, 2)
    trace = Entry.objects.get(verb="offer.suspended")
    assert (trace.actor_label, trace.data) == ("worker", {"why": "silence"})
    assert next_question() is None
    space = f"/mon-espace/organisations/{offer.team.organisation.slug}/offres/{offer.slug}/"
    assert "Suspendue faute de réponse" in client_for(officer).get(space).content.decode()

    client.post(link, {"confirm": "1"})

    assert state_of(offer) == (OfferState.PUBLISHED, "", 0)
    assert (offer.verified_on, next_question()) == (THIRD, THIRD + dt.timedelta(days=90))


def test_officer_restores_in_one_click_too(offer, at, client_for, officer):
    for day in (FIRST, SECOND, THIRD):
        at(day)

    space = f"/mon-espace/organisations/{offer.team.organisation.slug}/offres/{offer.slug}/"
    client_for(officer).post(space + "publier/")

    assert state_of(offer) == (OfferState.PUBLISHED, "", 0)


def test_looking_a_hundred_times_changes_nothing(offer, at, client):
    (link,) = at(FIRST)
    before = (state_of(offer), Entry.objects.count(), CapabilityLink.objects.get().last_used_at)

    pages = {client.get(link).status_code for _ in range(100)}

    assert pages == {200}
    assert (state_of(offer), Entry.objects.count(), CapabilityLink.objects.get().last_used_at) == before


def test_confirmation_by_link_starts_the_rhythm_again(offer, at, client):
    (link,) = at(FIRST)

    page = client.post(link, {"confirm": "1"}, follow=True).content.decode()

    assert "C’est noté, merci" in page
    assert state_of(offer) == (OfferState.PUBLISHED, "", 0)
    assert next_question() == FIRST + dt.timedelta(days=90)
    assert Entry.objects.get(verb="offer.verified").actor_kind == "link"
    assert at(SECOND) == []


def test_correction_by_link_is_a_confirmation(offer, at, client):
    (link,) = at(FIRST)
    typed = {"correct": "1", "summary": "Nous relisons, et nous expliquons.", "delay_days": "4"}

    client.post(link, typed | {"contact_email": "statuts@exemple.test"})

    assert state_of(offer) == (OfferState.PUBLISHED, "", 0)
    assert (offer.summary, offer.delay_days, offer.verified_on) == (typed["summary"], 4, FIRST)


def test_refused_correction_keeps_what_was_typed(offer, at, client):
    (link,) = at(FIRST)

    page = client.post(link, {"correct": "1", "summary": "", "cost_text": "Gratuit pour les associations"})

    assert "Gratuit pour les associations" in page.content.decode()
    assert "Dites en quelques mots ce que l’offre apporte." in page.content.decode()
    offer.refresh_from_db()
    assert (offer.summary, offer.times_asked) == ("Nous relisons vos statuts.", 1)


def test_end_by_link_says_why_and_closes_the_link(offer, at, client):
    (link,) = at(FIRST)
    page = client.post(link, {"ended": "1", "reason": ""}).content.decode()
    assert "error" in page.split("Cette offre n’existe plus")[1]

    client.post(link, {"ended": "1", "reason": "Le financement est fini."})

    assert state_of(offer)[0] == OfferState.ENDED
    assert (offer.ended_reason, offer.valid_until) == ("Le financement est fini.", FIRST)
    assert client.get(link).status_code == 410
    assert next_question() is None


def test_forged_link_and_link_of_something_else_open_nothing(offer, at, client):
    at(FIRST)
    CapabilityLink.objects.update(purpose="directory.contact")

    assert client.get("/offre-exacte/abc/").status_code == 404


def test_worker_stopped_for_two_months_asks_before_it_suspends(offer, at):
    assert len(at(dt.date(2026, 8, 31))) == 1
    assert state_of(offer) == (OfferState.PUBLISHED, "", 1)


def test_team_without_inbox_is_asked_person_by_person(complete_offer, officer, person, clock, at):
    clock.travel(PUBLISHED)
    team = TeamFactory(email="")
    for _ in range(2):
        actions.add_member(team=team, user=person(), by=officer)
    offer = complete_offer(team=team, check_every=90, contact_phone="0140000000")
    actions.publish_offer(offer=offer, by=officer)

    assert at(FIRST) == []
    assert len(at(FIRST + dt.timedelta(days=1))) == 2  # in the mail of the day of each


def test_offers_published_before_are_asked_too(complete_offer, clock):
    clock.travel(PUBLISHED)
    complete_offer(state=OfferState.PUBLISHED, verified_on=PUBLISHED, check_every=365)
    complete_offer(state=OfferState.PUBLISHED)
    complete_offer()

    assert (actions.arm_checks(by=BY), actions.arm_checks(by=BY)) == (2, 0)
    assert {r.due_at.date() for r in Reminder.objects.all()} == {PUBLISHED, dt.date(2027, 3, 10)}


def test_another_rhythm_moves_the_question(offer, officer):
    actions.update_offer(offer=offer, check_every=365, by=officer)

    assert next_question() == dt.date(2027, 3, 10)
