"""The law of the assembly: each rule with its edge cases."""

import datetime as dt

import pytest
from django.utils import translation

from terreau.council import law
from terreau.council.enums import VoteResult

SESSION = dt.date(2015, 5, 21)


@pytest.mark.parametrize(
    ("votes", "casting", "secret", "adopted"),
    [
        ((27, 1, 3), "", False, True),
        ((10, 11, 0), "", False, False),
        ((15, 15, 1), "for", False, True),
        ((15, 15, 1), "against", False, False),
        ((15, 15, 1), "none", False, False),
        ((15, 15, 1), "for", True, False),
        ((0, 0, 33), "", False, False),
        ((0, 0, 33), "for", False, False),
        ((1, 0, 32), "", False, True),
        ((33, 0, 0), "", False, True),
        ((0, 33, 0), "", True, False),
    ],
)
def test_majority_counts_votes_cast_only(votes, casting, secret, adopted):
    votes_for, votes_against, abstentions = votes

    finding = law.result(
        law.Count(votes_for, votes_against, abstentions), casting_vote=casting, secret=secret
    )

    assert finding.value == (VoteResult.ADOPTED if adopted else VoteResult.REJECTED)
    assert finding.article == "L.2121-20"


@pytest.mark.parametrize(
    ("votes", "casting", "secret", "sentence"),
    [
        (
            (27, 1, 3),
            "",
            False,
            "27 voix pour sur 28 suffrages exprimés\u00a0: la majorité absolue est atteinte.",
        ),
        (
            (10, 11, 0),
            "",
            False,
            "10 voix pour sur 21 suffrages exprimés\u00a0: la majorité absolue n’est pas atteinte.",
        ),
        (
            (5, 5, 0),
            "for",
            False,
            "Partage égal des voix (5 contre 5)\u00a0: la voix du président, pour, l’emporte.",
        ),
        (
            (5, 5, 0),
            "against",
            False,
            "Partage égal des voix (5 contre 5)\u00a0: la voix du président, contre, l’emporte.",
        ),
        (
            (5, 5, 0),
            "none",
            False,
            "Partage égal des voix (5 contre 5) sans voix prépondérante\u00a0: le texte est rejeté.",
        ),
        (
            (5, 5, 0),
            "for",
            True,
            "Partage égal des voix au scrutin secret (5 contre 5)\u00a0: le texte est rejeté.",
        ),
        ((0, 0, 33), "", False, "Aucun suffrage exprimé\u00a0: le texte n’est pas adopté."),
    ],
)
def test_majority_explains_itself(votes, casting, secret, sentence):
    votes_for, votes_against, abstentions = votes
    finding = law.result(
        law.Count(votes_for, votes_against, abstentions), casting_vote=casting, secret=secret
    )
    assert finding.sentence == sentence


def test_majority_refuses_negative_counts():
    with pytest.raises(ValueError, match="never negative"):
        law.Count(3, -1, 0)


@pytest.mark.parametrize(
    ("votes", "text"),
    [
        ((30, 0, 3), "à l’unanimité des votants (3 abstentions)"),
        ((32, 0, 1), "à l’unanimité des votants (1 abstention)"),
        ((33, 0, 0), "à l’unanimité"),
        ((27, 3, 3), "à la majorité (3 votes contre et 3 abstentions)"),
        ((32, 1, 0), "à la majorité (1 vote contre)"),
        ((10, 11, 2), "faute de majorité (11 votes contre)"),
        ((0, 0, 33), "faute de suffrages exprimés (33 abstentions)"),
        ((15, 15, 0), "à égalité des voix (15 votes contre)"),
        ((15, 15, 1), "à égalité des voix (15 votes contre et 1 abstention)"),
    ],
)
def test_wording_follows_the_usage_of_the_town(votes, text):
    votes_for, votes_against, abstentions = votes
    assert law.wording(law.Count(votes_for, votes_against, abstentions)) == text


@pytest.mark.parametrize(
    ("in_office", "present", "second_call", "met"),
    [
        (33, 17, False, True),
        (33, 16, False, False),
        (35, 18, False, True),
        (35, 17, False, False),
        (34, 17, False, False),
        (34, 18, False, True),
        (33, 5, True, True),
        (33, 33, True, True),
    ],
)
def test_quorum_is_more_than_half_of_members_in_office(in_office, present, second_call, met):
    finding = law.quorum(in_office=in_office, present=present, second_call=second_call)
    assert (finding.value, finding.article) == (met, "L.2121-17")


def test_quorum_says_how_many_are_missing_and_what_to_do():
    assert law.quorum(in_office=33, present=16).sentence == (
        "16 présents sur 33 membres en exercice\u00a0: il en faut 17, pouvoirs non compris. "
        "Convoquez de nouveau le conseil, à trois jours au moins d’intervalle."
    )


