"""Each rule of the law beside its sentence: seats, convocation, proxies, ballots, dates."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured

from terreau.council import law, town
from terreau.council.enums import Ballot, CastingVote, MinutesPart, VoteResult
from terreau.territories.calendar import BusinessCalendar
from tests.council.law_room import HELD_ON, MEMBERS, proxy, room

SESSION = dt.date(2015, 5, 21)


@pytest.mark.parametrize(
    ("population", "seats"),
    [
        (0, 7),
        (99, 7),
        (100, 11),
        (499, 11),
        (500, 15),
        (1_500, 19),
        (2_500, 23),
        (3_499, 23),
        (3_500, 27),
        (5_000, 29),
        (9_999, 29),
        (10_000, 33),
        (19_999, 33),
        (20_000, 35),
        (30_000, 39),
        (40_000, 43),
        (50_000, 45),
        (60_000, 49),
        (80_000, 53),
        (100_000, 55),
        (150_000, 59),
        (200_000, 61),
        (250_000, 65),
        (300_000, 69),
        (2_100_000, 69),
    ],
)
def test_seats_follow_the_population(population, seats):
    found = law.seats(population=population)
    assert (found.value, found.article) == (seats, "L.2121-2")


def test_seats_of_a_town_with_its_own_number():
    """33 or 35 at Sceaux: a doubt that the town settles itself."""
    assert law.seats(population=20_004, reading=law.Reading(seats=33)) == law.Finding(
        33, "Le conseil compte 33 sièges, nombre propre à cette commune.", "L.2121-2"
    )
    assert law.seats(population=20_004).sentence == (
        "Une commune de 20\u202f004 habitants a un conseil de 35 sièges."
    )
    with pytest.raises(ValueError, match="never negative"):
        law.seats(population=-1)


@pytest.mark.parametrize(
    ("population", "days", "article"), [(3_499, 3, "L.2121-11"), (3_500, 5, "L.2121-12")]
)
def test_clear_days_follow_the_size_of_the_commune(population, days, article):
    found = law.clear_days_required(population=population)
    assert (found.value, found.article) == (days, article)
    assert f"{days} jours francs" in found.sentence


@pytest.mark.parametrize(
    ("day", "approved", "may_go_on", "sentence"),
    [
        (15, None, True, "La convocation est partie à temps"),
        (19, None, False, "faites d’abord voter le conseil sur l’urgence"),
        (19, False, False, "renvoyez la discussion à une séance ultérieure"),
        (19, True, True, "Le conseil a admis l’urgence."),
    ],
)
def test_urgency_wants_the_vote_of_the_council(day, approved, may_go_on, sentence):
    """Feature 19: 19 May accepted only with the council's vote on urgency recorded."""
    found = law.urgency(sent_on=dt.date(2015, 5, day), held_on=SESSION, approved=approved)
    assert (found.value, found.article) == (may_go_on, "L.2121-12")
    assert sentence in found.sentence


@pytest.mark.parametrize(
    ("required", "written", "ready", "article"),
    [
        (5, True, True, "L.2121-12"),
        (5, False, False, "L.2121-12"),
        (3, False, True, "L.2121-11"),
        (3, True, True, "L.2121-11"),
    ],
)
def test_note_goes_out_with_the_convocation_of_a_large_commune(required, written, ready, article):
    """Feature 20."""
    found = law.note(title="Chartes", required=required, written=written)
    assert (found.value, found.article) == (ready, article)


def test_late_item_waits_for_the_next_session():
    """Feature 22."""
    assert law.late_item(convened=False).value is True
    late = law.late_item(convened=True)
    assert (late.value, late.article) == (False, "L.2121-10")
    assert str(late) == (
        "La convocation est partie\u00a0: l’ordre du jour ne change plus. "
        "Choisissez la séance suivante (L.2121-10)."
    )


@pytest.mark.parametrize(
    ("day", "days", "accepted"), [(23, 3, False), (24, 3, True), (24, 4, False), (25, 4, True)]
)
def test_second_call_is_three_days_later_or_what_the_town_reads(day, days, accepted):
    """Feature 25."""
    found = law.second_call(
        first_on=SESSION, second_on=dt.date(2015, 5, day), reading=law.Reading(second_call_days=days)
    )
    assert (found.value, found.article) == (accepted, "L.2121-17")


@pytest.mark.parametrize(
    ("new", "held", "sessions", "ill", "reason"),
    [
        ((30, 1), {}, 0, False, None),
        ((30, 1), {}, 2, False, None),
        ((30, 1), {}, 3, False, "plus de trois séances consécutives"),
        ((30, 1), {}, 3, True, None),
        ((30, 1), {31: 1}, 0, False, "Conseil 01 porte déjà le pouvoir de Conseil 31"),
        ((30, 1), {30: 2}, 0, False, "Conseil 30 a déjà donné pouvoir à Conseil 02"),
        ((30, 1), {30: 1}, 0, False, None),
        ((2, 1), {}, 0, False, "Conseil 02 est là"),
        ((30, 31), {}, 0, False, "Conseil 31 n’est pas là"),
        ((1, 1), {}, 0, False, "d’un membre en exercice à un autre"),
        ((33, 1), {}, 0, False, "d’un membre en exercice à un autre"),
    ],
)
def test_proxy(new, held, sessions, ill, reason):
    """Feature 24: a second proxy to one holder refused; a fourth session refused without illness."""
    found = law.proxy(
        proxy(*new),
        attendance=room(office=32, present=29, proxies=held),
        consecutive_sessions=sessions,
        ill=ill,
    )
    assert (found.value, found.article) == (reason is None, "L.2121-20")
    assert (reason or "porte le pouvoir de") in found.sentence


