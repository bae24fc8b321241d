import datetime as dt

import pytest
from django.utils import translation

from terreau.kernel.clock import PARIS
from terreau.territories.opening_hours import HoursRefused, OpeningHours

NBSP = "\u00a0"
MORNING, AFTERNOON = ["08:30", "12:00"], ["13:30", "17:30"]
SCEAUX = OpeningHours.from_json(
    {
        **{day: [MORNING, AFTERNOON] for day in "1235"},
        "4": [MORNING],
        "6": [["09:00", "12:00"]],
    }
)


def paris(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=PARIS)


def plain(sentence: str) -> str:
    return sentence.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (paris(2026, 11, 23, 8, 29), False),
        (paris(2026, 11, 23, 8, 30), True),
        (paris(2026, 11, 23, 12, 0), False),
        (paris(2026, 11, 23, 17, 29), True),
        (paris(2026, 11, 26, 14, 0), False),  # Thursday afternoon
        (paris(2026, 11, 28, 11, 59), True),  # Saturday
        (paris(2026, 11, 29, 10, 0), False),  # Sunday
        (dt.datetime(2026, 11, 23, 7, 45, tzinfo=dt.UTC), True),  # 8:45 in Paris in winter
        (dt.datetime(2026, 7, 6, 6, 45, tzinfo=dt.UTC), True),  # 8:45 in Paris in summer
    ],
)
def test_is_open(moment, is_open):
    assert SCEAUX.is_open(moment) is is_open


def test_is_open_hears_holidays():
    assert not SCEAUX.is_open(paris(2026, 5, 1, 10), closed=lambda day: day == dt.date(2026, 5, 1))


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (paris(2026, 11, 23, 6, 0), paris(2026, 11, 23, 8, 30)),
        (paris(2026, 11, 23, 9, 0), paris(2026, 11, 23, 13, 30)),
        (paris(2026, 11, 28, 13, 0), paris(2026, 11, 30, 8, 30)),
        (paris(2026, 3, 28, 13, 0), paris(2026, 3, 30, 8, 30)),  # over the change to summer time
    ],
)
def test_next_opening(moment, opening):
    assert SCEAUX.next_opening(moment) == opening


def test_next_opening_leaps_over_closed_days():
    bridge = {dt.date(2026, 5, 1), dt.date(2026, 5, 2)}

    assert SCEAUX.next_opening(paris(2026, 4, 30, 12), closed=bridge.__contains__) == paris(2026, 5, 4, 8, 30)


def test_next_opening_is_unknown_when_doors_never_open():
    assert OpeningHours().next_opening(paris(2026, 11, 23, 9)) is None
    assert not OpeningHours()


def test_sentence_in_french():
    with translation.override("fr"):
        assert plain(SCEAUX.sentence()) == (
            "lundi au mercredi et vendredi, 8 h 30 – 12 h et 13 h 30 – 17 h 30 ; "
            "jeudi, 8 h 30 – 12 h ; samedi, 9 h – 12 h"
        )


def test_sentence_in_english():
    with translation.override("en"):
        assert SCEAUX.sentence() == (
            "Monday to Wednesday and Friday, 8:30 – 12:00 and 13:30 – 17:30; "
            "Thursday, 8:30 – 12:00; Saturday, 9:00 – 12:00"
        )


def test_sentence_names_two_days_in_a_row_one_by_one():
    weekend = OpeningHours.from_json({"6": [["10:00", "24:00"]], "7": [["10:00", "24:00"]]})

    with translation.override("fr"):
        assert plain(weekend.sentence()) == "samedi et dimanche, 10 h – 24 h"


def test_sentence_is_empty_without_hours():
    assert OpeningHours().sentence() == ""


def test_json_comes_back_in_order():
    hours = OpeningHours.from_json({"2": [["14:00", "18:00"], ["9:00", "12:00"]], "1": []})

    assert hours.to_json() == {"2": [["09:00", "12:00"], ["14:00", "18:00"]]}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ([], "Les horaires se donnent jour par jour."),
        ({"8": [MORNING]}, "« 8 » n’est pas un jour de la semaine."),
        ({"12": [MORNING]}, "« 12 » n’est pas un jour de la semaine."),
        ({"": [MORNING]}, "«  » n’est pas un jour de la semaine."),
        ({"1": [["huit heures", "12:00"]]}, "Lundi : une plage s’écrit avec deux heures"),
        ({"1": [["08:30"]]}, "Lundi : une plage s’écrit avec deux heures"),
        ({"1": 3}, "Lundi : une plage s’écrit avec deux heures"),
        ({"6": [["12:00", "09:00"]]}, "Samedi : chaque plage finit après son début"),
        ({"6": [["09:00", "12:00"], ["11:00", "13:00"]]}, "Samedi : chaque plage finit après son début"),
    ],
)
def test_hours_that_make_no_sense_are_refused_with_the_day(raw, reason):
    with translation.override("fr"), pytest.raises(HoursRefused) as refusal:
        OpeningHours.from_json(raw)

    assert plain(str(refusal.value)).startswith(reason)
