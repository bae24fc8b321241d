"""The doctor says what is wrong and how to mend it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from terreau.journal import actions as journal
from terreau.kernel import clock as kernel_clock
from terreau.kernel import guards
from terreau.messaging import actions
from terreau.messaging.doctor import examine
from terreau.messaging.doctor.findings import OK
from terreau.messaging.management.commands.serve import refuse_unless_complete
from terreau.messaging.models import Heartbeat, Message

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _a_sound_deployment(settings, tmp_path, clock):
    settings.SECRET_KEY = "x" * 60
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")
    clock.travel(NOW)
    Heartbeat.objects.create(name="here")


def worries():
    return [finding.what for finding in examine() if finding.level != OK]


def drop_guard():
    suffix = " ON journal_entry" if connection.vendor == "postgresql" else ""
    connection.cursor().execute(f"DROP TRIGGER journal_entry_no_delete{suffix}")


def ignore_real_clock(found):
    # The test's clock stands still in the past of the database server's own; tests/search sees the indexes.
    return [what for what in found if "database server's" not in what and "search index" not in what]


def test_sound_deployment_has_nothing_to_mend():
    assert ignore_real_clock(worries()) == []


def test_lost_guard_is_found_and_nothing_is_served():
    drop_guard()

    assert ignore_real_clock(worries()) == ["The database has lost its guards: journal_entry_no_delete."]
    with pytest.raises(CommandError, match="lost its guards"):
        refuse_unless_complete()


def test_unapplied_migration_is_found():
    [(app, last)] = MigrationLoader(connection).graph.leaf_nodes("messaging")
    MigrationRecorder(connection).record_unapplied(app, last)

    found = worries()

    assert any(f"migrations are not applied (the first: messaging.{last})" in what for what in found)


def test_uncollected_style_sheets_are_not_served(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "nothing"
    with pytest.raises(CommandError, match="collectstatic"):
        refuse_unless_complete()


def test_clock_in_the_past_is_found(person, clock):
    someone = person()
    journal.write(verb="role.granted", target=someone, by=someone)
    clock.travel(NOW - dt.timedelta(hours=1))

    assert any(what.startswith("The clock is in the past") and "3600" in what for what in worries())


def test_altered_journal_is_found(person):
    someone = person()
    entry = journal.write(verb="role.granted", target=someone, by=someone)
    journal.seal()
    with guards.lifted():
        connection.cursor().execute("UPDATE journal_entry SET unit = 'x' WHERE id = %s", [entry.pk])

    assert ignore_real_clock(worries()) == ["Entry 1 of the journal was altered or is missing (altered)."]


def test_silent_worker_waiting_and_abandoned_mails_are_found(person, clock):
    subject = person()
    dead = actions.post(event="test.news", to="a@exemple.test", target=subject)
    Message.objects.filter(pk=dead.pk).update(state="dead", last_error="SMTPDataError 554")
    actions.post(event="test.news", to="b@exemple.test", target=subject)
    actions.remind(target=subject, kind="test.kind", due=NOW)
    clock.travel(NOW + dt.timedelta(minutes=20))

    assert ignore_real_clock(worries()) == [
        "The worker has been silent for 20 minutes.",
        "1 mails wait, the oldest for 20 minutes.",
        "1 mails were abandoned.",
        "1 reminders are overdue.",
    ]


def test_unreachable_mail_server_and_weak_key_are_found(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.SECRET_KEY = "development-only"

    assert ignore_real_clock(worries()) == [
        "The secret key is the one of the source code: anybody can forge sessions and links.",
        "The mail server 127.0.0.1:1 cannot be reached (ConnectionRefusedError).",
    ]


def test_unwritable_directory_is_found(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    assert any(what.startswith("Nothing can be written") for what in worries())


def test_command_prints_the_remedy_and_fails_on_an_error():
    drop_guard()
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=output)
    assert ended.value.code == 1
    assert "→ Run: terreau migrate" in output.getvalue()


def test_outbox_command_lists_and_revives(person):
    message = actions.post(event="test.news", to="a@exemple.test", target=person())
    Message.objects.update(state="dead")
    output = StringIO()
    call_command("outbox", "--revive", stdout=output)

    message.refresh_from_db()
    assert (message.state, message.next_try_at) == ("pending", kernel_clock.now())
    assert output.getvalue().endswith("1 mails put back.\n")
    assert "a@exemple.test" not in output.getvalue()
