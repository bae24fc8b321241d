"""R4: several offers for one need, k at a time, until n accept; the next wave after d business days."""

import datetime as dt
import re

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.errors import AlreadyAnswered, PayloadChanged
from terreau.accompaniment.models import Consent, MatchSnapshot, Referral, WaveCall
from terreau.accompaniment.queries import returned_for, to_do_of_holder, waiting_for_holder
from terreau.directory.models import TeamAbsence
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message, Reminder
from tests.factories.accompaniment import agreed, called, published_offer

TEAM = Actor.by_link("Une équipe")


@pytest.fixture
def offers(scene):
    """Four offers of premises by four organisations."""
    found = [scene.offer]
    for name in ("Le Lavoir", "La Fabrique", "L’Étape"):
        offer = published_offer("local", perimeter=scene.project.commune, title=f"Salle de {name}")
        offer.team.organisation.name = name
        offer.team.organisation.save()
        found.append(offer)
    return found


def states(call):
    return list(Referral.objects.filter(wave_call=call).order_by("position").values_list("state", flat=True))


def asked(call):
    return list(Referral.objects.filter(wave_call=call, state__in=["sent", "seen"]).order_by("position"))


def mails_about(event):
    return list(Message.objects.filter(event=event).values_list("recipient", flat=True))


def test_a_call_is_proposed_as_one_and_sends_nothing(scene, offers):
    call = called(scene.need, *offers)

    assert states(call) == ["proposed"] * 4
    assert mails_about("wave_call.proposed") == [f"user:{scene.holder.pk}"]
    assert Message.objects.count() == 1
    assert MatchSnapshot.objects.count() == 1
    assert list(Reminder.objects.values_list("kind", flat=True)) == ["wave_call.consent_reminder"]


def test_the_mail_to_the_holder_names_every_organisation(scene, offers, worker):
    called(scene.need, *offers)

    body = worker()[0].body

    assert "Sceaux Smart, Le Lavoir, La Fabrique, L’Étape" in body
    assert "Sollicités à la fois\xa0: 2" in body


def test_one_agreement_covers_everybody_named_and_opens_the_first_wave(scene, offers):
    call = agreed(called(scene.need, *offers))

    assert states(call) == ["sent", "sent", "consented", "consented"]
    assert Consent.objects.values_list("payload_hash", flat=True).distinct().count() == 1
    assert Consent.objects.count() == 4
    assert sorted(mails_about("referral.sent")) == sorted(offer.team.email for offer in offers[:2])


def test_the_third_is_asked_only_when_the_first_two_have_refused(scene, offers):
    call = agreed(called(scene.need, *offers, per_wave=2, wanted=1))
    first, second = asked(call)

    actions.refuse(referral=first, reason="full", by=TEAM)
    assert states(call) == ["refused", "sent", "consented", "consented"]

    actions.refuse(referral=second, reason="full", by=TEAM)
    assert states(call) == ["refused", "refused", "sent", "sent"]
    assert set(mails_about("wave_call.wave_opened")) == {
        f"user:{scene.holder.pk}",
        f"user:{scene.officer.pk}",
    }


def test_silence_opens_the_next_wave_after_the_delay_in_business_days(scene, offers, clock, worker):
    clock.travel(dt.datetime(2026, 4, 29, 10, tzinfo=PARIS))  # a Wednesday; Friday is 1 May
    call = agreed(called(scene.need, *offers, delay_days=2))

    clock.travel(dt.datetime(2026, 5, 4, 12, tzinfo=PARIS))
    worker()
    assert states(call) == ["sent", "sent", "consented", "consented"]

    clock.travel(dt.datetime(2026, 5, 5, 9, tzinfo=PARIS))
    worker()
    assert states(call) == ["sent", "sent", "sent", "sent"]


def test_who_was_asked_in_an_earlier_wave_may_still_accept(scene, offers, clock, worker):
    clock.travel(dt.datetime(2026, 6, 1, 10, tzinfo=PARIS))
    call = agreed(called(scene.need, *offers, per_wave=1, delay_days=1))
    clock.travel(dt.datetime(2026, 6, 3, 9, tzinfo=PARIS))
    worker()
    first, _second = asked(call)

    actions.accept(referral=first, by=TEAM)

    assert states(call) == ["accepted", "withdrawn", "withdrawn", "withdrawn"]


def test_the_first_yes_ends_the_call_and_the_others_are_thanked(scene, offers, worker):
    call = agreed(called(scene.need, *offers, per_wave=2, wanted=1))
    first, second = asked(call)

    actions.accept(referral=first, by=TEAM)

    call.refresh_from_db()
    assert (call.state, call.taken, call.next_wave_at) == ("filled", 1, None)
    assert states(call) == ["accepted", "withdrawn", "withdrawn", "withdrawn"]
    # Those whose turn never came hear nothing.
    assert mails_about("referral.filled") == [second.team.email]
    thanks = next(mail for mail in worker() if mail.to == [second.team.email])
    assert "Merci de l’attention" in thanks.body
    assert not Reminder.objects.about("accompaniment.wavecall", str(call.pk)).filter(
        sent_at=None, cancelled_at=None
    )


