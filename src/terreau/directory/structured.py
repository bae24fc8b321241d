"""What search engines read of an organisation: JSON-LD in the words of schema.org."""

from typing import Any

from terreau.directory.enums import Family, OrganisationKind
from terreau.directory.models import Organisation
from terreau.directory.queries import Sheet
from terreau.territories.opening_hours import MIDNIGHT, OpeningHours

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NON_PROFIT = frozenset({Family.ASSOCIATION, Family.FOUNDATION, Family.MUTUAL})
COMMERCIAL = frozenset({Family.COMPANY, Family.COOPERATIVE, Family.SOCIAL_COMPANY})


def json_ld(sheet: Sheet, url: str) -> dict[str, Any]:
    """The organisation of a sheet, its main place first, then its other places."""
    organisation = sheet.organisation
    kind = type_of(organisation)
    facts = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": url,
        "name": organisation.name,
        "alternateName": organisation.acronym,
        "url": organisation.website or url,
        "description": organisation.summary,
        "email": organisation.email,
        "telephone": organisation.phone,
        "taxID": organisation.siren,
        "address": _address(organisation),
        "parentOrganization": _named(organisation.parent),
        "subOrganization": [_named(one) for one in sheet.subsidiaries],
        "memberOf": [_named(one.network.organisation) for one in sheet.networks],
        "makesOffer": [
            {"@type": "Offer", "name": one.offer.title, "description": one.offer.summary}
            for one in sheet.offers
        ],
    }
    main = {
        "geo": _geo(organisation.lat, organisation.lon),
        "openingHoursSpecification": _hours(organisation),
    }
    # Hours and positions are properties of a place: a shop is one, an association has one.
    if kind == "LocalBusiness":
        facts |= main
    elif any(main.values()):
        facts["location"] = _without_empty({"@type": "Place", "address": _address(organisation), **main})
    return _without_empty(facts)


def type_of(organisation: Organisation) -> str:
    """The type of schema.org nearest to what the organisation is."""
    if organisation.kind == OrganisationKind.PUBLIC or organisation.family == Family.PUBLIC:
        return "GovernmentOrganization"
    if organisation.family in NON_PROFIT:
        return "NGO"
    if organisation.family in COMMERCIAL and organisation.address:
        return "LocalBusiness"
    return "Organization"


def _address(organisation: Organisation) -> dict[str, Any]:
    known = _without_empty(
        {
            "streetAddress": organisation.address,
            "postalCode": organisation.postal_code,
            "addressLocality": organisation.commune.name if organisation.commune else "",
        }
    )
    return {"@type": "PostalAddress", "addressCountry": "FR"} | known if known else {}


def _geo(lat: float | None, lon: float | None) -> dict[str, Any]:
    if lat is None or lon is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}


def _hours(organisation: Organisation) -> list[dict[str, Any]]:
    week = OpeningHours.from_json(organisation.opening_hours).week if organisation.opening_hours else {}
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{DAYS[day - 1]}",
            "opens": start,
            "closes": "23:59" if end == MIDNIGHT else end,
        }
        for day, slots in week.items()
        for start, end in slots
    ]


def _named(organisation: Organisation | None) -> dict[str, Any]:
    return {"@type": "Organization", "name": organisation.name} if organisation is not None else {}


def _without_empty(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in ("", None, [], {})}
