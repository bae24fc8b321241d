"""Real processes, killed in the middle of a building or writing all at once, lose and double nothing."""

import datetime as dt
import os
import subprocess
import sys
from collections import Counter

import pytest

from terreau.directory.models import Organisation
from terreau.kernel import clock
from terreau.messaging.doctor.findings import OK
from terreau.search import actions, checks
from terreau.search.index import snapshot as snapshots
from terreau.search.models import Column, Generation, IndexState, PendingMark, Posting, RecentDocument
from terreau.search.queries import Query, keys, search
from tests.architecture.house import ROOT
from tests.databases import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROWS = 40


@pytest.fixture
def sheets() -> list[int]:
    """The keys of some organisations whose index was just built."""
    rows = [Organisation(name=f"Atelier {n}", slug=f"atelier-{n}", sort_name=f"{n:03}") for n in range(ROWS)]
    Organisation.objects.bulk_create(rows)
    actions.rebuild(kind="organisation")
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def start(*words: object, kill_at: int = 0) -> subprocess.Popen:
    environment = os.environ | {
        "TERREAU_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "terreau.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "KILL_AT": str(kill_at),
    }
    command = [sys.executable, "-m", "tests.search.process", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def two_minutes_later() -> None:
    """Let the lease of a dead process run out."""
    past = clock.now() - dt.timedelta(seconds=1)
    IndexState.objects.exclude(lease_until=None).update(lease_until=past)


def assert_whole(renamed: list[int], others: list[int]) -> None:
    """Everything is found exactly once under its present name, and nothing else is left."""
    snapshots.forget()
    for text, expected in (("renommée", renamed), ("atelier", sorted(renamed + others))):
        found = list(keys("organisation", Query(text=text)))
        assert Counter(found) == Counter(expected)
        assert search("organisation", Query(text=text)).total == len(expected)
    assert not PendingMark.objects.exists()
    assert [one.level for one in checks.search_indexes() if "organisation" in one.what] == [OK]
    generations = Generation.objects.filter(kind="organisation", retired_at=None)
    assert [one.ready_at is None for one in generations] == [False]


@pytest.mark.parametrize("moment", [1, 4, 9, 20])
def test_a_building_killed_at_any_moment_is_done_again(sheets, moment):
    Organisation.objects.filter(pk=sheets[0]).update(name="Renommée atelier-0")
    PendingMark.objects.create(kind="organisation", key=sheets[0])

    killed = start("rebuild", 1, kill_at=moment).wait(60)
    during = search("organisation", Query(text="atelier")).total
    two_minutes_later()
    actions.rebuild(kind="organisation")

    assert (killed, during) == (-9, ROWS)
    assert_whole([sheets[0]], sheets[1:])
    served = IndexState.objects.get(kind="organisation").generation_id
    IndexState.objects.update(lease_until=None)
    Generation.objects.exclude(retired_at=None).update(retired_at=clock.now() - dt.timedelta(hours=1))
    actions.clean()
    for model in (Posting, Column, RecentDocument):
        rows = model.objects.filter(generation__kind="organisation")
        assert set(rows.values_list("generation", flat=True)) <= {served}


def test_processes_that_change_and_build_at_once_lose_nothing(sheets):
    half = ROWS // 2
    everybody = [
        start("change", sheets[0], sheets[half - 1]),
        start("change", sheets[half], sheets[-5]),
        start("rebuild", 4),
        start("rebuild", 4),
    ]

    assert [one.wait(120) for one in everybody] == [0, 0, 0, 0]
    actions.keep_up(kind="organisation")
    assert_whole(sheets[:-4], sheets[-4:])


def test_a_killed_change_is_found_as_the_tables_say(sheets):
    start("change", sheets[0], sheets[9], kill_at=25).wait(60)

    two_minutes_later()
    actions.keep_up(kind="organisation")

    renamed = list(
        Organisation.objects.filter(name__startswith="Renommée").order_by("pk").values_list("pk", flat=True)
    )
    assert 0 < len(renamed) < 10
    assert_whole(renamed, sorted(set(sheets) - set(renamed)))
