"""Writing what a reader cleaned: candidates become sheets, legal units are kept, refusals are explained."""

from collections import Counter

from terreau.directory.enums import OUT_OF_SCOPE, ImportState, Rejection, Source
from terreau.directory.models import ImportRun, RejectedLine
from terreau.directory.sources import newcomers, perimeter
from terreau.directory.sources.batches import Batch, mark_few
from terreau.directory.sources.candidate import Candidate
from terreau.directory.sources.perimeter import unpacked
from terreau.directory.sources.pipeline import Chunk
from terreau.directory.sources.places import Places


class Writer:
    """Writes the batches of one import, in the transaction of its caller."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.places = Places()
        self.skipped: Counter[str] = Counter()
        units_done = ImportRun.objects.filter(source=Source.SIRENE_UNITS, state=ImportState.DONE)
        self.has_units = source == Source.SIRENE_ESTABLISHMENTS and units_done.exists()

    def write(self, chunk: Chunk) -> tuple[Counter, list[RejectedLine]]:
        """Write a batch; return the counts and the lines refused."""
        self.skipped = Counter()
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
        for candidate, reason in refused:
            if reason in OUT_OF_SCOPE or id(candidate) not in numbers:
                self.skipped[reason] += 1
                continue
            number, _end, _packed, raw = numbers[id(candidate)]
            raw = raw or f"{candidate.siret or candidate.siren} {candidate.name}".strip()
            lines.append(RejectedLine(line_number=number, reason=reason, detail="", raw=raw))
        counts["rejected"] = len(lines)
        counts["skipped"] = sum(chunk.skipped.values()) + sum(self.skipped.values())
        counts = +counts
        return counts, sorted(lines, key=lambda line: line.line_number)

    def _write(self, candidates: list[Candidate]) -> tuple[Counter, list[tuple[Candidate, str]]]:
        if self.source == Source.SIRENE_UNITS:
            return self._write_units(candidates)
        if self.source == Source.SIRENE_ESTABLISHMENTS:
            return self._write_establishments(candidates)
        return self._write_sheets(candidates, self.source)

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
