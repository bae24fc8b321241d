"""What holds of the law whatever the facts."""

import datetime as dt
import re

from hypothesis import assume, given
from hypothesis import strategies as st

from terreau.council import law
from terreau.council.enums import Ballot, CastingVote, VoteResult
from terreau.territories.calendar import BusinessCalendar
from tests.council.law_room import MEMBERS

DAYS = st.dates(min_value=dt.date(2010, 1, 1), max_value=dt.date(2045, 12, 31))
FEW = st.integers(min_value=0, max_value=40)
POPULATIONS = st.integers(min_value=0, max_value=3_000_000)
COUNTS = st.builds(law.Count, FEW, FEW, FEW, FEW, FEW, FEW)


@st.composite
def attendances(draw):
    office = draw(st.integers(min_value=3, max_value=33))
    members = MEMBERS[:office]
    some = st.frozensets(st.sampled_from(members), max_size=office)
    present = draw(some)
    away = draw(st.permutations([member for member in members if member not in present]))
    holders = draw(st.permutations(sorted(present, key=str)))
    count = draw(st.integers(min_value=0, max_value=min(len(away), len(holders))))
    return law.Attendance(
        held_on=draw(DAYS),
        in_office=frozenset(members),
        present=present,
        proxies=tuple(map(law.Proxy, away[:count], holders[:count])),
        interested=draw(some),
        delegates=draw(some),
        silent=draw(some),
    )


@given(DAYS, st.integers(min_value=0, max_value=30), st.sampled_from([3, 5]))
def test_convocation_is_in_time_up_to_its_last_day_and_never_after(held_on, before, required):
    sent_on = held_on - dt.timedelta(days=before)
    last = law.last_convocation_day(held_on=held_on, required=required)
    found = law.convocation(sent_on=sent_on, held_on=held_on, required=required)
    assert found.value is (sent_on <= last)
    assert law.clear_days_between(sent_on=last, held_on=held_on) == required


@given(DAYS, st.integers(min_value=0, max_value=30), st.sampled_from([3, 5]))
def test_urgency_never_makes_a_convocation_late(held_on, before, required):
    sent_on = held_on - dt.timedelta(days=before)
    ordinary = law.convocation(sent_on=sent_on, held_on=held_on, required=required)
    urgent = law.convocation(sent_on=sent_on, held_on=held_on, required=required, urgent=True)
    assert urgent.value >= ordinary.value
    assert urgent.value is (before >= 2)


@given(POPULATIONS, POPULATIONS)
def test_seats_grow_with_the_population_and_are_odd(one, other):
    smaller, larger = sorted([one, other])
    assert law.seats(population=smaller).value <= law.seats(population=larger).value
    assert law.seats(population=one).value % 2 == 1


@given(COUNTS, st.sampled_from(CastingVote), st.booleans())
def test_result_depends_on_votes_cast_alone(count, casting_vote, secret):
    bare = law.Count(count.votes_for, count.votes_against)
    found = law.result(count, casting_vote=casting_vote, secret=secret)
    assert found == law.result(bare, casting_vote=casting_vote, secret=secret)


@given(COUNTS, st.sampled_from(CastingVote), st.booleans())
def test_one_more_vote_for_never_turns_a_text_down(count, casting_vote, secret):
    more = law.Count(count.votes_for + 1, count.votes_against)
    if law.result(count, casting_vote=casting_vote, secret=secret).value == VoteResult.ADOPTED:
        assert law.result(more, casting_vote=casting_vote, secret=secret).value == VoteResult.ADOPTED


@given(COUNTS, st.sampled_from(CastingVote), st.booleans())
def test_the_chair_decides_an_open_tie_and_nothing_else(count, casting_vote, secret):
    found = law.result(count, casting_vote=casting_vote, secret=secret)
    unsaid = law.result(count, secret=secret)
    assert (unsaid.value == VoteResult.TIED) is (count.is_tied and not secret)
    if unsaid.value != VoteResult.TIED:
        assert found == unsaid


@given(attendances())
def test_nobody_kept_out_ever_votes(attendance):
    voters = law.voters(attendance).value
    voting = voters.members | {one.giver for one in voters.proxies} | {one.holder for one in voters.proxies}
    assert not voting & attendance.kept_out
    assert voters.count <= len(attendance.in_office)
    unused = set(attendance.proxies_in_force) - {*voters.proxies, *voters.locked}
    assert {one.giver for one in unused} <= attendance.silent


