"""The file, the offers, the referral and the demands received: for each side, what it may see."""

import pytest
from django.urls import reverse

from terreau.accompaniment import actions
from terreau.accompaniment.models import Referral, UnmetNeed
from terreau.accompaniment.queries import preview
from terreau.accounts.enums import Role
from terreau.accounts.models import AccessLog
from terreau.directory.models import TeamMember
from terreau.messaging import actions as messaging
from terreau.projects.models import Fact, ProjectMember
from tests.factories.accompaniment import accepted, proposed, published_offer, sent


def file_path(scene):
    return reverse("accompaniment:file", args=[scene.project.reference])


def many_referrals(scene, number):
    """Fill the file: demands in several states, messages, outcomes."""
    for index in range(number):
        offer = published_offer("local", perimeter=scene.project.commune)
        referral = accepted(scene.need, offer)
        actions.post_message(
            referral=referral, side="desk", body=f"Note {index}", circle="desk", by=scene.officer
        )
        actions.post_message(
            referral=referral, side="holder", body="Merci", circle="everyone", by=scene.holder
        )
        actions.record_outcome(referral=referral, side="holder", value="helped", by=scene.holder)
        proposed(scene.need, published_offer("local", perimeter=scene.project.commune))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("who", ["officer", "holder"])
def test_file_takes_the_same_queries_at_any_length(scene, client_for, django_assert_num_queries, count, who):
    many_referrals(scene, count)
    client = client_for(getattr(scene, who))
    client.get(file_path(scene))

    with django_assert_num_queries({"officer": 15, "holder": 14}[who]):
        page = client.get(file_path(scene)).content.decode()

    assert page.count("Voir la mise en relation") + page.count("Y aller") == 1


def test_file_says_who_has_the_ball_to_each_side(scene, client_for):
    sent(scene.need, scene.offer)

    holder = client_for(scene.holder).get(file_path(scene)).content.decode()
    adviser = client_for(scene.adviser).get(file_path(scene)).content.decode()

    assert "On attend : Sceaux Smart" in holder
    assert "À vous de jouer" in adviser
    assert "Prochain rappel automatique le" in holder


def test_file_is_closed_to_strangers_and_to_organisations_not_asked(scene, client_for, person, client):
    stranger, other = person(), person(Role.ELECTED)
    TeamMember.objects.create(team=published_offer("local").team, user=other)
    proposed(scene.need, scene.offer)

    assert client_for(stranger).get(file_path(scene)).status_code == 404
    assert client_for(other).get(file_path(scene)).status_code == 404
    assert client_for(scene.adviser).get(file_path(scene)).status_code == 404
    assert client.get(file_path(scene)).status_code == 302


def test_looking_at_a_file_is_logged_for_the_holder(scene, client_for):
    client_for(scene.officer).get(file_path(scene))

    line = AccessLog.objects.get()
    assert (line.reader, line.person) == (scene.officer, scene.holder)


def test_file_shows_facts_to_the_town_and_not_to_the_organisation(scene, client_for):
    Fact.objects.create(
        project=scene.project, key="headcount", value=7, source="declared", recorded_by="Dominique"
    )
    sent(scene.need, scene.offer)

    assert (
        "Personnes engagées dans le projet"
        in client_for(scene.officer).get(file_path(scene)).content.decode()
    )
    assert (
        "Ce que l’on sait du projet" not in client_for(scene.adviser).get(file_path(scene)).content.decode()
    )


def test_town_message_is_read_by_holder_and_town_only(scene, client_for):
    sent(scene.need, scene.offer)
    path = reverse("accompaniment:town_message", args=[scene.project.reference])

    client_for(scene.holder).post(path, {"body": "Un mot entre nous"})

    assert "Un mot entre nous" in client_for(scene.officer).get(file_path(scene)).content.decode()
    assert "Un mot entre nous" not in client_for(scene.adviser).get(file_path(scene)).content.decode()


def test_empty_town_message_is_refused_on_the_page(scene, client_for):
    path = reverse("accompaniment:town_message", args=[scene.project.reference])

    page = client_for(scene.holder).post(path, {"body": ""}).content.decode()

    assert "form-errors" in page


