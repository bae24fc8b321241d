"""What the directory knows of some candidates, as light objects read in a constant number of queries."""

from collections.abc import Iterable
from typing import Any

from terreau.directory.enums import Source
from terreau.directory.models import FieldSource, Organisation, SourceRecord
from terreau.directory.models.imports import BIT, GIVEN_FIELDS
from terreau.directory.sources.addresses import Addresses, identifier_of
from terreau.directory.sources.candidate import Candidate

DEFAULTS: dict[str, Any] = {
    field.name: field.get_default()
    for field in Organisation._meta.concrete_fields
    if field.name in GIVEN_FIELDS and field.name != "name"
}
_COLUMNS = [f"{name}_id" if name in {"commune", "parent"} else name for name in GIVEN_FIELDS]
NOTHING: frozenset[str] = frozenset()


class Record:
    """What a source said of a sheet (a row of `SourceRecord`)."""

    __slots__ = ("as_of", "digest", "gave", "is_changed", "key", "pk", "sheet", "source")

    def __init__(
        self,
        pk: int | None,
        source: str,
        key: str,
        sheet: "Sheet",
        *,
        digest: str = "",
        gave: int = 0,
        as_of: str = "",
    ) -> None:
        self.pk, self.source, self.key, self.sheet = pk, source, key, sheet
        self.digest, self.gave, self.as_of, self.is_changed = digest, gave, as_of, pk is None


class Sheet:
    """A sheet: its values by field (and as they were), what persons stated, its records, what changed.

    `withdrawn` names the fields of which nothing may be kept, not even their past.
    """

    __slots__ = ("before", "changed", "persons", "pk", "records", "slug", "values", "withdrawn")

    def __init__(self, pk: int | None, values: dict[str, Any], slug: str = "") -> None:
        self.pk, self.values, self.slug = pk, values, slug
        self.before = dict(values)
        self.persons: set[str] | frozenset[str] = NOTHING
        self.records: list[Record] = []
        self.changed: set[str] = set()
        self.withdrawn: set[str] = set()

    def giver(self, name: str) -> Record | None:
        """The record that the value of a field comes from."""
        bit = BIT[name]
        return next((record for record in self.records if record.gave & bit), None)


class Known:
    """The sheets, records and addresses that some candidates may meet."""

    def __init__(self, source: str, candidates: list[Candidate]) -> None:
        self.source = source
        self.records: dict[str, Record] = {}
        self.by_siret: dict[str, Sheet] = {}
        self.by_siren: dict[str, list[Sheet]] = {}
        self.by_rna: dict[str, list[Sheet]] = {}
        self.sheets: dict[int, Sheet] = {}
        rows = SourceRecord.objects.filter(source=source, key__among={one.key for one in candidates})
        digests = {key: (digest, pk) for key, digest, pk in rows.values_list("key", "digest", "organisation")}
        self.unchanged = {
            one.key for one in candidates if digests.get(one.key, ("",))[0] == one.digest and one.digest
        }
        news = [one for one in candidates if one.key not in self.unchanged]
        # A line that says something new may speak of a sheet that its identifiers do not lead to.
        self._read_sheets(news, {digests[one.key][1] for one in news if one.key in digests})
        self.addresses = Addresses((one.name, identifier_of(one)) for one in news)

    def _read_sheets(self, candidates: list[Candidate], keys: set[int]) -> None:
        for lookup, values in (
            ("siren", {one.siren for one in candidates if one.siren}),
            ("rna", {one.rna for one in candidates if one.rna}),
            ("pk", keys),
        ):
            if values:
                rows = Organisation.objects.filter(**{f"{lookup}__among": values})
                if lookup == "rna":
                    rows = rows.exclude(rna="")
                for pk, *cells in rows.order_by("pk").values_list("pk", *_COLUMNS):
                    if pk not in self.sheets:
                        sheet = self.sheets[pk] = Sheet(pk, dict(zip(GIVEN_FIELDS, cells, strict=True)))
                        self.remember(sheet)
        if self.sheets:
            self._read_voices()

    def _read_voices(self) -> None:
        words = FieldSource.objects.filter(organisation__among=self.sheets.keys(), source=Source.PERSON)
        for pk, name in words.values_list("organisation_id", "field"):
            sheet = self.sheets[pk]
            sheet.persons = sheet.persons | {name}
        rows = SourceRecord.objects.filter(organisation__among=self.sheets.keys()).order_by("pk")
        for pk, source, key, owner, digest, gave, as_of in rows.values_list(
            "pk", "source", "key", "organisation_id", "digest", "gave", "as_of"
        ):
            sheet = self.sheets[owner]
            record = Record(pk, source, key, sheet, digest=digest, gave=gave, as_of=as_of.isoformat())
            sheet.records.append(record)
            if source == self.source:
                self.records[key] = record

    def remember(self, sheet: Sheet) -> None:
        """Make a sheet findable by its identifiers."""
        values = sheet.values
        if siret := values.get("siret"):
            self.by_siret[siret] = sheet
        for name, index in (("siren", self.by_siren), ("rna", self.by_rna)):
            if value := values.get(name):
                same = index.setdefault(value, [])
                if sheet not in same:
                    same.append(sheet)

    def match(self, candidate: Candidate) -> Sheet | None:
        """Find the sheet of a candidate: its key in the source, its SIRET, its SIREN or RNA without doubt.

        Two establishments of one SIREN stay two sheets; the SIREN decides only when a single sheet has it
        and one of the two has no SIRET. The RNA number decides when a single sheet has it and no SIREN
        contradicts it.
        """
        record = self.records.get(candidate.key)
        if record is not None:
            return record.sheet
        if candidate.siret and candidate.siret in self.by_siret:
            return self.by_siret[candidate.siret]
        same = self.by_siren.get(candidate.siren, ()) if candidate.siren else ()
        if len(same) == 1 and not (same[0].values.get("siret") and candidate.siret):
            return same[0]
        same = self.by_rna.get(candidate.rna, ()) if candidate.rna else ()
        if len(same) == 1 and not (same[0].values.get("siren") and candidate.siren):
            return same[0]
        return None

    def free_slug(self, candidate: Candidate) -> str:
        """An address that no other sheet has."""
        return self.addresses.give(candidate.name, identifier_of(candidate))


def sirens_of(candidates: Iterable[Candidate]) -> set[str]:
    """The SIREN numbers of some candidates, each once."""
    return {one.siren for one in candidates if one.siren}
