"""ProConnect against a certified provider: nonce, PKCE, signed userinfo, and the rule of linking."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from terreau.accounts.models import User
from terreau.accounts.proconnect import tokens
from terreau.config.sign_in import proconnect_apps
from tests.accounts.conftest import signed_in_as
from tests.accounts.identity_provider import running

START = "/compte/identite/proconnect/"


@pytest.fixture(scope="module")
def provider():
    with running() as started:
        yield started


@pytest.fixture
def identity(settings, provider, db):
    """Configure the running provider as ProConnect."""
    settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APPS": [app_of(provider.url)]}}
    return provider


def app_of(url: str, **facts) -> dict:
    return {
        "provider_id": "proconnect",
        "name": "ProConnect",
        "client_id": "terreau",
        "secret": "a-secret-for-tests-only",
        "settings": {"server_url": url, "oauth_pkce_enabled": True},
    } | facts


def come_back(client: Client, identity):
    """Leave for the provider, sign in there, and come back here."""
    target = identity.walk(client.post(START).url)
    parts = urlsplit(target)
    return client.get(f"{parts.path}?{parts.query}")


class TestRequest:
    def test_the_request_carries_nonce_state_and_pkce(self, client, identity):
        asked = parse_qs(urlsplit(client.post(START).url).query)

        assert asked["code_challenge_method"] == ["S256"]
        assert len(asked["nonce"][0]) == 32
        assert set(asked["scope"][0].split()) == {
            "openid",
            "given_name",
            "usual_name",
            "email",
            "uid",
            "siret",
        }
        assert asked.keys() >= {"state", "code_challenge"}

    def test_two_requests_carry_two_nonces(self, client, identity):
        nonces = {parse_qs(urlsplit(client.post(START).url).query)["nonce"][0] for _ in range(2)}

        assert len(nonces) == 2

    def test_leaving_takes_a_button_not_a_link(self, client, identity):
        assert client.get(START).status_code == 200

    def test_an_unknown_provider_is_not_found(self, client, identity):
        assert client.post("/compte/identite/autre/").status_code == 404


class TestSignIn:
    def test_a_new_person_gets_an_account_after_a_code(self, client, identity, last_code):
        response = come_back(client, identity)

        assert (response.url, signed_in_as(client)) == ("/compte/adresse/verifier/", None)
        client.post("/compte/adresse/verifier/", {"code": last_code()})
        user = User.objects.get()
        assert (user.full_name, user.email) == ("Nour Haddad", "nour.haddad@agglo.test")
        assert signed_in_as(client) == str(user.pk)
        assert SocialAccount.objects.get(user=user).extra_data["userinfo"]["siret"] == "21920071600018"

    def test_the_second_time_needs_no_code(self, client, identity, last_code):
        come_back(client, identity)
        client.post("/compte/adresse/verifier/", {"code": last_code()})
        sent, later = len(mail.outbox), Client()

        come_back(later, identity)

        assert signed_in_as(later) == str(User.objects.get().pk)
        assert len(mail.outbox) == sent

    def test_userinfo_in_plain_json_is_read_too(self, client, settings, db, last_code):
        with running(userinfo="json") as plain:
            settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APPS": [app_of(plain.url)]}}
            come_back(client, plain)

        assert User.objects.get().full_name == "Nour Haddad"

    def test_an_answer_to_another_request_is_refused(self, client, identity):
        target = urlsplit(identity.walk(client.post(START).url))
        session = client.session
        for entry in session["socialaccount_states"].values():
            entry[0]["nonce"] = "another"
        session.save()

        response = client.get(f"{target.path}?{target.query}")

        assert "La connexion n’a pas abouti" in response.content.decode()
        assert User.objects.count() == 0

    def test_an_answer_without_our_session_is_refused(self, client, identity):
        target = urlsplit(identity.walk(client.post(START).url))

        response = Client().get(f"{target.path}?{target.query}")

        assert "La connexion n’a pas abouti" in response.content.decode()
        assert User.objects.count() == 0

    def test_an_answer_played_twice_is_refused(self, client, identity):
        target = urlsplit(identity.walk(client.post(START).url))
        client.get(f"{target.path}?{target.query}")
        client.cookies.clear()

        client.get(f"{target.path}?{target.query}")

        assert signed_in_as(client) is None

    def test_a_wrong_secret_is_refused(self, client, settings, identity):
        settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APPS": [app_of(identity.url, secret="wrong")]}}

        response = come_back(client, identity)

        assert "La connexion n’a pas abouti" in response.content.decode()

    def test_giving_up_at_the_provider_is_said(self, client, identity):
        state = parse_qs(urlsplit(client.post(START).url).query)["state"][0]

        response = client.get(f"{START}retour/?error=access_denied&state={state}", follow=True)

        assert "Connexion annulée" in response.content.decode()


class TestLinking:
    def test_a_known_address_links_only_after_its_code(self, client, identity, person, last_code):
        known = person(email="nour.haddad@agglo.test", first_name="Nour")

        response = come_back(client, identity)
        assert (response.url, signed_in_as(client)) == ("/compte/connexion/code/", None)
        assert SocialAccount.objects.count() == 0
        client.post(response.url, {"code": last_code()})

        assert signed_in_as(client) == str(known.pk)
        assert SocialAccount.objects.get().user == known

    def test_without_the_code_the_account_stays_shut(self, client, identity, person):
        person(email="nour.haddad@agglo.test")
        response = come_back(client, identity)

        client.post(response.url, {"code": "AAAA-AAAA"})

        assert (signed_in_as(client), SocialAccount.objects.count()) == (None, 0)

    def test_the_link_waits_for_that_person_only(self, client, identity, person, sign_in):
        person(email="nour.haddad@agglo.test")
        sam = person(email="sam@exemple.test")
        come_back(client, identity)
        client.post("/compte/deconnexion/")

        sign_in(client, "sam@exemple.test")

        assert (signed_in_as(client), SocialAccount.objects.count()) == (str(sam.pk), 0)

    def test_an_inactive_account_stays_shut(self, client, identity, person):
        person(email="nour.haddad@agglo.test", is_active=False)

        response = come_back(client, identity)

        assert (response.url, len(mail.outbox)) == ("/compte/desactive/", 0)


class TestTokens:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "first", "alg": "RS256", "use": "sig"}]}

    def token(self, key=None, kid="first", algorithm="RS256", **changes) -> str:
        claims = {"iss": "https://issuer.test", "aud": "terreau", "sub": "1", "exp": time.time() + 60}
        return jwt.encode(claims | changes, key or self.key, algorithm=algorithm, headers={"kid": kid})

    def read(self, token: str) -> dict:
        return tokens.read(
            token, keys=self.keys(), issuer="https://issuer.test", audience="terreau", required=["exp"]
        )

    def test_a_good_token_is_read(self):
        assert self.read(self.token())["sub"] == "1"

    def test_forged_tokens_are_refused(self):
        forged = [
            self.token(key=self.other),
            self.token(iss="https://other.test"),
            self.token(aud="another client"),
            self.token(exp=time.time() - 120),
            self.token(kid="unknown"),
            self.token(key="x" * 64, algorithm="HS256"),
            jwt.encode({"sub": "1"}, "", algorithm="none", headers={"kid": "first"}),
            "not a token",
        ]

        for token in forged:
            with pytest.raises(OAuth2Error):
                self.read(token)


class TestSettings:
    def test_without_a_server_there_is_no_button(self, client, db, settings):
        settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APPS": proconnect_apps()}}

        assert "ProConnect" not in client.get("/compte/connexion/").content.decode()

    def test_with_a_server_there_is_a_button(self, client, db, settings):
        settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APPS": [app_of("https://issuer.test")]}}

        assert "Me connecter avec ProConnect" in client.get("/compte/connexion/").content.decode()

    def test_several_providers_are_read_from_the_environment(self, monkeypatch):
        values = {
            "PROVIDERS": "proconnect,agglo,absent",
            "SERVER_URL": "https://proconnect.test",
            "CLIENT_ID": "one",
            "CLIENT_SECRET": "secret one",
            "AGGLO_SERVER_URL": "https://agglo.test",
            "AGGLO_NAME": "Compte de l’agglomération",
            "AGGLO_CLIENT_ID": "two",
            "AGGLO_CLIENT_SECRET": "secret two",
        }
        for name, value in values.items():
            monkeypatch.setenv(f"TERREAU_PROCONNECT_{name}", value)

        found = [(app["provider_id"], app["name"], app["client_id"]) for app in proconnect_apps()]

        assert found == [("proconnect", "ProConnect", "one"), ("agglo", "Compte de l’agglomération", "two")]

    def test_a_provider_without_client_stops_the_start(self, monkeypatch):
        monkeypatch.setenv("TERREAU_PROCONNECT_SERVER_URL", "https://proconnect.test")

        with pytest.raises(ImproperlyConfigured, match="TERREAU_PROCONNECT_CLIENT_ID is not set"):
            proconnect_apps()

    def test_a_name_with_signs_stops_the_start(self, monkeypatch):
        monkeypatch.setenv("TERREAU_PROCONNECT_PROVIDERS", "a-b")
        monkeypatch.setenv("TERREAU_PROCONNECT_A-B_SERVER_URL", "https://a.test")

        with pytest.raises(ImproperlyConfigured, match="not a plain word"):
            proconnect_apps()
