"""The edge cases of a session, one by one and by name, with what each must give."""

import datetime as dt

import pytest

from terreau.council import law
from terreau.council.enums import Ballot, PublicationForm, VoteResult
from tests.council.law_room import DEPUTY, MAYOR, MEMBERS, proxy, room


def test_absent_with_proxy_counts_in_the_votes_not_in_the_quorum():
    away = room(present=17, proxies={20: 1})

    assert law.voters(away).value.count == 18
    assert law.quorum_at(away).sentence.startswith("17 présents sur 33 membres en exercice")
    assert law.takes_part(MEMBERS[19], attendance=away) == law.Finding(
        True, "Conseil 20 vote par Conseil 01, qui porte son pouvoir.", "L.2121-20"
    )


def test_proxy_ends_when_the_giver_arrives():
    """Feature 24: the proxy ends from that item on, the earlier ones stand."""
    before, after = room(present=19, proxies={20: 1}), room(present=20, proxies={20: 1})

    assert law.voters(before).value.proxies == (proxy(20, 1),)
    assert law.voters(after).value == law.Voters(frozenset(MEMBERS[:20]))
    refused = law.proxy(proxy(20, 1), attendance=after)
    assert (refused.value, refused.sentence) == (
        False,
        "Conseil 20 est là\u00a0: son pouvoir prend fin.",
    )


@pytest.mark.parametrize("interested", [1, 20], ids=["proxy_holder_interested", "proxy_giver_interested"])
def test_interest_locks_the_proxy(interested):
    """Feature 26: an interested holder takes two votes off, an interested giver the proxy alone."""
    free = law.voters(room(present=19, proxies={20: 1, 21: 2})).value

    found = law.voters(room(present=19, proxies={20: 1, 21: 2}, interested=[interested]))

    assert free.count == 21
    assert found.value.count == (19 if interested == 1 else 20)
    assert found.value.locked == (proxy(20, 1),)
    assert found.value.proxies == (proxy(21, 2),)
    assert found.article == "L.2131-11"
    assert found.warning == (
        "Ne prennent part ni au débat ni au vote, ayant un intérêt à l’affaire\u00a0: "
        f"Conseil {interested:02}. "
        "Ne servent pas non plus les pouvoirs donnés par\u00a0: Conseil 20."
    )


def test_represented_by_an_interested_member_takes_no_part():
    found = law.takes_part(MEMBERS[19], attendance=room(present=19, proxies={20: 1}, interested=[1]))
    assert (found.value, found.article) == (False, "L.2131-11")
    assert (
        found.sentence
        == "Conseil 01, qui a un intérêt à l’affaire, ne vote pas sur ce point pour Conseil 20."
    )


def test_abstention_is_taken_but_not_cast():
    count = law.Count(10, 9, 5)

    assert (count.taken, count.cast) == (24, 19)
    assert law.result(count).value == VoteResult.ADOPTED
    assert law.result(law.Count(0, 0, 33)).value == VoteResult.REJECTED


def test_refusing_to_take_part_is_outside_the_vote_and_inside_the_quorum():
    silent = room(present=17, silent=[5])

    assert law.voters(silent).value.count == 16
    assert law.quorum_at(silent).value is True
    assert law.takes_part(MEMBERS[4], attendance=silent).sentence == (
        "Conseil 05 ne prend pas part au vote, mais compte au quorum."
    )
    assert law.Count(16, 0, not_taking_part=1).taken == 16
    by_proxy = law.takes_part(MEMBERS[29], attendance=room(proxies={30: 1}, silent=[30]))
    assert by_proxy.sentence == "Conseil 30 ne prend pas part au vote."


@pytest.mark.parametrize(
    ("held_on", "gone", "sentence", "warned"),
    [
        (dt.date(2026, 3, 12), [5], "a quitté la salle", False),
        (dt.date(2026, 3, 12), [], "n’a pas quitté la salle", False),
        (dt.date(2025, 12, 24), [], "n’a pas quitté la salle", False),
        (dt.date(2025, 12, 23), [], "n’a pas quitté la salle", True),
        (dt.date(2025, 12, 23), [5], "a quitté la salle", False),
    ],
)
def test_interested_member_leaves_or_stays_both_recorded(held_on, gone, sentence, warned):
    """Feature 26: since 24 December 2025 presence alone is allowed."""
    found = law.takes_part(MEMBERS[4], attendance=room(interested=[5], gone=gone, held_on=held_on))

    assert (found.value, bool(found.warning), found.article) == (False, warned, "L.2131-11")
    assert sentence in found.sentence
    assert "pris part ni au débat ni au vote" in found.sentence


@pytest.mark.parametrize(
    ("present", "counted", "met", "warning"),
    [
        (20, False, True, ""),
        (19, False, True, "Le quorum tient à peu\u00a0: 2 départs le feraient perdre."),
        (18, False, True, "Le quorum tient à peu\u00a0: 1 départ le ferait perdre."),
        (17, False, False, ""),
        (17, True, True, "Le quorum tient à peu\u00a0: 1 départ le ferait perdre."),
    ],
)
def test_quorum_without_the_interested_follows_the_reading_of_the_town(present, counted, met, warning):
    """The doctrine of 2007 leaves them out; the setting says otherwise; a margin of one or less is told."""
    reading = law.Reading(interested_count_as_present=counted)
    found = law.quorum_at(room(present=present, interested=[5]), reading=reading)
    assert (found.value, found.warning) == (met, warning)


