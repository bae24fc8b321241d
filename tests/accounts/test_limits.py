"""Too many attempts lock a person from one address, never a town hall."""

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory

from terreau.accounts import throttle
from tests.accounts.conftest import signed_in_as

pytestmark = pytest.mark.django_db

LOGIN = "/compte/connexion/"
CODE = "/compte/connexion/code/"
TOWN_HALL = {"REMOTE_ADDR": "192.0.2.10"}


def fail(client: Client, email: str, times: int, **extra) -> list[int]:
    """Ask for codes and type wrong ones, like a browser that forgets its limits by address of mail."""
    answers = []
    while len(answers) < times:
        cache.clear()
        client.cookies.clear()
        asked = client.post(LOGIN, {"login": email}, **extra)
        if asked.status_code == 429:
            answers += [429] * (times - len(answers))
        for _ in range(min(4, times - len(answers))):
            answers.append(client.post(CODE, {"code": "AAAA-AAAA"}, **extra).status_code)
    return answers


def test_ten_wrong_codes_lock_the_person_from_that_address(person):
    person(email="nour@exemple.test")

    answers = fail(Client(), "nour@exemple.test", 12, **TOWN_HALL)

    assert (answers[:9], answers[-1]) == ([200] * 9, 429)
    locked = Client().post(LOGIN, {"login": "Nour@exemple.test"}, **TOWN_HALL)
    assert locked.status_code == 429
    assert "Un instant, s’il vous plaît" in locked.content.decode()


def test_thirty_failures_of_a_colleague_stop_nobody_else(person, sign_in):
    person(email="nour@exemple.test")
    sam = person(email="sam@exemple.test")
    fail(Client(), "nour@exemple.test", 30, **TOWN_HALL)
    colleague = Client()

    sign_in(colleague, "sam@exemple.test", **TOWN_HALL)

    assert signed_in_as(colleague) == str(sam.pk)


def test_the_locked_person_gets_in_from_elsewhere(person, sign_in):
    nour = person(email="nour@exemple.test")
    fail(Client(), "nour@exemple.test", 30, **TOWN_HALL)
    at_home = Client()

    sign_in(at_home, "nour@exemple.test", REMOTE_ADDR="198.51.100.7")

    assert signed_in_as(at_home) == str(nour.pk)


def test_the_right_code_opens_nothing_while_locked(person, last_code):
    person(email="nour@exemple.test")
    waiting = Client()
    waiting.post(LOGIN, {"login": "nour@exemple.test"}, **TOWN_HALL)
    code = last_code()
    fail(Client(), "nour@exemple.test", 12, **TOWN_HALL)

    response = waiting.post(CODE, {"code": code}, **TOWN_HALL)

    assert (response.status_code, signed_in_as(waiting)) == (429, None)


def test_signing_in_forgets_earlier_failures(person, sign_in):
    person(email="nour@exemple.test")
    fail(Client(), "nour@exemple.test", 8, **TOWN_HALL)
    cache.clear()

    sign_in(Client(), "nour@exemple.test", **TOWN_HALL)

    assert AccessAttempt.objects.count() == 0


def test_codes_for_one_address_are_limited(person):
    person(email="nour@exemple.test")

    for _ in range(10):
        Client().post(LOGIN, {"login": "nour@exemple.test"}, **TOWN_HALL)

    assert len(mail.outbox) == 6


def test_sixty_colleagues_sign_in_within_a_minute_from_one_address(person, sign_in):
    people = [person(email=f"agent{number}@exemple.test") for number in range(60)]

    for colleague in people:
        client = Client()
        sign_in(client, colleague.email, **TOWN_HALL)
        assert signed_in_as(client) == str(colleague.pk)


def test_the_address_comes_from_the_trusted_proxy_only(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.5")

    assert throttle.client_address(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert throttle.client_address(request) == "203.0.113.5"


def test_a_request_without_address_is_counted_together():
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]

    assert throttle.client_address(request) == ""