def test_no_note_leaks_between_sides(scene, client_for, person):
    """Organisation B never reads A's note, the holder never reads the desk's."""
    first = accepted(scene.need, scene.offer)
    rival = person()
    second_offer = published_offer("local", perimeter=scene.project.commune)
    TeamMember.objects.create(team=second_offer.team, user=rival)
    second = accepted(scene.need, second_offer)
    notes = {
        "SECRET-ORG-A": (first, "organisation", "organisation", scene.adviser),
        "SECRET-TEAM-A": (first, "organisation", "team", scene.adviser),
        "SECRET-DESK": (first, "desk", "desk", scene.officer),
        "SECRET-ORG-B": (second, "organisation", "organisation", rival),
        "OPEN-A": (first, "holder", "everyone", scene.holder),
    }
    for body, (referral, side, circle, by) in notes.items():
        actions.post_message(referral=referral, side=side, body=body, circle=circle, by=by)

    def seen_by(user):
        client = client_for(user)
        pages = [file_path(scene), reverse("accompaniment:requests"), first.get_absolute_url()]
        text = "".join(client.get(path).content.decode() for path in [*pages, second.get_absolute_url()])
        return {body for body in notes if body in text}

    assert seen_by(scene.holder) == {"OPEN-A"}
    assert seen_by(scene.adviser) == {"SECRET-ORG-A", "SECRET-TEAM-A", "OPEN-A"}
    assert seen_by(rival) == {"SECRET-ORG-B"}
    assert seen_by(scene.officer) == {"SECRET-TEAM-A", "SECRET-DESK", "OPEN-A"}


def test_mails_of_notes_go_only_to_those_who_may_read(scene, worker):
    referral = accepted(scene.need, scene.offer)
    worker()

    actions.post_message(
        referral=referral, side="organisation", body="Entre nous", circle="organisation", by=scene.adviser
    )
    actions.post_message(referral=referral, side="desk", body="Au guichet", circle="desk", by=scene.officer)
    actions.post_message(
        referral=referral, side="organisation", body="À la ville", circle="team", by=scene.adviser
    )

    assert [mail.to for mail in worker()] == [[scene.officer.email]]


def test_circle_that_one_does_not_read_cannot_be_chosen(scene, client_for):
    referral = accepted(scene.need, scene.offer)
    client = client_for(scene.holder)

    client.post(
        referral.get_absolute_url(),
        {"verb": "message", "message-circle": "desk", "message-body": "Je triche"},
    )

    assert "Je triche" not in client_for(scene.officer).get(referral.get_absolute_url()).content.decode()


def test_offers_explain_and_propose(scene, client_for):
    published_offer(
        "local",
        perimeter=scene.project.commune,
        title="Prêt de La Poste",
        criteria=[
            {"fact": "postal_worker", "is": "true", "label_fr": "Être postier", "label_en": "Postal worker"}
        ],
    )
    published_offer("local", perimeter=scene.project.commune, title="Pour plus tard", stages=["essaimage"])
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    client = client_for(scene.officer)

    page = client.get(path).content.decode()
    client.post(path, {"offer": scene.offer.pk, "word": "Bonne idée"})

    assert "Une personne du projet travaille-t-elle à La Poste ?" in page
    assert "À confirmer : Être postier." in page
    assert "Visible si le projet était à une étape que l’offre accompagne." in page
    referral = Referral.objects.get()
    assert (referral.offer, referral.word, referral.snapshot.need) == (scene.offer, "Bonne idée", scene.need)
    assert "Déjà sollicitée pour ce besoin" in client.get(path).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_offers_take_the_same_queries_at_any_length(scene, client_for, django_assert_num_queries, count):
    for _ in range(count):
        published_offer("local", perimeter=scene.project.commune)
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    client = client_for(scene.officer)
    client.get(path)

    with django_assert_num_queries(25):
        client.get(path)


def test_offers_post_twice_says_so(scene, client_for):
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    client = client_for(scene.officer)

    client.post(path, {"offer": scene.offer.pk})
    page = client.post(path, {"offer": scene.offer.pk}).content.decode()

    assert "a déjà été sollicitée" in page
    assert Referral.objects.count() == 1


