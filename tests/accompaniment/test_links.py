"""Capability links: looking changes nothing, posting does, a wrong link says a sentence."""

import re

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.models import Referral
from terreau.journal.models import Entry
from terreau.messaging import links
from terreau.messaging.models import CapabilityLink
from tests.factories.accompaniment import accepted, proposed, published_offer, sent


@pytest.fixture
def answer_path(scene, worker, link_in):
    """Return the path of the link that the team received, after sending."""
    sent(scene.need, scene.offer)
    mail = next(mail for mail in worker() if mail.to == [scene.team.email])
    return link_in(mail, "reponse")


def fresh():
    return Referral.objects.get()


def test_scanner_that_opens_the_link_a_hundred_times_changes_nothing(client, answer_path):
    before = (list(Referral.objects.values()), Entry.objects.count(), list(CapabilityLink.objects.values()))

    for _ in range(100):
        assert client.get(answer_path).status_code == 200

    after = (list(Referral.objects.values()), Entry.objects.count(), list(CapabilityLink.objects.values()))
    assert after == before


def test_page_shows_what_was_consented_and_no_address(client, answer_path, scene):
    page = client.get(answer_path).content.decode()

    assert "Atelier vélo" in page
    assert "Bureaux partagés" in page
    assert scene.holder.email not in page
    assert scene.project.phone not in page
    assert "Avant le" in page


def test_accept_by_link_then_one_click_shows_the_contact_and_opens_the_conversation(
    client, answer_path, scene
):
    client.post(answer_path, {"verb": "accept", "accept-first_step": "Appelons-nous mardi à 14 h"})

    page = client.get(answer_path).content.decode()
    assert fresh().state == "accepted"
    assert scene.holder.email not in page
    client.post(answer_path, {"verb": "reveal"})
    page = client.get(answer_path).content.decode()
    assert scene.holder.email in page
    assert "Appelons-nous mardi à 14 h" in page


def test_second_answer_by_link_is_polite_and_changes_nothing(client, answer_path):
    client.post(answer_path, {"verb": "accept"})

    response = client.post(answer_path, {"verb": "refuse", "refuse-reason": "full"}, follow=True)

    assert fresh().state == "accepted"
    assert "Une réponse a déjà été donnée" in response.content.decode()


def test_refusal_by_link_without_criterion_keeps_what_was_typed(client, answer_path):
    data = {"verb": "refuse", "refuse-reason": "out_of_scope", "refuse-text": "Pas chez nous"}

    page = client.post(answer_path, data).content.decode()

    assert fresh().state == "sent"
    assert "quel critère est en cause" in page
    assert "Pas chez nous" in page


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"verb": "seen"}, "seen"),
        ({"verb": "refuse", "refuse-reason": "full"}, "refused"),
        ({"verb": "ask", "ask-question": "Combien ?"}, "seen"),
        ({"verb": "hand_over", "hand_over-email": "collegue@exemple.test"}, "sent"),
        ({"verb": "message", "message-circle": "organisation", "message-body": "Qui prend ?"}, "sent"),
    ],
)
def test_verb_by_link_is_done(client, answer_path, data, state):
    response = client.post(answer_path, data)

    assert (response.status_code, response["Location"]) == (302, answer_path)
    assert fresh().state == state


def test_unknown_verb_is_a_bad_request(client, answer_path):
    assert client.post(answer_path, {"verb": "delete"}).status_code == 400


def test_link_of_a_colleague_works_beside_the_first(client, answer_path, worker, link_in):
    client.post(answer_path, {"verb": "hand_over", "hand_over-email": "collegue@exemple.test"})
    mail = next(mail for mail in worker() if mail.to == ["collegue@exemple.test"])

    client.post(link_in(mail, "reponse"), {"verb": "accept"})

    assert fresh().state == "accepted"
    assert "Votre réponse est enregistrée" in client.get(answer_path).content.decode()


def test_link_works_sixty_days_later(client, answer_path, clock):
    import datetime as dt

    from terreau.kernel import clock as kernel_clock

    clock.travel(kernel_clock.now() + dt.timedelta(days=60))

    assert client.get(answer_path).status_code == 200


