"""R13: several organisations take one need with a lead; one lead, a shared file, each part its own end."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from terreau.accompaniment import actions
from terreau.accompaniment.actions.erasing import forget_holder
from terreau.accompaniment.errors import AlreadyAnswered, PayloadChanged
from terreau.accompaniment.models import Consent, GroupAnswer, GroupPart, Outcome, PartnerWish
from terreau.accompaniment.queries import group_view, hidden_so_far, preview, to_do_of_holder
from terreau.accompaniment.queries.taken import groups_in_words
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.messaging.models import Message, Reminder, ThreadMessage
from terreau.projects import actions as projects
from terreau.projects.models import ProjectMember
from tests.factories.accompaniment import (
    accepted,
    group_agreed,
    group_proposed,
    grouped,
    published_offer,
    sent,
)
from tests.factories.projects import FollowedProjectFactory

TEAM = Actor.by_link("Une équipe")


@pytest.fixture
def offers(scene):
    """Three offers of premises by three organisations."""
    found = [scene.offer]
    for name in ("Le Lavoir", "La Fabrique"):
        offer = published_offer("local", perimeter=scene.project.commune, title=f"Salle de {name}")
        offer.team.organisation.name = name
        offer.team.organisation.save()
        found.append(offer)
    return found


@pytest.fixture
def group(scene, offers):
    """A running group of the three organisations, led by the first."""
    return grouped(scene.need, *offers)


def part(group, offer):
    return GroupPart.objects.select_related("referral__team__organisation").get(
        group=group, referral__offer=offer, left_at=None
    )


def leads(group):
    return list(group.parts.filter(role="lead").values_list("referral__team__organisation__name", flat=True))


def told(event):
    return sorted(Message.objects.filter(event=event).values_list("recipient", flat=True))


def verbs():
    found = Entry.objects.filter(target_kind="accompaniment.groupanswer").order_by("pk")
    return list(found.values_list("verb", flat=True))


# Forming it


def test_forming_asks_the_holder_and_shares_nothing(scene, offers):
    first, second = accepted(scene.need, offers[0]), accepted(scene.need, offers[1])
    before = list(Consent.objects.values_list("payload_hash", flat=True))

    group = group_proposed(scene.need, first, second)

    assert (group.state, leads(group)) == ("proposed", ["Sceaux Smart"])
    assert told("group_answer.proposed") == [f"user:{scene.holder.pk}"]
    assert list(Consent.objects.values_list("payload_hash", flat=True)) == before
    assert Message.objects.filter(event="group_answer.formed").count() == 0
    # The holder finds it once in what is expected of them.
    assert list(to_do_of_holder(scene.holder)) == [first]


@pytest.mark.parametrize("state", ["waiting", "alone", "lead elsewhere", "other need"])
def test_a_group_is_of_several_that_said_yes_and_its_lead_is_one_of_them(scene, offers, state):
    first = accepted(scene.need, offers[0])
    others = {
        "waiting": lambda: ([first.pk, sent(scene.need, offers[1]).pk], first.pk),
        "alone": lambda: ([first.pk], first.pk),
        "lead elsewhere": lambda: ([first.pk, accepted(scene.need, offers[1]).pk], None),
        "other need": lambda: ([first.pk, 0], first.pk),
    }
    members, lead = others[state]()

    with pytest.raises(RuleBroken, match=r"au moins deux organismes|Nommez le chef de file"):
        actions.propose_group(need=scene.need, members=members, lead=lead, by=scene.officer)

    assert GroupAnswer.objects.count() == 0


def test_a_need_has_one_open_group(scene, group):
    keys = list(group.parts.values_list("referral", flat=True))

    with pytest.raises(RuleBroken, match="répondent déjà ensemble"):
        actions.propose_group(need=scene.need, members=keys, lead=keys[0], by=scene.officer)


def test_the_database_keeps_one_lead_who_does_not_leave(group, offers):
    lead, member = part(group, offers[0]), part(group, offers[1])

    with pytest.raises(IntegrityError), transaction.atomic():
        GroupPart.objects.filter(pk=member.pk).update(role="lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupPart.objects.filter(pk=lead.pk).update(left_at=group.consented_at)
    with pytest.raises(ValidationError, match="Un groupe a un seul chef de file"):
        GroupPart(group=group, referral=member.referral, role="lead").full_clean()
    assert leads(group) == ["Sceaux Smart"]


# The agreement (R3): what is stored is what was previewed


def test_what_is_shared_is_what_was_previewed_word_for_word(scene, offers):
    first, second = accepted(scene.need, offers[0]), accepted(scene.need, offers[1])
    group = group_proposed(scene.need, first, second)
    shown = preview(group, ("phone",))

    actions.consent_to_group(group=group, payload_hash=shown.hash, hidden=("phone",), by=scene.holder)

    in_force = Consent.objects.filter(withdrawn_at=None).order_by("pk")
    assert [(one.referral, one.payload_hash) for one in in_force] == [
        (first, shown.hash),
        (second, shown.hash),
    ]
    assert in_force[0].payload == shown.payload
    assert shown.payload["partners"] == ["Sceaux Smart – Bureaux partagés", "Le Lavoir – Salle de Le Lavoir"]
    assert "phone" not in shown.payload


def test_a_partner_more_since_the_preview_is_read_again(scene, offers):
    group = group_proposed(scene.need, accepted(scene.need, offers[0]), accepted(scene.need, offers[1]))
    shown = preview(group)
    scene.offer.title = "Autre titre"
    scene.offer.save()

    with pytest.raises(PayloadChanged):
        actions.consent_to_group(group=group, payload_hash=shown.hash, by=scene.holder)

    group.refresh_from_db()
    assert group.state == "proposed"


def test_what_one_of_them_was_not_sent_stays_hidden_until_the_holder_says(scene, offers):
    first = actions.accept(referral=sent(scene.need, offers[0], hidden=("story",)), by=TEAM)
    second = actions.accept(referral=sent(scene.need, offers[1], hidden=("phone",)), by=TEAM)
    group = group_proposed(scene.need, first, second)

    assert set(hidden_so_far(group)) >= {"story", "phone"}
    assert "email" not in hidden_so_far(group)


def test_agreeing_tells_everybody_who_leads(scene, group, offers, worker):
    mails = [mail for mail in worker() if "répondent ensemble" in mail.subject]

    assert told("group_answer.formed") == sorted(
        [f"user:{scene.holder.pk}", f"user:{scene.officer.pk}", *(one.team.email for one in offers)]
    )
    assert len(mails) == 5
    assert all("Chef de file\xa0: Sceaux Smart." in mail.body for mail in mails)
    assert verbs() == ["group_answer.proposed", "group_answer.consented"]


def test_declining_leaves_each_on_its_own(scene, offers):
    first, second = accepted(scene.need, offers[0]), accepted(scene.need, offers[1])
    group = group_proposed(scene.need, first, second)

    actions.decline_group(group=group, by=scene.holder, reason="Pas tous ensemble.")

    group.refresh_from_db()
    assert (group.state, group.ended_reason) == ("called_off", "Pas tous ensemble.")
    assert told("group_answer.declined") == [f"user:{scene.officer.pk}"]
    for referral in (first, second):
        referral.refresh_from_db()
        assert referral.state == "accepted"
    assert group_proposed(scene.need, first, second).state == "proposed"


def test_a_second_agreement_changes_nothing(scene, group):
    with pytest.raises(AlreadyAnswered):
        actions.consent_to_group(group=group, payload_hash=preview(group).hash, by=scene.holder)

    assert Consent.objects.filter(withdrawn_at=None).count() == 3


def test_an_organisation_that_joins_later_is_agreed_to_as_the_others_were(scene, offers):
    group = grouped(scene.need, *offers[:2])
    late = accepted(scene.need, offers[2])

    actions.widen_group(group=group, member=late.pk, by=scene.officer)

    assert group_view(group, frozenset({"organisation"}), part(group, offers[0])).parts[-1].organisation == (
        "Le Lavoir"
    )
    assert list(to_do_of_holder(scene.holder)) == [part(group, offers[0]).referral]

    group_agreed(group)

    view = group_view(group, frozenset({"organisation"}), part(group, offers[2]))
    assert [one.organisation for one in view.parts] == ["Sceaux Smart", "Le Lavoir", "La Fabrique"]
    assert not list(to_do_of_holder(scene.holder))
    assert late.consents.get(withdrawn_at=None).payload["partners"][2].startswith("La Fabrique")


# The lead


def test_naming_another_lead_moves_the_ball(scene, group, offers, worker):
    worker()
    before, after = part(group, offers[0]), part(group, offers[1])

    actions.name_lead(group=group, lead=after.pk, instead_of=before.pk, by=scene.officer)

    assert leads(group) == ["Le Lavoir"]
    view = group_view(group, frozenset({"holder"}))
    assert (view.step.who, view.step.side) == ("Le Lavoir", "organisation")
    assert len([mail for mail in worker() if "Le Lavoir devient chef de file" in mail.subject]) == 4


def test_naming_from_an_old_page_is_refused_and_the_first_stays(scene, group, offers):
    first, second, third = (part(group, offer) for offer in offers)
    actions.name_lead(group=group, lead=second.pk, instead_of=first.pk, by=scene.officer)

    with pytest.raises(StaleObject, match="Le Lavoir vient d’être nommé chef de file"):
        actions.name_lead(group=group, lead=third.pk, instead_of=first.pk, by=scene.officer)

    assert leads(group) == ["Le Lavoir"]


@pytest.mark.parametrize("way", ["leave", "close", "withdraw"])
def test_a_lead_goes_only_after_a_successor(scene, group, offers, way):
    first, second = part(group, offers[0]), part(group, offers[1])
    ways = {
        "leave": lambda: actions.leave_group(group=group, part=first, reason="Fini.", by=TEAM),
        "close": lambda: actions.close(referral=first.referral, by=TEAM),
        "withdraw": lambda: actions.withdraw(referral=first.referral, by=scene.holder),
    }

    with pytest.raises(RuleBroken, match="nommez d’abord un autre chef de file"):
        ways[way]()

    first.referral.refresh_from_db()
    assert first.referral.state == "accepted"
    actions.name_lead(group=group, lead=second.pk, instead_of=first.pk, by=scene.officer)
    first.refresh_from_db()
    ways[way]()
    assert leads(group) == ["Le Lavoir"]
    group.refresh_from_db()
    assert group.state == "running"


def test_the_lead_owes_the_news_and_is_reminded_then_the_town_is_told(scene, offers, clock, worker):
    clock.travel(dt.datetime(2026, 6, 1, 10, tzinfo=PARIS))
    group = grouped(scene.need, *offers)
    worker()
    assert group_view(group, frozenset({"holder"})).step.by == dt.date(2026, 6, 15)

    silences = []
    for day in (dt.date(2026, 6, 15), dt.date(2026, 6, 22), dt.date(2026, 6, 29)):
        clock.travel(dt.datetime.combine(day, dt.time(9, 30), tzinfo=PARIS))
        mails = worker()
        reminded = [mail for mail in mails if "attend des nouvelles" in mail.subject]
        assert [mail.to for mail in reminded] == [[offers[0].team.email]]
        silences.append(len([mail for mail in mails if "il faut l’appeler" in mail.subject]))

    assert silences == [0, 0, 1]


def test_news_say_what_next_and_by_when_to_everybody(scene, offers, clock, worker):
    clock.travel(dt.datetime(2026, 6, 1, 10, tzinfo=PARIS))
    group = grouped(scene.need, *offers)
    worker()

    actions.give_news(
        group=group,
        part=part(group, offers[0]),
        body="Deux salles trouvées.",
        next_step="Visite des deux salles.",
        next_on=dt.date(2026, 6, 12),
        by=TEAM,
    )

    step = group_view(group, frozenset({"holder"})).step
    assert (step.who, step.what, step.by) == (
        "Sceaux Smart",
        "Visite des deux salles.",
        dt.date(2026, 6, 12),
    )
    due = Reminder.objects.get(kind="group_answer.news", sent_at=None, cancelled_at=None)
    assert due.due_at.astimezone(PARIS).date() == dt.date(2026, 6, 12)
    mails = [mail for mail in worker() if "Deux salles trouvées." in mail.body]
    assert sorted(mail.to[0] for mail in mails) == sorted(
        [scene.holder.email, scene.officer.email, offers[1].team.email, offers[2].team.email]
    )


def test_only_the_lead_gives_the_news(group, offers):
    with pytest.raises(RuleBroken, match="par son chef de file"):
        actions.give_news(group=group, part=part(group, offers[1]), body="Voilà.", by=TEAM)


# Leaving and ending: each part on its own


def test_a_member_leaves_with_a_reason_and_its_part_is_asked(scene, group, offers, worker):
    worker()
    leaving = part(group, offers[1])
    with pytest.raises(RuleBroken, match="Dites pourquoi"):
        actions.leave_group(group=group, part=leaving, reason=" ", by=TEAM)

    actions.leave_group(group=group, part=leaving, reason="Plus de salle libre.", by=TEAM)

    leaving.referral.refresh_from_db()
    assert leaving.referral.state == "closed"
    assert [one.organisation for one in group_view(group, frozenset({"holder"})).parts] == [
        "Sceaux Smart",
        "La Fabrique",
    ]
    mails = worker()
    assert [m.to[0] for m in mails if "quitte la réponse" in m.subject and "Plus de salle" in m.body] == [
        scene.holder.email,
        scene.officer.email,
        offers[0].team.email,
        offers[2].team.email,
    ]
    assert told("referral.outcome_question") == sorted([f"user:{scene.holder.pk}", offers[1].team.email])
    with pytest.raises(AlreadyAnswered):
        actions.leave_group(group=group, part=leaving, reason="Encore.", by=TEAM)


def test_closing_asks_each_part_separately(scene, group, offers, worker, link_in):
    actions.close_group(group=group, by=scene.officer)

    assert group.state == "ended"
    assert not Reminder.objects.about("accompaniment.groupanswer", str(group.pk)).filter(
        sent_at=None, cancelled_at=None
    )
    asked = Message.objects.filter(event="referral.outcome_question")
    assert sorted(asked.values_list("recipient", "target_key")) == sorted(
        (who, str(referral.pk))
        for referral in (part(group, offer).referral for offer in offers)
        for who in (f"user:{scene.holder.pk}", referral.team.email)
    )
    for number, offer in enumerate(offers):
        referral = part(group, offer).referral
        value = ("helped", "partly", "no_help")[number]
        actions.record_outcome(referral=referral, side="organisation", value=value, by=TEAM)
        actions.record_outcome(referral=referral, side="holder", value="helped", by=scene.holder)
    assert Outcome.objects.count() == 6
    # The two sides of one part disagree: the town is told about that part, not about the group.
    assert Message.objects.get(event="outcome.disagreement").target_key == str(
        part(group, offers[2]).referral.pk
    )


def test_the_group_ends_with_the_last_of_its_parts(scene, group, offers):
    first, second, third = (part(group, offer) for offer in offers)

    actions.close(referral=third.referral, by=TEAM)
    actions.withdraw(referral=second.referral, by=scene.holder, reason="Merci.")
    group.refresh_from_db()
    assert group.state == "running"
    actions.close(referral=first.referral, by=TEAM)

    group.refresh_from_db()
    assert group.state == "ended"
    assert verbs()[-2:] == ["group_answer.left", "group_answer.ended"]
    assert told("group_answer.ended") == sorted(
        [
            f"user:{scene.holder.pk}",
            f"user:{scene.officer.pk}",
            offers[0].team.email,
            offers[2].team.email,
        ]
    )


def test_a_proposal_whose_demands_end_is_called_off(scene, offers):
    first, second = accepted(scene.need, offers[0]), accepted(scene.need, offers[1])
    group = group_proposed(scene.need, first, second)

    actions.withdraw(referral=second, by=scene.holder)

    group.refresh_from_db()
    assert group.state == "called_off"
    assert not GroupPart.objects.filter(left_at=None)


def test_silence_of_the_holder_is_reminded_three_times_then_the_town_calls(scene, offers, clock, worker):
    clock.travel(dt.datetime(2026, 6, 1, 10, tzinfo=PARIS))
    group_proposed(scene.need, accepted(scene.need, offers[0]), accepted(scene.need, offers[1]))

    for day in (4, 11, 18, 25):
        clock.travel(dt.datetime(2026, 6, day, 9, 30, tzinfo=PARIS))
        worker()

    asked = Message.objects.filter(event="group_answer.proposed", state="sent")
    assert asked.count() == 4
    assert told("group_answer.holder_silent") == [f"user:{scene.officer.pk}"]


# A partner wished for


def test_an_organisation_proposes_a_partner_and_the_town_decides(scene, offers, worker):
    first = accepted(scene.need, offers[0])
    wish = actions.wish_partner(referral=first, partner="Le Lavoir", reason="Ils ont des outils.", by=TEAM)

    assert told("partner.wished") == [f"user:{scene.officer.pk}"]
    with pytest.raises(AlreadyAnswered):
        actions.wish_partner(referral=first, partner="La Fabrique", reason="Aussi.", by=TEAM)
    group = group_proposed(scene.need, first, accepted(scene.need, offers[1]))
    wish.refresh_from_db()
    assert wish.settled_at is None  # the holder has not agreed

    group_agreed(group)

    wish.refresh_from_db()
    assert wish.group == group


def test_the_town_answers_a_wish_without_a_group(scene, offers, worker):
    first = accepted(scene.need, offers[0])
    wish = actions.wish_partner(referral=first, partner="Le Lavoir", reason="Ils ont des outils.", by=TEAM)
    worker()

    actions.answer_wish(wish=wish, answer="Ils sont complets.", by=scene.officer)

    (mail,) = worker()
    assert (mail.to, "Ils sont complets." in mail.body) == ([scene.team.email], True)
    with pytest.raises(AlreadyAnswered):
        actions.answer_wish(wish=wish, answer="Encore.", by=scene.officer)
    assert PartnerWish.objects.get().answer == "Ils sont complets."


def test_a_wish_is_for_a_demand_that_runs(scene, offers):
    with pytest.raises(RuleBroken, match="quand vous avez accepté"):
        actions.wish_partner(referral=sent(scene.need, offers[0]), partner="X", reason="Y", by=TEAM)


# The pages


def test_the_holder_decides_by_the_link_of_the_mail(client, scene, offers, worker, link_in):
    group = group_proposed(scene.need, accepted(scene.need, offers[0]), accepted(scene.need, offers[1]))
    mail = next(mail for mail in worker() if "répondent ensemble" in mail.subject)
    path = link_in(mail, "accord-groupe")

    page = client.get(path).content.decode()
    facts = dict(re.findall(r'name="(consent-[a-z_]+)" value="([^"]*)"', page))
    client.post(path, {"verb": "consent", **facts})

    group.refresh_from_db()
    assert group.state == "running"
    assert "Le Lavoir – Salle de Le Lavoir" in page
    # The link is for agreeing: it opens no conversation.
    actions.post_in_group(group=group, side="desk", body="Bonjour", circle="everyone", by=scene.officer)
    assert "Bonjour" not in client.get(path).content.decode()


def test_the_officer_forms_a_group_on_its_page(client_for, scene, offers):
    first, second = accepted(scene.need, offers[0]), accepted(scene.need, offers[1])
    client = client_for(scene.officer)
    path = reverse("accompaniment:group_new", args=[scene.project.reference, scene.need.pk])

    typed = {"propose-members": [str(first.pk)], "propose-word": "Osez"}
    refused = client.post(path, {"verb": "propose", **typed})
    assert "Choisissez au moins deux organismes" in refused.content.decode()
    assert "Osez" in refused.content.decode()
    members = [str(first.pk), str(second.pk)]
    done = client.post(path, {"verb": "propose", "propose-members": members, "propose-lead": str(second.pk)})

    group = GroupAnswer.objects.get()
    assert (done.url, leads(group)) == (group.get_absolute_url(), ["Le Lavoir"])


def test_each_side_reads_who_has_the_ball(client_for, scene, group):
    for person, path, ball in (
        (scene.holder, reverse("accompaniment:file", args=[scene.project.reference]), "Sceaux Smart – "),
        (scene.officer, reverse("accompaniment:file", args=[scene.project.reference]), "Sceaux Smart – "),
        (scene.adviser, reverse("accompaniment:requests"), "Sceaux Smart – "),
        (scene.adviser, group.get_absolute_url(), "À vous de jouer"),
        (scene.holder, group.get_absolute_url(), "On attend\xa0: Sceaux Smart"),
    ):
        page = client_for(person).get(path).content.decode()
        assert "Donner des nouvelles" in page
        assert ball in page


def test_an_organisation_acts_by_its_own_link(client, group, offers, worker, link_in):
    mail = next(m for m in worker() if m.to == [offers[1].team.email] and "chef de file" in m.subject)
    path = link_in(mail, "reponse")

    assert path.endswith("/groupe/")
    client.post(path, {"verb": "message", "message-circle": "everyone", "message-body": "Bonjour du Lavoir"})
    client.post(path, {"verb": "leave", "leave-reason": "Déménagement"})

    assert client.get(path).status_code == 410
    assert "Bonjour du Lavoir" in client_says(group)
    assert group.parts.get(left_at__isnull=False).left_reason == "Déménagement"


def client_says(group):
    return [talk.message.body for talk in group_view(group, frozenset({"holder"})).talks]


def test_who_only_reads_the_file_acts_on_nothing(client_for, scene, group, person):
    reader = person(first_name="Lou")
    ProjectMember.objects.create(
        project=scene.project,
        user=reader,
        role="reader",
        email=reader.email,
        joined_at=scene.project.submitted_at,
    )

    page = client_for(reader).get(group.get_absolute_url())

    assert page.status_code == 200
    assert 'value="close"' not in page.content.decode()
    assert client_for(reader).post(group.get_absolute_url(), {"verb": "close"}).status_code == 400


@pytest.mark.parametrize("number", [2, 3])
def test_page_takes_the_same_queries_whatever_the_parts(
    scene, offers, client_for, django_assert_num_queries, number
):
    group = grouped(scene.need, *offers[:number])
    client = client_for(scene.officer)
    client.get(group.get_absolute_url())

    with django_assert_num_queries(18):
        client.get(group.get_absolute_url())


# Erasing, taking away, merging


def test_the_holder_takes_the_group_away(scene, group):
    actions.post_in_group(group=group, side="desk", body="Bonjour", circle="everyone", by=scene.officer)
    actions.post_in_group(group=group, side="desk", body="Entre nous", circle="team", by=scene.officer)

    (told_of,) = groups_in_words(scene.project)

    assert (told_of["by"], told_of["members"]) == (
        "Sceaux Smart",
        ["Sceaux Smart", "Le Lavoir", "La Fabrique"],
    )
    assert [message.split("\xa0: ")[-1].split(" : ")[-1] for message in told_of["messages"]] == ["Bonjour"]


def test_erasing_the_holder_empties_the_words_of_the_group(scene, group):
    wished = group.parts.first().referral
    PartnerWish.objects.create(referral=wished, partner="SECRET", reason="SECRET", by_label="Équipe")
    actions.post_in_group(group=group, side="desk", body="SECRET", circle="everyone", by=scene.officer)
    GroupAnswer.objects.update(word="SECRET", next_step="SECRET")
    actions.close_group(group=group, by=scene.officer)
    projects.close(project=scene.project, reason="Fini", by=scene.officer)

    forget_holder(holder=scene.holder, by=scene.holder)

    stored = [
        *GroupAnswer.objects.values_list("word", "next_step", "ended_reason"),
        *PartnerWish.objects.values_list("partner", "reason", "answer"),
        *ThreadMessage.objects.values_list("body"),
    ]
    assert not any("SECRET" in words for row in stored for words in row)


def test_a_group_goes_with_its_need_into_the_other_file(scene, group):
    kept = FollowedProjectFactory(owner=scene.holder, referent=scene.officer, needs=["local"])
    projects.merge(gone=scene.project, kept=kept, by=scene.officer)

    group.refresh_from_db()
    assert (group.project, group.need) == (kept, kept.needs.get(closed_at=None))
    assert {one.referral.need for one in group.parts.all()} == {group.need}


def test_a_group_stays_with_its_need_when_the_other_file_has_one_too(scene, group):
    kept = FollowedProjectFactory(owner=scene.holder, referent=scene.officer, needs=["local"])
    others = [published_offer("local", perimeter=scene.project.commune) for _number in range(2)]
    other = grouped(kept.needs.get(), *others)

    projects.merge(gone=scene.project, kept=kept, by=scene.officer)

    group.refresh_from_db()
    other.refresh_from_db()
    assert (group.project, group.need, other.project) == (kept, scene.need, kept)
    assert {one.referral.need for one in group.parts.all()} == {scene.need}
