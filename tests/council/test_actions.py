"""The verbs of the council: what each refuses, changes and records."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terreau.council import actions
from terreau.council.models import Deliberation, Session
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken
from tests.factories import council as make
from tests.factories.council import SECRETARY

pytestmark = pytest.mark.django_db


def verbs(target) -> list[str]:
    entries = Entry.objects.filter(target_kind=target._meta.label_lower, target_key=str(target.pk))
    return list(entries.order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def session():
    return make.planned_session(make.seated_assembly())


@pytest.fixture
def small():
    """A session of a council of five."""
    return make.planned_session(make.seated_assembly(seats=5))


def test_add_mandate_refuses_a_person_too_many():
    assembly = make.seated_assembly(seats=2)

    with pytest.raises(RuleBroken, match="Les 2 sièges sont pourvus"):
        actions.add_mandate(
            assembly=assembly,
            first_name="Alix",
            last_name="Troisième",
            capacity="Conseiller municipal",
            since=dt.date(2015, 1, 1),
            by=SECRETARY,
        )


def test_add_mandate_refuses_a_second_chair_and_a_second_mandate(person):
    assembly, user = make.seated_assembly(seats=3, members=1), person()
    facts = {"assembly": assembly, "first_name": "A", "last_name": "B", "capacity": "C", "by": SECRETARY}
    actions.add_mandate(since=dt.date(2015, 1, 1), user=user, **facts)

    with pytest.raises(RuleBroken, match="déjà une présidence"):
        actions.add_mandate(since=dt.date(2015, 1, 1), presides=True, **facts)
    with pytest.raises(RuleBroken, match="déjà un mandat en cours"):
        actions.add_mandate(since=dt.date(2015, 1, 1), user=user, **facts)


def test_end_mandate_frees_the_seat():
    assembly = make.seated_assembly(seats=1)
    mandate = assembly.mandates.get()

    actions.end_mandate(mandate=mandate, until=dt.date(2016, 1, 31), by=SECRETARY)

    assert assembly.mandates.in_office(dt.date(2016, 1, 31)).count() == 1
    assert assembly.mandates.in_office(dt.date(2016, 2, 1)).count() == 0
    assert verbs(mandate) == ["mandate.added", "mandate.ended"]
    with pytest.raises(RuleBroken, match="déjà terminé"):
        actions.end_mandate(mandate=mandate, until=dt.date(2017, 1, 1), by=SECRETARY)


def test_end_mandate_refuses_an_end_before_its_beginning():
    mandate = make.seated_assembly(seats=1).mandates.get()
    with pytest.raises(RuleBroken, match="finit après avoir commencé"):
        actions.end_mandate(mandate=mandate, until=dt.date(2013, 1, 1), by=SECRETARY)


def test_create_session_refuses_two_the_same_day(session):
    with pytest.raises(RuleBroken, match="déjà prévue"):
        make.planned_session(session.assembly)


@pytest.mark.parametrize(
    ("day", "verb", "accepted"),
    [
        (15, actions.convoke, True),
        (16, actions.convoke, False),
        (19, actions.convoke, False),
        (19, actions.convoke_urgently, True),
        (20, actions.convoke_urgently, False),
    ],
)
def test_convoke_counts_clear_days(small, day, verb, accepted):
    actions.table(deliberation=make.draft(small), by=SECRETARY)

    if accepted:
        verb(session=small, by=SECRETARY, sent_on=dt.date(2015, 5, day))
        small.refresh_from_db()
        assert (small.convoked_on, small.urgent) == (
            dt.date(2015, 5, day),
            verb is actions.convoke_urgently,
        )
    else:
        with pytest.raises(RuleBroken, match=r"L\.2121-12"):
            verb(session=small, by=SECRETARY, sent_on=dt.date(2015, 5, day))


def test_convoke_refuses_an_incomplete_agenda(small, clock):
    clock.travel(dt.date(2015, 5, 10))
    with pytest.raises(RuleBroken, match="ordre du jour est vide"):
        actions.convoke(session=small, by=SECRETARY)
    deliberation = make.draft(small, note="")
    with pytest.raises(RuleBroken, match="pas encore à l’ordre du jour"):
        actions.convoke(session=small, by=SECRETARY)
    actions.table(deliberation=deliberation, by=SECRETARY)
    with pytest.raises(RuleBroken, match="note de présentation manque"):
        actions.convoke(session=small, by=SECRETARY)


def test_agenda_is_fixed_once_convened(small, clock):
    deliberation = make.draft(small)
    actions.table(deliberation=deliberation, by=SECRETARY)
    clock.travel(dt.date(2015, 5, 10))
    actions.convoke(session=small, by=SECRETARY)

    with pytest.raises(RuleBroken, match="ordre du jour ne change plus"):
        make.draft(small, "Un point tardif")
    with pytest.raises(RuleBroken, match="ordre du jour ne change plus"):
        actions.edit_deliberation(deliberation=deliberation, title="T", decision_text="D", by=SECRETARY)
    with pytest.raises(RuleBroken, match="déjà partie"):
        actions.convoke(session=small, by=SECRETARY)


def test_edit_deliberation_changes_a_draft(small):
    deliberation = make.draft(small)

    actions.edit_deliberation(
        deliberation=deliberation,
        title="Un autre objet",
        decision_text="DÉCIDE",
        considerations=["Vu le code", "  "],
        number="2015-12",
        by=SECRETARY,
    )

    deliberation.refresh_from_db()
    assert (deliberation.title, deliberation.considerations, deliberation.number) == (
        "Un autre objet",
        ["Vu le code"],
        "2015-12",
    )
    with pytest.raises(RuleBroken, match="numéro est déjà pris"):
        make.draft(small, "Encore", number="2015-12")
    second = make.draft(small, "Encore")
    with pytest.raises(RuleBroken, match="numéro est déjà pris"):
        actions.edit_deliberation(
            deliberation=second, title="T", decision_text="D", number="2015-12", by=SECRETARY
        )


def test_hold_refuses_too_early_without_convocation_or_quorum(small, clock):
    with pytest.raises(RuleBroken, match="pas convoqué"):
        actions.hold(session=small, present=3, by=SECRETARY)
    actions.table(deliberation=make.draft(small), by=SECRETARY)
    clock.travel(dt.date(2015, 5, 10))
    actions.convoke(session=small, by=SECRETARY)
    with pytest.raises(RuleBroken, match="aura lieu le 21 mai 2015"):
        actions.hold(session=small, present=3, by=SECRETARY)
    clock.travel(dt.date(2015, 5, 21))
    with pytest.raises(RuleBroken, match="il en faut 3"):
        actions.hold(session=small, present=2, by=SECRETARY)
    with pytest.raises(RuleBroken, match="6 présents et pouvoirs pour 5"):
        actions.hold(session=small, present=5, proxies=1, by=SECRETARY)
    with pytest.raises(RuleBroken, match="un seul pouvoir"):
        actions.hold(session=small, present=2, proxies=3, by=SECRETARY)


def test_call_again_lifts_the_quorum(small, clock):
    with pytest.raises(RuleBroken, match="première convocation"):
        actions.call_again(session=small, held_on=dt.date(2015, 5, 25), by=SECRETARY)
    actions.table(deliberation=make.draft(small), by=SECRETARY)
    clock.travel(dt.date(2015, 5, 10))
    actions.convoke(session=small, by=SECRETARY)
    with pytest.raises(RuleBroken, match="3 jours au moins"):
        actions.call_again(session=small, held_on=dt.date(2015, 5, 23), by=SECRETARY)
    with pytest.raises(RuleBroken, match="aura lieu le 21 mai 2015"):
        actions.call_again(session=small, held_on=dt.date(2015, 5, 24), by=SECRETARY)

    clock.travel(dt.date(2015, 5, 21))
    actions.call_again(session=small, held_on=dt.date(2015, 5, 24), by=SECRETARY)
    clock.travel(dt.date(2015, 5, 24))
    actions.hold(session=small, present=1, by=SECRETARY)

    assert small.quorum.value is True
    assert verbs(small) == ["session.planned", "session.convoked", "session.called_again", "session.held"]


def test_record_vote_adopts_with_the_majority(session):
    deliberation = make.adopted(session)

    deliberation.refresh_from_db()
    assert deliberation.is_adopted
    assert deliberation.wording == "à l’unanimité des votants (3 abstentions)"
    assert verbs(deliberation) == ["deliberation.drafted", "deliberation.tabled", "deliberation.adopted"]


def test_record_vote_recorded_later_keeps_the_evening_of_the_session(small, clock):
    deliberation = make.draft(small)
    make.open_session(small, present=5, proxies=0)
    deliberation.refresh_from_db()
    clock.travel(dt.date(2015, 5, 23))

    actions.record_vote(deliberation=deliberation, votes_for=3, votes_against=2, abstentions=0, by=SECRETARY)

    assert deliberation.voted_at.isoformat() == "2015-05-21T19:30:00+02:00"


def test_record_vote_needs_an_open_session_and_a_true_count(small):
    deliberation = make.draft(small)
    count = {"votes_against": 0, "abstentions": 0, "by": SECRETARY}
    with pytest.raises(RuleBroken, match="séance n’est pas ouverte"):
        actions.record_vote(deliberation=deliberation, votes_for=5, **count)
    make.open_session(small, present=4, proxies=1)
    deliberation.refresh_from_db()
    with pytest.raises(RuleBroken, match="6 voix pour 5 présents ou représentés"):
        actions.record_vote(deliberation=deliberation, votes_for=6, **count)


@pytest.mark.parametrize(("casting", "state"), [("for", "adopted"), ("against", "rejected")])
def test_record_vote_asks_the_chair_in_a_tie(small, casting, state):
    deliberation = make.draft(small)
    make.open_session(small, present=4, proxies=0)
    deliberation.refresh_from_db()
    tie = {"votes_for": 2, "votes_against": 2, "abstentions": 0, "by": SECRETARY}
    with pytest.raises(RuleBroken, match="Partage égal des voix"):
        actions.record_vote(deliberation=deliberation, **tie)

    actions.record_vote(deliberation=deliberation, casting_vote=casting, **tie)

    assert deliberation.state == state


def test_record_vote_rejects_a_secret_tie(small):
    deliberation = make.draft(small)
    make.open_session(small, present=4, proxies=0)
    deliberation.refresh_from_db()

    actions.record_vote(
        deliberation=deliberation,
        votes_for=2,
        votes_against=2,
        abstentions=0,
        ballot="secret",
        casting_vote="for",
        by=SECRETARY,
    )

    assert (deliberation.state, deliberation.casting_vote) == ("rejected", "")


def test_record_vote_twice_is_refused(small):
    deliberation = make.draft(small)
    make.open_session(small, present=4, proxies=0)
    first, second = Deliberation.objects.get(pk=deliberation.pk), Deliberation.objects.get(pk=deliberation.pk)
    count = {"votes_for": 4, "votes_against": 0, "abstentions": 0, "by": SECRETARY}
    actions.record_vote(deliberation=first, **count)

    with pytest.raises(RuleBroken, match="Quelqu’un vient de modifier"):
        actions.record_vote(deliberation=second, **count)

    assert verbs(deliberation).count("deliberation.adopted") == 1


def test_close_waits_for_every_vote(small):
    deliberation = make.draft(small)
    make.open_session(small, present=5, proxies=0)
    with pytest.raises(RuleBroken, match="1 délibération attend encore son vote"):
        actions.close(session=small, by=SECRETARY)
    deliberation.refresh_from_db()
    actions.withdraw(deliberation=deliberation, by=SECRETARY)

    actions.close(session=small, by=SECRETARY)

    assert small.state == "closed"


def test_publish_names_the_author_and_transmit_gives_force(session):
    deliberation = make.adopted(session)
    assert deliberation.executory.value is None

    make.executory(deliberation)

    assert deliberation.author_label == "Camille Conseil 0, Maire"
    assert deliberation.executory.value == dt.date(2015, 5, 27)
    with pytest.raises(RuleBroken, match="déjà publiée"):
        actions.publish(deliberation=deliberation, by=SECRETARY)
    with pytest.raises(RuleBroken, match="déjà transmise"):
        actions.transmit(deliberation=deliberation, by=SECRETARY)


def test_publish_and_transmit_wait_for_the_vote(small):
    deliberation = make.draft(small)
    with pytest.raises(RuleBroken, match="pas encore prononcé"):
        actions.publish(deliberation=deliberation, by=SECRETARY)
    with pytest.raises(RuleBroken, match="Seule une délibération adoptée"):
        actions.transmit(deliberation=deliberation, by=SECRETARY)


def test_publish_refuses_without_a_chair(session):
    deliberation = make.adopted(session)
    session.assembly.mandates.update(presides=False)

    with pytest.raises(RuleBroken, match="Aucune présidence"):
        actions.publish(deliberation=deliberation, by=SECRETARY)


def test_publish_a_stale_copy_is_refused(session):
    deliberation = make.adopted(session)
    stale = Deliberation.objects.get(pk=deliberation.pk)
    make.executory(deliberation)

    with pytest.raises(RuleBroken, match="Quelqu’un vient de modifier"):
        actions.publish(deliberation=stale, by=SECRETARY)


@pytest.mark.parametrize(
    "facts",
    [
        {"votes_for": 3, "votes_against": 3},
        {"state": "rejected"},
        {"votes_for": 0, "votes_against": 0},
        {"votes_for": 1, "votes_against": 5},
        {"votes_for": None},
        {"published_at": None, "transmitted_at": dt.datetime(2010, 1, 1, tzinfo=dt.UTC)},
        {"author_label": ""},
    ],
)
def test_database_refuses_a_state_without_its_facts(session, facts):
    deliberation = make.executory(make.adopted(session))

    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.filter(pk=deliberation.pk).update(**facts)


def test_database_refuses_a_session_held_without_presence(session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(state="held")
