"""The rivals: FTS5 and tsvector as one would first use them, and tantivy; same terms, same questions.

Each answers with the 20 best, the total and the counts by family. They are given the terms of the
platform's own analyser, at the making and at the asking: only the engines differ.
"""

import math
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from django.db import connection, transaction

from benches.million.questions import Asked
from terreau.directory.models import Organisation
from terreau.directory.search import organisations
from terreau.search.analysis import terms
from terreau.search.geometry import EARTH_RADIUS_KM, box_around

TABLE = Organisation._meta.db_table
AT_ONCE = 5_000
Answer = tuple[int, dict[str, int]]


class Rival(Protocol):
    """An engine: made once, asked many times."""

    name: str

    def make(self) -> None: ...

    def ask(self, asked: Asked) -> Answer: ...

    def close(self) -> None: ...


def texts() -> Iterator[tuple[int, str]]:
    """Yield the terms of each organisation, as one text."""
    for one in organisations(None):
        yield one.key, " ".join(terms(f"{one.name} {one.text}"))


def _boolean(asked: Asked, both: str, either: str, word: str) -> str:
    """Write a question in the language of an engine."""
    units = []
    for ways in asked.units:
        written = [f"({both.join(word.format(one) for one in way)})" for way in ways]
        units.append(f"({either.join(written)})")
    return both.join(units)


def where_of(asked: Asked, functions: dict[str, str]) -> tuple[str, list[Any]]:
    """Return the condition of the filters in SQL: the box by index, the circle by the sphere."""
    if asked.commune is not None:
        return " AND o.commune_id = %s", [asked.commune]
    if asked.family:
        return " AND o.family = %s", [asked.family]
    if asked.circle is None:
        return "", []
    lat, lon, km = asked.circle
    west, south, east, north = box_around(lat, lon, km)
    nearest = functions["least"]
    sphere = (
        f"{EARTH_RADIUS_KM} * acos({nearest}(1.0, sin(radians(o.lat)) * {math.sin(math.radians(lat))!r}"
        f" + cos(radians(o.lat)) * {math.cos(math.radians(lat))!r} * cos(radians(o.lon - ({lon!r})))))"
    )
    return (
        f" AND o.lat BETWEEN %s AND %s AND o.lon BETWEEN %s AND %s AND {sphere} <= %s",
        [south, north, west, east, km],
    )


class InDatabase:
    """What FTS5 and tsvector share: three statements for the best, the total and the families."""

    name = ""
    table = ""
    best = ""
    held = ""
    functions: dict[str, str] = {}

    def written(self, asked: Asked) -> str:
        raise NotImplementedError

    def ask(self, asked: Asked) -> Answer:
        """Answer a question."""
        where, values = where_of(asked, self.functions)
        written = self.written(asked)
        with connection.cursor() as cursor:
            cursor.execute(self.best.format(where=where), [written, *values])
            cursor.fetchall()
            cursor.execute(f"SELECT count(*) {self.held.format(where=where)}", [written, *values])
            total = cursor.fetchone()[0]
            families = f"SELECT o.family, count(*) {self.held.format(where=where)} GROUP BY o.family"
            cursor.execute(families, [written, *values])
            return total, dict(cursor.fetchall())

    def close(self) -> None:
        """Leave nothing behind."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {self.table}")


class FTS5(InDatabase):
    """SQLite's own full text, ranked by bm25, joined with the table."""

    name = "fts5"
    table = "rival_fts"
    functions = {"least": "min"}
    held = f"FROM rival_fts f JOIN {TABLE} o ON o.id = f.rowid WHERE rival_fts MATCH %s{{where}}"
    best = f"SELECT o.id, o.name {held} ORDER BY bm25(rival_fts) LIMIT 20"

    def make(self) -> None:
        """Fill the table, without a copy of the texts."""
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS rival_fts")
            cursor.execute("CREATE VIRTUAL TABLE rival_fts USING fts5(body, content='', tokenize='ascii')")
            rows = texts()
            while chunk := list(islice(rows, AT_ONCE)):
                with transaction.atomic():
                    cursor.executemany("INSERT INTO rival_fts(rowid, body) VALUES (%s, %s)", chunk)
            cursor.execute("INSERT INTO rival_fts(rival_fts) VALUES ('optimize')")

    def written(self, asked: Asked) -> str:
        return _boolean(asked, " AND ", " OR ", '"{}"')


