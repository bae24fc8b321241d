"""Alerts: confirmed from the address itself, each pair told once, stopped in one POST without signing in."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from terreau.accompaniment import actions, jobs, queries
from terreau.accompaniment.models import Alert, AlertPair
from terreau.directory.models import TeamMember
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.projects import actions as projects
from tests.factories.accompaniment import proposed, published_offer, sent
from tests.factories.projects import FollowedProjectFactory

WORKER = Actor.system("worker")


@pytest.fixture
def on_need(scene):
    """Return a confirmed alert of the holder on the need."""
    alert = actions.ask_alert_on_need(need=scene.need, by=scene.holder)
    return actions.confirm_alert(alert=alert, by=scene.holder)


@pytest.fixture
def on_offer(scene):
    """Return a confirmed alert of the adviser on the offer."""
    alert = actions.ask_alert_on_offer(offer=scene.offer, by=scene.adviser)
    return actions.confirm_alert(alert=alert, by=scene.adviser)


def another_offer(scene, **facts):
    return published_offer("local", perimeter=scene.project.commune, **facts)


def another_need(**facts):
    return FollowedProjectFactory(needs=["local"], **facts).needs.get()


def test_nothing_is_told_before_the_address_is_confirmed(scene, worker, link_in):
    client = Client()
    alert = actions.ask_alert_on_need(need=scene.need, by=scene.holder)
    (mail,) = worker()
    another_offer(scene)
    jobs.tell_alerts()
    assert worker() == []
    path = link_in(mail, "alertes/confirmer")
    assert "Oui, prévenez-moi" in client.get(path).content.decode()
    alert.refresh_from_db()
    assert alert.confirmed_at is None

    client.post(path)

    alert.refresh_from_db()
    assert mail.to == [scene.holder.email]
    assert alert.is_active


def test_what_matched_before_the_confirmation_is_not_news(scene, on_need, worker):
    worker()

    jobs.tell_alerts()

    assert worker() == []
    assert list(AlertPair.objects.values_list("offer", "batch")) == [(scene.offer.pk, "")]


def test_new_offer_is_told_once_however_often_the_job_runs(scene, on_need, worker):
    worker()
    another_offer(scene, title="Atelier partagé")

    for day in range(3):
        with clock.travel(clock.today() + dt.timedelta(days=day)):
            jobs.tell_alerts()
            mails = worker()
            assert len(mails) == (1 if day == 0 else 0)
            if mails:
                assert "Atelier partagé" in mails[0].body

    assert AlertPair.objects.exclude(batch="").count() == 1


def test_one_mail_tells_all_that_is_new(scene, on_need, worker):
    worker()
    for title in ("Premier", "Deuxième", "Troisième"):
        another_offer(scene, title=title)

    jobs.tell_alerts()

    (mail,) = worker()
    assert mail.subject == "3 nouvelles offres pour votre besoin"
    assert all(title in mail.body for title in ("Premier", "Deuxième", "Troisième"))


def test_offer_that_leaves_and_comes_back_is_not_news(scene, on_need, worker):
    offer = another_offer(scene)
    jobs.tell_alerts()
    worker()
    for state in ("suspended", "published"):
        offer.state = state
        offer.save()
        jobs.tell_alerts()

    assert worker() == []


def test_offer_that_cannot_answer_or_was_asked_is_not_told(scene, on_need, worker):
    another_offer(scene, stages=["creation"])
    sent(scene.need, another_offer(scene))
    worker()

    jobs.tell_alerts()

    assert worker() == []


def test_new_need_is_told_to_the_team_without_anything_on_its_holder(scene, on_offer, worker):
    worker()
    need = another_need(title="Un secret bien gardé", summary="Très intime")

    jobs.tell_alerts()
    jobs.tell_alerts()

    (mail,) = worker()
    text = mail.body + mail.alternatives[0][0]
    assert mail.to == [scene.adviser.email]
    assert "Sceaux" in mail.body
    assert str(need.subject) in mail.body
    hidden = ["Un secret bien gardé", "Très intime", need.project.owner.last_name, need.project.reference]
    assert not [word for word in hidden if word in text]


def test_need_in_hand_of_a_silent_holder_or_elsewhere_is_not_told(scene, on_offer, worker):
    sent(another_need(), another_offer(scene))
    another_need(consent_mode="", consent_on=None)
    another_need(stage="creation")
    scene.offer.stages = ["idee"]
    scene.offer.save()
    declined = another_need()
    actions.override_match(
        need=declined, offer=scene.offer, kind="remove", reason="Trop grand", by=scene.officer
    )
    worker()

    jobs.tell_alerts()

    assert worker() == []


def test_alert_stops_in_one_post_without_signing_in(scene, on_need, worker):
    worker()
    another_offer(scene)
    jobs.tell_alerts()
    (mail,) = worker()
    address = re.search(r"<(.+)>", mail.extra_headers["List-Unsubscribe"]).group(1)
    path = "/" + address.split("/", 3)[3]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = Client(enforce_csrf_checks=True)
    assert "Arrêter cette alerte" in client.get(path).content.decode()
    on_need.refresh_from_db()
    assert on_need.is_active

    answers = [client.post(path, {"List-Unsubscribe": "One-Click"}) for _twice in range(2)]

    on_need.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not on_need.is_active
    another_offer(scene)
    jobs.tell_alerts()
    assert worker() == []


def test_alert_asked_again_needs_another_confirmation_and_repeats_nothing(scene, on_need, worker):
    told = another_offer(scene)
    jobs.tell_alerts()
    actions.end_alert(alert=on_need, by=scene.holder)
    worker()

    again = actions.ask_alert_on_need(need=scene.need, by=scene.holder)

    assert (again.pk, again.is_active) == (on_need.pk, False)
    assert len(worker()) == 1
    actions.confirm_alert(alert=again, by=scene.holder)
    jobs.tell_alerts()
    assert worker() == []
    assert AlertPair.objects.filter(offer=told).count() == 1


def test_mail_that_waited_is_moot_once_the_alert_is_stopped(scene, on_need, worker):
    worker()
    another_offer(scene)
    jobs.tell_alerts()

    actions.end_alert(alert=on_need, by=scene.holder)

    assert worker() == []


def test_link_to_confirm_does_not_wake_a_stopped_alert(scene, worker, link_in):
    alert = actions.ask_alert_on_need(need=scene.need, by=scene.holder)
    (mail,) = worker()
    actions.end_alert(alert=alert, by=scene.holder)

    answer = Client().post(link_in(mail, "alertes/confirmer"))

    alert.refresh_from_db()
    assert answer.status_code == 410
    assert alert.confirmed_at is None
    with pytest.raises(RuleBroken, match="est arrêtée"):
        actions.confirm_alert(alert=alert, by=scene.holder)


def test_confirming_twice_changes_nothing(scene, on_need):
    before = on_need.confirmed_at

    assert actions.confirm_alert(alert=on_need, by=scene.holder).confirmed_at == before


def test_wish_that_nobody_confirmed_is_forgotten(scene):
    actions.ask_alert_on_need(need=scene.need, by=scene.holder)

    with clock.travel(clock.today() + dt.timedelta(days=15)):
        jobs.tell_alerts()

    assert not Alert.objects.exists()


def test_team_inbox_is_asked_and_nothing_else(scene, worker):
    with pytest.raises(RuleBroken, match="nulle part ailleurs"):
        actions.ask_alert_on_offer(offer=scene.offer, by=scene.adviser, address="voisin@exemple.test")

    actions.ask_alert_on_offer(offer=scene.offer, by=scene.adviser, address=scene.team.email)

    (mail,) = worker()
    assert mail.to == [scene.team.email]


def test_closed_need_and_closed_offer_give_no_alert(scene):
    scene.offer.state = "suspended"
    scene.offer.save()
    with pytest.raises(RuleBroken, match="pas ouverte"):
        actions.ask_alert_on_offer(offer=scene.offer, by=scene.adviser)

    projects.close_need(need=scene.need, by=scene.officer)
    with pytest.raises(RuleBroken, match="refermé"):
        actions.ask_alert_on_need(need=scene.need, by=scene.holder)


def test_person_who_left_the_team_is_told_nothing_more(scene, on_offer, worker):
    worker()
    TeamMember.objects.filter(user=scene.adviser).update(left_at=clock.now())
    another_need()

    jobs.tell_alerts()

    on_offer.refresh_from_db()
    assert worker() == []
    assert on_offer.ended_at is not None


def test_holder_hears_of_the_same_offer_by_one_mail_only(scene, on_need, worker):
    scene.offer.state = "suspended"
    scene.offer.save()
    actions.look_at_need(need=scene.need, by=WORKER)
    worker()
    another_offer(scene)
    jobs.tell_alerts()

    jobs.look_at_needs()

    assert [mail.to for mail in worker()] == [[scene.holder.email], [scene.officer.email]]


def test_need_told_to_have_an_offer_is_known_to_the_alert(scene, on_need, worker):
    scene.offer.state = "suspended"
    scene.offer.save()
    actions.look_at_need(need=scene.need, by=WORKER)
    worker()
    another_offer(scene)

    jobs.look_at_needs()
    jobs.tell_alerts()

    assert sorted(mail.to[0] for mail in worker()) == sorted([scene.holder.email, scene.officer.email])


def test_alert_on_both_or_on_nothing_is_refused_by_the_database(scene):
    for wrong in ({}, {"need": scene.need, "offer": scene.offer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(user=scene.holder, address="a@exemple.test", **wrong)


def test_holder_asks_and_stops_from_the_pages(scene, client_for):
    client, file = client_for(scene.holder), reverse("accompaniment:file", args=[scene.project.reference])
    alerts = reverse("accompaniment:alerts")
    assert f'name="need" value="{scene.need.pk}"' in client.get(file).content.decode()

    asked = client.post(alerts, {"need": scene.need.pk, "next": file})

    assert asked["Location"] == file
    page = client.get(alerts).content.decode()
    assert "À confirmer depuis le courriel" in page
    alert = Alert.objects.get()
    client.post(alerts, {"stop": alert.pk})
    assert list(queries.alerts_of(scene.holder)) == []
    assert "Aucune alerte" in client.get(alerts).content.decode()


def test_member_asks_from_the_requests_page(scene, client_for):
    client, requests = client_for(scene.adviser), reverse("accompaniment:requests")
    page = client.get(requests).content.decode()
    assert f'name="address" value="{scene.team.email}"' in page

    client.post(
        reverse("accompaniment:alerts"),
        {"offer": scene.offer.pk, "address": scene.team.email, "next": requests},
    )

    assert Alert.objects.get().address == scene.team.email


@pytest.mark.parametrize("what", ["need", "offer", "stop"])
def test_nobody_asks_or_stops_for_somebody_else(scene, client_for, person, what):
    mine = actions.ask_alert_on_need(need=scene.need, by=scene.holder)
    stranger = client_for(person())
    number = {"need": scene.need.pk, "offer": scene.offer.pk, "stop": mine.pk}[what]

    answer = stranger.post(reverse("accompaniment:alerts"), {what: number})

    mine.refresh_from_db()
    assert answer.status_code == 404
    assert Alert.objects.count() == 1
    assert mine.ended_at is None


@pytest.mark.parametrize("number", ["", "abc", "9" * 30])
def test_senseless_numbers_are_not_found(scene, client_for, number):
    for what in ("need", "offer", "stop"):
        answer = client_for(scene.holder).post(reverse("accompaniment:alerts"), {what: number})
        assert answer.status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_queries_at_any_length(scene, client_for, django_assert_num_queries, number):
    for _n in range(number):
        actions.ask_alert_on_need(need=another_need(owner=scene.holder), by=scene.holder)
    client = client_for(scene.holder)
    client.get(reverse("accompaniment:alerts"))

    with django_assert_num_queries(4):
        client.get(reverse("accompaniment:alerts"))


def test_need_already_proposed_elsewhere_is_not_news_for_an_offer(scene, on_offer, worker):
    proposed(another_need(), another_offer(scene))
    worker()

    jobs.tell_alerts()

    assert worker() == []
