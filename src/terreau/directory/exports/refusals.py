"""The refused lines of an import, for the person who sent them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from terreau.directory.exports.spreadsheets import as_csv
from terreau.directory.models import ImportRun
from terreau.directory.queries import rejected_lines


def rejected_csv(run: ImportRun) -> Iterator[str]:
    """Yield the refused lines of an import, with their reason."""

    def lines() -> Iterator[list[Any]]:
        yield [_("ligne"), _("raison"), _("précision"), _("texte de la ligne")]
        for line in rejected_lines(run).iterator(chunk_size=1000):
            yield [line.line_number, line.get_reason_display(), line.detail, line.raw]

    return as_csv(lines())
