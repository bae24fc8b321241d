"""« Mon compte » : what is known of me, who looked, what I take away, and leaving."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.accounts import actions, erasure, signals
from terreau.accounts.enums import Role
from terreau.accounts.models import AccessLog, Consent, User
from terreau.kernel.errors import RuleBroken
from tests.accounts.conftest import signed_in_as

pytestmark = pytest.mark.django_db


class TestOverview:
    def test_a_person_changes_name_and_language_and_reads_on_in_it(self, person, client_for):
        user = person()

        response = client_for(user).post(
            "/compte/", {"first_name": " Nour ", "last_name": "Haddad", "language": "en"}
        )

        user.refresh_from_db()
        assert (user.full_name, user.language, response.url) == ("Nour Haddad", "en", "/en/compte/")

    def test_an_unknown_language_is_refused_and_the_rest_kept(self, person, client_for):
        response = client_for(person()).post(
            "/compte/", {"first_name": "Nour", "last_name": "", "language": "xx"}
        )

        assert list(response.context["form"].errors) == ["language"]
        assert 'value="Nour"' in response.content.decode()

    def test_visitors_are_asked_to_sign_in(self, client):
        for page in ("", "consentements/", "consultations/", "mes-donnees/", "effacer/", "adresse/"):
            assert client.get(f"/compte/{page}").url == f"/compte/connexion/?next=/compte/{page}"

    def test_other_sessions_are_closed_and_this_one_stays(self, person, client_for):
        user = person()
        here, elsewhere, somebody = client_for(user), client_for(user), client_for(person())

        here.post("/compte/sessions/fermer/")

        assert (signed_in_as(here), signed_in_as(elsewhere)) == (str(user.pk), None)
        assert signed_in_as(somebody) is not None
        assert "pas d’autre session" in here.post("/compte/sessions/fermer/", follow=True).content.decode()


class TestConsents:
    def test_a_person_reads_and_withdraws_a_consent(self, person, client_for):
        user = person()
        consent = actions.record_consent(user=user, scope="file", text="Transmettre à l’ADIE.", by=user)
        client = client_for(user)

        assert "Transmettre à l’ADIE." in client.get("/compte/consentements/").content.decode()
        client.post(f"/compte/consentements/{consent.pk}/retirer/")

        consent.refresh_from_db()
        assert consent.withdrawn_at is not None
        again = client.post(f"/compte/consentements/{consent.pk}/retirer/", follow=True)
        assert "déjà retiré" in again.content.decode()

    def test_the_consent_of_somebody_else_is_not_found(self, person, client_for):
        owner = person()
        consent = actions.record_consent(user=owner, scope="file", text="Oui.", by=owner)

        response = client_for(person()).post(f"/compte/consentements/{consent.pk}/retirer/")

        assert response.status_code == 404
        assert list(Consent.objects.in_force()) == [consent]


@pytest.mark.parametrize("number", [1, 3])
def test_the_access_list_costs_the_same_for_one_and_three(
    person, client_for, django_assert_num_queries, number
):
    user = person()
    for _ in range(number):
        actions.record_access(user=person(Role.OFFICER), target=user, purpose="suivi du projet")
    client = client_for(user)
    client.get("/compte/consultations/")

    with django_assert_num_queries(5):
        page = client.get("/compte/consultations/").content.decode()

    assert page.count("suivi du projet") == number


def test_the_access_log_of_somebody_else_is_not_shown(person, client_for):
    actions.record_access(user=person(Role.OFFICER), target=person(), purpose="secret")

    assert "secret" not in client_for(person()).get("/compte/consultations/").content.decode()


class TestMyData:
    def read(self, client) -> dict:
        archive = zipfile.ZipFile(io.BytesIO(client.get("/compte/mes-donnees/telecharger/").content))
        assert archive.namelist() == ["mes-donnees.json"]
        return json.loads(archive.read("mes-donnees.json"))

    def test_the_copy_holds_each_classified_field_of_my_rows(self, person, client_for):
        user, officer = person(email="nour@exemple.test"), person(Role.OFFICER, last_name="Secrète")
        actions.record_consent(user=user, scope="file", text="Oui, à l’ADIE.", by=user)
        actions.record_access(user=officer, target=user, purpose="suivi")

        tables = self.read(client_for(user))["tables"]

        assert tables["accounts.User"]["rows"][0]["email"] == "nour@exemple.test"
        assert tables["accounts.User"]["classes"]["email"] == "contact"
        assert [row["text"] for row in tables["accounts.Consent"]["rows"]] == ["Oui, à l’ADIE."]
        (line,) = tables["accounts.AccessLog"]["rows"]
        assert (line["person"], line["reader"], line["purpose"]) == ("self", "another person", "suivi")

    def test_the_copy_of_an_officer_holds_no_file_of_others(self, person, client_for):
        officer, resident = person(Role.OFFICER), person(last_name="Marqueur-Habitant")
        actions.record_access(user=officer, target=resident, purpose="suivi")

        tables = self.read(client_for(officer))["tables"]

        assert tables["accounts.AccessLog"]["rows"] == []
        assert [line["as"] for line in tables["accounts.AccessLog"]["acted"]] == ["reader"]
        assert "Marqueur-Habitant" not in json.dumps(tables, ensure_ascii=False)

    def test_the_copy_holds_no_secret(self, person, client_for):
        user = person()
        user.set_password("marqueur")
        user.save()

        assert "password" not in self.read(client_for(user))["tables"]["accounts.User"]["rows"][0]


def whole_database() -> str:
    """Return every text of every row, sessions decoded."""
    from django.contrib.sessions.models import Session

    texts = [str(session.get_decoded()) for session in Session.objects.all()]
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            names = [
                field.attname for field in model._meta.local_fields if not isinstance(field, models.FileField)
            ]
            texts += [str(row) for row in model._base_manager.values_list(*names)]
    return "\n".join(texts)


class TestErase:
    def test_erasing_asks_for_the_address_again(self, person, client_for):
        user = person(email="nour@exemple.test")

        response = client_for(user).post("/compte/effacer/", {"email": "autre@exemple.test"})

        assert "Rien n’a été effacé." in response.content.decode()
        assert User.objects.filter(pk=user.pk).exists()

    def test_erasing_ends_the_sessions_and_says_so(self, person, client_for):
        user = person(email="nour@exemple.test")
        client, elsewhere = client_for(user), client_for(user)

        response = client.post("/compte/effacer/", {"email": "Nour@exemple.test"}, follow=True)

        assert "Votre compte est effacé" in response.content.decode()
        assert (signed_in_as(client), signed_in_as(elsewhere)) == (None, None)

    def test_the_last_administrator_stays(self, person, client_for):
        user = person(Role.ADMINISTRATOR, email="admin@exemple.test")

        page = client_for(user).get("/compte/effacer/").content.decode()

        assert "Vous êtes le dernier administrateur" in page
        with pytest.raises(RuleBroken, match="dernier administrateur"):
            actions.erase_account(user=user, by=user)

    def test_an_app_above_may_say_not_yet_and_remove_its_own(self, person, monkeypatch):
        user, forgotten = person(), []
        monkeypatch.setattr(erasure, "BLOCKERS", [])
        monkeypatch.setattr(erasure, "ERASERS", [])
        erasure.blocker(lambda someone: "Confiez d’abord le projet à Sam.")
        erasure.eraser(forgotten.append)

        with pytest.raises(RuleBroken, match="Confiez d’abord le projet à Sam"):
            actions.erase_account(user=user, by=user)
        erasure.BLOCKERS.clear()
        actions.erase_account(user=user, by=user)

        assert forgotten == [user]

    def test_receivers_hear_of_it_while_the_person_still_exists(self, person):
        heard, user = [], person()

        def listen(sender, user, by, **facts):
            heard.append((User.objects.filter(pk=user.pk).exists(), by.label))

        signals.person_erased.connect(listen)
        actions.erase_account(user=user, by=user)
        signals.person_erased.disconnect(listen)

        assert heard == [(True, user.full_name)]

    def test_what_the_person_read_stays_without_their_name(self, person):
        officer, resident = person(Role.OFFICER, last_name="Marqueur"), person()
        actions.record_access(user=officer, target=resident, purpose="suivi")

        actions.erase_account(user=officer, by=officer)

        line = AccessLog.objects.get()
        assert (line.reader, line.reader_label) == (None, "Compte effacé")


letters = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=8, max_size=12)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mark=letters.map(lambda text: f"zq{text}qz"))
def test_after_erasure_nothing_in_the_database_names_the_person(db, client_for, mark):
    user = actions.ensure_user(
        email=f"{mark}@exemple.test", first_name=f"P{mark}", last_name=f"N{mark}", by=None
    )
    officer = User.objects.create_user(f"officer-{User.objects.count()}@exemple.test")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    SocialAccount.objects.create(
        user=user, provider="proconnect", uid=mark, extra_data={"userinfo": {"email": user.email}}
    )
    AccessAttempt.objects.create(username=user.email, ip_address="192.0.2.1", failures_since_start=1)
    actions.grant_role(user=user, role=Role.OFFICER, by=officer)
    actions.record_consent(user=user, scope="file", text=f"Moi, {mark}", by=user)
    actions.record_access(user=officer, target=user, purpose=f"dossier de {mark}")
    actions.record_access(user=user, target=officer, purpose="suivi")
    client_for(user)
    assert mark in whole_database()

    actions.erase_account(user=user, by=user)

    assert mark not in whole_database()
