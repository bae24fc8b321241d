"""Helpers of the account tests: read the code in the mail, sign in as a browser would."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

CODE = re.compile(r"^ {4}([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Each test starts with nothing counted against anybody."""
    cache.clear()


@pytest.fixture
def last_code():
    """Return a function that reads the code of the last mail."""
    return lambda: CODE.search(mail.outbox[-1].body).group(1)


@pytest.fixture
def sign_in(last_code):
    """Return a function that signs an address in by code and returns the last answer."""

    def walk(client: Client, email: str, **extra):
        client.post(reverse("account_login"), {"login": email}, **extra)
        return client.post(reverse("account_confirm_login_code"), {"code": last_code()}, **extra)

    return walk


def signed_in_as(client: Client) -> str | None:
    """Return the key of the person whose session this is."""
    return client.session.get("_auth_user_id")
