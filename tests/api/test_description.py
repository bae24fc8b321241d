"""The description tells the truth: each operation with an example of its answer, each error a sentence."""

import jsonschema_rs  # comes with schemathesis
import pytest

from terreau.api.routes import api

pytestmark = pytest.mark.django_db

DESCRIPTION = api.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = [(path, operation["get"]) for path, operation in DESCRIPTION["paths"].items()]


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=[path for path, _operation in OPERATIONS])
def test_each_operation_has_an_example_in_the_shape_it_describes(path, operation):
    content = operation["responses"][200]["content"]["application/json"]

    schema = {"components": DESCRIPTION["components"], **content["schema"]}
    jsonschema_rs.validator_for(schema).validate(content["example"])


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=[path for path, _operation in OPERATIONS])
def test_each_filter_says_what_it_is(path, operation):
    asked = [one for one in operation["parameters"] if one["in"] == "query"]

    assert [one["name"] for one in asked if not one["schema"].get("description")] == []


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/inconnu", 404),
        ("get", "/api/v1/organisations/", 404),
        ("get", "/api/v2/organisations", 404),
        ("get", "/api/v1/organisations/inconnue", 404),
        ("post", "/api/v1/organisations", 405),
        ("delete", "/api/v1/organisations/une", 405),
        ("get", "/api/v1/organisations?limit=0", 422),
    ],
)
def test_every_error_is_a_sentence_in_json(client, method, address, status):
    answer = getattr(client, method)(address)

    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (status, "application/json")
    assert set(answer.json()) == {"detail"}
    assert answer.json()["detail"].endswith(".")
    assert status != 405 or answer["Allow"] == "GET"


def test_what_breaks_is_told_in_json_too(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("terreau.directory.queries.read", None)

    answer = client.get("/api/v1/organisations")

    assert (answer.status_code, set(answer.json())) == (500, {"detail"})


def test_pages_for_people_keep_their_own_errors(client):
    assert client.get("/annuaire/inconnue/")["Content-Type"].startswith("text/html")
