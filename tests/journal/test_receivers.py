"""What happens to accounts is in the journal, and no name outlives its account."""

import pytest

from terreau.accounts import actions
from terreau.accounts.enums import Role
from terreau.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_the_life_of_an_account_is_written(person):
    admin = person(Role.ADMINISTRATOR)

    user = actions.ensure_user(email="nour@exemple.test", first_name="Nour", by=admin)
    actions.grant_role(user=user, role=Role.EDITOR, by=admin)
    actions.revoke_role(user=user, role=Role.EDITOR, by=admin)
    consent = actions.record_consent(user=user, scope="file", text="Oui.", by=user)
    actions.withdraw_consent(consent=consent, by=user)

    written = [
        (entry.verb, entry.actor_label, entry.target_label, entry.data)
        for entry in Entry.objects.order_by("pk")
    ]
    assert written == [
        ("person.joined", admin.full_name, "Nour", {}),
        ("role.granted", admin.full_name, "Nour", {"role": "editor"}),
        ("role.revoked", admin.full_name, "Nour", {"role": "editor"}),
        ("consent.given", "Nour", "Nour", {"scope": "file"}),
        ("consent.withdrawn", "Nour", "Nour", {"scope": "file"}),
    ]


def test_after_erasure_the_journal_keeps_what_happened_and_no_name():
    user = actions.ensure_user(email="nour@exemple.test", first_name="Nour", by=None)
    key = str(user.pk)

    actions.erase_account(user=user, by=user)

    written = [
        (entry.verb, entry.target_key, entry.actor_label, entry.target_label)
        for entry in Entry.objects.order_by("pk")
    ]
    assert written == [
        ("person.joined", key, "", ""),
        ("person.erased", key, "", ""),
        ("journal.pseudonymised", key, "", ""),
    ]
