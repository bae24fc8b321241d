"""The whole town, loaded once for the tests of this folder and rolled back after them."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import TestCase

from terreau.accounts.models import User
from terreau.demo import story
from terreau.demo.story.cast import OTHERS, PEOPLE


@pytest.fixture(scope="package")
def loaded_town(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The town, with every mail of its life kept in the demo's table."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr("django.conf.settings.EMAIL_BACKEND", "terreau.demo.backend.EmailBackend")
        story.load(wrap=lambda: TestCase.captureOnCommitCallbacks(execute=True))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo_town(loaded_town, db) -> dict[str, User]:
    """The people of the demo town, by key."""
    accounts = {user.email: user for user in User.objects.all()}
    return {person.key: accounts[person.email] for person in (*PEOPLE, *OTHERS) if person.email in accounts}