@given(attendances())
def test_voters_and_minutes_agree(attendance):
    voters = law.voters(attendance).value
    taking_part = {one for one in attendance.in_office if law.takes_part(one, attendance=attendance).value}
    assert taking_part == voters.members | {one.giver for one in voters.proxies}
    assert len(taking_part) == voters.count


@given(attendances())
def test_proxies_never_change_the_quorum(attendance):
    without = law.Attendance(
        **{name: getattr(attendance, name) for name in ("held_on", "in_office", "present", "interested")},
        delegates=attendance.delegates,
    )
    assert law.quorum_at(attendance) == law.quorum_at(without)


@given(attendances())
def test_counting_the_interested_never_loses_the_quorum(attendance):
    counted = law.quorum_at(attendance, reading=law.Reading(interested_count_as_present=True))
    assert counted.value >= law.quorum_at(attendance).value


@given(st.integers(min_value=1, max_value=69), st.data())
def test_ballot_is_secret_from_a_third_and_public_from_a_quarter(present, data):
    public = data.draw(st.integers(min_value=0, max_value=present))
    secret = data.draw(st.integers(min_value=0, max_value=present))
    found = law.ballot(present=present, asking_public=public, asking_secret=secret).value
    assert (found == Ballot.SECRET) is (secret >= present / 3)
    assert (found == Ballot.PUBLIC) is (public >= present / 4 and secret < present / 3)


@given(st.dictionaries(st.sampled_from(MEMBERS), FEW, min_size=2), st.integers(min_value=1, max_value=3))
def test_appointed_has_the_most_votes(votes, turn):
    found = law.appointment(votes, turn=turn).value
    if found is not None:
        assert votes[found] == max(votes.values())
        assert turn == 3 or votes[found] * 2 > sum(votes.values())


@given(DAYS, DAYS)
def test_recourse_ends_on_a_working_day_and_never_sooner_for_a_later_act(one, other):
    earlier, later = sorted([one, other])
    end = law.recourse_end(published_on=earlier).value
    assert BusinessCalendar().is_business_day(end)
    assert end <= law.recourse_end(published_on=later).value
    assert dt.timedelta(days=60) <= end - earlier <= dt.timedelta(days=68)


@given(st.none() | DAYS, st.none() | DAYS, st.booleans())
def test_executory_wants_everything_and_waits_for_the_later(published, transmitted, adopted):
    found = law.executory_date(adopted=adopted, published_on=published, transmitted_on=transmitted)
    complete = adopted and published is not None and transmitted is not None
    assert found.value == (max(published, transmitted) if complete else None)


@given(DAYS, DAYS, DAYS)
def test_signature_never_precedes_the_force_of_the_deliberation(published, transmitted, on):
    executory = law.executory_date(adopted=True, published_on=published, transmitted_on=transmitted)
    assert law.signature(executory=executory, on=on).value is (on > max(published, transmitted))


@given(st.text(max_size=30), st.frozensets(st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True), max_size=3))
def test_actes_number_is_always_well_formed_and_free(local, taken):
    found = law.actes_number(local, taken=taken)
    if found.value is not None:
        assert re.fullmatch(r"[A-Za-z0-9_]{1,15}", found.value)
        assert found.value not in taken
    assert found.sentence


@given(DAYS, st.booleans(), st.integers(min_value=0, max_value=40))
def test_numbers_follow_one_another_without_ever_meeting(held_on, numbered_by_year, count):
    reading, taken = law.Reading(numbered_by_year=numbered_by_year), set()
    for _ in range(count):
        number = law.next_number(held_on=held_on, taken=taken, reading=reading).value
        assert number not in taken
        taken.add(number)


@given(DAYS, st.integers(min_value=1, max_value=400))
def test_minutes_are_due_a_week_after_their_adoption(held_on, later):
    adopted_on = held_on + dt.timedelta(days=later)
    assume(law.minutes_adoption(held_on=held_on, next_held_on=adopted_on).value == adopted_on)
    assert law.minutes_due(adopted_on=adopted_on).value - adopted_on == dt.timedelta(days=7)