def test_delegates_of_the_town_are_not_in_office_for_the_item():
    found = law.quorum_at(room(present=18, delegates=[1, 2]))
    assert (found.value, found.sentence) == (
        True,
        "16 présents sur 31 membres en exercice\u00a0: le quorum (16) est atteint.",
    )


def test_mayor_interested_lets_another_chair_and_another_sign():
    """Feature 13: the deputy is proposed, with the number of the order."""
    order, charter = [MAYOR, DEPUTY, MEMBERS[2]], room(interested=[1])

    assert law.chair(order, attendance=charter) == law.Finding(
        DEPUTY, "Conseil 02 préside ce point à la place de Conseil 01.", "L.2121-14, L.2122-17"
    )
    assert law.signatory(order, interested=charter.interested) == law.Finding(
        DEPUTY,
        "Conseil 01 a un intérêt à l’affaire\u00a0: Conseil 02 signe, et indique le numéro de l’arrêté.",
        "L.2122-17, L.2122-18",
    )
    named = law.signatory(
        order, interested=charter.interested, reading=law.Reading(council_names_signatory=True)
    )
    assert (named.value, named.article) == (None, "L.2122-26")


def test_chair_is_the_mayor_or_the_next_one_there():
    order = [MAYOR, DEPUTY, MEMBERS[2]]
    assert law.chair(order, attendance=room()).sentence == "Conseil 01 préside."
    assert law.chair(order, attendance=room(gone=[1, 2])).value == MEMBERS[2]
    nobody = law.chair(order, attendance=room(interested=[1, 2], gone=[3]))
    assert (nobody.value, nobody.sentence) == (
        None,
        "Aucun membre de l’ordre du tableau ne peut présider ce point\u00a0: reportez-le.",
    )
    assert law.signatory(order, interested=frozenset()).sentence == "Conseil 01 signe pour la commune."
    assert law.signatory(order, interested=frozenset(order)).value is None


def test_quorum_lost_mid_session_blocks_the_later_items_only():
    items = [room(present=17), room(present=17, gone=[17]), room(present=17, gone=[16, 17])]
    assert [law.quorum_at(item).value for item in items] == [True, False, False]


@pytest.mark.parametrize(
    ("secret", "casting_vote", "decided"),
    [
        (False, "", VoteResult.TIED),
        (False, "for", VoteResult.ADOPTED),
        (False, "against", VoteResult.REJECTED),
        (False, "none", VoteResult.REJECTED),
        (True, "for", VoteResult.REJECTED),
        (True, "", VoteResult.REJECTED),
    ],
    ids=["tie", "tie_for", "tie_against", "tie_chair_abstains", "secret_tie", "secret_tie_untold"],
)
def test_tie(secret, casting_vote, decided):
    """Feature 29: 15/15 with the president for, against, or in secret."""
    assert law.result(law.Count(15, 15), secret=secret, casting_vote=casting_vote).value == decided


def test_tie_with_the_president_away_is_decided_by_the_actual_chair():
    item = room(gone=[1])
    chair = law.chair([MAYOR, DEPUTY], attendance=item).value
    assert chair == DEPUTY
    assert law.takes_part(chair, attendance=item).value is True
    assert law.result(law.Count(14, 14), casting_vote="for").sentence.endswith(
        "la voix du président, pour, l’emporte."
    )


@pytest.mark.parametrize(
    ("present", "public", "secret", "found"),
    [
        (33, 9, 0, Ballot.PUBLIC),
        (33, 8, 0, Ballot.SHOW_OF_HANDS),
        (33, 0, 11, Ballot.SECRET),
        (33, 0, 10, Ballot.SHOW_OF_HANDS),
        (33, 33, 11, Ballot.SECRET),
        (33, 9, 10, Ballot.PUBLIC),
        (33, 9, 9, Ballot.PUBLIC),
        (20, 5, 6, Ballot.PUBLIC),
        (20, 5, 7, Ballot.SECRET),
        (17, 5, 0, Ballot.PUBLIC),
        (17, 4, 0, Ballot.SHOW_OF_HANDS),
        (17, 0, 0, Ballot.SHOW_OF_HANDS),
    ],
)
def test_requests_count_against_those_present(present, public, secret, found):
    """Feature 27: secret and public both requested, secret wins; a withdrawn request is no longer counted."""
    finding = law.ballot(present=present, asking_public=public, asking_secret=secret)
    assert (finding.value, finding.article) == (found, "L.2121-21")


def test_vacant_seat_changes_the_quorum():
    """A member resigns between the convocation and the session: 32 in office still want 17, 31 want 16."""
    assert [law.quorum(in_office=office, present=16).value for office in (33, 32, 31)] == [False, False, True]


