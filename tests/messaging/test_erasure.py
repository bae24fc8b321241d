"""A conversation outlives the account of somebody who spoke in it, without their name."""

import pytest

from terreau.accounts import actions
from terreau.messaging.enums import Circle
from terreau.messaging.models import Thread, ThreadMessage

pytestmark = pytest.mark.django_db


def test_after_erasure_a_message_keeps_its_words_and_no_name(person):
    user = person(last_name="Haddad")
    thread = Thread.objects.create(target_kind="accounts.user", target_key="0")
    ThreadMessage.objects.create(
        thread=thread, author=user, author_label=user.full_name, body="Bonjour", circle=Circle.EVERYONE
    )

    actions.erase_account(user=user, by=user)

    message = ThreadMessage.objects.get()
    assert (message.author, message.author_label, message.body) == (None, "Compte effacé", "Bonjour")
