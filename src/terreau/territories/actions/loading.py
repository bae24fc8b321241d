"""Loading the official territories of France from the file shipped with the app."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.bulk import insert_rows, lock, refresh_statistics
from terreau.kernel.errors import RuleBroken
from terreau.territories import closure, signals
from terreau.territories.enums import CodeScheme
from terreau.territories.models import GraphLoad, Territory, TerritoryClosure, TerritoryCode, searchable

GRAPH = Path(__file__).resolve().parent.parent / "data" / "graph.jsonl.gz"
BATCH = 2_000
COLUMNS = ["kind", "code", "name", "slug", "search_name", "population", "siren", "postal_codes", "lat", "lon"]
COLUMNS += ["is_official", "retired_at"]
UPDATE = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
UPSERT = f"ON CONFLICT (kind, code) DO UPDATE SET {UPDATE}"
Key = tuple[str, str]  # kind, code


@dataclass
class Links:
    """What the records say besides the territories themselves, kept until every territory has its number."""

    parents: list[tuple[Key, Key]] = field(default_factory=list)  # parent, child
    codes: list[tuple[Key, CodeScheme, str]] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)


@transaction.atomic
def load_graph(*, by: Any, path: Path = GRAPH) -> GraphLoad:
    """Load the official territories; loading the same file again changes nothing.

    Numbers are kept from one version to the next; a territory that the lists no longer know is marked as
    retired and, when its code leads to another commune, becomes a part of it. Drawn zones are left alone.
    """
    digest = _digest(path)
    last = GraphLoad.objects.first()
    if last is not None and last.digest == digest:
        return last
    lock(TerritoryClosure)
    records = _read_records(path)
    sources = next(records)["packages"]
    links = Links()
    while batch := list(islice(records, BATCH)):
        _store(batch, links)
    numbers = {(kind, code): pk for pk, kind, code in Territory.objects.values_list("pk", "kind", "code")}
    _store_codes(links, numbers)
    facts = [(numbers[parent], numbers[child]) for parent, child in links.parents]
    _rebuild_closure(facts + _retire_missing(links, numbers))
    load = GraphLoad.objects.create(digest=digest, sources=sources, territories=len(links.keys))
    transaction.on_commit(partial(signals.graph_loaded.send, GraphLoad, load=load, by=Actor.of(by)))
    return load


def _read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Read the header, then one record per territory, without holding the file in memory."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, EOFError, ValueError) as error:
        raise RuleBroken(
            _("Le fichier des territoires est illisible : reconstruisez-le avec tools/build_territories.py.")
        ) from error


def _digest(path: Path) -> str:
    if not path.is_file():
        raise RuleBroken(_("Le fichier des territoires « %(path)s » n’existe pas.") % {"path": path})
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _store(batch: list[dict[str, Any]], links: Links) -> None:
    """Create or update the territories of a batch, and keep their links for later."""
    insert_rows(Territory, COLUMNS, [_row(record) for record in batch], UPSERT)
    for record in batch:
        key = (record["k"], record["c"])
        links.keys.add(key)
        links.parents += [(tuple(parent.split(":")), key) for parent in record["in"]]
        links.codes += [(key, CodeScheme.POSTAL, code) for code in record.get("z", ())]
        links.codes += [(key, CodeScheme.FORMER, code) for code in record.get("was", ())]


def _row(record: dict[str, Any]) -> tuple[Any, ...]:
    """The values of COLUMNS for one record."""
    lat, lon = record.get("g", (None, None))
    search_name = searchable(record["n"])
    return (
        record["k"],
        record["c"],
        record["n"],
        f"{search_name} {record['c']}".lower().replace(" ", "-"),
        search_name,
        record.get("p"),
        record.get("s", ""),
        json.dumps(record.get("z", [])),
        lat,
        lon,
        True,
        None,
    )


def _store_codes(links: Links, numbers: dict[Key, int]) -> None:
    TerritoryCode.objects.all().delete()
    TerritoryCode.objects.bulk_create(
        TerritoryCode(territory_id=numbers[key], scheme=scheme, value=value)
        for key, scheme, value in links.codes
    )


def _retire_missing(links: Links, numbers: dict[Key, int]) -> list[tuple[int, int]]:
    """Mark the official territories that the lists forgot, and return which commune each became a part of."""
    merged_into = {value: key for key, scheme, value in links.codes if scheme == CodeScheme.FORMER}
    official = Territory.objects.filter(is_official=True).values_list("kind", "code")
    missing = set(official) - links.keys
    gone = [numbers[key] for key in missing]
    Territory.objects.filter(pk__in=gone, retired_at=None).update(retired_at=clock.now())
    return [(numbers[merged_into[key[1]]], numbers[key]) for key in sorted(missing) if key[1] in merged_into]


def _rebuild_closure(facts: Iterable[tuple[int, int]]) -> None:
    """Replace the official facts, keep those about drawn zones, and compute everything that follows."""
    drawn = TerritoryClosure.objects.filter(
        Q(ancestor__is_official=False) | Q(descendant__is_official=False), depth=1
    )
    kept = list(drawn.values_list("ancestor", "descendant"))
    TerritoryClosure.objects.all().delete()
    closure.add_self_rows()
    closure.add_facts([*facts, *kept])
    closure.rebuild()
    refresh_statistics(Territory, TerritoryClosure, TerritoryCode)
