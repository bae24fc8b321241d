"""Signing in by a code received by e-mail, opening an account, changing one's address."""

import datetime as dt
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as project
from django.core import mail
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from terreau.accounts.models import User
from tests.accounts.conftest import signed_in_as

pytestmark = pytest.mark.django_db

LOGIN = "/compte/connexion/"
CODE = "/compte/connexion/code/"


def test_sign_in_sends_a_code_and_opens_the_session(client, person, sign_in):
    user = person(email="nour@exemple.test")

    response = sign_in(client, "nour@exemple.test")

    assert (response.status_code, response.url) == (302, resolve_url(project.LOGIN_REDIRECT_URL))
    assert signed_in_as(client) == str(user.pk)
    assert [(message.subject, message.to) for message in mail.outbox] == [
        ("Votre code de connexion", ["nour@exemple.test"])
    ]
    assert EmailAddress.objects.get(user=user).verified


def test_sign_in_in_english_sends_an_english_mail(client, person):
    person(email="nour@exemple.test")

    client.post("/en/compte/connexion/", {"login": "nour@exemple.test"})

    assert mail.outbox[-1].subject == "Your sign-in code"
    assert "Here is your sign-in code:" in mail.outbox[-1].body


def test_sign_in_takes_the_address_whatever_its_case(client, person, sign_in):
    user = person(email="nour@exemple.test")

    sign_in(client, "  Nour@EXEMPLE.test ")

    assert signed_in_as(client) == str(user.pk)


def test_sign_in_with_a_wrong_code_keeps_the_page_and_says_so(client, person):
    person(email="nour@exemple.test")
    client.post(LOGIN, {"login": "nour@exemple.test"})

    response = client.post(CODE, {"code": "AAAA-AAAA"})

    assert response.context["form"].errors["code"] == [
        "Ce code n’est pas le bon. Vérifiez le dernier message reçu."
    ]
    assert signed_in_as(client) is None


def test_sign_in_gives_up_after_five_wrong_codes(client, person, last_code):
    person(email="nour@exemple.test")
    client.post(LOGIN, {"login": "nour@exemple.test"})

    answers = [client.post(CODE, {"code": "AAAA-AAAA"}).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 302]
    assert client.post(CODE, {"code": last_code()}).url.startswith(reverse("account_login"))
    assert signed_in_as(client) is None


def test_sign_in_refuses_an_expired_code(client, person, last_code):
    person(email="nour@exemple.test")
    client.post(LOGIN, {"login": "nour@exemple.test"})
    code = last_code()

    with time_machine.travel(time.time() + 16 * 60, tick=False):
        client.post(CODE, {"code": code})

    assert signed_in_as(client) is None


def test_sign_in_refuses_a_code_used_before(client, person, sign_in, last_code):
    person(email="nour@exemple.test")
    sign_in(client, "nour@exemple.test")
    used = last_code()
    client.post(reverse("account_logout"))
    client.post(LOGIN, {"login": "nour@exemple.test"})

    client.post(CODE, {"code": used})

    assert signed_in_as(client) is None


def test_sign_in_refuses_the_code_of_somebody_else(client, person, client_for, last_code):
    person(email="nour@exemple.test")
    person(email="sam@exemple.test")
    other = Client()
    other.post(LOGIN, {"login": "sam@exemple.test"})
    code_of_sam = last_code()
    client.post(LOGIN, {"login": "nour@exemple.test"})

    client.post(CODE, {"code": code_of_sam})

    assert signed_in_as(client) is None


