"""A page answers whatever is typed: 10,000 signs, a letter, common words, Arabic, emoji, null."""

import pytest
from django.utils.http import urlencode

from terreau.directory.filters import TEXT_LENGTH
from terreau.search.queries import Query, search
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "endless word": "a" * 10_000,
    "endless words": "vélo " * 2_000,
    "a letter": "é",
    "common words": "le la les de du",
    "Arabic": "مطعم متضامن",
    "emoji": "🚲🌱 vélo 👩‍👩‍👧",
    "only emoji": "🚲",
    "null": "vé\x00lo",
    "only null": "\x00",
    "signs": "'\"%_\\;--()[]{}*?<script>",
    "turned around": "\u202evélo\u202c",
    "combining": "ve\u0301lo" + "\u0301" * 300,
    "spaces": "  \t\n\u00a0 ",
    "operators": "vélo AND NOT (atelier OR *)",
    "surrogates": "%ud800",
    "numbers": "0" * 14,
}
ADDRESSES = [
    "/annuaire/",
    "/annuaire/carte/",
    "/recherche/",
    "/recherche/suggestions.json",
]


@pytest.fixture(autouse=True)
def _sheets():
    OrganisationFactory(name="Atelier vélo")
    OrganisationFactory(name="Œuvre é")


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_answers_whatever_is_typed(client, address, typed):
    response = client.get(f"{address}?{urlencode({'q': typed})}")

    # The house refuses null signs in an address, with a page that says so.
    assert response.status_code == (400 if "\x00" in typed else 200)
    assert "<script>'" not in response.content.decode()


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_the_api_answers_what_can_be_read_and_refuses_the_rest_by_its_name(client, typed):
    response = client.get("/api/v1/organisations", {"q": typed})

    readable = len(typed) <= TEXT_LENGTH and "\x00" not in typed
    assert response.status_code == (200 if readable else 422)
    assert readable or response.json()["detail"].startswith("q: ")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("emoji", 1),
        ("turned around", 1),
        ("combining", 1),
        ("endless words", 1),
        ("a letter", 1),
        ("only emoji", 0),
        ("common words", 0),
        ("Arabic", 0),
        ("endless word", 0),
        ("only null", 2),
        ("spaces", 2),
    ],
)
def test_what_makes_sense_in_it_is_found(typed, names):
    assert search("organisation", Query(text=TYPED[typed])).total == names


def test_only_common_words_are_said_to_be_so(client):
    page = client.get("/annuaire/?q=le+la+les").content.decode()

    assert "trop courants" in page
    assert "trop courants" in client.get("/recherche/?q=le+la+les").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999",
        "page=-1",
        "page=x",
        "km=x",
        "km=999999",
        "tri=x",
        "territoire=x",
        "famille=x",
        "soutien=x&label=x",
        "exact=2",
    ],
)
def test_filters_that_make_no_sense_are_left_out(client, query):
    assert "2 structures" in client.get(f"/annuaire/?{query}").content.decode().replace("\u00a0", " ")
