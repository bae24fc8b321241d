"""People join once, hold roles, agree to sentences, and can read who looked at their files."""

import datetime as dt

import pytest

from terreau.accounts import actions, roles, signals
from terreau.accounts.enums import Role
from terreau.accounts.models import AccessLog, Consent, RoleGrant, User
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken

WORKER = Actor.system("worker")


@pytest.fixture
def heard():
    """Record each signal of the accounts as (name, subject, actor label)."""
    news: list[tuple] = []
    listeners = []
    for name in ("person_joined", "role_granted", "role_revoked", "consent_given", "consent_withdrawn"):

        def listen(sender, *, by, name=name, signal=None, **facts):
            news.append((name, next(iter(facts.values())), by.label))

        getattr(signals, name).connect(listen)
        listeners.append((getattr(signals, name), listen))
    yield news
    for signal, listen in listeners:
        signal.disconnect(listen)


@pytest.mark.django_db
class TestEnsureUser:
    def test_ensure_user_makes_a_person_known_by_a_lower_case_address(self, heard):
        user = actions.ensure_user(email=" Nour.Haddad@Exemple.TEST ", first_name="Nour", by=WORKER)

        assert (user.email, user.first_name, user.has_usable_password()) == (
            "nour.haddad@exemple.test",
            "Nour",
            False,
        )
        assert heard == [("person_joined", user, "worker")]

    def test_ensure_user_by_the_person_names_the_person(self, heard):
        user = actions.ensure_user(email="nour@exemple.test", by=None)

        assert heard == [("person_joined", user, "nour@exemple.test")]

    def test_ensure_user_returns_the_known_person_and_keeps_their_name(self, person, heard):
        known = person(email="nour@exemple.test", first_name="Nour", last_name="Haddad")

        again = actions.ensure_user(email="NOUR@exemple.test", first_name="Autre", by=WORKER)

        assert (again, again.first_name, User.objects.count(), heard) == (known, "Nour", 1, [])

    def test_ensure_user_fills_in_a_missing_name(self, person):
        known = person(email="nour@exemple.test", first_name="", last_name="")

        actions.ensure_user(email="nour@exemple.test", first_name="Nour", last_name="Haddad", by=WORKER)

        known.refresh_from_db()
        assert known.full_name == "Nour Haddad"


@pytest.mark.django_db
class TestRoles:
    def test_grant_role_twice_makes_one_grant(self, person, heard):
        user, admin = person(), person(Role.ADMINISTRATOR)

        grants = [actions.grant_role(user=user, role=Role.OFFICER, by=admin) for _ in range(2)]

        assert grants[0] == grants[1]
        assert user.roles == {Role.OFFICER}
        assert heard == [("role_granted", grants[0], admin.full_name)]

    @pytest.mark.parametrize("role", [Role.RESIDENT, Role.HOLDER, Role.TEAM])
    def test_grant_role_refuses_a_derived_role(self, person, role):
        with pytest.raises(RuleBroken, match="se déduit"):
            actions.grant_role(user=person(), role=role, by=WORKER)

    def test_grant_role_refuses_an_inactive_account(self, person):
        with pytest.raises(RuleBroken, match="désactivé"):
            actions.grant_role(user=person(is_active=False), role=Role.OFFICER, by=WORKER)

    def test_revoke_role_keeps_the_row_with_its_end(self, person, heard):
        user = person(Role.OFFICER)

        grant = actions.revoke_role(user=user, role=Role.OFFICER, by=WORKER)

        assert user.roles == frozenset()
        assert RoleGrant.objects.get(user=user).revoked_at == grant.revoked_at is not None
        assert heard == [("role_revoked", grant, "worker")]

    def test_revoke_role_refuses_a_role_not_held(self, person):
        with pytest.raises(RuleBroken, match="n’a plus ce rôle"):
            actions.revoke_role(user=person(), role=Role.OFFICER, by=WORKER)

    def test_revoke_role_refuses_the_last_administrator(self, person):
        last = person(Role.ADMINISTRATOR)
        person(Role.ADMINISTRATOR, is_active=False)

        with pytest.raises(RuleBroken, match="dernier compte administrateur"):
            actions.revoke_role(user=last, role=Role.ADMINISTRATOR, by=last)

        assert RoleGrant.objects.in_force().filter(user=last).count() == 1

    def test_revoke_role_lets_one_of_two_administrators_go(self, person):
        one, other = person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR)

        actions.revoke_role(user=one, role=Role.ADMINISTRATOR, by=other)

        assert (one.roles, other.roles) == (frozenset(), {Role.ADMINISTRATOR})

    def test_revoke_role_of_an_inactive_administrator_is_allowed(self, person):
        person(Role.ADMINISTRATOR)
        gone = person(Role.ADMINISTRATOR, is_active=False)

        assert actions.revoke_role(user=gone, role=Role.ADMINISTRATOR, by=WORKER).revoked_at

    def test_a_role_given_again_makes_a_second_row(self, person):
        user = person(Role.EDITOR)
        actions.revoke_role(user=user, role=Role.EDITOR, by=WORKER)

        actions.grant_role(user=user, role=Role.EDITOR, by=WORKER)

        assert (user.roles, RoleGrant.objects.filter(user=user).count()) == ({Role.EDITOR}, 2)


