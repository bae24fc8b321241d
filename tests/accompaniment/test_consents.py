"""What the holder sees is what is stored and what leaves; nothing else, nothing before."""

import pytest

from terreau.accompaniment import actions, payloads
from terreau.accompaniment.enums import ConsentMode
from terreau.accompaniment.errors import AlreadyAnswered, PayloadChanged
from terreau.accompaniment.models import Consent
from terreau.accompaniment.queries import preview
from terreau.kernel.actors import Actor
from terreau.messaging.models import Message, Reminder
from terreau.partnerships.models import Commitment
from tests.factories.accompaniment import proposed, sent


def test_consent_stores_exactly_what_was_previewed(scene):
    referral = proposed(scene.need, scene.offer)
    shown = preview(referral, ["story", "phone"])

    given = actions.consent(
        referral=referral, payload_hash=shown.hash, hidden=["story", "phone"], by=scene.holder
    )

    given.refresh_from_db()
    assert given.payload == shown.payload
    assert given.payload_hash == shown.hash == payloads.digest(given.payload)
    assert not {"story", "phone"} & set(given.payload)
    assert given.payload["title"] == "Atelier vélo"
    assert (given.given_by, given.mode) == (scene.holder, "page")


def test_consent_sends_to_the_shared_inbox_and_arms_the_ladder(scene):
    referral = sent(scene.need, scene.offer)

    assert (referral.state, referral.promised_days) == ("sent", 5)
    assert Message.objects.filter(event="referral.sent").get().recipient == scene.team.email
    assert sorted(Reminder.objects.filter(cancelled_at=None).values_list("kind", flat=True)) == [
        "referral.expiry",
        "referral.first_reminder",
        "referral.second_reminder",
        "referral.third_reminder",
    ]


def test_consent_by_link_is_given_by_the_owner(scene):
    referral = proposed(scene.need, scene.offer)

    given = actions.consent(
        referral=referral,
        payload_hash=preview(referral).hash,
        by=Actor.by_link("Dominique"),
        mode=ConsentMode.LINK,
    )

    assert (given.given_by, given.mode) == (scene.holder, "link")


def test_consent_refuses_a_file_that_changed_since_the_preview(scene):
    referral = proposed(scene.need, scene.offer)
    shown = preview(referral)
    scene.project.summary = "Tout autre chose."
    scene.project.save()

    with pytest.raises(PayloadChanged, match="a changé depuis cet aperçu"):
        actions.consent(referral=referral, payload_hash=shown.hash, by=scene.holder)

    assert not Consent.objects.exists()
    assert not Message.objects.filter(event="referral.sent").exists()


def test_required_fields_cannot_be_hidden(scene):
    shown = preview(proposed(scene.need, scene.offer), ["title", "commune", "story", "nothing"])

    assert shown.hidden == ("story",)
    assert {"title", "commune"} <= set(shown.payload)


def test_contact_details_wait_for_the_acceptance(scene):
    payload = preview(proposed(scene.need, scene.offer)).payload

    before = {row.key for row in payloads.rows(payload, accepted=False)}
    after = {row.key for row in payloads.rows(payload)}

    assert after - before == {"email", "phone"}


def test_consent_twice_is_said_politely(scene):
    referral = sent(scene.need, scene.offer)

    with pytest.raises(AlreadyAnswered, match="déjà donné votre accord"):
        actions.consent(referral=referral, payload_hash="x", by=scene.holder)


def test_decline_sends_nothing_and_tells_the_desk(scene):
    referral = proposed(scene.need, scene.offer)

    actions.decline(referral=referral, by=scene.holder, reason="Je les connais déjà")

    assert (referral.state, referral.withdrawn_reason) == ("withdrawn", "Je les connais déjà")
    assert not Message.objects.filter(event="referral.sent").exists()
    assert Message.objects.get(event="referral.declined").user == scene.officer
    assert not Reminder.objects.filter(sent_at=None, cancelled_at=None).exists()
    with pytest.raises(AlreadyAnswered, match="rien n’a été envoyé"):
        actions.decline(referral=referral, by=scene.holder)


def test_promise_of_the_charter_sets_the_due_date(scene, charter_in_force):
    Commitment.objects.update(delay_days=3)

    referral = sent(scene.need, scene.offer)

    assert (referral.promised_days, referral.promise_from) == (3, charter_in_force.title)


def test_payload_says_values_in_words():
    rows = payloads.rows(
        {"stage": "idee", "has_premises": True, "amount_sought": 12500, "subjects": ["a", "b"], "odd": False}
    )

    assert [(row.label, row.value) for row in rows] == [
        ("Étape", "Idée"),
        ("Somme recherchée, en euros", "12\u202f500"),
        ("Dispose déjà d’un local", "oui"),
        ("odd", "non"),
        ("Besoins", "a, b"),
    ]
