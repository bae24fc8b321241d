"""python -m benches.million.engine: measure the search engine in the database of the environment.

Prints one JSON object. Times are milliseconds, wall and processor; the processor time of PostgreSQL's own
processes is not in the latter.
"""

import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from benches import django_setup

django_setup()

from django.db import close_old_connections, connection, connections, transaction
from django.db.models import F

from benches.million import rivals
from benches.million.invented import SIZE
from benches.million.questions import FACETS, KIND, KM, Asked, questions
from terreau.directory.models import Organisation
from terreau.search.actions import mark, rebuild
from terreau.search.index.snapshot import forget
from terreau.search.index.warming import warm
from terreau.search.models import Column, IndexState, Posting
from terreau.search.queries import Query, cells, search

RIVAL_EACH = int(os.environ.get("BENCH_RIVAL_QUESTIONS", "8"))
CHECKED = 12
IN_FLIGHT = 8
SAVED = 100
# What a screen of 1024 by 768 points shows, by zoom: France, Île-de-France, Paris, Sceaux, its centre.
VIEWS = {6: (46.6, 2.4), 9: (48.7, 2.5), 11: (48.85, 2.35), 13: (48.778, 2.29), 16: (48.778, 2.29)}
Times = list[tuple[float, float]]


@contextmanager
def clocked(times: Times) -> Iterator[None]:
    """Add the wall and the processor time of the block, in milliseconds."""
    wall, cpu = time.perf_counter(), time.thread_time()
    yield
    times.append(((time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000))


def spread(times: Times) -> dict[str, float]:
    """Return the percentiles of some times."""
    wall, cpu = (sorted(one[place] for one in times) for place in (0, 1))
    at = min(int(len(wall) * 0.95), len(wall) - 1)
    return {
        "p50": wall[len(wall) // 2],
        "p95": wall[at],
        "max": wall[-1],
        "cpu_p50": cpu[len(cpu) // 2],
        "cpu_p95": cpu[at],
        "cpu_max": cpu[-1],
        "count": len(wall),
    }


def measure() -> dict[str, Any]:
    """Build, ask, save: everything that the family `search` promises."""
    found: dict[str, Any] = {"organisations": SIZE, "rebuild": rebuilding()}
    asked = questions()
    forget()
    found["first"] = spread([_first(asked[0])])
    found["ahead"] = reading_ahead()
    found |= asking(asked)
    found["in_flight"] = in_flight(asked)
    found["cells"] = map_cells(asked)
    found["saving"] = saving()
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["checked"] = check(asked)
    found["rivals"] = against_rivals(asked)
    found["load"] = os.getloadavg()[2]
    return found


def index() -> None:
    """Build the index when the base has none."""
    if not IndexState.objects.filter(kind=KIND, generation__isnull=False).exists():
        rebuild(kind=KIND)


def rebuilding() -> dict[str, float]:
    """Build the index anew; with BENCH_REBUILD=0 only when the base has none."""
    times: Times = []
    if os.environ.get("BENCH_REBUILD", "1") == "1":
        with clocked(times):
            rebuild(kind=KIND)
    index()
    wall, cpu = times[0] if times else (0.0, 0.0)
    return {"seconds": wall / 1000, "cpu": cpu / 1000, "megabytes": index_bytes() / 1e6}


def index_bytes() -> int:
    """Return the bytes of the generation that serves: bitmaps, columns and their keys."""
    generation = IndexState.objects.get(kind=KIND).generation_id
    sizes = {
        Posting: "length(bits) + length(weights) + length(key) + 8",
        Column: "length(data) + length(values) + length(first)",
    }
    total = 0
    for model, size in sizes.items():
        quoted = size.replace("values", '"values"')
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT sum({quoted}) FROM {model._meta.db_table} WHERE generation_id = %s", [generation]
            )
            total += cursor.fetchone()[0]
    return total


def _first(one: Asked) -> tuple[float, float]:
    times: Times = []
    with clocked(times):
        search(KIND, one.query, facets=FACETS)
    return times[0]


def reading_ahead() -> dict[str, float]:
    """Read what the thread of each web process reads before anybody asks."""
    times: Times = []
    with clocked(times):
        warm()
    return spread(times)


def asking(asked: list[Asked]) -> dict[str, Any]:
    """Ask each question once, in an order that mixes the classes."""
    order = list(range(len(asked)))
    random.Random(1).shuffle(order)
    times: dict[tuple[str, str], Times] = {}
    every: Times = []
    worst = (0.0, "")
    for place in order:
        one = asked[place]
        with clocked(every):
            search(KIND, one.query, facets=FACETS)
        times.setdefault((one.group, one.narrowed), []).append(every[-1])
        worst = max(worst, (every[-1][0], f"{one.group} · {one.narrowed}: {one.query.text}"))
    classes = {" · ".join(name): spread(found) for name, found in sorted(times.items())}
    return {"classes": classes, "all": spread(every), "worst": worst[1]}


def in_flight(asked: list[Asked]) -> dict[str, float]:
    """Keep eight questions under way in one process; its threads share one core."""
    times: Times = []

    def one(question: Asked) -> None:
        with clocked(times):
            search(KIND, question.query, facets=FACETS)
            close_old_connections()  # as at the end of a request: the pool holds fewer than eight

    begun = time.perf_counter()
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        list(pool.map(one, asked))
        list(pool.map(lambda _number: connections.close_all(), range(IN_FLIGHT * 4)))
    return spread(times) | {"per_second": len(asked) / (time.perf_counter() - begun)}


def map_cells(asked: list[Asked]) -> dict[str, Any]:
    """Ask for the marks of the map at each zoom, under filters of each sort."""
    by_filter = {one.narrowed: one.query for one in asked if one.group == "common"}
    queries: dict[str, Query] = {"none": Query(), "word": by_filter["none"]}
    queries |= {name: Query(tags=by_filter[name].tags) for name in ("commune", "family")}
    queries["10km"] = Query(near=(48.778, 2.29, KM))
    found: dict[str, Any] = {}
    every: Times = []
    for zoom, (lat, lon) in VIEWS.items():
        width, height = 360 / 2**zoom * 4, 360 / 2**zoom * 2
        box = (lon - width / 2, lat - height / 2, lon + width / 2, lat + height / 2)
        times: Times = []
        for query in list(queries.values()) * 5:
            with clocked(times):
                cells(KIND, query, box, zoom)
        found[f"zoom {zoom}"] = spread(times)
        every += times
    return found | {"all": spread(every)}


def saving() -> dict[str, float]:
    """Change organisations one by one, as an action does; the index follows at the commit."""
    dice = random.Random(2)
    times: Times = []
    for _number in range(SAVED):
        key = dice.randint(1, SIZE)
        with clocked(times), transaction.atomic():
            Organisation.objects.filter(pk=key).update(summary=F("summary"))
            mark(kind=KIND, keys=[key])
    return spread(times)


def check(asked: list[Asked]) -> int:
    """Compare totals and counts by family of a sample with plain SQL over every text; end on a difference."""
    sample = random.Random(3).sample(asked, min(CHECKED * len(FACETS), len(asked)))
    needed = sorted({one for asked in sample for ways in asked.units for way in ways for one in way})
    holders: dict[str, set[int]] = {one: set() for one in needed}
    family: dict[int, str] = dict(Organisation.objects.published().values_list("pk", "family"))
    for key, text in rivals.texts():
        for one in set(text.split()) & holders.keys():
            holders[one].add(key)
    for one in sample:
        words = [
            set.union(*(set.intersection(*(holders[t] for t in way)) for way in ways)) for ways in one.units
        ]
        keys = set.intersection(*words) & set(_kept(one))
        families = Counter(family[key] for key in keys)
        found = search(KIND, one.query, facets=FACETS)
        if found.partial:
            _same(one, len(keys), 0)
            continue
        _same(one, found.total, len(keys))
        if not one.family:
            _same(one, dict(found.facets["f"]), dict(families))
    return len(sample)


def _kept(one: Asked) -> list[int]:
    """Return the keys that the filters keep, by SQL."""
    where, values = rivals.where_of(one, {"least": "min" if connection.vendor == "sqlite" else "least"})
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT o.id FROM {rivals.TABLE} o WHERE state = 'published'{where}", values)
        return [row[0] for row in cursor.fetchall()]


def _same(one: Asked, ours: object, others: object) -> None:
    if ours != others:
        raise SystemExit(f"{one.group} · {one.narrowed} {one.query!r}: {ours} instead of {others}")


def against_rivals(asked: list[Asked]) -> dict[str, Any]:
    """Ask the rivals some questions of each class, and the engine the same ones in the same minutes."""
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in asked:
        groups.setdefault((one.group, one.narrowed), []).append(one)
    some = [one for found in groups.values() for one in found[:RIVAL_EACH]]
    in_database = rivals.FTS5 if connection.vendor == "sqlite" else rivals.Tsvector
    engines: list[rivals.Rival] = [in_database(), rivals.Tantivy()]
    return {engine.name: compared(engine, some) for engine in engines}


def compared(rival: rivals.Rival, some: list[Asked]) -> dict[str, Any]:
    """Ask a rival and the engine the same questions; end on a difference."""
    making: Times = []
    theirs: Times = []
    ours: Times = []
    try:
        with clocked(making):
            rival.make()
        for one in some:
            with clocked(theirs):
                total, families = rival.ask(one)
            with clocked(ours):
                found = search(KIND, one.query, facets=FACETS)
            # tantivy is asked for the box around a circle: it finds a little more there.
            if rival.name == "tantivy" and one.circle is not None:
                continue
            _same(one, 0 if found.partial else found.total, total)
            if not one.family and not found.partial:
                _same(
                    one, dict(found.facets["f"]), {name: count for name, count in families.items() if count}
                )
    finally:
        rival.close()
    return {"made_in": making[0][0] / 1000, "theirs": spread(theirs), "ours": spread(ours)}


def run(function: Callable[[], dict[str, Any]]) -> None:
    """Print what a measure found."""
    sys.stdout.write(json.dumps(function()) + "\n")


if __name__ == "__main__":
    if "--index-only" in sys.argv:
        index()
    else:
        run(measure)
