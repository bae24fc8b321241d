"""The short way of a first load: the same sheets as the long one, and sound whenever it is killed."""

import os
import signal
import subprocess
import sys

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.text import slugify

from benches import sirene_file
from terreau.directory import actions, checks, jobs
from terreau.directory.actions import chunks, imports
from terreau.directory.enums import ImportState
from terreau.directory.models import ImportRun, LegalUnit, Organisation, SourceRecord
from terreau.directory.sources import addresses
from terreau.journal.models import Entry
from terreau.kernel import indexes
from terreau.kernel.actors import Actor
from terreau.kernel.text import fold
from tests.architecture.house import ROOT
from tests.databases import database_url
from tests.factories.directory import CommuneFactory, OrganisationFactory

BY = Actor.system("test")
COMMUNES = [("92071", "92330", 648_000.0, 6_853_000.0), ("92002", "92160", 649_000.0, 6_850_000.0)]
# Which of two sheets of one name got the short address depends on the order: the rest does not.
TECHNICAL = {"id", "slug", "created_at", "updated_at", "organisation_id", "parent_id", "seen_at"}


@pytest.fixture
def files(tmp_path):
    """Return a function that writes the two files of Sirene with so many establishments."""
    return lambda number: sirene_file.write(tmp_path, number, 7, COMMUNES)


def told() -> tuple[list, list]:
    """All that sheets and records say, without their numbers and moments."""
    parents = dict(Organisation.objects.exclude(parent=None).values_list("siret", "parent__siret"))
    sheets = [
        {name: value for name, value in row.items() if name not in TECHNICAL}
        | {"seat": parents.get(row["siret"])}
        for row in Organisation.objects.order_by("siret", "name").values()
    ]
    records = SourceRecord.objects.order_by("source", "key").values_list(
        "source", "key", "digest", "gave", "as_of", "organisation__siret"
    )
    return sheets, list(records)


def load_into_a_town(units, houses) -> tuple[tuple[list, list], dict]:
    """Load where an address is taken, two units have a sheet already, and some have a mission."""
    with transaction.atomic():
        actions.import_directory(path=units, by=BY)
        first, second, third = LegalUnit.objects.order_by("siren")[:3]
        OrganisationFactory(name=first.name, slug=addresses.slug_of(first.name))
        OrganisationFactory(name="Déjà là", slug="deja-la", siren=second.siren)
        LegalUnit.objects.filter(pk=third.pk).update(rna="W921000001")
        OrganisationFactory(name="Du RNA", slug="du-rna", rna="W921000001")
        last = LegalUnit.objects.order_by("-siren")
        LegalUnit.objects.filter(pk__in=last.values_list("pk")[:20]).update(is_mission=True)
        LegalUnit.objects.filter(pk__in=last.values_list("pk")[20:25]).update(ceased_on="2020-01-01")
        report = actions.import_directory(path=houses, by=BY)
        found = told(), +report.counts
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_short_way_writes_what_the_long_one_does(files, monkeypatch):
    CommuneFactory(code="92071", name="Sceaux")
    paths = files(300)
    # One number twice: the second line is a matter of comparing.
    paths[1].write_bytes(paths[1].read_bytes() + paths[1].read_bytes().splitlines(keepends=True)[-40])

    short, counts = load_into_a_town(*paths)
    monkeypatch.setattr(chunks.newcomers, "add", lambda entries, _places: ([], entries))
    long, counts_of_the_long_way = load_into_a_town(*paths)

    for one, other in zip(short[0] + short[1], long[0] + long[1], strict=True):
        assert one == other
    assert counts == counts_of_the_long_way
    assert counts["created"] > 250
    sheets, _records = short
    assert sum(sheet["seat"] is not None for sheet in sheets) > 30
    assert {tuple(sheet["labels"]) for sheet in sheets} == {(), ("mission",)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["L'ATELIER  DU LAVOIR", "a_b -- c", "--", "ÉPICERIE D’ŒUVRES", "A" * 90, "(S.C.I.C.) +1", "\tx\x1fy"],
)
def test_address_of_a_name_is_the_one_that_django_makes(name):
    assert addresses.slug_of(name) == (slugify(fold(name))[:70].strip("-") or "structure")