def test_signed_too_early_is_void():
    executory = law.executory_date(
        adopted=True, published_on=dt.date(2026, 3, 17), transmitted_on=dt.date(2026, 3, 16)
    )
    same_day = law.Reading(sign_from_the_next_day=False)

    assert law.signature(executory=executory, on=dt.date(2026, 3, 16), reading=same_day).value is False
    assert law.signature(executory=executory, on=dt.date(2026, 3, 17)).value is False
    assert law.signature(executory=executory, on=dt.date(2026, 3, 17), reading=same_day).value is True
    assert "à partir de ce jour" in (
        law.signature(executory=executory, on=dt.date(2026, 3, 16), reading=same_day).sentence
    )


def test_receipt_before_the_deliberation_is_refused():
    assert law.receipt(decided_on=dt.date(2015, 5, 21), received_on=dt.date(2015, 5, 20)) == law.Finding(
        False,
        "L’accusé de réception est du 20 mai 2015, avant la délibération (21 mai 2015)\u00a0: "
        "vérifiez qu’il s’agit du même acte.",
        "L.2131-1",
    )
    assert law.receipt(decided_on=dt.date(2015, 5, 21), received_on=dt.date(2015, 5, 21)).value is True


def test_publication_by_mistake_stays_two_months():
    found = law.online_until(published_on=dt.date(2025, 12, 31))
    assert (found.value, found.article) == (dt.date(2026, 2, 28), "R.2131-1")
    assert "publiez à côté la version corrigée" in found.sentence


@pytest.mark.parametrize(
    ("local", "number"),
    [
        ("2015-05-21/12", "2015_0521_12"),
        ("2015-05-21/123456", None),
        ("12/2026", "12_2026"),
        ("2026-012", "2026_012"),
        ("A23456789012345", "A23456789012345"),
        ("A234567890123456", None),
        ("délibération 1", "deliberation_1"),
        ("///", None),
        ("", None),
    ],
    ids=[
        "slash",
        "session_number_too_long",
        "slash_and_year",
        "by_year",
        "15_characters",
        "16_characters",
        "accents",
        "nothing_left",
        "empty",
    ],
)
def test_actes_number(local, number):
    """Feature 34: the number sent matches `[A-Za-z0-9_]{1,15}`."""
    found = law.actes_number(local)
    assert (found.value, found.article) == (number, "ACTES 1.1")


def test_actes_number_is_unique():
    found = law.actes_number("2015-05-21/12", taken={"2015_0521_12"})
    assert (found.value, found.sentence) == (
        None,
        "«\u00a02015_0521_12\u00a0» est déjà transmis\u00a0: choisissez un autre numéro.",
    )


def test_number_begins_again_at_each_session_or_at_new_year():
    by_year = law.Reading(numbered_by_year=True)
    old = {f"2025-{rank:03}" for rank in range(1, 90)}

    assert law.next_number(held_on=dt.date(2026, 1, 15), taken=old, reading=by_year).value == "2026-001"
    assert (
        law.next_number(held_on=dt.date(2026, 2, 1), taken={*old, "2026-001"}, reading=by_year).value
        == "2026-002"
    )
    assert law.next_number(held_on=dt.date(2026, 1, 15), taken=set()).value == "2026-01-15/1"
    assert law.next_number(held_on=dt.date(2026, 1, 15), taken={"2026-01-15/2"}).value == "2026-01-15/3"


@pytest.mark.parametrize(
    ("interests", "asked", "together"),
    [
        ({"A": [], "B": []}, False, True),
        ({"A": [], "B": [5]}, False, False),
        ({"A": [5], "B": [5]}, False, True),
        ({"A": [], "B": []}, True, False),
        ({}, False, True),
    ],
    ids=["nobody", "one_on_charter_2", "same_everywhere", "disjunction_asked", "no_item"],
)
def test_two_charters_one_deliberation_vote_together_or_apart(interests, asked, together):
    """Feature 31: one interested member on charter 2 forces separate ballots."""
    people = {title: frozenset(MEMBERS[n - 1] for n in numbers) for title, numbers in interests.items()}
    assert law.grouped_vote(people, separation_asked=asked).value is together


@pytest.mark.parametrize(
    ("population", "on", "chosen", "form"),
    [
        (20_000, dt.date(2015, 5, 26), None, PublicationForm.POSTED),
        (20_000, dt.date(2022, 6, 30), None, PublicationForm.POSTED),
        (20_000, dt.date(2022, 7, 1), PublicationForm.POSTED, PublicationForm.ONLINE),
        (3_499, dt.date(2026, 1, 1), None, PublicationForm.ONLINE),
        (3_499, dt.date(2026, 1, 1), PublicationForm.PAPER, PublicationForm.PAPER),
    ],
    ids=["legacy_2015", "last_day_of_posting", "large", "small_without_choice", "small"],
)
def test_legacy_acts_were_published_by_posting(population, on, chosen, form):
    found = law.publication_form(population=population, on=on, chosen=chosen)
    assert (found.value, found.article) == (form, "L.2131-1")
