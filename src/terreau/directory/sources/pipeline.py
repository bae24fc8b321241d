"""From a file to batches of cleaned lines; large files are read and cleaned by a second process.

The reader never asks the database anything: what it must know is in its `Scope`. When the writer dies, the
next write of the reader fails and it ends; when the reader dies, the writer says so, and the import
can be resumed.
"""

import gc
import marshal
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from terreau.directory.enums import OUT_OF_SCOPE, Rejection
from terreau.directory.sources import SOURCES, parquet
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.reading import FileFacts, Line, lines
from terreau.directory.sources.scope import Scope

# Below this, starting a process costs more than it saves.
PARALLEL_FROM = 8_000_000
# A batch ends after this many lines even when none concerns the directory: the run gives a sign of life.
LINES_IN_A_BATCH = 200_000
_KEPT_OUT = frozenset(str(reason) for reason in OUT_OF_SCOPE)


@dataclass
class Refusal:
    """A line that cannot be taken: its number, why, and its text."""

    number: int
    reason: str
    detail: str
    raw: str


@dataclass
class Chunk:
    """Some lines, cleaned, and where the file stands after them.

    A candidate comes with the number, the last byte and the text of its line; a refusal with its number,
    reason, detail and text.
    """

    candidates: list[tuple[int, int, tuple, str]] = field(default_factory=list)
    refusals: list[tuple[int, str, str, str]] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=Counter)
    last_line: int = 0
    position: int = 0


@dataclass(frozen=True)
class Job:
    """A file, the register it belongs to, and where to go on."""

    facts: FileFacts
    source: str
    scope: Scope
    after_line: int = 0
    position: int = 0


def chunks(job: Job, size: int) -> Iterator[Chunk]:
    """Yield the lines of a file in batches of at most `size` candidates."""
    if job.facts.size - job.position < PARALLEL_FROM or not hasattr(os, "fork"):
        yield from clean_lines(job, size)
    else:
        yield from _from_another_process(job, size)


def clean_lines(job: Job, size: int) -> Iterator[Chunk]:
    """Read and clean, in this process."""
    module, facts = SOURCES[job.source], job.facts
    seen: Counter[str] = Counter()
    clean = cleaner(job)
    # Where a key may come back, its earlier lines must be seen again to number it as before.
    again = module.REPEATS
    chunk, taken = Chunk(last_line=job.after_line, position=job.position), 0
    for line in _lines(job, 0 if again else job.after_line, 0 if again else job.position):
        found = _clean(line, clean, seen if again else None)
        if line.number <= job.after_line:
            continue
        if isinstance(found, Candidate):
            # Candidates keep the text of their line: the database may still refuse it.
            chunk.candidates.append((line.number, line.end, found.packed(), line.raw if again else ""))
        elif found.reason in _KEPT_OUT:
            chunk.skipped[found.reason] = chunk.skipped.get(found.reason, 0) + 1
        else:
            raw = line.raw.rstrip("\r") if module.NAME != "sirene_units" else found.raw
            chunk.refusals.append((found.number, found.reason, found.detail, raw))
        chunk.last_line, chunk.position, taken = line.number, line.end, taken + 1
        if len(chunk.candidates) + len(chunk.refusals) >= size or taken >= LINES_IN_A_BATCH:
            yield chunk
            chunk, taken = Chunk(last_line=line.number, position=line.end), 0
    if taken:
        chunk.position = facts.size
        yield chunk


def cleaner(job: Job) -> Callable[[list[str]], Candidate]:
    """Return the function that turns the cells of a line into a candidate."""
    module = SOURCES[job.source]
    places = {name: place for place, name in enumerate(job.facts.columns)}
    if hasattr(module, "reader"):
        return module.reader(places, job.scope)
    wanted = [(name, places[name]) for name in (*module.COLUMNS, *module.MORE) if name in places]

    def clean(cells: list[str]) -> Candidate:
        candidate = module.candidate({name: cells[place] for name, place in wanted})
        candidate.seal()
        return candidate

    return clean


def _lines(job: Job, number: int, position: int) -> Iterator[Line]:
    if parquet.is_parquet(job.facts.path):
        return parquet.lines(job.facts, _columns_read(job), number=number)
    return lines(job.facts, number=number, position=position)


def _columns_read(job: Job) -> list[str]:
    module = SOURCES[job.source]
    return [name for name in job.facts.columns if name in module.COLUMNS | module.MORE]


def _clean(line: Line, clean: Callable[[list[str]], Candidate], seen: Counter | None) -> Candidate | Refusal:
    if line.cells is None:
        return Refusal(line.number, Rejection.CUT.value, "", "")
    try:
        candidate = clean(line.cells)
    except LineRefused as refusal:
        # Of a legal unit only its number is kept: the line may name a natural person.
        return Refusal(line.number, str(refusal.reason), refusal.detail, f"SIREN {line.cells[0][:14]}")
    if seen is not None:
        seen[candidate.key] += 1
        if seen[candidate.key] > 1:
            candidate.key = f"{candidate.key}#{seen[candidate.key]}"
        if not candidate.digest:
            candidate.seal()
    return candidate


def _from_another_process(job: Job, size: int) -> Iterator[Chunk]:
    """Let a child read and clean while this process writes; it stays one or two batches ahead."""
    reading_end, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading_end)
        _serve(job, size, writing_end)
    os.close(writing_end)
    try:
        with os.fdopen(reading_end, "rb", buffering=1 << 20) as pipe:
            while True:
                said = _receive(pipe)
                if said is None:
                    raise RuntimeError("the process that reads the file died")
                if said == ():
                    return
                yield Chunk(*said)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve(job: Job, size: int, writing_end: int) -> None:
    """The child's whole life: it touches neither the database nor the handlers of its parent."""
    code = 1
    gc.disable()  # cleaning a line makes no cycles, and looking for some would double its time
    try:
        with os.fdopen(writing_end, "wb", buffering=1 << 20) as pipe:
            for chunk in clean_lines(job, size):
                _send(
                    pipe,
                    (chunk.candidates, chunk.refusals, dict(chunk.skipped), chunk.last_line, chunk.position),
                )
            _send(pipe, ())
        code = 0
    except BrokenPipeError:
        pass
    except Exception as error:  # noqa: BLE001 - nobody above in this process may handle it
        sys.stderr.write(f"reading stopped: {type(error).__name__}: {error}\n")
    finally:
        os._exit(code)


def _send(pipe: BinaryIO, said: Any) -> None:
    data = marshal.dumps(said)
    pipe.write(len(data).to_bytes(8, "big") + data)
    pipe.flush()


def _receive(pipe: BinaryIO) -> Any:
    head = pipe.read(8)
    if len(head) < 8:
        return None
    data = pipe.read(int.from_bytes(head, "big"))
    return marshal.loads(data)  # noqa: S302 - our own child wrote it