def test_link_is_revoked_at_the_end(client, answer_path, scene):
    client.post(answer_path, {"verb": "accept"})
    client.post(answer_path, {"verb": "close"})

    response = client.get(answer_path)

    assert response.status_code == 410
    assert "Ce lien ne sert plus" in response.content.decode()


def test_forged_link_says_a_sentence(client, db):
    response = client.get("/reponse/nimporte-quoi/")

    assert response.status_code == 404
    assert "Ce lien n’est pas valable" in response.content.decode()


def test_link_of_one_demand_never_opens_another(client, scene, answer_path):
    other = sent(scene.need, published_offer("local", perimeter=scene.project.commune))
    client.post(answer_path, {"verb": "accept"})

    other.refresh_from_db()
    assert other.state == "sent"


def test_swapped_purpose_is_refused(client, scene):
    referral = proposed(scene.need, scene.offer)
    token = links.issue(purpose="referral.consent", target=referral)

    assert client.get(f"/reponse/{token}/").status_code == 404
    assert client.get(f"/bilan/{token}/").status_code == 404
    assert client.get(f"/accord/{token}/").status_code == 200


def test_expired_link_says_a_sentence(client, scene):
    from terreau.kernel import clock

    token = links.issue(
        purpose="referral.answer", target=sent(scene.need, scene.offer), expires_at=clock.now()
    )

    response = client.get(f"/reponse/{token}/")

    assert response.status_code == 410
    assert "a expiré" in response.content.decode()


def test_answer_after_the_town_took_the_demand_back_is_polite(client, answer_path, scene):
    actions.expire(referral=fresh(), by=scene.officer)

    response = client.post(answer_path, {"verb": "accept"}, follow=True)

    assert fresh().state == "expired"
    page = response.content.decode()
    assert "la ville a repris cette demande" in page
    assert "Atelier vélo" not in page


def test_holder_consents_by_mailed_link(client, scene, worker, link_in):
    proposed(scene.need, scene.offer)
    path = link_in(worker()[0], "accord")

    page = client.get(path, {"masquer": ["story", "phone"]}).content.decode()
    assert fresh().state == "proposed"
    digest = re.search(r'name="consent-payload_hash" value="(\w+)"', page).group(1)
    client.post(path, {"verb": "consent", "consent-payload_hash": digest, "consent-hidden": "phone,story"})

    referral = fresh()
    given = referral.consents.get()
    assert (referral.state, given.mode, given.payload_hash) == ("sent", "link", digest)
    assert "Une histoire privée." not in str(given.payload)
    assert client.get(path).status_code == 200


def test_holder_declines_by_mailed_link(client, scene, worker, link_in):
    proposed(scene.need, scene.offer)
    path = link_in(worker()[0], "accord")

    client.post(path, {"verb": "decline", "decline-reason": "Non merci"})

    assert (fresh().state, fresh().withdrawn_reason) == ("withdrawn", "Non merci")


def test_stale_preview_by_link_shows_the_new_one(client, scene, worker, link_in):
    proposed(scene.need, scene.offer)
    path = link_in(worker()[0], "accord")

    page = client.post(path, {"verb": "consent", "consent-payload_hash": "old"}).content.decode()

    assert fresh().state == "proposed"
    assert "a changé depuis cet aperçu" in page


def test_both_sides_say_how_it_went_by_link(client, scene, worker, link_in):
    actions.close(referral=accepted(scene.need, scene.offer), by=scene.officer)
    mails = {mail.to[0]: mail for mail in worker() if "/bilan/" in mail.body}

    for address, value in ((scene.holder.email, "helped"), (scene.team.email, "partly")):
        path = link_in(mails[address], "bilan")
        assert f'name="outcome-value" value="{value}"' in client.get(path).content.decode()
        client.post(path, {"verb": "outcome", "outcome-value": value})
        assert "Merci" in client.get(path).content.decode()

    assert set(fresh().outcomes.values_list("side", "value")) == {
        ("holder", "helped"),
        ("organisation", "partly"),
    }
