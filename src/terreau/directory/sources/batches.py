"""Writing a batch of candidates in a constant number of statements."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db import connection

from terreau.directory.enums import Source
from terreau.directory.models import Organisation, SourceRecord
from terreau.directory.models.imports import GIVEN_FIELDS
from terreau.directory.sources.candidate import Candidate
from terreau.directory.sources.changes import note_changes
from terreau.directory.sources.known import DEFAULTS, Known, Record, Sheet
from terreau.directory.sources.merging import claim, link_to_seat, merge
from terreau.directory.sources.places import Places
from terreau.kernel import clock
from terreau.kernel.bulk import insert_rows, reserve_ids, update_rows
from terreau.kernel.text import fold
from terreau.search.actions import mark

# A batch that changes more sheets waits for the index that is built at the end of the import.
INDEXED_ONE_BY_ONE = 2000
_COLUMN = {"commune": "commune_id", "parent": "parent_id"}


class Batch:
    """Some candidates of one source, and what they change."""

    def __init__(self, source: str, candidates: list[Candidate], places: Places) -> None:
        self.source, self.candidates, self.places = source, candidates, places
        self.counts: Counter[str] = Counter()
        self.refused: list[tuple[int, str]] = []  # place of the candidate, reason
        self.new: list[Sheet] = []
        self.records: list[Record] = []
        self.touched: dict[int, Sheet] = {}
        self.today = clock.today().isoformat()

    def write(self) -> Counter:
        """Compare with what is known, then write all at once."""
        self.places.prime(self.candidates)
        known = Known(self.source, self.candidates)
        for place, candidate in enumerate(self.candidates):
            if candidate.key in known.unchanged:
                self.counts["unchanged"] += 1
            else:
                self._take(place, candidate, known)
        self._store()
        return self.counts

    def _take(self, place: int, candidate: Candidate, known: Known) -> None:
        sheet = known.match(candidate)
        if sheet is None and candidate.only_known:
            self.refused.append((place, candidate.only_known))
            return
        is_new, is_known = sheet is None, candidate.key in known.records
        if sheet is None:
            sheet = Sheet(None, {}, known.free_slug(candidate))
            self.new.append(sheet)
        record = known.records.get(candidate.key) or self._new_record(candidate, sheet, known)
        record.as_of, record.is_changed = min(candidate.as_of, self.today), True
        mine = [one.key for one in sheet.records if one.source == self.source]
        commune = self.places.find(candidate.place)
        changed = merge(sheet, candidate, record, is_first=min(mine) == candidate.key, commune=commune)
        record.digest = candidate.digest
        known.remember(sheet)
        if candidate.parent:
            link_to_seat(known, sheet, candidate, record)
        if candidate.ceased_on:
            self._end_all(candidate, sheet, known)
        self._count(is_new=is_new, is_known=is_known, has_changed=bool(changed))
        self._touch(sheet, *known.by_siren.get(candidate.siren, ()))

    def _new_record(self, candidate: Candidate, sheet: Sheet, known: Known) -> Record:
        record = Record(None, self.source, candidate.key, sheet)
        sheet.records.append(record)
        known.records[candidate.key] = record
        self.records.append(record)
        return record

    def _end_all(self, candidate: Candidate, sheet: Sheet, known: Known) -> None:
        """A legal unit that ceased ends with all its establishments."""
        if self.source != Source.SIRENE_UNITS:
            return
        for other in known.by_siren.get(candidate.siren, ()):
            if other is sheet or other.values.get("ceased_on") or "ceased_on" in other.persons:
                continue
            other.values["ceased_on"] = candidate.ceased_on
            other.changed.add("ceased_on")
            if other.records:
                claim(other, other.records[0], {"ceased_on"})

    def _count(self, *, is_new: bool, is_known: bool, has_changed: bool) -> None:
        if is_new:
            self.counts["created"] += 1
        elif not is_known:
            self.counts["merged"] += 1
        else:
            self.counts["updated" if has_changed else "unchanged"] += 1

    def _touch(self, *sheets: Sheet) -> None:
        for sheet in sheets:
            if sheet.pk is not None:
                self.touched[sheet.pk] = sheet

    def _store(self) -> None:
        moment = Organisation._meta.get_field("updated_at").get_db_prep_save(clock.now(), connection)
        self._store_new(moment)
        groups: dict[frozenset[str], list[Sheet]] = defaultdict(list)
        for pk, sheet in list(self.touched.items()):
            if sheet.changed:
                groups[frozenset(sheet.changed)].append(sheet)
            else:
                del self.touched[pk]
        for names, sheets in groups.items():
            columns, rows = _updates(sorted(names), sheets, moment)
            update_rows(Organisation, columns, rows)
        note_changes(self.source, list(self.touched.values()))
        self._store_records(moment)
        mark_few([sheet.pk for sheet in self.new if sheet.pk is not None] + list(self.touched))

    def _store_new(self, moment: Any) -> None:
        if not self.new:
            return
        for sheet, pk in zip(self.new, reserve_ids(Organisation, len(self.new)), strict=True):
            sheet.pk = pk
        insert_rows(Organisation, _NEW_COLUMNS, [_new_row(sheet, moment) for sheet in self.new])

    def _store_records(self, moment: Any) -> None:
        rows = [
            (one.source, one.key, one.sheet.pk, one.digest, one.gave, one.as_of, moment)
            for one in self.records
        ]
        insert_rows(SourceRecord, _RECORD_COLUMNS, rows)
        sheets = {id(sheet): sheet for sheet in (*self.touched.values(), *self.new)}.values()
        known = [one for sheet in sheets for one in sheet.records if one.is_changed and one.pk is not None]
        update_rows(
            SourceRecord,
            ("digest", "gave", "as_of", "seen_at"),
            [(one.digest, one.gave, one.as_of, moment, one.pk) for one in known],
        )


def mark_few(keys: list[int]) -> None:
    """Let the search index follow at once; after more, it is built anew at the end of the import."""
    if len(keys) <= INDEXED_ONE_BY_ONE:
        mark(kind="organisation", keys=keys)


def _stored(name: str, value: Any) -> Any:
    if name == "labels":
        return json.dumps(value)
    if name == "parent" and isinstance(value, Sheet):
        return value.pk
    if name in {"siret", "ceased_on"}:
        return value or None
    return value


_RECORD_COLUMNS = ("source", "key", "organisation_id", "digest", "gave", "as_of", "seen_at")
# What no register gives keeps the default of the model.
CONSTANTS: dict[str, Any] = {
    str(field.column): field.get_db_prep_save(field.get_default(), connection)
    for field in Organisation._meta.concrete_fields
    if field.name not in {*GIVEN_FIELDS, "id", "slug", "sort_name", "created_at", "updated_at"}
    and field.get_internal_type() != "JSONField"
} | {"opening_hours": "{}"}
_DEFAULT_ROW = {name: _stored(name, DEFAULTS.get(name)) for name in GIVEN_FIELDS}
_pick_given = itemgetter(*GIVEN_FIELDS)
_NEW_COLUMNS = (
    *("id", "slug", "sort_name", "created_at", "updated_at"),
    *(_COLUMN.get(name, name) for name in GIVEN_FIELDS),
    *CONSTANTS,
)
_CONSTANT_VALUES = tuple(CONSTANTS.values())


def _new_row(sheet: Sheet, moment: Any) -> tuple:
    values = sheet.values
    return (
        *(sheet.pk, sheet.slug, _sort_name(values), moment, moment),
        *_pick_given(_DEFAULT_ROW | {name: _stored(name, value) for name, value in values.items()}),
        *_CONSTANT_VALUES,
    )


def _updates(names: list[str], sheets: Iterable[Sheet], moment: Any) -> tuple[list[str], list[tuple]]:
    """The columns and rows of an UPDATE of the fields named, with what lists are sorted by."""
    columns = [_COLUMN.get(name, name) for name in names]
    is_renamed = "name" in names
    rows = []
    for sheet in sheets:
        more = [_sort_name(sheet.values)] if is_renamed else ()
        rows.append((*[_stored(name, sheet.values[name]) for name in names], *more, moment, sheet.pk))
    return [*columns, *(["sort_name"] if is_renamed else ()), "updated_at"], rows


def _sort_name(values: dict[str, Any]) -> str:
    """What `Organisation.fold` writes."""
    return fold(values["name"])[:200]
