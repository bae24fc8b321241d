"""French text, numbers, identifiers and references."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from terreau.kernel import identifiers, ids, typography
from terreau.kernel.money import to_cents
from terreau.kernel.templatetags import french
from terreau.kernel.text import fold, unique_slug
from terreau.territories.models import Territory


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Économie  Sociale", "economie sociale"),
        ("Cœur d’Île", "coeur d'ile"),
        ("  ÇA\tva ", "ca va"),
        ("", ""),
    ],
)
def test_fold_forgets_case_accents_and_ligatures(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_unique_slug_numbers_the_second(db):
    Territory.objects.create(kind="adhoc", code="a", name="Les Blagis", slug="les-blagis")

    assert unique_slug(Territory.objects.all(), "Les Blagis") == "les-blagis-2"
    assert unique_slug(Territory.objects.all(), "Robinson") == "robinson"


def test_unique_slug_of_signs_alone_still_is_an_address(db):
    assert unique_slug(Territory.objects.all(), "!!!") == "sans-titre"


@pytest.mark.parametrize("number", ["219200714", "200057966", "356000000"])
def test_siren_with_a_right_key_is_accepted(number):
    assert identifiers.is_siren(number)
    identifiers.validate_siren(number)


@pytest.mark.parametrize("number", ["219200715", "21920071", "", "21920071A"])
def test_siren_with_a_wrong_key_is_refused(number):
    with pytest.raises(ValidationError):
        identifiers.validate_siren(number)


def test_siret_of_la_poste_follows_its_own_rule():
    assert identifiers.is_siret("35600000000048")  # the head office passes the Luhn key
    assert identifiers.is_siret("35600000009075")  # an office: sum of the digits is a multiple of five
    assert not identifiers.is_siret("35600000009076")


@pytest.mark.parametrize("number", ["12345678901234", "3,26E+13", "3560000000004", "²1920071400013"])
def test_siret_that_is_not_one_is_refused(number):
    with pytest.raises(ValidationError):
        identifiers.validate_siret(number)


def test_clean_number_removes_what_people_put_inside():
    assert identifiers.clean_number("219 200 714 000\u00a013") == "21920071400013"


def test_reference_is_random_and_readable():
    references = {ids.reference("PRJ") for _ in range(200)}

    assert len(references) == 200
    assert all(set(text[4:]) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for text in references)
    assert {len(text) for text in references} == {14}


@pytest.mark.parametrize(
    ("amount", "cents"), [("10", "10.00"), ("0.005", "0.01"), ("2.675", "2.68"), (3, "3.00")]
)
def test_to_cents_rounds_half_up(amount, cents):
    assert str(to_cents(amount)) == cents


def test_amounts_follow_the_language():
    with override("fr"):
        assert typography.euros(Decimal(12500)) == "12\u202f500\u00a0€"
        assert typography.euros(Decimal("12.5")) == "12,50\u00a0€"
    with override("en"):
        assert typography.euros(Decimal(12500)) == "€12,500"


def test_numbers_are_grouped():
    with override("fr"):
        assert french.nombre(1234567) == "1\u202f234\u202f567"


def test_dates_are_in_words():
    first = dt.date(2015, 5, 1)
    with override("fr"):
        assert french.date_fr(dt.date(2015, 5, 21)) == "21 mai 2015"
        assert french.date_fr(first) == "1er mai 2015"
        assert french.jour_fr(dt.datetime(2015, 5, 20, 23, tzinfo=dt.UTC)) == "jeudi 21 mai 2015"
    with override("en"):
        assert french.date_fr(first) == "1 May 2015"


def test_filters_show_nothing_for_nothing():
    assert (french.euros(None), french.nombre(None), french.date_fr(None), french.jour_fr(None)) == ("",) * 4


def test_amount_filter_shows_euros():
    with override("fr"):
        assert french.euros(Decimal(3)) == "3\u00a0€"


def test_spaces_are_made_unbreakable():
    assert french.espaces("Qui ? « Moi » : oui !") == "Qui\u202f? «\u00a0Moi\u202f»\u00a0: oui\u202f!"


def test_a_whole_decimal_has_no_decimals():
    assert typography.number(Decimal("1.00")) == "1"
    assert typography.number(Decimal("2.50")) == "2,50"
