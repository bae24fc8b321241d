"""R7: the three parties are introduced by relay addresses, with an agenda and moments to meet."""

import datetime as dt
import re
from email.message import EmailMessage

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.models import ProposedSlot
from terreau.accompaniment.queries import views_of, with_everything
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging.models import Message
from tests.factories.accompaniment import sent

TEAM = Actor.by_link("Sceaux Smart")
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=PARIS)
TUESDAY = dt.datetime(2026, 6, 9, 14, 30, tzinfo=PARIS)
THURSDAY = dt.datetime(2026, 6, 11, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _answers_come_in(settings, clock):
    settings.REPLY_ADDRESS = "reply@mail.sceaux.test"
    clock.travel(NOW)


@pytest.fixture
def referral(scene):
    scene.need.text = "Un atelier de 40 m²"
    scene.need.save()
    scene.offer.documents_text = "un budget sur un an"
    scene.offer.save()
    return sent(scene.need, scene.offer)


@pytest.fixture
def introduced(scene, referral, worker):
    """Return the three mails of an introduction, by side."""
    worker()
    actions.accept(referral=referral, first_step="Venez visiter", slots=[THURSDAY, TUESDAY], by=TEAM)
    mails = {mail.to[0]: mail for mail in worker() if "accepte d’aider" in mail.subject}
    return {
        "holder": mails[scene.holder.email],
        "organisation": mails[scene.team.email],
        "desk": mails[scene.officer.email],
    }


def step_of(referral):
    loaded = with_everything(type(referral).objects.filter(pk=referral.pk)).get()
    return views_of([loaded], lambda _one: frozenset({"holder"})).by_referral[loaded.pk].step


def test_the_three_parties_are_named_in_each_mail(scene, introduced):
    assert set(introduced) == {"holder", "organisation", "desk"}
    for mail in introduced.values():
        for name in (scene.holder.full_name, "Sceaux Smart", scene.officer.full_name):
            assert name in mail.body


def test_each_party_answers_by_an_address_of_its_own(introduced):
    relays = {mail.reply_to[0] for mail in introduced.values()}

    assert len(relays) == 3
    # 32 letters of 5 bits: 160 bits, more than the 128 asked.
    assert all(re.fullmatch(r"reply\+[a-z2-7]{32}@mail\.sceaux\.test", relay) for relay in relays)


def test_no_mail_carries_the_address_of_another(scene, introduced):
    people = {scene.holder.email, scene.team.email, scene.officer.email, scene.adviser.email}

    for mail in introduced.values():
        whole = mail.message().as_string() + mail.body + mail.alternatives[0].content
        for address in people - set(mail.to):
            assert address not in whole
        assert scene.project.phone not in whole


def test_nothing_before_the_acceptance_shows_an_address(scene, worker, client, link_in):
    referral = sent(scene.need, scene.offer)
    actions.ask(referral=referral, question="Pour quand ?", by=TEAM)
    actions.post_message(
        referral=referral, side="holder", body="Pour mai.", circle="everyone", by=scene.holder
    )
    mails = worker()

    to_team = [mail for mail in mails if mail.to == [scene.team.email]]
    assert len(to_team) == 2
    for mail in to_team:
        assert scene.holder.email not in mail.message().as_string() + mail.body
        assert scene.project.phone not in mail.body
    page = client.get(link_in(to_team[0], "reponse")).content.decode()
    assert scene.holder.email not in page
    assert scene.project.phone not in page
    assert all(scene.team.email not in mail.body for mail in mails if mail.to == [scene.holder.email])


def test_the_agenda_says_the_need_the_documents_and_the_first_step(introduced):
    body = introduced["holder"].body

    assert "1. Le besoin" in body
    assert "Un atelier de 40 m²" in body
    assert "Documents à préparer" in body
    assert "un budget sur un an" in body
    assert "Venez visiter" in body


def test_the_agenda_asks_what_the_matching_left_open(scene, worker):
    scene.offer.criteria = [
        {"fact": "accounts_years", "is": "at_least", "value": 1, "label_fr": "Un bilan clos"}
    ]
    scene.offer.save()
    actions.accept(referral=sent(scene.need, scene.offer), by=TEAM)

    mail = next(mail for mail in worker() if "accepte d’aider" in mail.subject)

    assert "Combien de bilans annuels sont clos" in mail.body


def test_the_moments_are_proposed_in_order(introduced):
    assert "mardi 9 juin 2026 à 14 h 30 ; jeudi 11 juin 2026 à 9 h" in introduced["holder"].body.replace(
        "\xa0", " "
    )


def test_an_answer_to_the_introduction_reaches_the_two_others_without_an_address(scene, introduced, worker):
    answer = EmailMessage()
    answer["From"], answer["To"] = scene.holder.email, introduced["holder"].reply_to[0]
    answer["Subject"], answer["Message-ID"] = "Re: bonjour", "<1@chez.test>"
    answer.set_content("Mardi me va.")

    messaging.receive(raw=answer.as_bytes(), source="command")

    mails = [mail for mail in worker() if "Mardi me va." in mail.body]
    assert {mail.to[0] for mail in mails} == {scene.team.email, scene.officer.email}
    assert all(scene.holder.email not in mail.message().as_string() for mail in mails)


def test_the_holder_has_the_ball_until_a_moment_is_chosen(scene, referral, introduced):
    step = step_of(referral)

    assert (step.side, step.by) == ("holder", dt.date(2026, 6, 8))
    assert "créneau" in step.what


def test_a_chosen_moment_is_told_and_becomes_the_next_step(scene, referral, introduced, worker):
    slot = ProposedSlot.objects.get(starts_at=TUESDAY)

    actions.choose_slot(referral=referral, slot=slot.pk, by=scene.holder)

    step = step_of(referral)
    assert (step.side, step.by) == ("organisation", TUESDAY.date())
    assert {mail.to[0] for mail in worker() if "Rendez-vous choisi" in mail.body} == {
        scene.team.email,
        scene.officer.email,
    }
    with pytest.raises(AlreadyAnswered, match="déjà fixé"):
        actions.choose_slot(referral=referral, slot=slot.pk, by=scene.holder)


def test_a_moment_of_another_demand_or_of_the_past_is_not_chosen(scene, referral, introduced, clock):
    with pytest.raises(RuleBroken, match="passé"):
        actions.choose_slot(referral=referral, slot=0, by=scene.holder)
    clock.travel(THURSDAY)
    slot = ProposedSlot.objects.get(starts_at=TUESDAY)

    with pytest.raises(RuleBroken, match="passé"):
        actions.choose_slot(referral=referral, slot=slot.pk, by=scene.holder)

    assert step_of(referral).side == "organisation"


def test_a_moment_is_not_chosen_once_the_demand_is_over(scene, referral, introduced):
    actions.close(referral=referral, by=scene.officer)

    with pytest.raises(RuleBroken, match="plus en cours"):
        actions.choose_slot(referral=referral, slot=ProposedSlot.objects.first().pk, by=scene.holder)


def test_moments_of_the_past_are_refused_with_the_acceptance(scene, referral):
    with pytest.raises(RuleBroken, match="à venir"):
        actions.accept(referral=referral, slots=[NOW], by=TEAM)

    referral.refresh_from_db()
    assert referral.state == "sent"


def test_the_same_moment_twice_is_one(scene, referral):
    actions.accept(referral=referral, slots=[TUESDAY, TUESDAY], by=TEAM)

    assert ProposedSlot.objects.count() == 1


def test_acceptance_by_link_then_choice_on_the_page(client, scene, referral, worker, link_in):
    path = link_in(worker()[-1], "reponse")
    client.post(path, {"verb": "accept", "accept-slot_1": "2026-06-09T14:30", "accept-slot_2": ""})
    slot = ProposedSlot.objects.get()
    assert slot.starts_at == TUESDAY
    assert "9 juin 2026" in client.get(path).content.decode()

    client.force_login(scene.holder)
    page = client.get(referral.get_absolute_url()).content.decode()
    assert "Choisir ce créneau" in page
    client.post(referral.get_absolute_url(), {"verb": "slot", "slot-slot": slot.pk})

    slot.refresh_from_db()
    assert slot.chosen_at == NOW
    assert "Choisir ce créneau" not in client.get(referral.get_absolute_url()).content.decode()
    assert Message.objects.filter(event="message.posted").count() == 2
