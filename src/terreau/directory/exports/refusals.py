"""The refused lines of an import, for the person who sent them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from terreau.directory.exports.spreadsheets import as_csv
from terreau.directory.models import ImportRun, ImportUpload, RejectedLine
from terreau.directory.queries import refused_by_trial, rejected_lines


def rejected_csv(run: ImportRun) -> Iterator[str]:
    """Yield the refused lines of an import, with their reason."""
    return _written(rejected_lines(run).iterator(chunk_size=1000))


def trial_csv(upload: ImportUpload) -> Iterator[str]:
    """Yield the lines that the trial of a register refused, with their reason."""
    return _written(refused_by_trial(upload))


def _written(refused: Iterable[RejectedLine]) -> Iterator[str]:
    def lines() -> Iterator[list[Any]]:
        yield [_("ligne"), _("raison"), _("précision"), _("texte de la ligne")]
        for line in refused:
            yield [line.line_number, line.get_reason_display(), line.detail, line.raw]

    return as_csv(lines())
