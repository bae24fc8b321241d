"""The whole town, loaded once per module and rolled back at its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import TestCase

from terreau.accounts.models import User
from terreau.demo import story
from terreau.demo.lead import Lead
from terreau.demo.models import DemoMark
from terreau.demo.story.cast import OTHERS, PEOPLE
from terreau.kernel import clock as kernel_clock


@pytest.fixture(scope="module")
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


@pytest.fixture
def moving(db, settings, tmp_path) -> Iterator[Path]:
    """A demo whose time may be moved, and the file that says how far."""
    settings.DEMO = True
    settings.DEMO_CLOCK_FILE = tmp_path / "clock"
    DemoMark.objects.get_or_create(pk=1)
    kernel_clock.follow(Lead(settings.DEMO_CLOCK_FILE))
    yield settings.DEMO_CLOCK_FILE
    kernel_clock.follow(None)
