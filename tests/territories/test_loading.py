"""A new version of the lists, on a small country of our own."""

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from terreau.kernel.errors import RuleBroken
from terreau.territories import actions
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import GraphLoad, Territory, TerritoryClosure
from terreau.territories.queries import ancestors_of, by_insee, by_postal_code, contains
from terreau.territories.signals import graph_loaded
from tests.territories.conftest import SYSTEM

pytestmark = pytest.mark.django_db

COUNTRY = {"k": "country", "c": "FR", "n": "France", "p": 30, "in": []}
AIN = {"k": "department", "c": "01", "n": "Ain", "in": ["country:FR"]}
BEON = {"k": "commune", "c": "01039", "n": "Béon", "p": 10, "z": ["01350"], "in": ["department:01"]}
CULOZ = {"k": "commune", "c": "01138", "n": "Culoz", "p": 20, "z": ["01350"], "in": ["department:01"]}
CULOZ_BEON = {**CULOZ, "n": "Culoz-Béon", "p": 30, "was": ["01039"]}


@pytest.fixture
def lists(tmp_path):
    def write(*records: dict):
        path = tmp_path / f"graph-{len(list(tmp_path.iterdir()))}.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record) + "\n" for record in ({"packages": ["essai 1"]}, *records))
        return path

    return write


def names(territories) -> list[str]:
    return [territory.name for territory in territories]


def test_merged_commune_is_retired_into_the_new_one(lists):
    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, BEON, CULOZ))
    old = by_insee("01039")
    kept = by_insee("01138")

    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, CULOZ_BEON))

    old.refresh_from_db()
    assert old.retired_at is not None
    assert by_insee("01039") == kept
    assert (by_insee("01138").name, by_insee("01138").population) == ("Culoz-Béon", 30)
    assert names(ancestors_of(old)) == ["Béon", "Culoz-Béon", "Ain", "France"]
    assert names(by_postal_code("01350")) == ["Culoz-Béon"]


def test_commune_that_comes_back_is_no_longer_retired(lists):
    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, CULOZ_BEON))
    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, BEON, CULOZ))
    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, CULOZ_BEON))

    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, CULOZ, BEON))

    assert by_insee("01039").retired_at is None
    assert not contains(by_insee("01138"), by_insee("01039"))
    assert GraphLoad.objects.count() == 4


def test_commune_that_vanishes_without_a_heir_stays_findable(lists):
    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, BEON, CULOZ))

    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, CULOZ))

    assert by_insee("01039").retired_at is not None
    assert names(ancestors_of(by_insee("01039"))) == ["Béon"]
    assert not by_postal_code("01350").filter(code="01039").exists()


def test_new_lists_leave_drawn_zones_as_they_were(lists):
    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, BEON, CULOZ))
    zone = actions.create_zone(name="Rives du Rhône", members=[by_insee("01039")], by=SYSTEM)
    quarter = actions.create_zone(
        name="Gare", kind=TerritoryKind.QUARTER, inside=[by_insee("01138")], by=SYSTEM
    )

    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN, CULOZ_BEON))

    assert names(ancestors_of(quarter)) == ["Gare", "Culoz-Béon", "Ain", "France"]
    assert contains(zone, Territory.objects.get(code="01039"))
    assert Territory.objects.get(pk=zone.pk).retired_at is None


def test_unreadable_file_is_refused_and_changes_nothing(lists, tmp_path):
    actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN))
    rows = TerritoryClosure.objects.count()
    cut = tmp_path / "coupe.jsonl.gz"
    cut.write_bytes(lists(COUNTRY, AIN, BEON, CULOZ).read_bytes()[:-40])
    plain = tmp_path / "clair.jsonl.gz"
    plain.write_text("{}")

    for path in (cut, plain):
        with pytest.raises(RuleBroken, match="illisible"):
            actions.load_graph(by=SYSTEM, path=path)

    assert TerritoryClosure.objects.count() == rows


def test_absent_file_is_refused_by_its_name(tmp_path):
    with pytest.raises(RuleBroken, match="absent"):
        actions.load_graph(by=SYSTEM, path=tmp_path / "absent.gz")


def test_load_is_told(lists, django_capture_on_commit_callbacks):
    told = []
    graph_loaded.connect(lambda load, by, **_: told.append((load.territories, load.sources, by)), weak=False)

    with django_capture_on_commit_callbacks(execute=True):
        actions.load_graph(by=SYSTEM, path=lists(COUNTRY, AIN))

    graph_loaded.receivers.pop()
    assert told == [(2, ["essai 1"], SYSTEM)]


def test_command_says_what_it_loaded(lists):
    out = StringIO()

    call_command("import_territories", str(lists(COUNTRY, AIN, BEON)), stdout=out)

    assert out.getvalue().startswith("3 territories, 6 inclusions, ")


def test_command_refuses_with_the_sentence(tmp_path):
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("import_territories", str(tmp_path / "absent.gz"))