@pytest.mark.parametrize(
    ("day", "urgent", "accepted"),
    [
        (15, False, True),
        (16, False, False),
        (19, False, False),
        (19, True, True),
        (20, True, False),
        (21, True, False),
    ],
)
def test_convocation_wants_five_clear_days_or_one_in_urgency(day, urgent, accepted):
    finding = law.convocation(sent_on=dt.date(2015, 5, day), held_on=SESSION, urgent=urgent)
    assert (finding.value, finding.article) == (accepted, "L.2121-12")


def test_convocation_of_a_small_commune_wants_three_clear_days():
    early = law.convocation(sent_on=dt.date(2015, 5, 17), held_on=SESSION, required=3)
    late = law.convocation(sent_on=dt.date(2015, 5, 18), held_on=SESSION, required=3)
    assert (early.value, late.value, early.article) == (True, False, "L.2121-11")


def test_convocation_refused_names_the_last_day():
    assert law.convocation(sent_on=dt.date(2015, 5, 16), held_on=SESSION).sentence == (
        "4 jours francs entre l’envoi et la séance\u00a0: il en faut 5 au moins. "
        "L’envoi devait partir le 15 mai 2015 au plus tard."
    )


def test_convocation_after_the_session_counts_no_day():
    assert law.clear_days_between(sent_on=dt.date(2015, 5, 30), held_on=SESSION) == 0


def test_executory_date_is_the_later_of_publication_and_transmission():
    finding = law.executory_date(
        adopted=True, published_on=dt.date(2015, 5, 28), transmitted_on=dt.date(2015, 5, 26)
    )
    assert finding == law.Finding(
        dt.date(2015, 5, 28),
        "Exécutoire depuis le 28 mai 2015\u00a0: publiée le 28 mai 2015, transmise au représentant de l’État "
        "le 26 mai 2015.",
        "L.2131-1",
    )


@pytest.mark.parametrize(
    ("adopted", "published", "transmitted", "sentence"),
    [
        (False, True, True, "Non exécutoire\u00a0: la délibération n’est pas adoptée."),
        (True, False, False, "Non exécutoire\u00a0: ni publiée, ni transmise au représentant de l’État."),
        (
            True,
            False,
            True,
            "Non exécutoire\u00a0: transmise au représentant de l’État, pas encore publiée.",
        ),
        (
            True,
            True,
            False,
            "Non exécutoire\u00a0: publiée, pas encore transmise au représentant de l’État.",
        ),
    ],
)
def test_executory_date_names_what_is_missing(adopted, published, transmitted, sentence):
    finding = law.executory_date(
        adopted=adopted,
        published_on=SESSION if published else None,
        transmitted_on=SESSION if transmitted else None,
    )
    assert (finding.value, finding.sentence) == (None, sentence)


def test_signature_is_void_before_the_deliberation_has_force():
    pending = law.executory_date(adopted=True, published_on=SESSION, transmitted_on=None)
    finding = law.signature(executory=pending, on=dt.date(2015, 5, 22))
    assert finding.value is False
    assert finding.sentence == (
        "Non exécutoire\u00a0: publiée, pas encore transmise au représentant de l’État. "
        "Une charte signée avant que la délibération soit exécutoire est nulle "
        "(CE, 20 janvier 1989, ville de Millau, n°\u00a070686\u202f; CE, 29 juillet 2002, n°\u00a0227419)."
    )


@pytest.mark.parametrize(("day", "valid"), [(26, False), (27, False), (28, True)])
def test_signature_waits_for_the_day_after(day, valid):
    executory = law.executory_date(
        adopted=True, published_on=dt.date(2015, 5, 27), transmitted_on=dt.date(2015, 5, 26)
    )
    assert law.signature(executory=executory, on=dt.date(2015, 5, day)).value is valid


@pytest.mark.parametrize(
    ("held_on", "last_day"),
    [
        (dt.date(2015, 5, 21), dt.date(2015, 5, 15)),  # Ascension and a week-end count like other days
        (dt.date(2015, 5, 4), dt.date(2015, 4, 28)),  # over the first of May
        (dt.date(2015, 4, 2), dt.date(2015, 3, 27)),  # over the night when clocks go forward
        (dt.date(2015, 10, 29), dt.date(2015, 10, 23)),  # over the night when clocks go back
        (dt.date(2016, 3, 3), dt.date(2016, 2, 26)),  # over a 29 February
        (dt.date(2016, 1, 4), dt.date(2015, 12, 29)),  # over the new year
        (dt.date(2015, 8, 17), dt.date(2015, 8, 11)),  # over 15 August
    ],
)
def test_clear_days_are_every_day_of_the_calendar(held_on, last_day):
    assert law.last_convocation_day(held_on=held_on, required=5) == last_day
    assert law.clear_days_between(sent_on=last_day, held_on=held_on) == 5
    assert law.convocation(sent_on=last_day, held_on=held_on).value is True
    assert law.convocation(sent_on=last_day + dt.timedelta(days=1), held_on=held_on).value is False


