"""A prepared query gives what the ordinary one gives, whatever the values."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language, override

from terreau.accounts.models import User
from terreau.kernel.prepared import prepared
from terreau.territories.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    town = Territory.objects.create(kind="adhoc", code="v", name="Ville")
    return [town, *(Territory.objects.create(kind="adhoc", code=code, name=f"Zone {code}") for code in "ab")]


@prepared
def named(name, least):
    same = Territory.objects.filter(pk=OuterRef("pk"), name=name)
    return Territory.objects.filter(pk__gte=least).annotate(is_it=Exists(same)).order_by("-is_it", "pk")


def test_rows_are_those_of_the_ordinary_query(places):
    for name, least in (("Zone a", 0), ("Zone b", places[1].pk), ("Nulle part", places[2].pk), ("%s", 0)):
        ordinary = named.build(name, least)

        assert [(row, row.is_it) for row in named(name=name, least=least)] == [
            (row, row.is_it) for row in ordinary
        ]


def test_a_second_call_asks_again_and_writes_nothing_anew(places):
    written = []

    @prepared
    def counted(code):
        written.append(code)
        return Territory.objects.filter(code=code)

    assert [row.name for row in counted(code="a")] == ["Zone a"]
    Territory.objects.filter(code="a").update(name="Autre nom")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [row.name for row in counted(code="a")] == ["Autre nom"]

    assert len(written) == 1
    assert len(asked) == 1
    assert re.search(r"'?a'?", asked.captured_queries[0]["sql"])


def test_dates_and_moments_are_compared_as_the_database_keeps_them():
    moment = dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    User.objects.create(email="une@exemple.test", date_joined=moment)

    @prepared
    def joined(since):
        return User.objects.filter(date_joined__gte=since)

    assert [user.email for user in joined(since=moment)] == ["une@exemple.test"]
    assert joined(since=moment + dt.timedelta(seconds=1)) == []


def test_nothing_is_asked_for_as_the_ordinary_query_does(places):
    @prepared
    def by_parent(population):
        return Territory.objects.filter(population=population).order_by("pk")

    Territory.objects.filter(pk=places[0].pk).update(population=20_000)

    assert by_parent(population=20_000) == [places[0]]
    assert by_parent(population=None) == places[1:]


def test_lists_of_any_length_are_asked_for(places):
    @prepared
    def among(keys, codes):
        return Territory.objects.filter(pk__in=keys, code__in=codes).order_by("pk")

    keys, codes = [place.pk for place in places], ["v", "a", "b"]

    for length in (0, 1, 3, 2, 1):
        assert among(keys=keys[:length], codes=codes) == places[:length]
        assert among(keys=keys, codes=codes[:length]) == places[:length]
    assert among(keys=keys * 50, codes=codes) == places


def test_related_rows_values_and_slices_are_read_as_ever(places):
    @prepared
    def first_codes(kind):
        return Territory.objects.filter(kind=kind).order_by("-code").values_list("code", flat=True)[:2]

    assert first_codes(kind="adhoc") == ["v", "b"]


def test_a_query_that_follows_the_language_is_written_for_each():
    seen = []

    @prepared
    def any_place():
        seen.append(get_language())
        return Territory.objects.all()

    for language in ("fr", "en", "fr"):
        with override(language):
            any_place()

    assert seen == ["fr", "en"]


def test_what_never_changes_is_asked_with_its_signs_and_quotes(places):
    Territory.objects.filter(pk=places[1].pk).update(name="100 % l’« été » d'ici %s")

    @prepared
    def percents(least):
        return Territory.objects.filter(pk__gte=least, name__contains="% l’« été » d'ici %s")

    assert percents(least=0) == [places[1]]
    assert percents(least=places[2].pk) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no statements")
@pytest.mark.parametrize(("kept", "statements"), [(True, 1), (False, 0)])
def test_the_server_keeps_the_statement_unless_told_not_to(places, monkeypatch, kept, statements):
    monkeypatch.setitem(connection.settings_dict, "PREPARED", kept)

    @prepared
    def zones(code):
        return Territory.objects.filter(kind="adhoc", code=code, name__gte="un nom si rare")

    assert zones(code="a") == zones(code="b") == []
    assert zones(code="v") == []

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%un nom si rare%"]
        )
        found = [row[0] for row in cursor.fetchall()]
    assert len(found) == statements
    assert all("'adhoc'" in one and "$1" in one for one in found)


def test_a_missing_or_unknown_value_is_refused():
    with pytest.raises(TypeError, match="takes by name: name, least"):
        named(name="Ville")
    with pytest.raises(TypeError, match="takes by name: name, least"):
        named(name="Ville", least=0, most=1)
