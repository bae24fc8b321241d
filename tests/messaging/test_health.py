"""What machines read: health, figures, and logs that hold nothing about people."""

import io
import json
import logging

import pytest
from django.db import connection

from terreau.config.logging import JsonFormatter
from terreau.messaging import actions
from terreau.messaging.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """What the root logger writes, parsed."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def test_live_answers(client):
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready_warns_of_a_silent_worker_without_failing(client):
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "obstacles": [], "warnings": ["worker"]},
    )
    Heartbeat.objects.create(name="here")
    assert client.get("/health/ready").json()["warnings"] == []


def test_ready_fails_without_guards(client):
    suffix = " ON journal_entry" if connection.vendor == "postgresql" else ""
    connection.cursor().execute(f"DROP TRIGGER journal_entry_no_update{suffix}")

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["obstacles"]) == (503, ["guards"])


def test_metrics_tell_of_the_queue_to_this_machine(client, person):
    actions.post(event="test.news", to="a@exemple.test", target=person())

    text = client.get("/metrics").content.decode()

    assert "\nterreau_outbox_waiting 1.0\n" in text
    assert "\nterreau_worker_heartbeat_age_seconds -1.0\n" in text
    client.get("/health/live")
    assert 'route="health:live"' in client.get("/metrics").content.decode()


@pytest.mark.parametrize(
    "facts",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.1"},
        {"HTTP_FORWARDED": "for=192.0.2.1"},
    ],
)
def test_metrics_are_not_for_the_world(client, facts):
    assert client.get("/metrics", **facts).status_code == 403


def test_metrics_open_with_the_token_only(client, settings):
    settings.METRICS_TOKEN = "secret-of-prometheus"
    assert client.get("/metrics").status_code == 403
    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.1", HTTP_AUTHORIZATION="Bearer secret-of-prometheus")
    assert answer.status_code == 200


def test_request_is_logged_by_route_without_personal_data(client, person, lines):
    someone = person(email="alice@exemple.test", first_name="Alice", last_name="Martin")
    client.force_login(someone, backend="django.contrib.auth.backends.ModelBackend")
    token = "T0kenT0kenT0kenT0ken"
    client.get(f"/courriels/ne-plus-recevoir/{token}/?q=alice@exemple.test", REMOTE_ADDR="192.0.2.55")
    client.get("/introuvable/alice@exemple.test")
    logging.getLogger("terreau.test").info("hello", extra={"email": "alice@exemple.test", "count": 3})
    logging.getLogger("library").warning("user %s failed", "alice@exemple.test")
    try:
        int("alice@exemple.test")
    except ValueError:
        logging.getLogger("terreau.test").exception("broken")

    written = json.dumps(lines())
    for secret in ("alice", "Alice", "Martin", token, "192.0.2.55", "?q", "introuvable"):
        assert secret not in written
    request = next(line for line in lines() if line["logger"] == "terreau.request")
    assert (request["route"], request["method"], request["status"]) == ("messaging:unsubscribe", "GET", 404)
    assert {"request", "ms", "at"} <= request.keys()
    assert [line["count"] for line in lines() if line["text"] == "hello"] == [3]
    assert [line["error"] for line in lines() if line["text"] == "broken"] == ["ValueError"]


@pytest.mark.parametrize(("given", "kept"), [("abcd-1234-efgh", True), ("x\ny" * 9, False), ("", False)])
def test_request_number_is_kept_when_well_formed(client, given, kept):
    answer = client.get("/health/live", HTTP_X_REQUEST_ID=given)
    assert (answer["X-Request-ID"] == given) is kept