def test_proxies_are_one_a_member():
    assert law.proxies_fit(present=3, proxies=3).value is True
    assert law.proxies_fit(present=3, proxies=4).value is False


@pytest.mark.parametrize(
    "facts", [{"present": 33, "office": 32}, {"proxies": {30: 1, 31: 1}}, {"office": 30, "interested": [31]}]
)
def test_attendance_refuses_what_cannot_be(facts):
    with pytest.raises(ValueError, match=r"not in office|one proxy only"):
        room(**facts)


def test_takes_part_tells_the_present_and_the_away():
    people = room(present=29)
    assert law.takes_part(MEMBERS[0], attendance=people).sentence == (
        "Conseil 01 prend part au débat et au vote."
    )
    away = law.takes_part(MEMBERS[32], attendance=people)
    assert (away.value, away.sentence) == (False, "Conseil 33 n’est pas là.")


def test_votes_fit_the_voters():
    assert law.votes_fit(count=31, voters=31).value is True
    assert law.votes_fit(count=32, voters=31).value is False


@pytest.mark.parametrize(
    ("waived", "by_law", "found"),
    [
        (False, False, Ballot.SECRET),
        (True, False, Ballot.SHOW_OF_HANDS),
        (True, True, Ballot.SECRET),
    ],
)
def test_appointment_is_secret_unless_all_waive_it(waived, by_law, found):
    """Feature 27."""
    finding = law.appointment_ballot(waived_by_all=waived, secret_by_law=by_law)
    assert (finding.value, finding.article) == (found, "L.2121-21")


ELDER, YOUNGER = law.Member("Aline", dt.date(1950, 2, 3)), law.Member("Bao", dt.date(1990, 4, 5))
TWIN, UNKNOWN = law.Member("Chloé", dt.date(1950, 2, 3)), law.Member("Driss")


@pytest.mark.parametrize(
    ("votes", "turn", "elected"),
    [
        ({ELDER: 16, YOUNGER: 15}, 1, ELDER),
        ({ELDER: 15, YOUNGER: 15, UNKNOWN: 1}, 1, None),
        ({ELDER: 15, YOUNGER: 15, UNKNOWN: 1}, 2, None),
        ({ELDER: 15, YOUNGER: 15, UNKNOWN: 1}, 3, ELDER),
        ({ELDER: 10, YOUNGER: 12, UNKNOWN: 9}, 3, YOUNGER),
        ({ELDER: 10, TWIN: 10, YOUNGER: 9}, 3, None),
        ({ELDER: 10, UNKNOWN: 10, YOUNGER: 9}, 3, None),
        ({YOUNGER: 0}, 1, YOUNGER),
        ({ELDER: 0, YOUNGER: 0}, 1, None),
    ],
    ids=[
        "absolute",
        "first_without",
        "second_without",
        "older",
        "relative",
        "same_day",
        "unknown_birthday",
        "only_one",
        "no_vote",
    ],
)
def test_appointment_in_three_turns(votes, turn, elected):
    found = law.appointment(votes, turn=turn)
    assert (found.value, found.article) == (elected, "L.2121-21")


def test_appointment_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="three turns"):
        law.appointment({ELDER: 1}, turn=4)
    with pytest.raises(ValueError, match="never negative"):
        law.appointment({ELDER: -1, YOUNGER: 1}, turn=1)


@pytest.mark.parametrize(("asking", "present"), [(-1, 10), (11, 10)])
def test_ballot_refuses_more_requests_than_members_present(asking, present):
    with pytest.raises(ValueError, match="each once"):
        law.ballot(present=present, asking_public=asking)


@pytest.mark.parametrize(
    ("ballot", "recorded"), [(Ballot.PUBLIC, True), (Ballot.SECRET, False), (Ballot.SHOW_OF_HANDS, False)]
)
def test_names_are_recorded_in_a_public_ballot_only(ballot, recorded):
    """Feature 35: nothing links a voter to a secret vote."""
    assert law.names_recorded(ballot).value is recorded


def test_blank_and_null_are_not_cast():
    count = law.Count(5, 4, abstentions=1, blank=10, null=3)
    assert (count.cast, count.taken, law.result(count, secret=True).value) == (9, 23, VoteResult.ADOPTED)


def test_every_vote_of_the_chair_settles_a_tie():
    settled = {vote: law.result(law.Count(5, 5), casting_vote=vote).value for vote in CastingVote}
    assert [vote for vote, value in settled.items() if value == VoteResult.TIED] == [CastingVote.UNUSED]