def test_a_late_yes_is_told_politely_and_changes_nothing(scene, offers):
    call = agreed(called(scene.need, *offers))
    first, second = asked(call)
    actions.accept(referral=first, by=TEAM)

    with pytest.raises(AlreadyAnswered, match="Un autre organisme a déjà répondu oui"):
        actions.accept(referral=second, by=TEAM)

    assert Entry.objects.filter(verb="referral.accepted").count() == 1


def test_a_late_click_on_the_mailed_link_reads_the_same_thanks(scene, offers, worker, link_in, client):
    call = agreed(called(scene.need, *offers))
    first, second = asked(call)
    path = link_in(next(mail for mail in worker() if mail.to == [second.team.email]), "reponse")
    actions.accept(referral=first, by=TEAM)

    page = client.post(path, {"verb": "accept"}, follow=True).content.decode()

    assert "Un autre organisme a déjà répondu oui" in page
    assert scene.project.title not in page
    assert states(call)[1] == "withdrawn"


def test_a_call_for_two_goes_on_after_the_first_yes(scene, offers):
    call = agreed(called(scene.need, *offers, per_wave=2, wanted=2))
    first, second = asked(call)

    actions.accept(referral=first, by=TEAM)
    actions.refuse(referral=second, reason="full", by=TEAM)
    assert states(call) == ["accepted", "refused", "sent", "sent"]

    actions.accept(referral=asked(call)[0], by=TEAM)
    assert states(call) == ["accepted", "refused", "accepted", "withdrawn"]


def test_a_call_without_a_yes_comes_back_to_the_town_and_says_so(scene, offers, worker):
    call = agreed(called(scene.need, *offers[:2]))
    for referral in asked(call):
        assert list(returned_for(scene.need)) == []
        actions.refuse(referral=referral, reason="full", by=TEAM)

    call.refresh_from_db()
    assert call.state == "exhausted"
    assert set(mails_about("wave_call.exhausted")) == {f"user:{scene.holder.pk}", f"user:{scene.officer.pk}"}
    assert returned_for(scene.need).exists()
    assert any("Tous les organismes de l’appel" in mail.body for mail in worker())


def test_a_team_that_went_away_is_passed_over_with_the_reason(scene, offers):
    call = called(scene.need, *offers)
    TeamAbsence.objects.create(team=offers[0].team, since="2026-01-01", until="2099-01-01")

    agreed(call)

    passed = call.referrals.get(position=1)
    assert states(call) == ["withdrawn", "sent", "sent", "consented"]
    assert "absente" in passed.withdrawn_reason
    assert offers[0].team.email not in mails_about("referral.sent")


def test_an_offer_that_ended_meanwhile_is_passed_over(scene, offers):
    call = called(scene.need, *offers)
    offers[1].state = "suspended"
    offers[1].save()

    agreed(call)

    assert states(call) == ["sent", "withdrawn", "sent", "consented"]


def test_a_question_to_the_holder_holds_the_next_wave(scene, offers, clock, worker):
    clock.travel(dt.datetime(2026, 6, 1, 10, tzinfo=PARIS))
    call = agreed(called(scene.need, *offers, delay_days=1))
    actions.ask(referral=asked(call)[0], question="Quelle surface ?", by=TEAM)

    clock.travel(dt.datetime(2026, 6, 3, 9, tzinfo=PARIS))
    worker()

    call.refresh_from_db()
    assert states(call) == ["seen", "sent", "consented", "consented"]
    assert call.next_wave_at.astimezone(PARIS).date() == dt.date(2026, 6, 4)


def test_the_holder_leaves_one_organisation_out(scene, offers):
    call = called(scene.need, *offers)
    unwanted = call.referrals.get(position=2)

    agreed(call, without={unwanted.pk})

    assert states(call) == ["sent", "withdrawn", "sent", "consented"]
    assert not Consent.objects.filter(referral=unwanted).exists()


def test_agreeing_to_nobody_is_refused(scene, offers):
    call = called(scene.need, *offers)

    with pytest.raises(RuleBroken, match="au moins un organisme"):
        agreed(call, without=set(call.referrals.values_list("pk", flat=True)))

    assert states(call) == ["proposed"] * 4


def test_agreeing_to_an_old_preview_is_refused(scene, offers):
    call = called(scene.need, *offers)

    with pytest.raises(PayloadChanged):
        actions.consent_to_waves(call=call, payload_hash="old", by=scene.holder)

    assert states(call) == ["proposed"] * 4