def test_no_offer_from_the_page(scene, client_for):
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    client = client_for(scene.officer)

    refused = client.post(path, {"no_offer": "1", "reason": ""}).content.decode()
    client.post(path, {"no_offer": "1", "reason": "Pas de local"})

    assert "form-errors" in refused
    assert UnmetNeed.objects.get().reason == "Pas de local"


def test_offers_are_for_officers(scene, client_for):
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])

    assert client_for(scene.holder).get(path).status_code == 403


def test_holder_consents_on_the_page(scene, client_for):
    referral = proposed(scene.need, scene.offer)
    client = client_for(scene.holder)

    page = client.get(referral.get_absolute_url(), {"masquer": ["story"]}).content.decode()
    client.post(
        referral.get_absolute_url(),
        {
            "verb": "consent",
            "consent-payload_hash": preview(referral, ["story"]).hash,
            "consent-hidden": "story",
        },
    )

    referral.refresh_from_db()
    assert "montré seulement après une réponse positive" in page
    assert referral.state == "sent"
    assert referral.consents.get().mode == "page"


def test_reader_reads_and_does_nothing(scene, client_for, person):
    relative = person()
    ProjectMember.objects.create(
        project=scene.project,
        email=relative.email,
        user=relative,
        role="reader",
        joined_at=scene.project.submitted_at,
    )
    referral = proposed(scene.need, scene.offer)
    client = client_for(relative)

    page = client.get(referral.get_absolute_url())
    refused = client.post(referral.get_absolute_url(), {"verb": "decline"})

    assert (page.status_code, refused.status_code) == (200, 400)
    assert "Donner mon accord" not in page.content.decode()


def test_member_answers_signed_in(scene, client_for):
    referral = sent(scene.need, scene.offer)
    client = client_for(scene.adviser)

    client.post(referral.get_absolute_url(), {"verb": "accept", "accept-first_step": "Mardi"})

    referral.refresh_from_db()
    assert (referral.state, referral.answered_by) == ("accepted", scene.adviser.full_name)


def test_organisation_never_consents_for_the_holder(scene, client_for):
    referral = proposed(scene.need, scene.offer)

    response = client_for(scene.adviser).post(referral.get_absolute_url(), {"verb": "consent"})

    referral.refresh_from_db()
    assert (response.status_code, referral.state) == (404, "proposed")


def test_requests_say_who_expects_what_by_when(scene, client_for):
    sent(scene.need, scene.offer)

    page = client_for(scene.adviser).get(reverse("accompaniment:requests")).content.decode()

    assert "Atelier vélo" in page
    assert "En attente de votre réponse" in page
    assert "1 demande suivie, sans limite" in page


@pytest.mark.parametrize("count", [1, 3])
def test_requests_take_the_same_queries_at_any_length(scene, client_for, django_assert_num_queries, count):
    from tests.factories.projects import FollowedProjectFactory

    for _ in range(count):
        project = FollowedProjectFactory(needs=["local"])
        sent(project.needs.get(), scene.offer)
    client = client_for(scene.adviser)
    client.get(reverse("accompaniment:requests"))

    with django_assert_num_queries(13):
        client.get(reverse("accompaniment:requests"))


def test_requests_teach_when_there_is_nothing(client_for, person):
    page = client_for(person()).get(reverse("accompaniment:requests")).content.decode()

    assert "Aucune demande pour l’instant" in page


def test_pages_speak_english(scene, client_for):
    sent(scene.need, scene.offer)

    page = client_for(scene.holder).get("/en" + file_path(scene)).content.decode()

    assert "It is Sceaux Smart’s turn" in page


def test_html_in_a_message_is_shown_as_text(scene, client_for):
    referral = accepted(scene.need, scene.offer)
    thread = messaging.open_thread(target=referral)
    messaging.say(thread=thread, body="<script>alert(1)</script>", by=scene.holder)

    page = client_for(scene.officer).get(referral.get_absolute_url()).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