def test_list_and_minutes_have_a_week():
    """Feature 37: red on day 8."""
    assert law.list_due(held_on=SESSION).value == dt.date(2015, 5, 28)
    assert law.minutes_due(adopted_on=dt.date(2015, 6, 25)).value == dt.date(2015, 7, 2)
    assert law.minutes_due(adopted_on=None).value is None
    assert law.list_due(held_on=SESSION).article == "L.2121-25"


def test_minutes_are_adopted_at_the_next_session():
    found = law.minutes_adoption(held_on=SESSION, next_held_on=dt.date(2015, 6, 25))
    assert (found.value, found.article) == (dt.date(2015, 6, 25), "L.2121-15")
    assert law.minutes_adoption(held_on=SESSION, next_held_on=None).value is None
    with pytest.raises(ValueError, match="comes after"):
        law.minutes_adoption(held_on=SESSION, next_held_on=SESSION)


def test_minutes_say_what_they_lack():
    told = set(MinutesPart) - {MinutesPart.SPECIAL_BALLOTS}
    assert law.minutes(told).value == ()
    assert law.minutes(told, special_ballot=True).value == (MinutesPart.SPECIAL_BALLOTS,)
    assert law.minutes(told - {MinutesPart.QUORUM, MinutesPart.DEBATE}).sentence == (
        "Il manque au procès-verbal\u00a0: quorum, teneur des discussions."
    )


@pytest.mark.parametrize(
    ("published", "last"),
    [
        (dt.date(2021, 1, 3), dt.date(2021, 3, 4)),
        (dt.date(2007, 10, 1), dt.date(2007, 12, 3)),  # ends on Sunday 2 December: the Monday
        (dt.date(2015, 3, 27), dt.date(2015, 5, 28)),
        (dt.date(2024, 11, 12), dt.date(2025, 1, 13)),
        (dt.date(2022, 11, 3), dt.date(2023, 1, 4)),
        (dt.date(2023, 12, 28), dt.date(2024, 2, 29)),
        (dt.date(2023, 12, 30), dt.date(2024, 2, 29)),  # no 31 February: its last day
        (dt.date(2023, 12, 31), dt.date(2024, 3, 1)),
        (dt.date(2026, 3, 12), dt.date(2026, 5, 13)),
        (dt.date(2026, 3, 13), dt.date(2026, 5, 15)),  # Ascension
        (dt.date(2026, 2, 28), dt.date(2026, 5, 4)),  # 1 May is a Friday: over a long week-end
    ],
)
def test_recourse_ends_two_clear_months_later(published, last):
    """Feature 42: date to date from the next day, over week-ends and public holidays."""
    found = law.recourse_end(published_on=published)
    assert (found.value, found.article) == (last, "R.421-1 CJA")


def test_recourse_follows_local_holidays_and_the_reading_of_the_town():
    published_on, moselle = dt.date(2026, 2, 2), BusinessCalendar(subdivision="57")  # up to Good Friday
    assert law.recourse_end(published_on=published_on).value == dt.date(2026, 4, 3)
    assert law.recourse_end(published_on=published_on, calendar=moselle).value == dt.date(2026, 4, 7)
    longer = law.Reading(recourse_months=4)
    assert law.recourse_end(published_on=HELD_ON, reading=longer).value == dt.date(2026, 7, 13)


@pytest.mark.parametrize(
    ("completed", "last", "sentence"),
    [
        (None, dt.date(2026, 5, 18), "après la réception de l’acte"),
        (dt.date(2026, 4, 2), dt.date(2026, 6, 3), "après les pièces demandées"),
        (dt.date(2026, 3, 1), dt.date(2026, 5, 18), "après les pièces demandées"),
    ],
)
def test_review_begins_again_when_missing_papers_come(completed, last, sentence):
    """Feature 40: a request for papers stops the clock, a plain question does not."""
    found = law.review_end(received_on=dt.date(2026, 3, 16), completed_on=completed)
    assert (found.value, found.article) == (last, "L.2131-6")
    assert sentence in found.sentence


def test_transmission_has_the_aim_of_the_town_and_its_form_by_population():
    reading = law.Reading(transmission_days=2, telematic_population=20_000)

    assert law.transmission_due(held_on=SESSION).value == dt.date(2015, 5, 28)
    assert law.transmission_due(held_on=SESSION, reading=reading).value == dt.date(2015, 5, 23)
    assert law.transmission_is_electronic(population=49_999).value is False
    assert law.transmission_is_electronic(population=50_000).value is True
    assert law.transmission_is_electronic(population=20_004, reading=reading).value is True


def test_reading_of_the_town_comes_from_its_setting(settings):
    settings.COUNCIL_READING = ["second_call_days=4", "interested_count_as_present=1"]
    assert town.reading() == law.Reading(second_call_days=4, interested_count_as_present=True)


@pytest.mark.parametrize(
    "word", ["third_call_days=4", "second_call_days", "second_call_days=-1", "numbered_by_year=2", "=1"]
)
def test_reading_refuses_an_unknown_choice(settings, word):
    settings.COUNCIL_READING = [word]
    with pytest.raises(ImproperlyConfigured, match=r"^TERREAU_COUNCIL_READING: "):
        town.reading()
