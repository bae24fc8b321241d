"""Reading the filters of the list from the address."""

from typing import Any

from django.http import HttpRequest, QueryDict

from terreau.directory.enums import Family, OfferKind
from terreau.directory.queries import Filters
from terreau.directory.queries.listing import SORTS, Box

TEXT_LENGTH = 100
MANY = 20


def filters_of(request: HttpRequest) -> Filters:
    """The filters that an address asks for; what makes no sense is left out."""
    asked = request.GET
    sort = asked.get("tri", "name")
    return Filters(
        text=asked.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH],
        families=_known(asked.getlist("famille"), Family.values),
        communes=tuple(
            dict.fromkeys(code[:5] for code in asked.getlist("commune") if code.isascii() and code.isalnum())
        )[:MANY],
        kinds=_known(asked.getlist("soutien"), OfferKind.values),
        sort=sort if sort in SORTS else "name",
    )


def querystring_of(filters: Filters) -> str:
    """The address of some filters, without the page number."""
    query = QueryDict(mutable=True)
    named: dict[str, Any] = {
        "q": [filters.text] if filters.text else [],
        "famille": filters.families,
        "commune": filters.communes,
        "soutien": filters.kinds,
        "tri": [filters.sort] if filters.sort != "name" else [],
    }
    for name, values in named.items():
        if values:
            query.setlist(name, list(values))
    return query.urlencode()


def box_of(request: HttpRequest) -> Box | None:
    """The box `west,south,east,north` of the map; None when it is absent or makes no sense."""
    try:
        west, south, east, north = (float(part) for part in request.GET.get("zone", "").split(","))
    except ValueError:
        return None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return west, south, east, north


def _known(values: list[str], choices: list[str]) -> tuple[str, ...]:
    return tuple(value for value in choices if value in values)
