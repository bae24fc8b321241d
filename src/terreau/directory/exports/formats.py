"""The formats in which a list can be taken away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from terreau.directory.exports import exchange, spreadsheets
from terreau.directory.exports.records import Notice, Record, notice, records
from terreau.directory.queries import Filters

# A workbook is whole before it leaves: beyond this, the CSV, which leaves as it is read.
MOST_OF_A_WORKBOOK = 50_000


@dataclass(frozen=True)
class Format:
    """One way to write a list; `most` rows, 0 when there is no end."""

    extension: str
    label: Any
    help: Any
    media_type: str
    write: Callable[[Iterator[Record], Notice], Iterator[str] | IO[bytes]]
    most: int = 0

    def holds(self, count: int) -> bool:
        """Tell whether a list of so many rows can be written so."""
        return not self.most or count <= self.most


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ALL = [
    Format("csv", "CSV", _("pour un tableur"), "text/csv; charset=utf-8", spreadsheets.organisations_csv),
    Format(
        "xlsx",
        "XLSX",
        _("pour LibreOffice ou Excel"),
        _XLSX,
        spreadsheets.organisations_xlsx,
        most=MOST_OF_A_WORKBOOK,
    ),
    Format("geojson", "GeoJSON", _("pour une carte"), "application/geo+json", exchange.organisations_geojson),
    Format("json", "JSON", _("pour un programme"), "application/json", exchange.organisations_json),
    Format(
        "gogocarto.json",
        _("JSON pour GoGoCarto"),
        _("pour une carte GoGoCarto"),
        "application/json",
        exchange.organisations_gogocarto,
    ),
]
FORMATS = {one.extension: one for one in _ALL}


def written(wanted: Format, filters: Filters) -> Iterator[str] | IO[bytes]:
    """Return the filtered list in a format."""
    return wanted.write(records(filters), notice())
