"""What `terreau doctor`, `terreau search` and the worker say and do of the indexes."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from terreau.directory.models import Organisation
from terreau.kernel import clock
from terreau.messaging.doctor.findings import ERROR, OK, WARNING
from terreau.search import actions, checks, jobs, registry
from terreau.search.models import Generation, IndexState, PendingMark, Posting
from terreau.search.queries import Query, search
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets():
    for kind in registry.kinds():
        actions.rebuild(kind=kind)
    return [OrganisationFactory(name=f"Épicerie {number}") for number in range(3)]


def levels() -> list[str]:
    return [one.level for one in checks.search_indexes()]


def test_all_is_well_in_one_line(sheets):
    (found,) = checks.search_indexes()

    assert (found.level, "organisation 3, offer 0" in found.what) == (OK, True)


def test_an_index_that_does_not_exist_yet_is_said():
    found = list(checks.search_indexes())

    assert [one.level for one in found] == [WARNING] * len(registry.kinds())
    assert "terreau search rebuild organisation" in found[0].mend


def test_a_row_that_the_index_does_not_know_is_an_error(sheets):
    Organisation.objects.create(name="Ajoutée dans le dos", slug="dos")

    found = next(checks.search_indexes())

    assert (found.level, found.mend) == (ERROR, "Run: terreau search rebuild organisation")
    assert "3 of 4" in found.what


def test_a_document_that_says_something_else_is_an_error(sheets):
    Organisation.objects.filter(pk=sheets[1].pk).update(name="Ressourcerie")

    found = next(checks.search_indexes())

    assert (found.level, f"({sheets[1].pk})" in found.what) == (ERROR, True)


def test_changes_that_wait_are_only_said_after_five_minutes(sheets):
    mark = PendingMark.objects.create(kind="organisation", key=sheets[0].pk)
    assert levels() == [OK]

    PendingMark.objects.filter(pk=mark.pk).update(marked_at=clock.now() - dt.timedelta(minutes=6))
    assert WARNING in levels()

    jobs.keep_up()
    assert levels() == [OK]


def test_rebuild_mends_and_status_says_it(sheets, capsys):
    Organisation.objects.filter(pk=sheets[1].pk).update(name="Ressourcerie")

    call_command("search", "rebuild", "organisation")
    call_command("search", "status")

    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("organisation: 3 documents in ")
    assert told[1].startswith("organisation: 3 documents, 0 of them changed since ")
    assert len(told) == 1 + len(registry.kinds())
    assert search("organisation", Query(text="ressourcerie")).keys == [sheets[1].pk]
    assert levels() == [OK]


def test_a_kind_that_nobody_declared_is_refused():
    with pytest.raises(CommandError, match="unknown kind: nothing"):
        call_command("search", "rebuild", "nothing")


def test_status_of_a_new_town(capsys):
    call_command("search", "status", "organisation")

    assert capsys.readouterr().out == "organisation: no index yet, 0 changes waiting\n"


def test_two_buildings_at_once_are_refused_until_the_lease_runs_out(sheets):
    later = clock.now() + dt.timedelta(minutes=1)
    IndexState.objects.filter(kind="organisation").update(lease_by="another", lease_until=later)

    with pytest.raises(CommandError, match="organisation"):
        call_command("search", "rebuild", "organisation")
    PendingMark.objects.create(kind="organisation", key=None)
    assert actions.keep_up(kind="organisation") == "busy"

    IndexState.objects.filter(kind="organisation").update(lease_until=clock.now() - dt.timedelta(seconds=1))
    assert actions.keep_up(kind="organisation") == "rebuilt"
    assert actions.keep_up(kind="organisation") == ""


def test_replaced_and_unfinished_generations_are_erased(sheets):
    actions.rebuild(kind="organisation")
    Generation.objects.exclude(retired_at=None).update(retired_at=clock.now() - dt.timedelta(minutes=2))
    broken = Generation.objects.create(kind="organisation")
    Posting.objects.create(generation=broken, space="t", key="x", df=0, bits=b"")

    jobs.clean()

    states = IndexState.objects.exclude(generation=None)
    assert set(Generation.objects.values_list("pk", flat=True)) == set(
        states.values_list("generation", flat=True)
    )
    assert not Posting.objects.filter(space="t", key="x").exists()


def test_many_recent_documents_make_a_new_generation(sheets):
    before = IndexState.objects.get(kind="organisation").generation_id
    rows = [Organisation(name=f"Vélo {n}", slug=f"velo-{n}") for n in range(201)]
    Organisation.objects.bulk_create(rows)
    actions.mark(kind="organisation", keys=Organisation.objects.values_list("pk", flat=True))

    assert actions.keep_up(kind="organisation") == "rebuilt"
    assert IndexState.objects.get(kind="organisation").generation_id != before
    assert search("organisation", Query(text="vélo")).total == 201
