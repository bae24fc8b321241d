"""The API reads what is public, by cursor, with the same count of queries whatever the number of rows."""

import pytest
from django.urls import reverse

from terreau.directory.models import Organisation, Subject
from terreau.search.actions import mark

LIST = "/api/v1/organisations"


def organisations(count: int, **facts) -> list[Organisation]:
    rows = [
        Organisation(name=f"Structure {number}", slug=f"structure-{number}", **facts)
        for number in range(count)
    ]
    made = Organisation.objects.bulk_create(rows)
    mark(kind="organisation", keys=[one.pk for one in made])
    return made


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(client, db, settings, django_assert_num_queries, count):
    settings.TERREAU_PAGE_CACHE = False
    organisations(count)
    client.get(LIST)  # the process has read the index

    with django_assert_num_queries(2):  # the state of the index, the sheets
        answer = client.get(LIST).json()

    assert len(answer["items"]) == count


def test_cursor_reads_everything_once(client, db):
    organisations(45)
    seen, address = [], f"{LIST}?limit=20"
    while address:
        answer = client.get(address).json()
        seen += [item["slug"] for item in answer["items"]]
        address = answer["next"]

    assert sorted(seen) == sorted(f"structure-{number}" for number in range(45))


def test_hidden_organisation_is_nowhere(client, db):
    organisations(1, state="hidden")

    assert client.get(LIST).json()["items"] == []
    assert client.get(f"{LIST}/structure-0").status_code == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "limit=beaucoup", "cursor=AAAA", "cursor=LTE"])
def test_wrong_paging_is_refused_with_a_reason(client, db, query):
    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_unknown_slug_says_there_is_nothing_public(client, db):
    answer = client.get("/api/v1/charters/inconnue")

    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": "There is nothing public at this address."},
    )


def test_one_organisation_carries_its_page(client, db):
    organisations(1)

    item = client.get(f"{LIST}/structure-0").json()

    assert (item["name"], item["url"]) == ("Structure 0", reverse("directory:detail", args=["structure-0"]))


def test_subjects_are_listed_in_their_order(client, db):
    answer = client.get("/api/v1/subjects").json()

    assert [subject["code"] for subject in answer] == list(Subject.objects.values_list("code", flat=True))


def test_index_leads_to_every_list(client, db):
    index = client.get("/api/v1/").json()

    assert {client.get(address).status_code for address in index.values()} == {200}


def test_description_is_valid_openapi(client, db):
    description = client.get("/api/v1/openapi.json").json()

    assert description["openapi"].startswith("3.1")
    assert sorted(description["paths"])[0] == "/api/v1/"
