"""Each cell of `docs/acces.md` is what the code declares and what a real request answers."""

import os

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from terreau.accounts.models import User
from terreau.kernel.access import PUBLIC, Grant
from terreau.portal.reference import Route
from tests.access import matrix
from tests.access.samples import SAMPLES
from tests.access.world import COLUMNS
from tests.architecture.house import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ROUTES = {route.name: route for route in matrix.known_routes()}


def kind_of(route) -> str:
    """Say whether an address can be asked for, or only receives."""
    guarded = route.pattern.callback
    response = None
    while response is None and guarded is not None:
        allowed = _allowed(guarded)
        if allowed:
            return allowed
        guarded = getattr(guarded, "__wrapped__", None)
    return "GET"


def _allowed(view) -> str:
    cells = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True)) if _plain(view) else {}
    methods = cells["request_method_list"].cell_contents if "request_method_list" in cells else ()
    return "" if not methods else "GET" if "GET" in methods else "POST"


def _plain(view) -> bool:
    return hasattr(view, "__code__") and hasattr(view, "__closure__")


def kinds() -> dict[str, str]:
    return {name: kind_of(route) for name, route in ROUTES.items()}


def test_every_address_has_a_sample():
    assert [name for name, route in ROUTES.items() if matrix.sample_of(route) is None] == []


def test_every_sample_has_its_address():
    assert sorted(set(SAMPLES) - set(ROUTES)) == []


@pytest.mark.parametrize("name", ROUTES)
def test_cells_answer_what_is_declared(name, town):
    route = ROUTES[name]
    expected = {column: matrix.declared(route, town.world, column) for column in COLUMNS}

    actual = {column: matrix.answered(route, town.world, column, town.clients) for column in COLUMNS}

    assert actual == expected


@pytest.mark.parametrize("name", ROUTES)
def test_what_is_refused_is_refused_to_a_post_too(name, town):
    route, refused = ROUTES[name], []
    sample = matrix.sample_of(route)
    for column in COLUMNS:
        answer = matrix.declared(route, town.world, column)
        if answer in (matrix.YES, matrix.BY_LINK):
            continue
        thing = matrix.things(sample, town.world, column).get("other")
        address = reverse(name, kwargs=sample.args(thing))
        response = matrix.ask(town.clients[column], address, method="POST")
        if matrix.word(route, response, column) == matrix.YES:
            refused.append((column, response.status_code))

    assert refused == []


def test_cms_is_for_editors(town):
    actual = {}
    for column in COLUMNS:
        response = matrix.ask(town.clients[column], reverse("wagtailadmin_home"))
        refused = response.status_code in (302, 403)
        actual[column] = (matrix.SIGN_IN if column == "visitor" else matrix.NO) if refused else matrix.YES

    assert actual == {column: matrix.cms_declared(town.world, column) for column in COLUMNS}


def test_document_is_up_to_date(town):
    path, text = ROOT / "docs" / "acces.md", matrix.document(town.world, kinds())
    if os.environ.get("TERREAU_WRITE_DOCS"):
        path.write_text(text)

    assert path.read_text() == text


def test_a_page_that_writes_is_caught(town, monkeypatch):
    def writes(request):
        User.objects.filter(pk=0).update(first_name="x")
        return HttpResponse()

    with pytest.raises(matrix.WroteOnGet), matrix.reads_only():
        writes(RequestFactory().get("/"))


def test_a_page_that_says_less_than_it_asks_is_caught(town):
    """A public page behind which a permission hides does not pass for public."""
    route = ROUTES["portal:desk"]
    open_to_all = Route(route.name, route.address, Grant(PUBLIC), route.pattern)

    declared = matrix.declared(open_to_all, town.world, "resident")

    assert (declared, matrix.answered(route, town.world, "resident", town.clients)) == ("oui", "non")