def test_sign_in_with_an_unknown_address_shows_the_same_page(client, person):
    person(email="nour@exemple.test")

    known = client.post(LOGIN, {"login": "nour@exemple.test"})
    unknown = Client().post(LOGIN, {"login": "personne@exemple.test"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert mail.outbox[-1].subject == "Pas de compte à cette adresse"


def test_sign_in_to_an_inactive_account_sends_no_code(client, person):
    person(email="nour@exemple.test", is_active=False)

    client.post(LOGIN, {"login": "nour@exemple.test"})

    assert [message.subject for message in mail.outbox] == ["Pas de compte à cette adresse"]


def test_a_session_ends_when_the_account_is_deactivated(client_for, person):
    user = person()
    client = client_for(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/compte/").url == "/compte/connexion/?next=/compte/"


@pytest.mark.parametrize(
    "target", ["https://ailleurs.test/", "//ailleurs.test/", "javascript:alert(1)", "https:///ailleurs.test"]
)
def test_sign_in_never_leads_to_another_site(client, person, last_code, target):
    person(email="nour@exemple.test")
    client.post(f"{LOGIN}?next={target}", {"login": "nour@exemple.test", "next": target})

    response = client.post(f"{CODE}?next={target}", {"code": last_code(), "next": target})

    assert response.url == resolve_url(project.LOGIN_REDIRECT_URL)


def test_sign_in_goes_back_to_the_page_that_asked(client, person, last_code):
    person(email="nour@exemple.test")
    client.post(LOGIN, {"login": "nour@exemple.test", "next": "/compte/"})

    response = client.post(CODE, {"code": last_code(), "next": "/compte/"})

    assert response.url == "/compte/"


def test_sign_in_changes_the_session_key(client, person, sign_in):
    person(email="nour@exemple.test")
    client.post(LOGIN, {"login": "nour@exemple.test"})
    planted = client.session.session_key

    sign_in(client, "nour@exemple.test")

    assert client.session.session_key != planted


def test_the_session_cookie_is_out_of_reach_of_scripts(client, person, sign_in, settings):
    settings.SESSION_COOKIE_SECURE = True
    person(email="nour@exemple.test")

    sign_in(client, "nour@exemple.test")

    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)


def test_join_verifies_the_address_by_code(client, last_code):
    facts = {"first_name": "Nour", "last_name": "Haddad", "email": "Nour@Exemple.test"}

    client.post("/compte/inscription/", facts)
    assert signed_in_as(client) is None
    client.post("/compte/adresse/verifier/", {"code": last_code()})

    user = User.objects.get(email="nour@exemple.test")
    assert (user.full_name, user.language, user.has_usable_password()) == ("Nour Haddad", "fr", False)
    assert signed_in_as(client) == str(user.pk)


def test_join_with_a_known_address_tells_only_its_owner(client, person):
    person(email="nour@exemple.test")

    response = client.post(
        "/compte/inscription/", {"first_name": "X", "last_name": "Y", "email": "nour@exemple.test"}
    )

    assert response.url == "/compte/adresse/verifier/"
    assert mail.outbox[-1].subject == "Vous avez déjà un compte"
    assert User.objects.count() == 1


def test_change_of_address_waits_for_the_code(client_for, person, last_code):
    user = person(email="nour@exemple.test")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = client_for(user)

    client.post("/compte/adresse/", {"email": "neuve@exemple.test", "action_add": "1"})
    user.refresh_from_db()
    assert user.email == "nour@exemple.test"
    client.post("/compte/adresse/verifier/", {"code": last_code()})

    user.refresh_from_db()
    assert user.email == "neuve@exemple.test"
    assert mail.outbox[-1].to == ["nour@exemple.test"]


def test_change_to_the_address_of_somebody_else_is_refused(client_for, person, last_code):
    person(email="sam@exemple.test")
    user = person(email="nour@exemple.test")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    client_for(user).post("/compte/adresse/", {"email": "sam@exemple.test", "action_add": "1"})

    user.refresh_from_db()
    assert user.email == "nour@exemple.test"


def test_sign_in_ends_after_two_weeks(client, person, sign_in):
    person(email="nour@exemple.test")
    sign_in(client, "nour@exemple.test")

    assert client.session.get_expiry_age() == dt.timedelta(days=14).total_seconds()
