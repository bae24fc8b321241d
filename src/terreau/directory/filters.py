"""Reading the filters of the list from the address."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, QueryDict

from terreau.directory.enums import Family, Label, OfferKind
from terreau.directory.queries import Filters
from terreau.directory.queries.listing import RADII, SORTS, Box

TEXT_LENGTH = 200
MANY = 20
_SLUG = re.compile(r"[a-z0-9-]{1,90}")
_ACTIVITY = re.compile(r"[0-9]{2}\.[0-9]{2}[A-Z]")
_PERIMETER = re.compile(r"[a-z]{3,12}-[\w-]{1,80}")


def filters_of(request: HttpRequest) -> Filters:
    """The filters that an address asks for; what makes no sense is left out."""
    asked = request.GET
    sort, territory, km = asked.get("tri", ""), asked.get("territoire", ""), asked.get("km", "10")
    return Filters(
        text=_line(asked.get("q", "")),
        families=_known(asked.getlist("famille"), Family.values),
        communes=tuple(
            dict.fromkeys(code[:5] for code in asked.getlist("commune") if code.isascii() and code.isalnum())
        )[:MANY],
        kinds=_known(asked.getlist("soutien"), OfferKind.values),
        labels=_known(asked.getlist("label"), Label.values),
        networks=tuple(dict.fromkeys(filter(_SLUG.fullmatch, asked.getlist("reseau"))))[:MANY],
        activities=tuple(dict.fromkeys(filter(_ACTIVITY.fullmatch, asked.getlist("activite"))))[:MANY],
        territory=territory if _PERIMETER.fullmatch(territory) else "",
        near=_line(asked.get("pres", ""))[:80],
        point=point_of(request),
        km=int(km) if km in map(str, RADII) else 10,
        sort=sort if sort in SORTS else "",
        exact=asked.get("exact") == "1",
        box=box_of(request),
    )


def _line(text: str) -> str:
    return text.replace("\x00", "").strip()[:TEXT_LENGTH]


def page_of(request: HttpRequest) -> int:
    """The page that an address asks for, 1 when it makes no sense."""
    asked = request.GET.get("page", "1")
    return min(int(asked), 1_000_000) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


def querystring_of(filters: Filters) -> str:
    """The address of some filters, without the page number."""
    query = QueryDict(mutable=True)
    named: dict[str, Any] = {
        "q": [filters.text] if filters.text else [],
        "famille": filters.families,
        "commune": filters.communes,
        "soutien": filters.kinds,
        "label": filters.labels,
        "reseau": filters.networks,
        "activite": filters.activities,
        "territoire": [filters.territory] if filters.territory else [],
        "pres": [filters.near] if filters.near else [],
        "point": [numbers(filters.point)] if filters.point else [],
        "km": [filters.km] if filters.is_around and filters.km != 10 else [],
        "tri": [filters.sort] if filters.sort else [],
        "exact": ["1"] if filters.exact and filters.text else [],
        "zone": [numbers(filters.box)] if filters.box else [],
    }
    for name, values in named.items():
        if values:
            query.setlist(name, [str(value) for value in values])
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


def point_of(request: HttpRequest) -> tuple[float, float] | None:
    """The point `latitude,longitude` in degrees; None when it is absent or makes no sense."""
    try:
        lat, lon = (float(part) for part in request.GET.get("point", "").split(","))
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def numbers(degrees: Iterable[float]) -> str:
    """Return a box or a point as an address says it."""
    return ",".join(f"{one:.10g}" for one in degrees)


def zoom_of(request: HttpRequest) -> int:
    """Return the zoom that the map asks for, 0 (the world) to 18 (a street); 10 when it makes no sense."""
    asked = request.GET.get("zoom", "")
    return min(int(asked), 18) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 10


def _known(values: list[str], choices: list[str]) -> tuple[str, ...]:
    return tuple(value for value in choices if value in values)
