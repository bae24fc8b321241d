"""Lists for other programs: JSON, GeoJSON (RFC 7946), and the JSON that GoGoCarto maps read."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from terreau.directory.exports.records import Notice, Record, words


def organisations_json(records: Iterator[Record], notice: Notice) -> Iterator[str]:
    """Yield the list as JSON, with the names that the API uses."""
    return _document(asdict(notice), "organisations", records, dict)


def organisations_geojson(records: Iterator[Record], notice: Notice) -> Iterator[str]:
    """Yield the list as GeoJSON; an organisation without a position has no geometry."""
    return _document({"type": "FeatureCollection"} | asdict(notice), "features", records, _feature)


def organisations_gogocarto(records: Iterator[Record], notice: Notice) -> Iterator[str]:
    """Yield the organisations in the shape of GoGoCarto's elements; those without a position stay out."""
    named = words()

    def element(one: Record) -> dict[str, Any]:
        return _element(one, notice, str(named.families.get(one["family"], one["family"])))

    placed = (one for one in records if one["lat"] is not None)
    head = {"licence": notice.licence_url, "ontology": "gogofull"}
    return _document(head, "data", placed, element)


def _document(
    head: dict[str, Any], name: str, records: Iterator[Record], shape: Callable[[Record], dict[str, Any]]
) -> Iterator[str]:
    """Yield an object that ends with a list, without ever holding the list."""
    yield f'{_dump(head)[:-1]}, "{name}": ['
    separator = "\n"
    for one in records:
        yield separator + _dump(shape(one))
        separator = ",\n"
    yield "\n]}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _feature(one: Record) -> dict[str, Any]:
    properties = {name: value for name, value in one.items() if name not in ("lat", "lon")}
    placed = one["lat"] is not None
    geometry = {"type": "Point", "coordinates": [one["lon"], one["lat"]]} if placed else None
    return {"type": "Feature", "id": one["slug"], "geometry": geometry, "properties": properties}


def _element(one: Record, notice: Notice, family: str) -> dict[str, Any]:
    commune = one["commune"] or {"name": "", "code": ""}
    return {
        "id": one["slug"],
        "name": one["name"],
        "geo": {"latitude": one["lat"], "longitude": one["lon"]},
        "sourceKey": notice.source,
        "address": {
            "streetAddress": one["address"],
            "postalCode": one["postal_code"],
            "addressLocality": commune["name"],
            "addressCountry": "FR",
        },
        "categories": [family],
        "description": one["summary"],
        "descriptionMore": one["description"],
        "website": one["website"],
        "email": one["email"],
        "telephone": one["phone"],
        "openHoursString": one["opening_hours"],
        "siret": one["siret"] or "",
        "url": one["url"],
    }
