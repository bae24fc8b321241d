"""What a file is, which register it belongs to, and what its columns mean."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _

from terreau.directory.enums import Source
from terreau.directory.models import ImportRun
from terreau.directory.sources import SOURCES, parquet, source_of, workbook
from terreau.directory.sources.perimeter import scope_of
from terreau.directory.sources.pipeline import Job
from terreau.directory.sources.reading import FileFacts, fingerprint, inspect
from terreau.directory.sources.spreadsheet import guess
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken


@dataclass(frozen=True)
class Register:
    """A file to load: what it is, which register it belongs to, what its columns mean."""

    facts: FileFacts
    source: str
    mapping: dict[str, str] = field(default_factory=dict)
    as_of: str = ""

    def job(self, run: ImportRun | None) -> Job:
        """The reading that remains to be done."""
        scope = replace(
            scope_of(self.source), mapping=self.mapping, as_of=self.as_of or clock.today().isoformat()
        )
        last_line, position = (run.last_line, run.position) if run else (0, 0)
        return Job(self.facts, self.source, scope, last_line, position)


@contextmanager
def recognised(path: Path, source: str, mapping: dict[str, str] | None = None) -> Iterator[Register]:
    """Read what a file is, and of which register; refuse what is of none."""
    if not path.is_file():
        raise RuleBroken(_("Le fichier %(path)s n’existe pas.") % {"path": path})
    with tempfile.TemporaryDirectory() as folder:
        facts = _inspect(path, Path(folder))
        source = source or source_of(facts.columns) or ""
        if source not in SOURCES:
            raise RuleBroken(
                _("Ce fichier n’est d’aucune source connue : ses colonnes sont %(columns)s.")
                % {"columns": ", ".join(facts.columns[:12])}
            )
        if source == Source.DATA_INCLUSION and source_of(facts.columns) == Source.DATA_INCLUSION_SERVICES:
            raise RuleBroken(
                _(
                    "Ce fichier contient des services : chargez-le avec "
                    "« terreau import data-inclusion-services »."
                )
            )
        missing = SOURCES[source].COLUMNS - set(facts.columns)
        if missing:
            raise RuleBroken(
                _("Il manque des colonnes : %(columns)s.") % {"columns": ", ".join(sorted(missing))}
            )
        if source == Source.SPREADSHEET:
            mapping = _meanings(facts.columns, mapping)
        day = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()
        yield Register(facts, source, mapping or {}, min(day, clock.today()).isoformat())


def _meanings(columns: list[str], mapping: dict[str, str] | None) -> dict[str, str]:
    """What the columns of a spreadsheet mean: what was said, or what their titles give away."""
    unknown = set(mapping or ()) - set(columns)
    if unknown:
        raise RuleBroken(_("Il manque des colonnes : %(columns)s.") % {"columns": ", ".join(sorted(unknown))})
    mapping = mapping or guess(columns)
    if "name" not in mapping.values():
        raise RuleBroken(_("Dites quelle colonne contient le nom de la structure."))
    return mapping


def _inspect(path: Path, folder: Path) -> FileFacts:
    """Look into a CSV, a Parquet file, or a workbook (which is first written out as CSV)."""
    if parquet.is_parquet(path):
        return parquet.inspect(path)
    if workbook.is_zip(path):
        facts = inspect(workbook.to_csv(path, folder / "table.csv"))
        # The same workbook is the same import, whatever its writer did to it on the way.
        return replace(facts, digest=fingerprint(path))
    return inspect(path)