class Tsvector(InDatabase):
    """PostgreSQL's own full text, ranked by ts_rank, joined with the table."""

    name = "tsvector"
    table = "rival_ts"
    functions = {"least": "least"}
    held = f"FROM rival_ts f JOIN {TABLE} o ON o.id = f.id WHERE f.body @@ to_tsquery('simple', %s){{where}}"
    best = (
        f"WITH q AS (SELECT to_tsquery('simple', %s) AS asked) SELECT o.id, o.name "
        f"FROM q, rival_ts f JOIN {TABLE} o ON o.id = f.id WHERE f.body @@ q.asked{{where}} "
        "ORDER BY ts_rank(f.body, q.asked) DESC LIMIT 20"
    )

    def make(self) -> None:
        """Fill a table of vectors and its GIN index."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS rival_ts")
            cursor.execute("CREATE TABLE rival_ts (id bigint PRIMARY KEY, body tsvector)")
            rows = texts()
            while chunk := list(islice(rows, AT_ONCE)):
                keys, bodies = [list(one) for one in zip(*chunk, strict=True)]
                cursor.execute(
                    "INSERT INTO rival_ts SELECT k, to_tsvector('simple', b)"
                    " FROM unnest(%s::bigint[], %s::text[]) AS u(k, b)",
                    [keys, bodies],
                )
            cursor.execute("CREATE INDEX rival_ts_body ON rival_ts USING gin(body)")
            cursor.execute("ANALYZE rival_ts")

    def written(self, asked: Asked) -> str:
        return _boolean(asked, " & ", " | ", "'{}'")


class Tantivy:
    """The engine of reference: a directory beside the database, one writer, made for this alone."""

    name = "tantivy"

    def __init__(self) -> None:
        import tantivy

        self.tantivy = tantivy
        self.folder = tempfile.TemporaryDirectory(prefix="terreau-tantivy-")
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("key", stored=True, fast=True)
        schema.add_text_field("body", stored=False, tokenizer_name="whitespace")
        for name in ("family", "commune"):
            schema.add_text_field(name, stored=False, fast=True, tokenizer_name="raw")
        schema.add_float_field("lat", indexed=True, fast=True)
        schema.add_float_field("lon", indexed=True, fast=True)
        self.index = tantivy.Index(schema.build(), path=self.folder.name)

    def make(self) -> None:
        """Write every document and wait until its searcher sees them."""
        writer = self.index.writer(heap_size=300_000_000, num_threads=1)
        for one in organisations(None):
            family = next(tag[2:] for tag in one.tags if tag.startswith("f:"))
            commune = next((tag[2:] for tag in one.tags if tag.startswith("c:")), "")
            document = self.tantivy.Document()
            document.add_integer("key", one.key)
            document.add_text("body", " ".join(terms(f"{one.name} {one.text}")))
            document.add_text("family", family)
            document.add_text("commune", commune)
            if one.lat is not None and one.lon is not None:
                document.add_float("lat", one.lat)
                document.add_float("lon", one.lon)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def ask(self, asked: Asked) -> Answer:
        """Answer a question; a circle is asked as its box, which is less than the others do."""
        written = _boolean(asked, " AND ", " OR ", 'body:"{}"')
        if asked.commune is not None:
            written += f' AND commune:"{asked.query.tags["c"][0]}"'
        elif asked.family:
            written += f' AND family:"{asked.family}"'
        elif asked.circle is not None:
            west, south, east, north = box_around(*asked.circle)
            written += f" AND lat:[{south} TO {north}] AND lon:[{west} TO {east}]"
        query = self.index.parse_query(written, ["body"])
        searcher = self.index.searcher()
        found = searcher.search(query, 20, count=True)
        keys = [searcher.doc(address)["key"] for _score, address in found.hits]
        families = searcher.aggregate(query, {"f": {"terms": {"field": "family", "size": 20}}})
        assert len(keys) <= 20
        return found.count, {one["key"]: one["doc_count"] for one in families["f"]["buckets"]}

    def close(self) -> None:
        """Erase the directory."""
        self.folder.cleanup()