def test_agreeing_twice_sends_once(scene, offers):
    call = agreed(called(scene.need, *offers))

    with pytest.raises(AlreadyAnswered, match="déjà donné votre accord"):
        agreed(call)

    assert len(mails_about("referral.sent")) == 2


def test_declining_sends_nothing_and_tells_the_town(scene, offers):
    call = called(scene.need, *offers)

    actions.decline_waves(call=call, reason="Trop tôt", by=scene.holder)

    assert (call.state, call.ended_reason) == ("stopped", "Trop tôt")
    assert states(call) == ["withdrawn"] * 4
    assert mails_about("wave_call.declined") == [f"user:{scene.officer.pk}"]
    with pytest.raises(AlreadyAnswered, match="retirée"):
        actions.decline_waves(call=call, by=scene.holder)


def test_one_demand_of_a_call_is_not_agreed_to_alone(scene, offers):
    call = called(scene.need, *offers)

    with pytest.raises(RuleBroken, match="appel par vagues"):
        actions.consent(referral=call.referrals.first(), payload_hash="", by=scene.holder)


def test_stopping_tells_those_asked_and_keeps_who_helps(scene, offers):
    call = agreed(called(scene.need, *offers, wanted=2))
    first, second = asked(call)
    actions.accept(referral=first, by=TEAM)

    actions.stop_waves(call=call, by=scene.officer, reason="Le local est trouvé")

    assert (call.state, states(call)) == ("stopped", ["accepted", "withdrawn", "withdrawn", "withdrawn"])
    assert mails_about("referral.withdrawn") == [second.team.email]
    with pytest.raises(AlreadyAnswered, match="arrêté"):
        actions.stop_waves(call=call, by=scene.officer)


def test_taking_back_a_wave_one_by_one_opens_the_next(scene, offers):
    call = agreed(called(scene.need, *offers))

    for referral in asked(call):
        actions.withdraw(referral=referral, by=scene.holder)

    assert states(call) == ["withdrawn", "withdrawn", "sent", "sent"]


def test_a_proposed_call_emptied_one_by_one_is_over(scene, offers):
    call = called(scene.need, *offers[:2])

    for referral in call.referrals.all():
        actions.withdraw(referral=referral, by=scene.officer)

    call.refresh_from_db()
    assert call.state == "stopped"


def test_a_demand_left_without_an_answer_opens_the_next_wave(scene, offers):
    call = agreed(called(scene.need, *offers, per_wave=1))

    actions.expire(referral=asked(call)[0], by=TEAM)

    assert states(call) == ["expired", "sent", "consented", "consented"]


def test_the_next_wave_does_not_leave_before_its_time(scene, offers):
    call = agreed(called(scene.need, *offers))

    actions.next_wave(call=call, by=TEAM)

    assert states(call) == ["sent", "sent", "consented", "consented"]