@pytest.mark.parametrize(
    ("day", "urgent", "sentence"),
    [
        (15, False, "5 jours francs entre l’envoi et la séance\u00a0: le délai de 5 est respecté."),
        (15, True, "5 jours francs entre l’envoi et la séance\u00a0: le délai de 5 est respecté."),
        (
            19,
            True,
            (
                "1 jour franc entre l’envoi et la séance\u00a0: "
                "le conseil se prononce sur l’urgence à l’ouverture."
            ),
        ),
        (
            20,
            True,
            (
                "0 jour franc entre l’envoi et la séance\u00a0: il en faut 1 au moins. "
                "L’envoi devait partir le 19 mai 2015 au plus tard."
            ),
        ),
    ],
)
def test_convocation_explains_itself(day, urgent, sentence):
    finding = law.convocation(sent_on=dt.date(2015, 5, day), held_on=SESSION, urgent=urgent)
    assert finding.sentence == sentence


@pytest.mark.parametrize(
    ("present", "second_call", "sentence"),
    [
        (17, False, "17 présents sur 33 membres en exercice\u00a0: le quorum (17) est atteint."),
        (17, True, "17 présents sur 33 membres en exercice\u00a0: le quorum (17) est atteint."),
        (
            5,
            True,
            (
                "5 présents sur 33 membres en exercice\u00a0: après une seconde convocation, "
                "le conseil délibère sans condition de quorum."
            ),
        ),
    ],
)
def test_quorum_explains_itself(present, second_call, sentence):
    assert law.quorum(in_office=33, present=present, second_call=second_call).sentence == sentence


@pytest.mark.parametrize("in_office", range(1, 70))
def test_quorum_needs_more_than_half_whatever_the_size(in_office):
    least = next(n for n in range(in_office + 1) if law.quorum(in_office=in_office, present=n).value)

    assert least * 2 > in_office
    assert (least - 1) * 2 <= in_office


@pytest.mark.parametrize("votes_for", range(6))
@pytest.mark.parametrize("votes_against", range(6))
@pytest.mark.parametrize("secret", [False, True])
def test_majority_never_depends_on_abstentions(votes_for, votes_against, secret):
    found = {
        law.result(law.Count(votes_for, votes_against, abstentions), secret=secret).value
        for abstentions in range(4)
    }

    tied = votes_for == votes_against > 0 and not secret
    decided = VoteResult.ADOPTED if votes_for > votes_against else VoteResult.REJECTED
    assert found == {VoteResult.TIED if tied else decided}


@pytest.mark.parametrize("votes", [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_majority_refuses_any_negative_count(votes):
    with pytest.raises(ValueError, match="never negative"):
        law.Count(*votes)


@pytest.mark.parametrize(
    ("published", "transmitted", "day"),
    [(26, 28, 28), (28, 26, 28), (27, 27, 27)],
)
def test_executory_date_does_not_depend_on_the_order(published, transmitted, day):
    finding = law.executory_date(
        adopted=True, published_on=dt.date(2015, 5, published), transmitted_on=dt.date(2015, 5, transmitted)
    )
    assert (finding.value, finding.article) == (dt.date(2015, 5, day), "L.2131-1")


def test_executory_date_of_a_rejected_text_does_not_exist_even_published():
    finding = law.executory_date(adopted=False, published_on=SESSION, transmitted_on=SESSION)
    assert finding.value is None


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            27,
            (
                "La délibération est exécutoire le 27 mai 2015\u00a0: signez à partir du lendemain. "
                "Une charte signée trop tôt est nulle (CE, 20 janvier 1989, ville de Millau, "
                "n°\u00a070686\u202f; CE, 29 juillet 2002, n°\u00a0227419)."
            ),
        ),
        (28, "La délibération était exécutoire le 27 mai 2015, avant la signature."),
    ],
)
def test_signature_explains_itself(day, sentence):
    executory = law.executory_date(
        adopted=True, published_on=dt.date(2015, 5, 27), transmitted_on=dt.date(2015, 5, 27)
    )

    finding = law.signature(executory=executory, on=dt.date(2015, 5, day))

    assert (finding.sentence, finding.article) == (sentence, "L.2131-1")


def test_signature_of_a_rejected_deliberation_is_void():
    rejected = law.executory_date(adopted=False, published_on=SESSION, transmitted_on=None)
    finding = law.signature(executory=rejected, on=dt.date(2020, 1, 1))
    assert (finding.value, finding.sentence.split("\u00a0:")[0]) == (False, "Non exécutoire")


def test_law_speaks_english_too():
    with translation.override("en"):
        assert law.quorum(in_office=33, present=17).sentence == (
            "17 present of 33 members in office: the quorum (17) is reached."
        )
        assert law.wording(law.Count(30, 0, 1)) == ("unanimously by those voting (1 abstention)")


def test_wording_of_a_tie_without_any_vote_tells_the_abstentions_only():
    assert law.wording(law.Count(0, 0, 0)) == "faute de suffrages exprimés (0 abstention)"
