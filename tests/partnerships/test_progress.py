"""How a promise is counted: which days, whose deeds, once each; and the sentence that says it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from terreau.journal import actions as journal
from terreau.kernel import clock as kernel_clock
from terreau.partnerships import actions, queries
from terreau.partnerships.models import Charter, Commitment
from tests.factories import partnerships as make
from tests.factories.council import SECRETARY
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def charter():
    return make.charter_in("in_force")


@pytest.fixture
def deed(clock):
    """Return a function that writes an accepted demand of a party on a day."""

    def write(party, day: dt.date, quantity=1, verb="referral.accepted"):
        clock.travel(day)
        journal.write(
            verb=verb, target=party, by=SECRETARY, organisation=party.organisation_id, quantity=quantity
        )

    return write


@pytest.fixture
def done(clock):
    """Return a function that declares a thing done on a day, and has it accepted on another."""

    def declare(promise, on: dt.date, accepted: dt.date, quantity=1):
        clock.travel(on)
        evidence = actions.record_evidence(commitment=promise, quantity=quantity, text="Fait.", by=SECRETARY)
        clock.travel(accepted)
        actions.accept_evidence(evidence=evidence, by=SECRETARY)

    return declare


def counted(promise) -> tuple:
    """Return the figure of a promise read afresh, and the number of entries listed behind it."""
    promise = Commitment.objects.select_related("charter", "party").get(pk=promise.pk)
    progress = queries.progress_of(promise)
    assert progress.count == queries.entries_behind(promise).count()
    return progress.done, progress.count


def test_nothing_counts_before_the_charter_is_in_force(deed):
    charter = make.charter_in("signed")
    promise = make.add_promise(charter, indicator_verb="referral.accepted")
    deed(promise.party, dt.date(2015, 6, 10))

    progress = queries.progress_of(promise)

    assert counted(promise) == (0, 0)
    assert (progress.label, progress.tone, progress.kept) == ("À venir", "neutral", False)
    assert progress.sentence == "Comptera à partir de l’entrée en vigueur de la charte."


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (dt.datetime(2015, 6, 9, 21, 59, tzinfo=dt.UTC), 0),  # the day before, 23:59 in Paris
        (dt.datetime(2015, 6, 9, 22, 0, tzinfo=dt.UTC), 1),  # midnight in Paris
        (dt.datetime(2015, 12, 31, 22, 59, tzinfo=dt.UTC), 1),
        (dt.datetime(2015, 12, 31, 23, 0, tzinfo=dt.UTC), 0),  # midnight after the term
    ],
)
def test_deeds_count_from_the_first_minute_to_the_last_in_paris(charter, deed, moment, counts):
    Charter.objects.update(in_force_until=dt.date(2015, 12, 31))
    promise = make.add_promise(charter, indicator_verb="referral.accepted")

    deed(promise.party, moment)

    assert counted(promise) == (counts, counts)


def test_deeds_of_others_and_of_other_kinds_do_not_count(charter, deed):
    promise = make.add_promise(charter, indicator_verb="referral.accepted")
    stranger = make.add_party(charter)
    deed(stranger, dt.date(2015, 9, 1))
    deed(promise.party, dt.date(2015, 9, 1), verb="referral.closed")

    assert counted(promise) == (0, 0)


def test_promise_without_an_indicator_counts_evidence_only(charter, deed, done):
    promise = make.add_promise(charter)
    deed(promise.party, dt.date(2015, 9, 1))
    done(promise, dt.date(2015, 9, 1), dt.date(2015, 9, 2), quantity=Decimal("1.5"))

    assert counted(promise) == (Decimal("1.5"), 1)
    assert queries.progress_of(promise).figure == "1,5"


def test_evidence_of_one_promise_never_counts_for_another(charter, done):
    first, second = make.add_promise(charter), make.add_promise(charter)
    done(first, dt.date(2015, 9, 1), dt.date(2015, 9, 2))

    assert (counted(first), counted(second)) == ((1, 1), (0, 0))


def test_deeds_of_subsidiaries_count_once_for_their_parent(charter, deed):
    parent = charter.parties.get(role="partner")
    child = make.add_party(charter, role="subsidiary", parent=parent, signing="represented")
    whole = make.add_promise(charter, indicator_verb="referral.accepted")
    own = make.add_promise(charter, party=child, indicator_verb="referral.accepted")
    deed(parent, dt.date(2015, 9, 1))
    deed(child, dt.date(2015, 9, 2))

    assert (counted(whole), counted(own)) == ((2, 2), (1, 1))


def test_subsidiary_that_the_charter_does_not_name_does_not_count(charter, clock):
    promise = make.add_promise(charter, indicator_verb="referral.accepted")
    unnamed = OrganisationFactory(parent=promise.party.organisation)
    clock.travel(dt.date(2015, 9, 1))
    journal.write(verb="referral.accepted", target=promise, by=SECRETARY, organisation=unnamed, quantity=1)

    assert counted(promise) == (0, 0)


def test_yearly_promise_starts_again_on_the_first_of_january(charter, deed, clock):
    promise = make.add_promise(
        charter, indicator_verb="referral.accepted", recurrence="yearly", target=2, unit="réponses"
    )
    deed(promise.party, dt.date(2015, 9, 1), quantity=2)
    clock.travel(dt.date(2015, 12, 31))
    assert counted(promise) == (2, 1)
    assert (
        queries.progress_of(promise).sentence
        == "Réponses\u00a0: 2 sur 2, du 10 juin 2015 au 31 décembre 2015."
    )

    clock.travel(dt.date(2016, 1, 1))

    assert counted(promise) == (0, 0)
    assert (
        queries.progress_of(promise).sentence
        == "Réponses\u00a0: 0 sur 2, du 1er janvier 2016 au 31 décembre 2016."
    )


def test_yearly_promise_of_a_charter_that_is_over_shows_its_last_year(clock):
    charter = make.charter_in("terminated")
    promise = make.add_promise(charter, recurrence="yearly")
    clock.travel(dt.date(2020, 3, 1))

    progress = queries.progress_of(promise)

    assert (progress.since, progress.until) == (dt.date(2016, 1, 1), dt.date(2016, 6, 30))
    assert (progress.label, progress.tone) == ("Non tenu", "brick")


@pytest.mark.parametrize("recurrence", ["none", "yearly"])
def test_evidence_accepted_late_counts_for_the_day_it_was_done(charter, done, clock, recurrence):
    promise = make.add_promise(charter, recurrence=recurrence)
    done(promise, dt.date(2015, 12, 20), accepted=dt.date(2016, 1, 8))

    assert counted(promise)[0] == (1 if recurrence == "none" else 0)
    clock.travel(dt.date(2015, 12, 31))
    assert counted(promise) == (1, 1)
    (entry,) = queries.entries_behind(promise)
    assert queries.day_of(entry) == dt.date(2015, 12, 20)


def test_evidence_accepted_after_the_end_stays_counted(charter, done, clock):
    promise = make.add_promise(charter)
    clock.travel(dt.date(2015, 10, 1))
    late = actions.record_evidence(commitment=promise, quantity=1, text="Fait.", by=SECRETARY)
    actions.terminate(charter=charter, reason="Fin.", by=SECRETARY)
    clock.travel(dt.date(2015, 11, 1))

    actions.accept_evidence(evidence=late, by=SECRETARY)

    assert counted(promise) == (1, 1)


def test_charter_without_an_end_in_sight_is_counted_too(charter, deed):
    Charter.objects.update(in_force_until=dt.date.max)
    promise = make.add_promise(charter, indicator_verb="referral.accepted")
    deed(promise.party, dt.date(2030, 1, 1))

    assert counted(promise) == (1, 1)


def test_day_of_a_deed_is_the_day_in_paris(charter, deed):
    promise = make.add_promise(charter, indicator_verb="referral.accepted")
    deed(promise.party, dt.datetime(2015, 9, 1, 22, 30, tzinfo=dt.UTC))

    assert [queries.day_of(entry) for entry in queries.entries_behind(promise)] == [dt.date(2015, 9, 2)]


@pytest.mark.parametrize(
    ("state", "facts", "quantity", "seen"),
    [
        ("in_force", {"target": 2}, 0, ("En cours", "water")),
        ("in_force", {"target": 2}, 1, ("En cours", "water")),
        ("in_force", {"target": 2}, 2, ("Tenu", "leaf")),
        ("in_force", {"target": 2}, 3, ("Tenu", "leaf")),
        ("in_force", {}, 0, ("En cours", "water")),
        ("in_force", {}, 1, ("Tenu", "leaf")),
        ("in_force", {"target": 2, "due_on": dt.date(2015, 10, 1)}, 1, ("En cours", "water")),
        ("in_force", {"target": 2, "due_on": dt.date(2015, 9, 30)}, 1, ("En retard", "brick")),
        ("in_force", {"target": 2, "due_on": dt.date(2015, 9, 30)}, 2, ("Tenu", "leaf")),
        ("terminated", {"target": 2}, 0, ("Non tenu", "brick")),
        ("terminated", {"target": 2}, 1, ("Partiellement tenu", "brick")),
        ("ended", {"target": 2}, 2, ("Tenu", "leaf")),
    ],
)
def test_label_and_tone_of_a_promise(deed, state, facts, quantity, seen):
    promise = make.add_promise(make.charter_in(state), indicator_verb="referral.accepted", **facts)
    if quantity:
        deed(promise.party, dt.date(2015, 9, 1), quantity=quantity)
    with kernel_clock.travel(dt.date(2015, 10, 1)):
        progress = queries.progress_of(promise)

    assert (progress.label, progress.tone) == seen
    assert progress.kept is (progress.label == "Tenu")


@pytest.mark.parametrize(
    ("facts", "quantity", "sentence"),
    [
        ({}, 0, "Réalisations\u00a0: 0 depuis le 10 juin 2015."),
        ({}, 1, "Réalisations\u00a0: 1 depuis le 10 juin 2015."),
        ({}, 2, "Réalisations\u00a0: 2 depuis le 10 juin 2015."),
        ({"target": 1}, 0, "Réalisations\u00a0: 0 sur 1 depuis le 10 juin 2015."),
        ({"target": 3}, 0, "Réalisations\u00a0: 0 sur 3 depuis le 10 juin 2015."),
        (
            {"target": 1500, "unit": "heures"},
            1200,
            "Heures\u00a0: 1\u202f200 sur 1\u202f500 depuis le 10 juin 2015.",
        ),
        ({"target": Decimal("2.50"), "unit": "jours"}, 1, "Jours\u00a0: 1 sur 2,5 depuis le 10 juin 2015."),
    ],
)
def test_sentence_of_a_promise(charter, deed, facts, quantity, sentence):
    promise = make.add_promise(charter, indicator_verb="referral.accepted", **facts)
    if quantity:
        deed(promise.party, dt.date(2015, 9, 1), quantity=quantity)
    promise.refresh_from_db()

    assert queries.progress_of(promise).sentence == sentence


def test_sentence_in_english(charter, deed):
    promise = make.add_promise(charter, indicator_verb="referral.accepted", target=3, unit="workshops")
    deed(promise.party, dt.date(2015, 9, 1))

    with translation.override("en"):
        progress = queries.progress_of(promise)
        assert (progress.sentence, progress.label) == ("Workshops: 1 of 3 since 10 June 2015.", "Under way")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_progress_of_many_promises_takes_one_query(charter, count, django_assert_num_queries):
    for number in range(count):
        make.add_promise(
            charter, indicator_verb="referral.accepted", recurrence=["none", "yearly"][number % 2]
        )
    (found,) = queries.charters()
    promises = queries.register.attached(found)

    with django_assert_num_queries(1):
        assert len(queries.progress_for(promises)) == count


def test_progress_of_no_promise_asks_nothing(django_assert_num_queries):
    promise = make.add_promise(make.charter_in("draft"))

    assert queries.progress_for([]) == {}
    assert queries.entries_behind(promise).count() == 0


@pytest.mark.parametrize(
    ("facts", "terms"),
    [
        ({}, []),
        ({"target": Decimal("10.00"), "unit": "ateliers"}, ["Objectif\u00a0: 10 ateliers"]),
        ({"target": Decimal("100.00")}, ["Objectif\u00a0: 100"]),
        ({"target": Decimal("2.50"), "unit": "jours"}, ["Objectif\u00a0: 2,5 jours"]),
        ({"target": Decimal("1500.00"), "unit": "heures"}, ["Objectif\u00a0: 1\u202f500 heures"]),
        (
            {"recurrence": "yearly", "due_on": dt.date(2016, 1, 1), "delay_days": 5},
            ["Chaque année", "Avant le 1er janvier 2016", "Réponse sous 5 jours ouvrés"],
        ),
        ({"delay_days": 1}, ["Réponse sous 1 jour ouvré"]),
    ],
)
def test_terms_of_a_promise_in_words(charter, facts, terms):
    promise = Commitment.objects.get(pk=make.add_promise(charter, **facts).pk)

    assert queries.terms_of(promise) == terms


def test_promised_delay_is_the_shortest_of_the_charters_in_force():
    from tests.factories.directory import OfferFactory

    offer = OfferFactory()
    for state, days in [("in_force", 8), ("in_force", 5), ("terminated", 1), ("signed", 2)]:
        make.add_promise(make.charter_in(state), delay_days=days).offers.add(offer)

    assert queries.promised_delay(offer) == 5
