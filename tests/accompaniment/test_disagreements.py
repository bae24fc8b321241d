"""Each side says in one tap how it went; when they differ, the town settles it with a note."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terreau.accompaniment import actions
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.models import Outcome, Settlement
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message
from tests.factories.accompaniment import accepted

ORGANISATION = Actor.by_link("Sceaux Smart")


@pytest.fixture
def disputed(scene):
    """A demand over, which the organisation calls useful and whose holder heard of nobody."""
    referral = accepted(scene.need, scene.offer)
    actions.close(referral=referral, by=ORGANISATION)
    actions.record_outcome(referral=referral, side="organisation", value="helped", by=ORGANISATION)
    actions.record_outcome(
        referral=referral, side="holder", value="no_contact", text="Jamais rappelé", by=scene.holder
    )
    return referral


def page_for(client_for, user, referral):
    return client_for(user).get(referral.get_absolute_url()).content.decode()


def test_a_side_answers_by_link_in_one_tap_with_or_without_words(scene, client, worker, link_in):
    referral = accepted(scene.need, scene.offer)
    actions.close(referral=referral, by=ORGANISATION)
    asked = [one for one in worker() if "/bilan/" in one.body]
    assert len(asked) == 2

    for mail, value, text in zip(asked, ("partly", "helped"), ("", "Deux rendez-vous."), strict=True):
        address = link_in(mail, "bilan")
        assert f'name="outcome-value" value="{value}"' in client.get(address).content.decode()
        client.post(address, {"verb": "outcome", "outcome-value": value, "outcome-text": text})
        client.post(address, {"verb": "outcome", "outcome-value": "no_help"})

    assert sorted(Outcome.objects.values_list("value", "text")) == [
        ("helped", "Deux rendez-vous."),
        ("partly", ""),
    ]


def test_only_the_holder_may_say_that_nobody_came(scene, client_for):
    referral = accepted(scene.need, scene.offer)
    actions.close(referral=referral, by=ORGANISATION)

    assert 'value="no_contact"' in page_for(client_for, scene.holder, referral)
    assert 'value="no_contact"' not in page_for(client_for, scene.adviser, referral)
    with pytest.raises(RuleBroken, match="Choisissez une réponse"):
        actions.record_outcome(referral=referral, side="organisation", value="no_contact", by=ORGANISATION)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(referral=referral, side="organisation", value="no_contact")


def test_the_town_reads_both_answers_and_what_to_do_by_when(scene, client_for, clock, disputed):
    page = page_for(client_for, scene.officer, disputed)
    for words in ("Deux avis différents", "Jamais rappelé", "L’aide a été utile", "Appeler chaque partie"):
        assert words in page

    shown = client_for(scene.officer).get(f"/suivi/{scene.project.reference}/").content.decode()
    assert "Deux avis différents" in shown
    clock.travel(disputed.outcomes.last().at + dt.timedelta(days=30))
    assert "En retard" in page_for(client_for, scene.officer, disputed)


def test_each_side_reads_its_own_answer_only(scene, client_for, disputed):
    for user, own, other in (
        (scene.holder, "Jamais rappelé", "L’aide a été utile"),
        (scene.adviser, "L’aide a été utile", "Jamais rappelé"),
    ):
        page = page_for(client_for, user, disputed)
        assert own in page
        assert other not in page
        assert "Deux avis différents" not in page
        assert 'name="outcome-value"' not in page


def test_a_note_settles_the_task_and_is_read_by_the_town_only(scene, client_for, disputed):
    client = client_for(scene.officer)

    client.post(disputed.get_absolute_url(), {"verb": "settle", "settle-note": "Numéro erroné, corrigé."})

    settled = Settlement.objects.get()
    assert (settled.note, settled.settled_by) == ("Numéro erroné, corrigé.", scene.officer)
    assert Entry.objects.filter(verb="outcome.settled", project=scene.project.pk).count() == 1
    page = page_for(client_for, scene.officer, disputed)
    assert "Numéro erroné" in page
    assert "Appeler chaque partie" not in page
    assert 'value="settle"' not in page
    assert "Numéro erroné" not in page_for(client_for, scene.holder, disputed)
    assert "Numéro erroné" not in page_for(client_for, scene.adviser, disputed)


def test_an_empty_note_is_refused_on_the_page(scene, client_for, disputed):
    page = client_for(scene.officer).post(disputed.get_absolute_url(), {"verb": "settle", "settle-note": " "})

    assert "Dites en une phrase ce que vous avez appris" in page.content.decode()
    with pytest.raises(RuleBroken, match="Dites en une phrase"):
        actions.settle_disagreement(referral=disputed, note="  ", by=scene.officer)
    assert not Settlement.objects.exists()


def test_settling_twice_says_who_did(scene, disputed):
    actions.settle_disagreement(referral=disputed, note="Rappelés.", by=scene.officer)

    with pytest.raises(AlreadyAnswered, match="Sacha Référent a déjà réglé ce désaccord"):
        actions.settle_disagreement(referral=disputed, note="Encore.", by=scene.officer)

    assert Settlement.objects.get().note == "Rappelés."


def test_nothing_to_settle_where_nobody_disagrees(scene):
    referral = accepted(scene.need, scene.offer)
    actions.record_outcome(referral=referral, side="holder", value="helped", by=scene.holder)

    with pytest.raises(RuleBroken, match="ne se contredisent pas"):
        actions.settle_disagreement(referral=referral, note="Tout va bien.", by=scene.officer)


def test_nobody_else_settles(scene, client_for, disputed):
    for user in (scene.holder, scene.adviser):
        answer = client_for(user).post(disputed.get_absolute_url(), {"verb": "settle", "settle-note": "Non."})
        assert answer.status_code == 400

    assert not Settlement.objects.exists()


def test_the_mail_of_a_disagreement_is_moot_once_settled(scene, disputed, worker):
    actions.settle_disagreement(referral=disputed, note="Rappelés.", by=scene.officer)

    subjects = [one.subject for one in worker()]

    assert not any("avis différents" in subject for subject in subjects)
    assert Message.objects.get(event="outcome.disagreement").user == scene.officer
