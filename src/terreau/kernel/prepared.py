"""Queries whose SQL is written once per process, then asked again with other values.

Django takes three to ten times longer to build a query over several tables and to write its SQL than the
database takes to answer it. A page that asks the same question at each request prepares it:

    @prepared
    def offers_of(organisation: Any, day: Any) -> QuerySet[Offer]:
        return Offer.objects.open_on(day).filter(team__organisation=organisation)

    offers = offers_of(organisation=found.pk, day=clock.today())

The function runs once for each language, with a place in the stead of each value (of each value of a list:
lists of two lengths are two queries): it reads nothing that changes, no clock, no setting. The answer is a
list: a queryset could be filtered further, and its SQL is written already. A list of keys is asked of
`offer__pk__in`: Django wants the values themselves for `offer__in`.

PostgreSQL prepares it too: planning one of these queries takes it longer than answering. What does not
change is then written out, so that the one plan it keeps may use the indexes of a state. Where something
between the two forgets such statements, TERREAU_DATABASE_URL ends with `?prepared=0`.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import update_wrapper
from typing import Any, cast

from django.db import connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import get_language

MOST_LENGTHS = 100  # of one query: beyond, it begins again
LONGEST = 100  # values of a list: what takes so long to answer need not be written fast


class Place(Expression):
    """Where a value will stand: a key, a text, a number, a date, or one of a list of them."""

    def __init__(self, name: str, index: int | None = None) -> None:
        super().__init__()
        self.name = name
        self.index = index

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def value(self, given: dict[str, Any]) -> Any:
        return given[self.name] if self.index is None else given[self.name][self.index]


class Prepared:
    """A query that is written when it is first asked in a language, for so many values."""

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        update_wrapper(self, build)
        self.build = build
        self._names = tuple(inspect.signature(build).parameters)
        self._written: dict[tuple[Any, ...], QuerySet[Any]] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """Return the rows for these values. Raises `TypeError` unless each place has its value."""
        if values.keys() != set(self._names):
            raise TypeError(f"{self.build.__qualname__} takes by name: {', '.join(self._names) or 'nothing'}")
        lengths = [len(values[name]) if isinstance(values[name], list) else None for name in self._names]
        # IS NULL is another query, and nothing is in an empty list: written as ever.
        if None in values.values() or any(one == 0 or (one or 0) > LONGEST for one in lengths):
            return list(self.build(**values))
        rows = self._rows((get_language(), *lengths), lengths).all()
        cast("_WrittenQuery", rows.query).given = values
        return list(rows)

    def _rows(self, key: tuple[Any, ...], lengths: list[int | None]) -> QuerySet[Any]:
        if key not in self._written:
            if len(self._written) >= MOST_LENGTHS:
                self._written.clear()
            places = map(_places, self._names, lengths)
            self._written[key] = _write(self.build(**dict(zip(self._names, places, strict=True))))
        return self._written[key]


prepared = Prepared


def hold(owner: Model, **related: list[Any]) -> None:
    """Give an object the related rows that were read for it, as `prefetch_related` does."""
    for name, rows in related.items():
        found = getattr(owner, name).get_queryset()
        found._result_cache, found._prefetch_done = rows, True  # noqa: SLF001 - Django offers no other way
        vars(owner).setdefault("_prefetched_objects_cache", {})[name] = found


def _places(name: str, length: int | None) -> Place | list[Place]:
    return Place(name) if length is None else [Place(name, index) for index in range(length)]


def _write(rows: QuerySet[Any]) -> QuerySet[Any]:
    compiler = rows.query.get_compiler(rows.db)
    writer = _Writer(compiler, *compiler.as_sql())
    rows.query.__class__ = _WrittenQuery  # as Query.chain() does; its copies stay one
    cast("_WrittenQuery", rows.query).writer = writer
    return rows


class _Writer(SQLCompiler):
    """What a compiler found when it wrote a query, for the next ones."""

    def __init__(self, first: SQLCompiler, sql: str, params: Any) -> None:
        vars(self).update(vars(first))
        self._kept_by_server = self.connection.settings_dict.get("PREPARED", False)
        self._sql, self._params = sql, tuple(params)
        if self._kept_by_server:
            self._write_out()
        self._converters = first.get_converters([column for column, *_ in first.select[: first.col_count]])

    def as_sql(self, *_args: Any, **_options: Any) -> tuple[str, tuple[Any, ...]]:
        given = cast("_WrittenQuery", self.query).given
        adapt = self.connection.ops.adapt_unknown_value
        values = (adapt(one.value(given)) if isinstance(one, Place) else one for one in self._params)
        return self._sql, tuple(values)

    def execute_sql(self, *args: Any, **options: Any) -> Any:
        if not self._kept_by_server:
            return super().execute_sql(*args, **options)
        with _statements_kept(self.connection):
            return super().execute_sql(*args, **options)

    def _write_out(self) -> None:
        """Write every value that is always the same into the SQL; the places stay."""
        values, write = iter(self._params), cast("Any", self.connection.ops).compose_sql

        def written(sign: re.Match[str]) -> str:
            if sign[0] == "%%":  # a sign of the text, not a place
                return sign[0]
            value = next(values)
            return sign[0] if isinstance(value, Place) else str(write("%s", [value])).replace("%", "%%")

        self._sql = re.sub("%%|%s", written, self._sql)
        self._params = tuple(one for one in self._params if isinstance(one, Place))

    def get_converters(self, _expressions: Any) -> dict[int, Any]:
        return self._converters


@contextmanager
def _statements_kept(connection: Any) -> Iterator[None]:
    """Let PostgreSQL keep the statements asked meanwhile, their values bound by the server."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 - SQLite needs no driver

    connection.ensure_connection()
    raw, features = connection.connection, connection.features
    before = raw.cursor_factory, raw.prepare_threshold, features.uses_server_side_binding
    raw.cursor_factory, raw.prepare_threshold, features.uses_server_side_binding = (
        ServerBindingCursor,
        0,
        True,
    )
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold, features.uses_server_side_binding = before


class _WrittenQuery(Query):
    """A query that hands out its writer instead of a new compiler."""

    writer: _Writer
    given: dict[str, Any]

    def get_compiler(self, using: Any = None, connection: Any = None, *_options: Any) -> _Writer:
        compiler = copy(self.writer)
        compiler.query, compiler.connection = self, connection or connections[using]
        return compiler
