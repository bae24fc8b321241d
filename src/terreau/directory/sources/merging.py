"""How what a register says meets the sheets that exist: who is who, and whose word wins."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from terreau.directory.enums import Family, Source
from terreau.directory.models import FieldSource, Organisation, SourceRecord
from terreau.directory.models.organisations import RESERVED_SLUGS
from terreau.directory.sources.candidate import Candidate
from terreau.kernel import clock
from terreau.kernel.text import fold
from terreau.territories.models import Territory

EMPTY: tuple[Any, ...] = ("", None, [], {})


@dataclass
class Known:
    """The sheets, sources and addresses that a batch of candidates may meet, read in five queries."""

    records: dict[str, SourceRecord] = field(default_factory=dict)
    by_siret: dict[str, Organisation] = field(default_factory=dict)
    by_siren: dict[str, list[Organisation]] = field(default_factory=dict)
    sources: dict[tuple[int, str], FieldSource] = field(default_factory=dict)
    records_of: dict[int, set[str]] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)

    @classmethod
    def about(cls, source: str, candidates: Iterable[Candidate]) -> "Known":
        """Read what is known about these candidates."""
        candidates = list(candidates)
        known = cls()
        records = SourceRecord.objects.filter(source=source, key__in=[one.key for one in candidates])
        known.records = {record.key: record for record in records.select_related("organisation")}
        news = [one for one in candidates if not known.says_the_same(one)]
        sirens = {one.siren for one in news if one.siren}
        found = {one.pk: one for one in Organisation.objects.filter(siren__in=sirens)}
        for record in known.records.values():
            # One object for one row, whichever way it was reached.
            record.organisation = found.setdefault(record.organisation_id, record.organisation)
        for organisation in found.values():
            known.remember(organisation)
        known._read_sources(source, found)
        known._read_slugs(news)
        return known

    def _read_sources(self, source: str, found: dict[int, Organisation]) -> None:
        for row in FieldSource.objects.filter(organisation__in=found):
            self.sources[row.organisation_id, row.field] = row
        pairs = SourceRecord.objects.filter(source=source, organisation__in=found)
        for pk, key in pairs.values_list("organisation_id", "key"):
            self.records_of.setdefault(pk, set()).add(key)

    def _read_slugs(self, candidates: list[Candidate]) -> None:
        wanted = {slug for one in candidates for slug in slugs_for(one)}
        rows = Organisation.objects.filter(slug__in=wanted)
        self.slugs = {*rows.values_list("slug", flat=True), *RESERVED_SLUGS}

    def says_the_same(self, candidate: Candidate) -> bool:
        """The source said exactly this the last time."""
        record = self.records.get(candidate.key)
        return record is not None and record.digest == candidate.digest()

    def remember(self, organisation: Organisation) -> None:
        """Make a sheet findable by its identifiers."""
        if organisation.siret:
            self.by_siret[organisation.siret] = organisation
        if organisation.siren:
            same = self.by_siren.setdefault(organisation.siren, [])
            if organisation not in same:
                same.append(organisation)

    def match(self, candidate: Candidate) -> Organisation | None:
        """Find the sheet of a candidate: its key in the source, its SIRET, or its SIREN without doubt.

        Two establishments of one SIREN stay two sheets; the SIREN decides only when a single sheet has it
        and one of the two has no SIRET.
        """
        if candidate.key in self.records:
            return self.records[candidate.key].organisation
        if candidate.siret in self.by_siret:
            return self.by_siret[candidate.siret]
        same = self.by_siren.get(candidate.siren, []) if candidate.siren else []
        if len(same) == 1 and not (same[0].siret and candidate.siret):
            return same[0]
        return None

    def free_slug(self, candidate: Candidate) -> str:
        """The name, then the name with the identifier, then with a number."""
        choices = slugs_for(candidate)
        number = 2
        while choices:
            slug = choices.pop(0)
            if slug not in self.slugs:
                self.slugs.add(slug)
                return slug
            if not choices:
                choices = [f"{slugs_for(candidate)[-1]}-{number}"]
                number += 1
                taken = Organisation.objects.filter(slug=choices[0]).exists()
                self.slugs |= {choices[0]} if taken else set()
        raise AssertionError("there is always another number")


def slugs_for(candidate: Candidate) -> list[str]:
    """The addresses that a new sheet would like, best first."""
    base = slugify(fold(candidate.name))[:70].strip("-") or "structure"
    identifier = candidate.siret or candidate.siren or candidate.place[0]
    return [base, f"{base}-{identifier}"] if identifier else [base]


def identity(organisation: Organisation) -> int:
    """The key of a sheet, or a passing one for a sheet that is not stored yet."""
    return organisation.pk or -id(organisation)


@dataclass(frozen=True)
class Speech:
    """A candidate, the register that speaks, and whether this is its main line about the sheet."""

    candidate: Candidate
    source: str
    is_first: bool


def merge(
    organisation: Organisation, speech: Speech, known: Known, *, commune: Territory | None = None
) -> list[str]:
    """Write the candidate's values into the sheet where the source may speak; list the fields changed.

    A person's word always wins. Of two registers, the one that speaks of the later day wins. A second
    line about the same sheet in one register only fills what is empty.
    """
    candidate, changed = speech.candidate, []
    values = {"name": candidate.name, "commune": commune, **candidate.values}
    values |= {"siren": candidate.siren, "siret": candidate.siret}
    for name, said in values.items():
        before = getattr(organisation, name)
        value = sorted({*before, *said}) if name == "labels" else said
        if value in EMPTY or value == before or _by_a_person(organisation, name, known):
            continue
        if name == "labels" or before in EMPTY or _may_replace(organisation, name, speech, known):
            setattr(organisation, name, value)
            changed.append(name)
    return changed


def _by_a_person(organisation: Organisation, name: str, known: Known) -> bool:
    row = known.sources.get((identity(organisation), name))
    return row is not None and row.source == Source.PERSON


def _may_replace(organisation: Organisation, name: str, speech: Speech, known: Known) -> bool:
    if name in {"siren", "siret"}:
        return False
    row = known.sources.get((identity(organisation), name))
    if row is None:
        # The family is unknown until somebody says it; any other value without a source may be a person's.
        return name == "family" and organisation.family == Family.UNKNOWN
    return speech.is_first if row.source == speech.source else speech.candidate.as_of > row.as_of


def provenance(
    organisation: Organisation, fields: list[str], source: str, candidate: Candidate
) -> list[FieldSource]:
    """The rows that say where the changed fields come from."""
    as_of = min(candidate.as_of, clock.today())
    return [FieldSource(organisation=organisation, field=name, source=source, as_of=as_of) for name in fields]