@pytest.mark.django_db
class TestDerivedRoles:
    def test_everybody_active_is_a_resident(self, person):
        assert Role.RESIDENT in roles.derived(person())
        assert Role.RESIDENT not in roles.derived(person(is_active=False))

    def test_an_app_above_adds_its_derivation_asked_once(self, person, monkeypatch):
        monkeypatch.setattr(roles, "_DERIVATIONS", dict(roles._DERIVATIONS))
        user, asked = person(Role.ELECTED), []
        roles.register(Role.TEAM, lambda someone: asked.append(someone) or True)

        assert roles.all_of(user) >= {Role.RESIDENT, Role.TEAM, Role.ELECTED}
        roles.derived(user)
        assert asked == [user]

    def test_a_granted_role_cannot_be_derived(self):
        with pytest.raises(ValueError, match="granted by hand"):
            roles.register(Role.OFFICER, lambda user: True)


@pytest.mark.django_db
class TestConsents:
    def test_record_consent_twice_keeps_one(self, person, heard):
        user = person()

        given = [
            actions.record_consent(user=user, scope="project.file", text="Oui.", by=user) for _ in range(2)
        ]

        assert given[0] == given[1]
        assert heard == [("consent_given", given[0], user.full_name)]

    def test_record_consent_to_another_sentence_replaces_the_first(self, person):
        user = person()
        first = actions.record_consent(user=user, scope="project.file", text="Oui.", by=user)

        second = actions.record_consent(user=user, scope="project.file", text="Oui, aussi.", by=user)

        first.refresh_from_db()
        assert first.withdrawn_at is not None
        assert list(Consent.objects.in_force()) == [second]

    def test_withdraw_consent_once(self, person, heard):
        user = person()
        consent = actions.record_consent(user=user, scope="project.file", text="Oui.", by=user)

        actions.withdraw_consent(consent=consent, by=user)

        assert list(Consent.objects.in_force()) == []
        assert [name for name, *_ in heard] == ["consent_given", "consent_withdrawn"]
        with pytest.raises(RuleBroken, match="déjà retiré"):
            actions.withdraw_consent(consent=consent, by=user)


@pytest.mark.django_db
class TestAccessLog:
    def test_record_access_writes_one_line_an_hour(self, person, clock):
        officer, resident = person(Role.OFFICER), person()
        for minute in (0, 30, 59, 61, 121):
            clock.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC) + dt.timedelta(minutes=minute))
            actions.record_access(user=officer, target=resident, purpose="suivi")

        assert [line.at.strftime("%H:%M") for line in AccessLog.objects.all()] == ["11:01", "10:01", "09:00"]

    def test_record_access_says_who_what_why_and_whose(self, person):
        officer, resident = person(Role.OFFICER), person()

        actions.record_access(user=officer, target=resident, purpose="suivi du projet")

        line = AccessLog.objects.get()
        assert (line.reader_label, line.person, line.target_kind, line.target_key, line.purpose) == (
            officer.full_name,
            resident,
            "accounts.user",
            str(resident.pk),
            "suivi du projet",
        )

    def test_record_access_to_something_of_nobody_has_no_person(self, person):
        officer = person(Role.OFFICER)

        actions.record_access(user=officer, target=RoleGrant.objects.get(), purpose="contrôle")

        assert AccessLog.objects.get().person is None

    def test_record_access_ignores_ones_own_file(self, person):
        user = person()

        assert actions.record_access(user=user, target=user, purpose="lecture") is None
        assert AccessLog.objects.count() == 0

    def test_forget_old_accesses_keeps_the_recent_ones(self, person, clock):
        officer, resident = person(Role.OFFICER), person()
        for day in (1, 20):
            clock.travel(dt.date(2026, 3, day))
            actions.record_access(user=officer, target=resident, purpose="suivi")

        forgotten = actions.forget_old_accesses(before=dt.datetime(2026, 3, 10, tzinfo=dt.UTC))

        assert (forgotten, [line.at.day for line in AccessLog.objects.all()]) == (1, [20])
