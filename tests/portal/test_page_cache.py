"""A kept page is shown to anonymous readers until the next journal entry, and never to anybody else."""

import datetime as dt
import gzip

import pytest
from django.urls import reverse

from terreau.journal import actions as journal
from terreau.kernel.actors import Actor
from terreau.portal import page_cache

ADDRESS = "/agenda/"


@pytest.fixture(autouse=True)
def _empty_shelf(settings, clock):
    settings.TERREAU_PAGE_CACHE = True
    clock.travel(dt.datetime(2026, 3, 2, 9, 0, 30, tzinfo=dt.UTC))
    page_cache.shelf.clear()
    yield
    page_cache.shelf.clear()


@pytest.fixture
def something_happens(person):
    target = person()
    return lambda: journal.write(verb="role.granted", target=target, by=Actor.system("test"))


def test_second_reader_costs_one_query(client, db, django_assert_num_queries):
    first = client.get(ADDRESS)

    with django_assert_num_queries(1):
        second = client.get(ADDRESS)

    assert second.content == first.content
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_reader_who_has_the_page_gets_304(client, db):
    etag = client.get(ADDRESS).headers["ETag"]

    again = client.get(ADDRESS, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_any_action_throws_the_page_away(client, something_happens):
    client.get(ADDRESS)
    kept = dict(page_cache.shelf._pages)

    something_happens()
    client.get(ADDRESS)

    assert [page.generation for page in kept.values()] != [
        page.generation for page in page_cache.shelf._pages.values()
    ]


def test_page_is_at_most_a_minute_old(client, db, clock):
    client.get(ADDRESS)
    (before,) = page_cache.shelf._pages.values()

    clock.travel(dt.datetime(2026, 3, 2, 9, 1, 30, tzinfo=dt.UTC))
    client.get(ADDRESS)
    (after,) = page_cache.shelf._pages.values()

    assert (before.minute, after.minute) == (before.minute, before.minute + 1)


def test_signed_in_reader_neither_reads_nor_fills_the_shelf(client_for, person):
    response = client_for(person()).get(ADDRESS)

    assert len(page_cache.shelf._pages) == 0
    assert "ETag" not in response.headers


def test_page_with_a_form_is_not_kept(client, db):
    client.get(reverse("account_login"))

    assert len(page_cache.shelf._pages) == 0


def test_missing_page_is_not_kept(client, db):
    client.get("/nulle-part/")

    assert len(page_cache.shelf._pages) == 0


def test_languages_and_filters_are_kept_apart(client, db):
    addresses = [ADDRESS, f"/en{ADDRESS}", f"{ADDRESS}?a=1"]

    for address in addresses:
        client.get(address)

    assert len(page_cache.shelf._pages) == 3


def test_shelf_forgets_the_least_recently_used():
    shelf = page_cache.Shelf(size=2)
    pages = {key: page_cache.Page(1, 1, key, (), b"") for key in "abc"}
    shelf.put("a", pages["a"])
    shelf.put("b", pages["b"])
    shelf.get("a", 1, 1)

    shelf.put("c", pages["c"])

    assert [shelf.get(key, 1, 1) for key in "abc"] == [pages["a"], None, pages["c"]]


def test_kept_page_is_compressed_for_who_reads_so(client, db):
    plain = client.get(ADDRESS)

    packed = client.get(ADDRESS, headers={"Accept-Encoding": "gzip, br"})
    again = client.get(ADDRESS, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})

    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert (again.status_code, again.content) == (304, b"")


def test_page_for_one_person_is_compressed_too(client_for, person):
    packed = client_for(person()).get("/mon-espace/", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "</html>" in gzip.decompress(packed.content).decode()
