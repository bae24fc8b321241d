"""Writing what a reader cleaned: candidates become sheets, legal units are kept, refusals are explained."""

from collections import Counter

from terreau.accounts.models import User
from terreau.directory.actions.services import ServiceBatch, note_seen
from terreau.directory.enums import OUT_OF_SCOPE, ImportState, Rejection, Source
from terreau.directory.models import ImportRun, RejectedLine
from terreau.directory.sources import newcomers, perimeter
from terreau.directory.sources.batches import Batch, mark_few
from terreau.directory.sources.candidate import Candidate
from terreau.directory.sources.data_inclusion_services.zones import Zones
from terreau.directory.sources.judging import band_of
from terreau.directory.sources.perimeter import unpacked
from terreau.directory.sources.pipeline import Chunk
from terreau.directory.sources.places import Places
from terreau.kernel import clock
from terreau.kernel.actors import Actor

# A candidate, why it cannot be taken, and sometimes what was wrong exactly.
Refused = list[tuple[Candidate, str]] | list[tuple[Candidate, str, str]]


class Writer:
    """Writes the batches of one import, in the transaction of its caller."""

    def __init__(self, source: str, by: User | Actor) -> None:
        self.source, self.by = source, by
        self.places = Places()
        self.zones = Zones(self.places)
        self.skipped: Counter[str] = Counter()
        self.quality: Counter[str] = Counter()  # of the lines taken in the last batch
        self.seen: list[int] = []  # services met in the last batch
        units_done = ImportRun.objects.filter(source=Source.SIRENE_UNITS, state=ImportState.DONE)
        self.has_units = source == Source.SIRENE_ESTABLISHMENTS and units_done.exists()

    def write(self, chunk: Chunk) -> tuple[Counter, list[RejectedLine]]:
        """Write a batch; return the counts and the lines refused."""
        self.skipped, self.seen = Counter(), []
        added: list[int] = []
        entries = chunk.candidates
        if self.source == Source.SIRENE_ESTABLISHMENTS:
            added, entries = newcomers.add(entries, self.places)
            mark_few(added)
        candidates = [unpacked(packed) for _number, _end, packed, _raw in entries]
        numbers = {id(one): entry for one, entry in zip(candidates, entries, strict=True)}
        counts, refused = self._write(candidates) if candidates else (Counter(), [])
        counts["created"] += len(added)
        lines = [
            RejectedLine(line_number=number, reason=reason, detail=detail, raw=raw)
            for number, reason, detail, raw in chunk.refusals
        ]
        for candidate, reason, *detail in refused:
            if reason in OUT_OF_SCOPE or id(candidate) not in numbers:
                self.skipped[reason] += 1
                continue
            number, _end, _packed, raw = numbers[id(candidate)]
            raw = raw or f"{candidate.siret or candidate.siren} {candidate.name}".strip()
            lines.append(RejectedLine(line_number=number, reason=reason, detail="".join(detail), raw=raw))
        self._judge(candidates, refused)
        counts["rejected"] = len(lines)
        counts["skipped"] = sum(chunk.skipped.values()) + sum(self.skipped.values())
        counts = +counts
        return counts, sorted(lines, key=lambda line: line.line_number)

    def note_seen(self, run: ImportRun) -> None:
        """Note in the run the services of the last batch."""
        if self.seen:
            note_seen(run=run, keys=self.seen)

    def _judge(self, candidates: list[Candidate], refused: Refused) -> None:
        out, today = {id(line[0]) for line in refused}, clock.today()
        bands = (band_of(self.source, one, today) for one in candidates if id(one) not in out)
        self.quality = Counter(band for band in bands if band)

    def _write(self, candidates: list[Candidate]) -> tuple[Counter, Refused]:
        if self.source == Source.DATA_INCLUSION_SERVICES:
            return self._write_services(candidates)
        if self.source == Source.SIRENE_UNITS:
            return self._write_units(candidates)
        if self.source == Source.SIRENE_ESTABLISHMENTS:
            return self._write_establishments(candidates)
        return self._write_sheets(candidates, self.source)

    def _write_services(self, candidates: list[Candidate]) -> tuple[Counter, Refused]:
        self.places.prime(candidates)
        batch = ServiceBatch(candidates, self.places, self.zones, self.by)
        counts = batch.write()
        self.seen = batch.seen
        return counts, batch.refused

    def _write_sheets(
        self, candidates: list[Candidate], source: str
    ) -> tuple[Counter, list[tuple[Candidate, str]]]:
        batch = Batch(source, candidates, self.places)
        counts = batch.write()
        return counts, [(candidates[place], reason) for place, reason in batch.refused]

    def _write_units(self, candidates: list[Candidate]) -> tuple[Counter, list[tuple[Candidate, str]]]:
        """Keep the units, bring the sheets that exist up to date, take up the establishments that waited."""
        noted, came = perimeter.note_units(candidates)
        known, unknown = perimeter.with_sheets(candidates)
        counts, refused = self._write_sheets(known, self.source)
        lone = [one.siren for one in unknown if not one.only_known]
        counts["waiting"] += sum(siren in noted for siren in lone)
        counts["unchanged"] += sum(siren not in noted for siren in lone)
        refused += [(one, one.only_known) for one in unknown if one.only_known]
        if came:
            perimeter.join(came)
            more, out = self._write_sheets(came, Source.SIRENE_ESTABLISHMENTS)
            counts.update(more)
            refused += out
        return counts, refused

    def _write_establishments(
        self, candidates: list[Candidate]
    ) -> tuple[Counter, list[tuple[Candidate, str]]]:
        """Complete the establishments with their units; those whose unit has not come yet wait for it."""
        unknown = perimeter.join(candidates)
        away = {id(one) for one in unknown}
        counts, refused = self._write_sheets([one for one in candidates if id(one) not in away], self.source)
        if self.has_units:
            refused += [(one, Rejection.NO_UNIT.value) for one in unknown]
        elif unknown:
            perimeter.let_wait(unknown)
            counts["waiting"] += len(unknown)
        return counts, refused
