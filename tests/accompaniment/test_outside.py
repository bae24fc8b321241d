"""A need directed outside the platform: agreed to word for word, handed over, followed, counted apart."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from terreau.accompaniment import actions, payloads, queries
from terreau.accompaniment.enums import OutsideState
from terreau.accompaniment.errors import AlreadyAnswered, PayloadChanged
from terreau.accompaniment.models import Consent, OutsideReferral, Referral, UnmetNeed
from terreau.accompaniment.queries import preview, queues
from terreau.accompaniment.states import OUTSIDE_WORKFLOW
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.messaging.models import Message, Reminder
from terreau.projects import actions as projects
from tests.factories.accompaniment import directed, handed, proposed, published_offer, ready, sent

MONDAY = dt.date(2026, 3, 2)
BY = Actor.system("tests")


def events() -> list[str]:
    return sorted(Message.objects.filter(event__startswith="outside.").values_list("event", flat=True))


def pending() -> dict[str, dt.date]:
    rows = Reminder.objects.filter(sent_at=None, cancelled_at=None, kind__startswith="outside.")
    return {row.kind: row.due_at.astimezone(kernel_clock.PARIS).date() for row in rows}


def verbs() -> list[str]:
    told = Entry.objects.filter(verb__startswith="outside.").order_by("pk")
    return list(told.values_list("verb", flat=True))


def test_a_proposal_asks_the_holder_and_sends_nothing(scene, clock):
    clock.travel(MONDAY)

    outside = directed(
        scene.need, "  Boutique   de gestion ", contact="01 02 03 04 05", word="Ils aident bien."
    )

    assert (outside.organisation, outside.state) == ("Boutique de gestion", "proposed")
    assert (events(), pending()) == (["outside.proposed"], {"outside.consent_reminder": dt.date(2026, 3, 5)})
    assert Message.objects.get(event="outside.proposed").user == scene.holder
    assert not Consent.objects.exists()


def test_consent_stores_exactly_what_was_previewed(scene):
    outside = directed(scene.need)
    shown = preview(outside, ["story", "phone"])

    given = actions.consent_outside(
        outside=outside, payload_hash=shown.hash, hidden=["story", "phone"], by=scene.holder
    )

    given.refresh_from_db()
    assert given.payload == shown.payload
    assert given.payload_hash == shown.hash == payloads.digest(given.payload)
    assert not {"story", "phone"} & set(given.payload)
    assert (outside.state, list(pending())) == ("consented", ["outside.handing_reminder"])
    assert Message.objects.get(event="outside.to_hand").user == scene.officer


def test_consent_refuses_a_file_that_changed_since_the_preview(scene):
    outside = directed(scene.need)
    shown = preview(outside)
    scene.project.summary = "Tout autre chose."
    scene.project.save()

    with pytest.raises(PayloadChanged, match="a changé depuis cet aperçu"):
        actions.consent_outside(outside=outside, payload_hash=shown.hash, by=scene.holder)

    assert not Consent.objects.exists()


def test_a_second_decision_is_said_politely(scene):
    outside = ready(scene.need)

    with pytest.raises(AlreadyAnswered, match="déjà donné votre accord"):
        actions.consent_outside(outside=outside, payload_hash=preview(outside).hash, by=scene.holder)
    with pytest.raises(AlreadyAnswered, match="déjà donné votre accord"):
        actions.decline_outside(outside=outside, by=scene.holder)

    assert Consent.objects.count() == 1


def test_declining_makes_no_sheet_and_tells_the_town(scene):
    outside = directed(scene.need)

    actions.decline_outside(outside=outside, by=scene.holder, reason="Je les connais.")

    assert (outside.state, pending()) == ("withdrawn", {})
    assert Message.objects.get(event="outside.declined").user == scene.officer
    with pytest.raises(AlreadyAnswered, match="retirée"):
        actions.consent_outside(outside=outside, payload_hash="x", by=scene.holder)


def test_a_name_is_asked_for_and_one_that_is_here_is_refused(scene):
    with pytest.raises(RuleBroken, match="quel organisme"):
        directed(scene.need, "   ")
    with pytest.raises(RuleBroken, match="comment la fiche"):
        directed(scene.need, way="pigeon")
    with pytest.raises(RuleBroken, match="répond à ce besoin ici"):
        directed(scene.need, "sceaux SMART")

    assert not OutsideReferral.objects.exists()


def test_a_name_whose_team_takes_nothing_may_be_written_to(scene):
    scene.offer.paused_until = kernel_clock.today() + dt.timedelta(days=30)
    scene.offer.save()

    assert directed(scene.need, "Sceaux Smart").state == "proposed"


def test_one_need_goes_once_to_one_name(scene):
    outside = directed(scene.need)

    with pytest.raises(RuleBroken, match="déjà orienté"):
        directed(scene.need, "BOUTIQUE de gestion")
    actions.decline_outside(outside=outside, by=scene.holder)

    assert directed(scene.need).state == "proposed"


def test_a_project_that_may_not_be_referred_goes_nowhere(scene):
    projects.pause(
        project=scene.need.project,
        reason="Un enfant arrive.",
        by=scene.officer,
        until=kernel_clock.today() + dt.timedelta(days=30),
    )

    with pytest.raises(RuleBroken, match="n’est pas encore accompagné"):
        directed(scene.need)


def test_handing_keeps_to_whom_how_by_whom_and_when(scene, clock):
    clock.travel(MONDAY)
    outside = ready(scene.need)
    clock.travel(dt.date(2026, 3, 4))

    actions.hand_outside(outside=outside, way="post", on=dt.date(2026, 3, 3), to="Accueil", by=scene.officer)

    outside.refresh_from_db()
    assert (outside.way, outside.handed_on, outside.handed_to, outside.handed_by) == (
        *("post", dt.date(2026, 3, 3), "Accueil"),
        "Sacha Référent",
    )
    assert outside.news_on == dt.date(2026, 3, 18)
    assert pending() == {"outside.news_reminder": dt.date(2026, 3, 18)}
    assert verbs() == ["outside.proposed", "outside.consented", "outside.handed"]
    assert Message.objects.get(event="outside.handed").user == scene.holder
    with pytest.raises(AlreadyAnswered, match="déjà notée, le 3 mars"):
        actions.hand_outside(outside=outside, way="post", on=dt.date(2026, 3, 3), by=scene.officer)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_sheet_is_not_handed_before_the_agreement_nor_tomorrow(scene, days):
    outside = ready(scene.need)

    with pytest.raises(RuleBroken, match="après l’accord du porteur"):
        actions.hand_outside(
            outside=outside,
            way="paper",
            on=kernel_clock.today() + dt.timedelta(days=days),
            by=scene.officer,
        )


def test_nothing_is_handed_without_an_agreement(scene):
    outside = directed(scene.need)

    with pytest.raises(RuleBroken, match="n’a pas encore donné son accord"):
        actions.hand_outside(outside=outside, way="paper", on=kernel_clock.today(), by=scene.officer)


@pytest.mark.parametrize("verb", OUTSIDE_WORKFLOW.transitions)
@pytest.mark.parametrize("state", OutsideState.values)
def test_every_move_is_in_the_table(scene, state, verb):
    outside = OutsideReferral(state=state)

    if state in OUTSIDE_WORKFLOW.transitions[verb].sources:
        assert OUTSIDE_WORKFLOW.can(outside, verb)
    else:
        with pytest.raises(TransitionRefused):
            OUTSIDE_WORKFLOW.advance(outside, verb)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "consented"},
        {"consented_at": None},
        {"handed_by": ""},
        {"news_on": None},
        {"organisation": ""},
        {"state": "closed", "news_on": None},
        {"outcome": "helped", "outcome_side": "desk"},
        {"state": "withdrawn", "news_on": None},
    ],
)
def test_the_database_refuses_a_state_without_its_facts(scene, facts):
    outside = handed(scene.need)

    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideReferral.objects.filter(pk=outside.pk).update(**facts)


def test_a_consent_is_for_one_organisation(scene):
    referral, outside = proposed(scene.need, scene.offer), directed(scene.need)
    facts = {"payload": {}, "payload_hash": "x", "given_by": scene.holder, "mode": "page"}

    for both in ({}, {"referral": referral, "outside": outside}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**facts, **both)


# what is expected, by when


def step(outside, side="desk"):
    return queries.outside_view(outside, frozenset({side})).step


def test_somebody_always_has_the_ball_with_a_date(scene, clock):
    clock.travel(MONDAY)
    outside = directed(scene.need)
    assert (step(outside).side, step(outside).by) == ("holder", dt.date(2026, 3, 5))

    actions.consent_outside(outside=outside, payload_hash=preview(outside).hash, by=scene.holder)
    assert (step(outside).side, step(outside).by) == ("desk", dt.date(2026, 3, 5))

    actions.hand_outside(outside=outside, way="paper", on=MONDAY, by=scene.officer)
    assert (step(outside).side, step(outside).by) == ("desk", dt.date(2026, 3, 16))

    actions.record_outside_outcome(outside=outside, side="desk", value="helped", by=scene.officer)
    assert step(outside) is None


def test_a_holder_who_carries_the_sheet_has_the_ball(scene, client_for):
    outside = ready(scene.need, way="holder")
    assert step(outside, "holder").side == "holder"

    page = client_for(scene.holder).get(outside.get_absolute_url()).content.decode()
    client_for(scene.holder).post(
        outside.get_absolute_url(),
        {"verb": "hand", "hand-way": "holder", "hand-on": kernel_clock.today().isoformat(), "hand-to": ""},
    )

    assert "À vous de jouer" in page
    outside.refresh_from_db()
    assert (outside.state, outside.handed_by) == ("handed", scene.holder.full_name)
    assert Message.objects.get(event="outside.handed").user == scene.officer


def test_silence_before_the_agreement_ends_with_a_call_of_the_town(scene, clock, worker):
    clock.travel(MONDAY)
    directed(scene.need)
    told = []
    for week in range(1, 6):
        clock.travel(MONDAY + dt.timedelta(days=7 * week + 1))
        told += [mail.to[0] for mail in worker()]

    assert told.count(scene.holder.email) == 4
    assert told.count(scene.officer.email) >= 1
    assert len(pending()) == 1


def test_a_sheet_that_nobody_hands_over_is_recalled(scene, clock, worker):
    clock.travel(MONDAY)
    ready(scene.need)
    worker()

    clock.travel(dt.date(2026, 3, 6))
    (mail,) = [one for one in worker() if one.to == [scene.officer.email]]

    assert "à remettre" in mail.subject
    assert pending() == {"outside.handing_reminder": dt.date(2026, 3, 13)}


def test_news_are_asked_for_after_ten_business_days_and_again(scene, clock, worker, client, link_in):
    clock.travel(MONDAY)
    outside = handed(scene.need)
    worker()

    clock.travel(dt.date(2026, 3, 16))
    asked = {mail.to[0]: mail for mail in worker()}
    assert set(asked) == {scene.holder.email, scene.officer.email}
    assert pending() == {"outside.news_reminder": dt.date(2026, 3, 30)}

    address = link_in(asked[scene.holder.email], "bilan-orientation")
    assert 'name="outcome-value" value="no_contact"' in client.get(address).content.decode()
    client.post(address, {"verb": "later"})
    outside.refresh_from_db()
    assert outside.state == "handed"
    client.post(address, {"verb": "outcome", "outcome-value": "helped"})
    client.post(address, {"verb": "outcome", "outcome-value": "no_help"})

    outside.refresh_from_db()
    assert (outside.state, outside.outcome, outside.outcome_side) == ("closed", "helped", "holder")
    assert (pending(), Message.objects.get(event="outside.closed").user) == ({}, scene.officer)


def test_the_holder_is_asked_three_times_and_the_town_for_ever(scene, clock, worker):
    clock.travel(MONDAY)
    handed(scene.need)
    worker()
    told = []
    for month in range(1, 6):
        clock.travel(MONDAY + dt.timedelta(days=30 * month))
        told += [mail.to[0] for mail in worker()]

    assert (told.count(scene.holder.email), told.count(scene.officer.email)) == (3, 5)


def test_nothing_is_asked_of_a_project_that_is_over(scene, clock, worker):
    clock.travel(MONDAY)
    handed(scene.need)
    scene.project.state, scene.project.close_reason = "closed", "Fini"
    scene.project.closed_at = kernel_clock.now()
    scene.project.save()
    worker()

    clock.travel(dt.date(2026, 3, 20))

    assert [mail.subject for mail in worker() if "nouvelles" in mail.subject] == []


# what came of it


def test_the_word_of_the_holder_counts_above_that_of_the_town(scene):
    outside = handed(scene.need)
    actions.record_outside_outcome(
        outside=outside, side="desk", value="helped", text="Au téléphone.", by=scene.officer
    )

    actions.record_outside_outcome(outside=outside, side="holder", value="no_contact", by=scene.holder)

    assert (outside.outcome, outside.outcome_side, outside.outcome_text) == ("no_contact", "holder", "")
    for side in ("desk", "holder"):
        with pytest.raises(AlreadyAnswered, match="déjà enregistrée"):
            actions.record_outside_outcome(outside=outside, side=side, value="helped", by=scene.officer)


def test_an_outcome_waits_for_the_sheet_and_is_one_of_the_answers(scene):
    outside = ready(scene.need)
    with pytest.raises(RuleBroken, match="n’a pas été remise"):
        actions.record_outside_outcome(outside=outside, side="desk", value="helped", by=scene.officer)
    for side, value in (("desk", "no_contact"), ("organisation", "helped"), ("holder", "wonderful")):
        with pytest.raises(RuleBroken, match="Choisissez"):
            actions.record_outside_outcome(outside=outside, side=side, value=value, by=scene.officer)
    with pytest.raises(RuleBroken, match="n’attend pas de nouvelles"):
        actions.note_no_news(outside=outside, by=scene.officer)


# the need


def test_the_need_is_looked_after_while_it_is_outside_and_no_longer_when_it_was_in_vain(scene, clock):
    clock.travel(MONDAY)
    since = kernel_clock.now()
    scene.offer.delete()
    assert list(queues.needs_without_offer(since)) == [scene.need]
    clock.travel(since + dt.timedelta(hours=1))

    outside = handed(scene.need)
    assert list(queues.needs_without_offer(since)) == []
    assert list(queues.needs_served_since(since)) == [scene.need]
    assert actions.look_at_need(need=scene.need, by=BY) is None

    later = since + dt.timedelta(hours=2)
    clock.travel(later + dt.timedelta(hours=1))
    actions.record_outside_outcome(outside=outside, side="holder", value="no_help", by=scene.holder)
    (back,) = queues.needs_without_offer(later)
    assert (back, back.is_new) == (scene.need, 1)
    assert actions.look_at_need(need=scene.need, by=BY) is not None


def test_a_useful_one_keeps_the_need_looked_after(scene):
    outside = handed(scene.need)

    actions.record_outside_outcome(outside=outside, side="holder", value="partly", by=scene.holder)

    assert list(queues.needs_without_offer(kernel_clock.now())) == []
    assert queries.needs_to_look_at().count() == 0


def test_a_demand_that_came_back_is_decided_by_going_outside_until_that_fails(scene, clock):
    clock.travel(MONDAY)
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=BY)
    since = kernel_clock.now()
    assert list(queues.returned(since)) == [referral]
    clock.travel(since + dt.timedelta(hours=1))

    outside = directed(scene.need)
    assert list(queues.returned(since)) == []
    assert list(queues.decided_since(since)) == [referral]

    clock.travel(since + dt.timedelta(hours=3))
    actions.decline_outside(outside=outside, by=scene.holder)
    (back,) = queues.returned(since + dt.timedelta(hours=2))
    assert (back, back.is_new) == (referral, 1)


def test_a_need_noted_without_offer_stays_counted_and_is_no_longer_a_task(scene):
    unmet = actions.record_no_offer(need=scene.need, reason="Rien ici", by=scene.officer)

    directed(scene.need)

    unmet.refresh_from_db()
    assert unmet.settled_at is not None
    assert unmet.settled_by is None
    assert (queries.no_offer().count(), UnmetNeed.objects.count()) == (0, 1)
    scene.need.refresh_from_db()
    assert scene.need.closed_at is None


# counted apart


def test_it_is_counted_as_external_and_never_as_one_of_the_platform(scene, clock):
    clock.travel(MONDAY)
    sent(scene.need, scene.offer)
    handed(scene.need)
    outside = handed(scene.need, organisation="Maison du vélo")
    actions.record_outside_outcome(outside=outside, side="holder", value="helped", by=scene.holder)
    directed(scene.need, "Pas encore")

    (year,) = queries.counts_by_year()

    assert (year.year, year.inside, year.outside, year.useful) == (2026, 1, 2, 1)
    assert Referral.objects.count() == 1
    assert not Entry.objects.filter(verb__startswith="outside.", organisation__isnull=False).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(scene, client_for, django_assert_num_queries, count):
    for number in range(count):
        handed(scene.need, organisation=f"Boutique {number}")
    client, address = client_for(scene.officer), reverse("accompaniment:outside_list")
    client.get(address)

    with django_assert_num_queries(8):
        page = client.get(address).content.decode()

    assert page.count("nouvelles à prendre le") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_file_costs_the_same_for_one_and_three(scene, client_for, django_assert_num_queries, count):
    for number in range(count):
        handed(scene.need, organisation=f"Boutique {number}")
    client, address = client_for(scene.officer), reverse("accompaniment:file", args=[scene.project.reference])
    client.get(address)

    with django_assert_num_queries(13):
        page = client.get(address).content.decode()

    assert page.count("Prendre des nouvelles auprès de Boutique") == count + 1  # each, and the next step


def test_the_holder_finds_what_waits_in_their_space(scene, client_for):
    directed(scene.need)

    page = client_for(scene.holder).get(reverse("portal:my_space")).content.decode()

    assert "Une orientation hors plateforme attend votre accord" in page
    assert "1 demande en cours" in page


def test_other_queues_list_all_that_is_under_way(scene, client_for):
    handed(scene.need)
    directed(scene.need, "Maison du vélo")
    actions.withdraw_outside(outside=directed(scene.need, "Retirée"), by=scene.officer)

    page = client_for(scene.officer).get(reverse("portal:desk_others"))

    queue = next(one for one in page.context["queues"] if one.key == "hors-plateforme")
    assert (queue.count, len(queue.lines)) == (2, 2)
    assert "proposée au porteur" in queue.lines[0].detail
    assert "nouvelles à prendre le" in queue.lines[1].detail


def test_the_list_shown_that_day_is_in_the_register_as_outside(scene):
    other = published_offer("local", perimeter=scene.project.commune)
    sent(scene.need, other)
    directed(scene.need)
    from terreau.accompaniment.queries.register import rows_of_register

    rows = list(rows_of_register(kernel_clock.today().year))

    assert [(row["chosen"], row["outside"]) for row in rows].count((True, False)) == 1
    assert {row["outside"] for row in rows if row["chosen"]} == {False}
    assert {row["chosen"] for row in rows if row["outside"]} == {False}


# the pages


def test_the_officer_proposes_from_the_page_of_the_need(scene, client_for):
    client = client_for(scene.officer)
    address = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    facts = {"direct": "1", "direct-organisation": "Boutique de gestion", "direct-way": "post"}

    refused = client.post(address, facts | {"direct-organisation": ""}).content.decode()
    client.post(address, facts)
    again = client.post(address, facts).content.decode()

    assert "Nom de l’organisme" in refused
    assert OutsideReferral.objects.get().way == "post"
    assert "déjà orienté vers" in again


def test_the_holder_decides_on_the_page_by_link_and_hides_lines(scene, client, worker, link_in):
    outside = directed(scene.need)
    (mail,) = worker()
    address = link_in(mail, "accord-orientation")
    page = client.get(f"{address}?masquer=story").content.decode()
    assert "Une histoire privée" not in page
    shown = preview(outside, ["story"])

    client.post(address, {"verb": "consent", "consent-payload_hash": shown.hash, "consent-hidden": "story"})

    given = Consent.objects.get()
    assert (given.mode, given.given_by, "story" in given.payload) == ("link", scene.holder, False)


def test_a_page_says_where_it_is_to_both_and_nothing_to_others(scene, client_for, person):
    outside = handed(scene.need)

    for user in (scene.officer, scene.holder):
        page = client_for(user).get(outside.get_absolute_url()).content.decode()
        for words in ("Boutique de gestion", "sur papier", "Prendre des nouvelles", "Sacha Référent"):
            assert words in page
    for user in (scene.adviser, person()):
        assert client_for(user).get(outside.get_absolute_url()).status_code in (403, 404)


def test_the_file_tells_the_story_by_name(scene, client_for):
    handed(scene.need)

    page = client_for(scene.holder).get(reverse("accompaniment:file", args=[scene.project.reference]))

    told = [(entry.verb, entry.about) for entry in page.context["file"].timeline]
    assert ("outside.handed", "Boutique de gestion") in told


def test_somebody_invited_to_read_does_nothing(scene, client_for, person):
    reader = person()
    scene.project.members.create(email=reader.email, user=reader, role="reader", joined_at=kernel_clock.now())
    outside = directed(scene.need)
    client = client_for(reader)

    assert client.get(outside.get_absolute_url()).status_code == 200
    answer = client.post(outside.get_absolute_url(), {"verb": "withdraw"})

    assert answer.status_code == 400
    outside.refresh_from_db()
    assert outside.state == "proposed"


def test_the_officer_does_not_agree_for_the_holder(scene, client_for):
    outside = directed(scene.need)
    facts = {"verb": "consent", "consent-payload_hash": preview(outside).hash, "consent-hidden": ""}

    answer = client_for(scene.officer).post(outside.get_absolute_url(), facts)

    assert (answer.status_code, Consent.objects.count()) == (400, 0)
