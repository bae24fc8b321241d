"""A process killed in the middle, a database held by another, a full disk: said clearly, never half-written.

Each test runs a real process on a database of its own, a copy of the empty test database; only SQLite is
kept in a file that a test may lock and fill (PostgreSQL answers with the same exceptions).
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from tests.architecture.house import ROOT

pytestmark = pytest.mark.slow
NOTHING = {"state": "submitted", "decisions": 0, "entries": 0, "mails": 0}
ALL = {"state": "refused", "decisions": 1, "entries": 1, "mails": 1}


@pytest.fixture(scope="module")
def seeded(django_db_setup, tmp_path_factory) -> Path:
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("a file that one may lock and fill")
    path = tmp_path_factory.mktemp("fault") / "seeded.sqlite3"
    source = sqlite3.connect(connection.settings_dict["NAME"])
    source.execute("VACUUM INTO ?", [str(path)])
    source.close()
    facts = answer_of(run(path, "seed"))
    (path.parent / "session").write_text(facts["session"])
    return path


@pytest.fixture
def database(db, seeded, tmp_path) -> Path:
    """Return the path of a database with one project to read."""
    shutil.copy(seeded.parent / "session", tmp_path)
    return Path(shutil.copy(seeded, tmp_path / "terreau.sqlite3"))


def run(path: Path, verb: str, **environment: str) -> subprocess.CompletedProcess:
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "terreau.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "TERREAU_DATABASE_URL": f"sqlite:///{path}",
        "TERREAU_DATA_DIR": str(path.parent / "data"),
    }
    if (session := path.parent / "session").exists():
        variables["SESSION"] = session.read_text()
    command = [sys.executable, "-m", "tests.faults.process", verb]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=variables | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def answer_of(process: subprocess.CompletedProcess) -> dict:
    assert process.returncode == 0, process.stderr[-2000:]
    return json.loads(process.stdout.splitlines()[-1])


def written(path: Path) -> dict:
    """Read what the decision wrote, with another program than Django, and that the file is sound."""
    with sqlite3.connect(path) as reader:
        one = lambda sql: reader.execute(sql).fetchone()[0]  # noqa: E731
        assert one("PRAGMA integrity_check") == "ok"
        return {
            "state": one("SELECT state FROM projects_project"),
            "decisions": one("SELECT count(*) FROM projects_decision"),
            "entries": one("SELECT count(*) FROM journal_entry WHERE verb = 'project.refused'"),
            "mails": one("SELECT count(*) FROM messaging_message WHERE event LIKE 'project.%'"),
        }


def test_a_decision_that_nothing_disturbs_is_whole(database):
    answer = answer_of(run(database, "post"))

    assert (answer["status"], written(database)) == (302, ALL)


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 5])
def test_a_web_process_killed_in_a_post_leaves_nothing_half_written(database, moment):
    process = run(database, "post", KILL_AT=str(moment))

    assert process.returncode == -9
    assert written(database) in (NOTHING, ALL)


def test_a_post_after_the_kill_is_whole(database):
    run(database, "post", KILL_AT="3")

    answer = answer_of(run(database, "post"))

    assert (answer["status"], written(database)) == (302, ALL)


def test_a_database_held_by_another_is_said_and_nothing_is_written(database):
    with sqlite3.connect(database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = answer_of(run(database, "post", HURRY="1"))
        other.execute("ROLLBACK")

    assert (answer["status"], answer["retry"]) == (503, "120")
    assert "votre texte y est encore" in answer["body"]
    assert written(database) == NOTHING


def test_a_full_disk_is_said_and_nothing_is_written(database):
    answer = answer_of(run(database, "post", FILE_SIZE="8192"))

    assert (answer["status"], answer["retry"]) == (503, "120")
    assert "votre texte y est encore" in answer["body"]
    assert written(database) == NOTHING


def test_the_next_post_after_a_full_disk_is_whole(database):
    run(database, "post", FILE_SIZE="8192")

    answer = answer_of(run(database, "post"))

    assert (answer["status"], written(database)) == (302, ALL)


def test_a_code_that_cannot_be_mailed_is_said(db, client, person, settings):
    """Sign-in codes leave at once: without a mail server, the page says so and asks to come back."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.raise_request_exception = False

    answer = client.post(reverse("account_login"), {"login": person().email})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