@pytest.mark.parametrize(
    ("number", "wanted", "sentence"),
    [(1, 1, "au moins deux offres"), (2, 3, "plus de réponses positives que d’organismes")],
)
def test_a_call_that_makes_no_sense_is_refused(scene, offers, number, wanted, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        called(scene.need, *offers[:number], wanted=wanted)


def test_two_offers_of_one_team_are_refused(scene):
    twin = published_offer("local", perimeter=scene.project.commune, team=scene.team)

    with pytest.raises(RuleBroken, match="même équipe"):
        called(scene.need, scene.offer, twin)


def test_more_offers_than_a_call_takes_are_refused(scene):
    with pytest.raises(RuleBroken, match="50 équipes au plus"):
        called(scene.need, *[scene.offer] * 51)


def test_one_call_at_a_time_for_a_need(scene, offers):
    called(scene.need, *offers[:2])

    with pytest.raises(RuleBroken, match="déjà en cours"):
        called(scene.need, *offers[2:])

    assert WaveCall.objects.count() == 1


def test_a_call_stands_once_in_the_lists_of_what_waits(scene, offers):
    called(scene.need, *offers)

    assert waiting_for_holder().count() == 1
    assert to_do_of_holder(scene.holder).count() == 1


def test_the_holder_is_reminded_three_times_then_the_town_is_told_to_call(scene, offers, clock, worker):
    clock.travel(dt.datetime(2026, 6, 1, 10, tzinfo=PARIS))
    call = called(scene.need, *offers)

    for day in range(2, 31):
        clock.travel(dt.datetime(2026, 6, day, 10, tzinfo=PARIS))
        worker()

    assert mails_about("wave_call.proposed") == [f"user:{scene.holder.pk}"] * 4
    assert mails_about("wave_call.holder_silent") == [f"user:{scene.officer.pk}"]
    agreed(call)
    actions.remind_wave_consent(call=call, by=TEAM)
    assert len(mails_about("wave_call.proposed")) == 4


def test_officer_proposes_a_call_from_the_page_in_the_order_of_the_page(client_for, scene, offers):
    client = client_for(scene.officer)
    address = f"/suivi/{scene.project.reference}/besoins/{scene.need.pk}/"
    page = client.get(address).content.decode()
    shown = [int(key) for key in re.findall(r'name="wave-offers" value="(\d+)"', page)]

    data = {"waves": "1", "wave-offers": list(reversed(shown[:3]))}
    client.post(address, data | {"wave-per_wave": 2, "wave-wanted": 1, "wave-delay_days": 3})

    call = WaveCall.objects.get()
    assert list(call.referrals.order_by("position").values_list("offer", flat=True)) == shown[:3]
    assert call.get_absolute_url() in client.get(address).content.decode()


def test_officer_who_ticked_one_offer_reads_why_and_keeps_the_tick(client_for, scene, offers):
    client = client_for(scene.officer)
    address = f"/suivi/{scene.project.reference}/besoins/{scene.need.pk}/"
    data = {"waves": "1", "wave-offers": [scene.offer.pk]}

    page = client.post(
        address, data | {"wave-per_wave": 2, "wave-wanted": 1, "wave-delay_days": 3}
    ).content.decode()

    assert "au moins deux offres" in page
    assert re.search(rf'value="{scene.offer.pk}"[^>]* checked', page)
    assert not WaveCall.objects.exists()


def test_holder_decides_by_the_mailed_link(client, scene, offers, worker, link_in):
    call = called(scene.need, *offers)
    path = link_in(worker()[0], "accord-appel")

    page = client.get(path, {"masquer": ["story", "phone"]}).content.decode()
    for name in ("Sceaux Smart", "Le Lavoir", "La Fabrique", "L’Étape"):
        assert name in page
    assert states(call) == ["proposed"] * 4
    digest = re.search(r'name="consent-payload_hash" value="(\w+)"', page).group(1)
    data = {"verb": "consent", "consent-payload_hash": digest, "consent-hidden": "phone,story"}
    client.post(path, data | {"consent-without": [call.referrals.get(position=1).pk]})

    assert states(call) == ["withdrawn", "sent", "sent", "consented"]
    assert "Une histoire privée." not in str(Consent.objects.first().payload)
    assert Consent.objects.first().mode == "link"
    assert client.get(path).status_code == 200


def test_refused_agreement_by_link_keeps_the_ticks(client, scene, offers, worker, link_in):
    call = called(scene.need, *offers)
    path = link_in(worker()[0], "accord-appel")
    unwanted = call.referrals.get(position=3)

    data = {"verb": "consent", "consent-payload_hash": "old", "consent-without": [unwanted.pk]}
    page = client.post(path, data).content.decode()

    assert "a changé depuis cet aperçu" in page
    assert re.search(rf'value="{unwanted.pk}"[^>]* checked', page)


def test_signed_in_holder_agrees_and_the_town_stops(client, client_for, scene, offers):
    call = called(scene.need, *offers)
    client.force_login(scene.holder)
    page = client.get(call.get_absolute_url()).content.decode()
    digest = re.search(r'name="consent-payload_hash" value="(\w+)"', page).group(1)
    client.post(call.get_absolute_url(), {"verb": "consent", "consent-payload_hash": digest})
    assert states(call) == ["sent", "sent", "consented", "consented"]

    client = client_for(scene.officer)
    page = client.get(call.get_absolute_url()).content.decode()
    assert "Vague 1" in page
    assert "Leur tour n’est pas venu" in page
    client.post(call.get_absolute_url(), {"verb": "stop", "stop-reason": ""})
    assert states(call) == ["withdrawn"] * 4


def test_page_of_a_demand_leads_to_the_decision_on_the_call(client, scene, offers):
    call = called(scene.need, *offers)
    client.force_login(scene.holder)

    page = client.get(call.referrals.first().get_absolute_url()).content.decode()

    assert "Lire l’appel et décider" in page
    assert "consent-payload_hash" not in page


def test_file_says_where_the_call_is(client, scene, offers):
    call = agreed(called(scene.need, *offers))
    client.force_login(scene.holder)

    page = client.get(f"/suivi/{scene.project.reference}/").content.decode()

    assert call.get_absolute_url() in page
    assert "vague suivante après le" in page


def test_an_organisation_reads_that_others_are_asked_but_not_who(client, scene, offers):
    call = agreed(called(scene.need, *offers))
    client.force_login(scene.adviser)

    page = client.get(call.referrals.get(position=1).get_absolute_url()).content.decode()

    assert "Plusieurs organismes reçoivent cette demande" in page
    assert "Le Lavoir" not in page
    assert client.get(call.get_absolute_url()).status_code == 404
