"""Officers, secretaries and administrators show a second factor; a passkey is strong alone."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory

from terreau.accounts import sessions
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from tests.accounts.conftest import signed_in_as

pytestmark = pytest.mark.django_db

SET_UP = "/compte/second-facteur/"
ROLES = "/compte/roles/"


def code_of(secret: str) -> str:
    import time

    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time() // 30)))


def without_factor(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=sessions.BACKEND)
    return client


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECRETARY, Role.ADMINISTRATOR])
def test_a_strong_role_without_factor_is_led_to_set_one_up(person, role):
    client = without_factor(person(role))

    response = client.get(ROLES)

    assert response.url == f"{SET_UP}?next=%2Fcompte%2Froles%2F"
    assert "Votre rôle demande une seconde preuve" in client.get(response.url).content.decode()


def test_a_strong_role_without_factor_has_no_permission(person):
    admin = person(Role.ADMINISTRATOR, Role.ELECTED)
    client = without_factor(admin)

    user = client.get("/compte/").wsgi_request.user

    assert (user.roles, user.has_perm("accounts.manage_roles"), user.is_staff) == ({"elected"}, False, False)


def test_a_superuser_without_factor_has_no_permission(db):
    client = without_factor(User.objects.create_superuser("racine@exemple.test"))

    user = client.get("/compte/").wsgi_request.user

    assert user.has_perm("wagtailadmin.access_admin") is False
    assert client.get(ROLES).url.startswith(SET_UP)


@pytest.mark.parametrize("roles", [[], [Role.ELECTED], [Role.SIGNATORY, Role.EDITOR]])
def test_other_roles_need_no_factor(person, roles):
    response = without_factor(person(*roles)).get("/compte/consentements/")

    assert response.status_code == 200


def test_public_pages_stay_open_and_ask_nothing_of_the_database(person, django_assert_num_queries):
    client = without_factor(person(Role.OFFICER))

    assert client.get("/compte/efface/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_rights_at_once(person):
    admin = person(Role.ADMINISTRATOR, email="admin@exemple.test")
    client = without_factor(admin)
    client.get(f"{SET_UP}application/")
    secret = client.session[totp.SECRET_SESSION_KEY]

    response = client.post(f"{SET_UP}application/", {"code": code_of(secret)})

    assert response.url == f"{SET_UP}secours/"
    assert client.get(ROLES).status_code == 200
    assert len(client.get(f"{SET_UP}secours/").context["unused_codes"]) == 10


def test_the_secret_of_the_app_is_not_readable_in_the_database(person):
    user = person()
    secret = totp.generate_totp_secret()

    totp.TOTP.activate(user, secret)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())
    assert Authenticator.objects.get(user=user).wrap().validate_code(code_of(secret))


def test_sign_in_asks_for_the_code_of_the_app(client, person, sign_in):
    admin = person(Role.ADMINISTRATOR, email="admin@exemple.test")
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(admin, secret)

    first = sign_in(client, "admin@exemple.test")
    assert (first.url, signed_in_as(client)) == ("/compte/connexion/second-facteur/", None)
    wrong = client.post(first.url, {"code": "000000"})
    assert wrong.context["form"].errors["code"][0].startswith("Ce code n’est pas le bon.")
    client.post(first.url, {"code": code_of(secret)})

    assert signed_in_as(client) == str(admin.pk)
    assert client.get(ROLES).status_code == 200


def test_a_session_older_than_the_factor_gives_it_before_going_on(person):
    admin = person(Role.ADMINISTRATOR)
    client = without_factor(admin)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(admin, secret)

    response = client.get(ROLES)
    assert response.url.startswith(f"{SET_UP}verification/?next=")
    again = client.post(response.url, {"code": code_of(secret)})

    assert again.url == ROLES
    assert client.get(ROLES).status_code == 200


def test_the_last_factor_of_a_strong_role_stays(person, client_for):
    admin = person(Role.ADMINISTRATOR)
    authenticator = totp.TOTP.activate(admin, totp.generate_totp_secret()).instance
    from terreau.accounts.adapters import FactorAdapter

    assert FactorAdapter().can_delete_authenticator(authenticator) is False
    Authenticator.objects.create(user=admin, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert FactorAdapter().can_delete_authenticator(authenticator) is False
    Authenticator.objects.create(user=admin, type=Authenticator.Type.WEBAUTHN, data={})
    assert FactorAdapter().can_delete_authenticator(authenticator) is True


def test_a_resident_may_remove_their_only_factor(person):
    from terreau.accounts.adapters import FactorAdapter

    authenticator = totp.TOTP.activate(person(), totp.generate_totp_secret()).instance

    assert FactorAdapter().can_delete_authenticator(authenticator) is True


def test_recovery_codes_alone_open_no_rights(person, rf):
    from allauth.mfa.signals import authenticator_added

    admin = person(Role.ADMINISTRATOR)
    request = rf.get("/")
    request.session = {}
    printed = Authenticator(user=admin, type=Authenticator.Type.RECOVERY_CODES)

    authenticator_added.send(Authenticator, request=request, user=admin, authenticator=printed)

    assert sessions.factor_given(request, admin) is False


def test_a_factor_of_somebody_else_counts_for_nothing(person, client_for):
    admin, other = person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR)
    session = client_for(other).session
    request = RequestFactory().get("/")
    request.session = session

    assert (sessions.factor_given(request, other), sessions.factor_given(request, admin)) == (True, False)


class TestDemoDoor:
    def request(self) -> object:
        request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
        from django.contrib.sessions.backends.db import SessionStore

        request.session = SessionStore()
        return request

    def test_the_demo_opens_a_session_with_the_factor_given(self, person, settings):
        settings.DEMO = True
        officer, request = person(Role.OFFICER), self.request()

        sessions.open_for_demo(request, officer)

        assert request.session["_auth_user_id"] == str(officer.pk)
        assert sessions.factor_given(request, officer) is True

    def test_outside_the_demo_the_door_is_shut(self, person, settings):
        settings.DEMO = False
        request = self.request()

        with pytest.raises(PermissionDenied):
            sessions.open_for_demo(request, person(Role.OFFICER))

        assert "_auth_user_id" not in request.session