@pytest.mark.django_db(transaction=True)
def test_first_load_sets_indexes_aside_and_puts_them_back(files, monkeypatch):
    monkeypatch.setattr(imports, "LARGE", 1)
    units, houses = files(30)
    actions.import_directory(path=units, by=BY)
    seen = []
    progress = lambda *_args: seen.append(len(indexes.missing(Organisation)))  # noqa: E731

    actions.import_directory(path=houses, by=BY, progress=progress)

    assert seen == [len(Organisation._meta.indexes) - 2]
    assert indexes.missing(Organisation) == []


@pytest.mark.django_db(transaction=True)
def test_import_that_fails_puts_the_indexes_back(files, monkeypatch):
    monkeypatch.setattr(imports, "LARGE", 1)
    _units, houses = files(30)

    def stop(*_args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_directory(path=houses, by=BY, progress=stop)

    assert indexes.missing(Organisation) == []


@pytest.mark.django_db(transaction=True)
def test_import_into_a_directory_that_serves_keeps_its_indexes(files, monkeypatch):
    monkeypatch.setattr(imports, "LARGE", 1)
    monkeypatch.setattr(imports, "FEW", 0)
    OrganisationFactory()
    units, _houses = files(30)
    seen = []

    actions.import_directory(
        path=units, by=BY, progress=lambda *_args: seen.append(indexes.missing(Organisation))
    )

    assert seen == [[]]


@pytest.mark.django_db(transaction=True)
def test_doctor_tells_of_lost_indexes_and_the_worker_makes_them(monkeypatch):
    indexes.set_aside(Organisation)

    assert [one.level for one in checks.directory_indexes()] == ["error"]
    run = ImportRun.objects.create(
        source="rna", file_name="x", digest="y", worker=imports._me(), started_by="test"
    )
    assert "under way" in next(checks.directory_indexes()).what
    jobs.put_back_indexes()
    assert len(indexes.missing(Organisation)) == len(Organisation._meta.indexes)
    run.delete()
    jobs.put_back_indexes()
    assert [one.level for one in checks.directory_indexes()] == ["ok"]
    indexes.set_aside(Organisation)
    indexes.put_back_at_migrate(apps.get_app_config("directory"))
    assert indexes.missing(Organisation) == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_stops_on_its_way_makes_the_indexes_of_that_day_only():
    then = MigrationLoader(connection).project_state([("directory", "0014_trial_of_registers")]).apps
    indexes.set_aside(Organisation)

    indexes.put_back_at_migrate(apps.get_app_config("directory"), apps=then)

    assert {index.name for index in indexes.missing(Organisation)} == {"organisation_of_commune"}
    with connection.cursor() as cursor:
        for name in ("organisation_by_commune", "organisation_commune"):
            cursor.execute(f"DROP INDEX {name}")
    indexes.put_back(Organisation)


def start(path) -> subprocess.Popen:
    variables = os.environ | {"TERREAU_DATABASE_URL": database_url(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    command = [sys.executable, "-m", "tests.directory.import_process", str(path)]
    return subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_first_load_killed_many_times_has_neither_hole_nor_double(files):
    CommuneFactory(code="92071", name="Sceaux")
    units, houses = files(3000)
    actions.import_directory(path=units, by=BY)
    for goal in (400, 1200, 2000):
        process = start(houses)
        for line in process.stdout:
            if int(line) >= goal:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert ImportRun.objects.filter(state=ImportState.RUNNING).count() == 1
    assert indexes.missing(Organisation)

    last = start(houses)
    last.communicate()

    assert last.returncode == 0
    run = ImportRun.objects.get(source="sirene_establishments")
    assert (run.state, run.created, run.last_line) == (ImportState.DONE, 3000, 3001)
    wanted = {line.split(",")[2] for line in houses.read_text().splitlines()[1:]}
    assert set(Organisation.objects.values_list("siret", flat=True)) == wanted
    assert SourceRecord.objects.filter(source="sirene_establishments").count() == 3000
    assert indexes.missing(Organisation) == []
    assert Entry.objects.filter(verb="directory.imported").count() == 2
