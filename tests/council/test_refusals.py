"""What the council refuses, sentence by sentence, and what it accepts beside each refusal."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from terreau.council import actions
from terreau.council.models import Assembly, Deliberation, Mandate, Session
from terreau.kernel.errors import RuleBroken
from tests.factories import council as make
from tests.factories.council import SECRETARY

pytestmark = pytest.mark.django_db

NEW = {"first_name": "Alix", "last_name": "Exemple", "capacity": "Conseillère", "by": SECRETARY}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"seats": 0}, "Une assemblée compte au moins un siège."),
        ({"clear_days": 4}, "Le délai de convocation est de 3 ou de 5 jours francs."),
        ({"name": ""}, "Ce champ ne peut pas être vide."),
    ],
)
def test_create_assembly_refuses_what_the_law_does_not_know(facts, sentence):
    with pytest.raises(ValidationError) as caught:
        actions.create_assembly(**{"name": "Conseil", "seats": 5, "by": SECRETARY} | facts)

    assert caught.value.messages == [sentence]
    assert Assembly.objects.count() == 0


def test_create_assembly_refuses_a_name_already_taken():
    actions.create_assembly(name="Conseil", seats=5, by=SECRETARY)

    with pytest.raises(ValidationError) as caught:
        actions.create_assembly(name="Conseil", seats=5, by=SECRETARY)

    assert list(caught.value.message_dict) == ["name"]


def test_add_mandate_in_the_past_counts_the_seats_of_every_later_day():
    assembly = make.small_assembly(seats=2)

    with pytest.raises(RuleBroken) as caught:
        actions.add_mandate(assembly=assembly, since=dt.date(2014, 1, 1), **NEW)

    assert str(caught.value) == (
        "Les 2 sièges sont pourvus le 4 avril 2014\u00a0: terminez d’abord un mandat."
    )
    assert caught.value.field == "since"


def test_add_mandate_takes_a_seat_the_day_after_it_is_freed():
    assembly = make.small_assembly(seats=2)
    actions.end_mandate(mandate=assembly.mandates.last(), until=dt.date(2015, 6, 30), by=SECRETARY)

    with pytest.raises(RuleBroken, match="Les 2 sièges sont pourvus le 30 juin 2015"):
        actions.add_mandate(assembly=assembly, since=dt.date(2015, 6, 30), **NEW)
    actions.add_mandate(assembly=assembly, since=dt.date(2015, 7, 1), **NEW)

    assert assembly.mandates.in_office(dt.date(2015, 7, 1)).count() == 2


def test_add_mandate_refuses_a_chair_while_another_still_presides():
    assembly = make.small_assembly(seats=3)
    actions.end_mandate(
        mandate=assembly.mandates.get(presides=True), until=dt.date(2015, 6, 30), by=SECRETARY
    )
    actions.end_mandate(mandate=assembly.mandates.last(), until=dt.date(2015, 5, 1), by=SECRETARY)

    with pytest.raises(RuleBroken, match="L’assemblée a déjà une présidence") as caught:
        actions.add_mandate(assembly=assembly, since=dt.date(2015, 6, 1), presides=True, **NEW)
    chair = actions.add_mandate(assembly=assembly, since=dt.date(2015, 7, 1), presides=True, **NEW)

    assert caught.value.field == "presides"
    assert list(assembly.mandates.in_office(dt.date(2015, 7, 1)).filter(presides=True)) == [chair]


def test_add_mandate_refuses_two_seats_for_one_person_on_the_same_day(person):
    assembly, user = make.small_assembly(seats=1), person()
    assembly.mandates.update(user=user)
    Assembly.objects.update(seats=3)
    actions.end_mandate(mandate=assembly.mandates.get(), until=dt.date(2015, 6, 30), by=SECRETARY)

    with pytest.raises(RuleBroken, match="Cette personne a déjà un mandat en cours"):
        actions.add_mandate(assembly=assembly, since=dt.date(2015, 6, 30), user=user, **NEW)
    actions.add_mandate(assembly=assembly, since=dt.date(2015, 7, 1), user=user, **NEW)

    assert user.mandates.count() == 2


def test_end_mandate_on_its_first_day_is_accepted():
    mandate = make.small_assembly(seats=1).mandates.get()

    actions.end_mandate(mandate=mandate, until=mandate.since, by=SECRETARY)

    assert Mandate.objects.in_office(mandate.since).count() == 1
    assert Mandate.objects.in_office(mandate.since + dt.timedelta(days=1)).count() == 0


def test_end_mandate_of_a_stale_copy_is_refused():
    mandate = make.small_assembly(seats=1).mandates.get()
    stale = Mandate.objects.get(pk=mandate.pk)
    actions.end_mandate(mandate=mandate, until=dt.date(2015, 6, 30), by=SECRETARY)

    with pytest.raises(RuleBroken, match="Ce mandat est déjà terminé"):
        actions.end_mandate(mandate=stale, until=dt.date(2016, 6, 30), by=SECRETARY)

    mandate.refresh_from_db()
    assert mandate.until == dt.date(2015, 6, 30)


@pytest.mark.parametrize(
    "facts",
    [
        {"until": dt.date(2014, 1, 1)},
        {"presides": True},
    ],
)
def test_database_refuses_impossible_mandates(facts):
    assembly = make.small_assembly(seats=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(assembly=assembly, presides=False).update(**facts)


def test_call_again_refuses_a_day_that_has_its_session(clock):
    session = make.session_in("planned", convoked_on=dt.date(2015, 5, 13))
    make.session_in("planned", held_on=dt.date(2015, 5, 26))
    clock.travel(dt.date(2015, 5, 21))

    with pytest.raises(RuleBroken, match="Une séance est déjà prévue ce jour-là") as caught:
        actions.call_again(session=session, held_on=dt.date(2015, 5, 26), by=SECRETARY)

    assert caught.value.field == "held_on"


def test_call_again_waits_for_the_first_session(clock):
    session = make.session_in("planned", convoked_on=dt.date(2015, 5, 13))
    clock.travel(dt.date(2015, 5, 20))

    with pytest.raises(RuleBroken, match="La séance aura lieu le 21 mai 2015"):
        actions.call_again(session=session, held_on=dt.date(2015, 5, 24), by=SECRETARY)

    session.refresh_from_db()
    assert session.second_call is False


@pytest.mark.parametrize(
    ("presence", "field", "sentence"),
    [
        (
            {"present": 2},
            "present",
            (
                "2 présents sur 5 membres en exercice\u00a0: il en faut 3, pouvoirs non compris. "
                "Convoquez de nouveau le conseil, à trois jours au moins d’intervalle (L.2121-17)."
            ),
        ),
        (
            {"present": 4, "proxies": 2},
            "present",
            "6 présents et pouvoirs pour 5 membres en exercice\u00a0: vérifiez les mandats.",
        ),
        (
            {"present": 2, "proxies": 3},
            "proxies",
            "Un membre présent ne porte qu’un seul pouvoir (L.2121-20).",
        ),
    ],
)
def test_hold_says_beside_the_field_why_it_refuses(presence, field, sentence):
    session = make.session_in("planned", convoked_on=dt.date(2015, 5, 13))

    with pytest.raises(RuleBroken) as caught:
        actions.hold(session=session, by=SECRETARY, **presence)

    assert (caught.value.field, str(caught.value)) == (field, sentence)


@pytest.mark.parametrize("seats", [4, 6])
def test_hold_refuses_exactly_half_of_the_members(seats):
    session = make.session_in(
        "planned", assembly=make.small_assembly(seats), convoked_on=dt.date(2015, 5, 13)
    )

    with pytest.raises(RuleBroken, match=f"il en faut {seats // 2 + 1}"):
        actions.hold(session=session, present=seats // 2, proxies=seats // 2, by=SECRETARY)
    actions.hold(session=session, present=seats // 2 + 1, by=SECRETARY)

    assert (session.in_office, session.present) == (seats, seats // 2 + 1)


def test_hold_counts_the_members_of_that_day():
    session = make.session_in("planned", convoked_on=dt.date(2015, 5, 13))
    for mandate in session.assembly.mandates.filter(presides=False)[:2]:
        actions.end_mandate(mandate=mandate, until=dt.date(2015, 5, 20), by=SECRETARY)

    actions.hold(session=session, present=2, by=SECRETARY)

    assert (session.in_office, session.quorum.value) == (3, True)


def test_convoke_wants_no_note_where_three_clear_days_are_enough():
    session = make.session_in("planned")
    Assembly.objects.update(clear_days=3)
    session.assembly.refresh_from_db()
    make.deliberation_in("tabled", session=session, note="")

    actions.convoke(session=session, by=SECRETARY, sent_on=dt.date(2015, 5, 17))

    session.refresh_from_db()
    assert session.convoked_on == dt.date(2015, 5, 17)


def test_convoke_too_late_names_the_article_of_a_small_commune():
    session = make.session_in("planned")
    Assembly.objects.update(clear_days=3)
    session.assembly.refresh_from_db()
    make.deliberation_in("tabled", session=session)

    with pytest.raises(RuleBroken) as caught:
        actions.convoke(session=session, by=SECRETARY, sent_on=dt.date(2015, 5, 18))

    assert str(caught.value) == (
        "2 jours francs entre l’envoi et la séance\u00a0: il en faut 3 au moins. "
        "L’envoi devait partir le 17 mai 2015 au plus tard (L.2121-11)."
    )


def test_convoke_names_the_item_without_a_note():
    session = make.session_in("planned")
    make.deliberation_in("tabled", session=session)
    make.deliberation_in("tabled", title="Tarifs", session=session, note="")

    with pytest.raises(RuleBroken) as caught:
        actions.convoke(session=session, by=SECRETARY, sent_on=dt.date(2015, 5, 13))

    assert str(caught.value) == (
        "La note de présentation manque pour «\u00a0Tarifs\u00a0»\u00a0: "
        "elle accompagne la convocation (L.2121-12)."
    )


def test_convoke_does_not_count_what_is_withdrawn():
    session = make.session_in("planned")
    make.deliberation_in("withdrawn", session=session)

    with pytest.raises(RuleBroken, match="L’ordre du jour est vide\u00a0: inscrivez au moins une"):
        actions.convoke(session=session, by=SECRETARY, sent_on=dt.date(2015, 5, 13))


def test_draft_numbers_follow_each_other_and_skip_what_is_taken():
    session = make.session_in("planned")

    numbers = [
        make.draft(session, f"Point {rank}", number=given).number
        for rank, given in enumerate(["", "2015-05-21/3", "", ""])
    ]

    assert numbers == ["2015-05-21/1", "2015-05-21/3", "2015-05-21/4", "2015-05-21/5"]


def test_draft_refuses_a_number_of_the_same_session_only():
    session = make.session_in("planned")
    other = make.session_in("planned", held_on=dt.date(2015, 6, 25))
    make.draft(session, number="12")

    with pytest.raises(RuleBroken, match="déjà pris dans cette séance") as caught:
        make.draft(session, number=" 12 ")

    assert caught.value.field == "number"
    assert make.draft(other, number="12").number == "12"


def test_draft_with_the_same_title_has_its_own_address():
    session = make.session_in("planned")

    assert [make.draft(session, "Été & œuvres").slug for _time in range(2)] == [
        "2015-05-21-ete-oeuvres",
        "2015-05-21-ete-oeuvres-2",
    ]


def test_edit_deliberation_keeps_its_own_number_and_its_address():
    draft = make.draft(make.session_in("planned"), number="7")
    slug = draft.slug

    actions.edit_deliberation(deliberation=draft, title="Autre", decision_text="D", number="7", by=SECRETARY)
    actions.edit_deliberation(deliberation=draft, title="Encore", decision_text="D", by=SECRETARY)

    draft.refresh_from_db()
    assert (draft.number, draft.slug, draft.title) == ("7", slug, "Encore")


def test_edit_deliberation_from_a_stale_copy_leaves_it_on_the_agenda():
    draft = make.draft(make.session_in("planned"))
    stale = Deliberation.objects.select_related("session").get(pk=draft.pk)
    actions.table(deliberation=draft, by=SECRETARY)

    actions.edit_deliberation(deliberation=stale, title="Autre", decision_text="D", by=SECRETARY)

    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("tabled", "Autre")


@pytest.mark.parametrize(
    ("votes", "accepted"),
    [((3, 1, 1, 0), True), ((3, 1, 0, 1), True), ((3, 1, 1, 1), False), ((5, 1, 0, 0), False)],
)
def test_record_vote_counts_present_and_represented(votes, accepted):
    deliberation = make.deliberation_in("tabled", session=make.session_in("held"))
    names = ("votes_for", "votes_against", "abstentions", "not_taking_part")
    count = dict(zip(names, votes, strict=True))

    if accepted:
        actions.record_vote(deliberation=deliberation, by=SECRETARY, **count)
        deliberation.refresh_from_db()
        assert tuple(getattr(deliberation, name) for name in names) == votes
    else:
        with pytest.raises(RuleBroken, match="6 voix pour 5 présents ou représentés") as caught:
            actions.record_vote(deliberation=deliberation, by=SECRETARY, **count)
        assert caught.value.field == "votes_for"


@pytest.mark.parametrize(
    ("votes", "ballot", "casting", "state", "kept"),
    [
        ((3, 2, 0), "hands", "against", "adopted", ""),
        ((2, 2, 1), "hands", "for", "adopted", "for"),
        ((2, 2, 1), "public", "against", "rejected", "against"),
        ((2, 2, 1), "hands", "none", "rejected", "none"),
        ((2, 2, 1), "secret", "", "rejected", ""),
        ((2, 2, 1), "secret", "for", "rejected", ""),
        ((0, 0, 5), "hands", "", "rejected", ""),
        ((0, 0, 5), "hands", "for", "rejected", ""),
        ((5, 0, 0), "secret", "", "adopted", ""),
        ((1, 0, 4), "hands", "", "adopted", ""),
    ],
)
def test_record_vote_hears_the_chair_only_in_a_public_tie(votes, ballot, casting, state, kept):
    deliberation = make.deliberation_in("tabled", session=make.session_in("held"))
    count = dict(zip(("votes_for", "votes_against", "abstentions"), votes, strict=True))

    actions.record_vote(deliberation=deliberation, ballot=ballot, casting_vote=casting, by=SECRETARY, **count)

    deliberation.refresh_from_db()
    assert (deliberation.state, deliberation.casting_vote, deliberation.ballot) == (state, kept, ballot)
    assert deliberation.result.value == state


def test_record_vote_asks_for_the_chair_beside_the_field():
    deliberation = make.deliberation_in("tabled", session=make.session_in("held"))

    with pytest.raises(RuleBroken) as caught:
        actions.record_vote(
            deliberation=deliberation, votes_for=2, votes_against=2, abstentions=1, by=SECRETARY
        )

    assert (caught.value.field, str(caught.value)) == (
        "casting_vote",
        (
            "Partage égal des voix (2 contre 2)\u00a0: "
            "indiquez comment a voté le président de séance (L.2121-20)."
        ),
    )


def test_record_vote_during_the_session_keeps_the_minute(clock):
    deliberation = make.deliberation_in("tabled", session=make.session_in("held"))
    clock.travel(dt.datetime(2015, 5, 21, 18, 42, tzinfo=dt.UTC))

    actions.record_vote(deliberation=deliberation, votes_for=5, votes_against=0, abstentions=0, by=SECRETARY)

    assert deliberation.voted_at == dt.datetime(2015, 5, 21, 18, 42, tzinfo=dt.UTC)


def test_close_says_how_many_votes_are_missing():
    session = make.session_in("held")
    for _item in range(3):
        make.deliberation_in("tabled", session=session)

    with pytest.raises(RuleBroken) as caught:
        actions.close(session=session, by=SECRETARY)

    assert str(caught.value) == "3 délibérations attendent encore leur vote."


def test_publish_names_the_author_that_is_given():
    deliberation = make.deliberation_in("adopted")
    deputy = deliberation.session.assembly.mandates.filter(presides=False).first()

    actions.publish(deliberation=deliberation, author=deputy, by=SECRETARY)

    deliberation.refresh_from_db()
    assert deliberation.author_label == str(deputy)


def test_publish_names_who_presided_that_day_not_today(clock):
    deliberation = make.deliberation_in("adopted")
    assembly = deliberation.session.assembly
    mayor = assembly.mandates.get(presides=True)
    actions.end_mandate(mandate=mayor, until=dt.date(2015, 5, 31), by=SECRETARY)
    actions.add_mandate(assembly=assembly, since=dt.date(2015, 6, 1), presides=True, **NEW)
    clock.travel(dt.date(2015, 6, 2))

    actions.publish(deliberation=deliberation, by=SECRETARY)

    assert deliberation.author_label == str(mayor)


def test_session_is_named_by_its_day():
    session = Session.objects.get(pk=make.session_in("planned").pk)

    assert str(session) == "Séance du 21 mai 2015"
    assert (session.quorum, session.last_convocation_day) == (None, dt.date(2015, 5, 15))
