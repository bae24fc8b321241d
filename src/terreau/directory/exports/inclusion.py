"""Structures and services for data·inclusion, as its schema 1.0 writes them; streamed, in JSON and in CSV.

https://gip-inclusion.github.io/data-inclusion-schema: a structure is a listed organisation, a service an
open offer. What we do not know is null; what the schema cannot accept (a name of two letters) stays out.
Beyond the schema, `score_qualite` is the quality of the row from 0 to 1 (`directory/quality.py`).
"""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.urls import reverse

from terreau.directory.enums import Label, OfferKind, Stage
from terreau.directory.exports.spreadsheets import as_csv
from terreau.directory.models import Offer, Organisation
from terreau.directory.queries import Filters, organisation_keys
from terreau.directory.queries.offers import OfferFilters, offers_matching
from terreau.directory.queries.quality import offer_quality, organisation_quality
from terreau.directory.sources.data_inclusion.naming import own_key, own_source
from terreau.directory.sources.data_inclusion.vocabulary import FREE, THEMES, TYPES
from terreau.kernel import clock
from terreau.kernel.text import printable
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory, TerritoryQuerySet
from terreau.territories.queries import ancestors_of, descendants_of

CHUNK = 500
SHORTEST_NAME, LONGEST_NAME = 3, 150
SHORTEST_TEXT, LONGEST_TEXT = 5, 10_000

NETWORKS = {
    Label.ACI: "aci",
    Label.AI: "ai",
    Label.EI: "ei",
    Label.ETTI: "etti",
    Label.GEIQ: "geiq",
    Label.EA: "ea",
}
Row = dict[str, Any]


def structures(filters: Filters) -> Iterator[Row]:
    """Yield the listed organisations that the filters keep."""
    keys = organisation_keys(filters)
    while chunk := list(islice(keys, CHUNK)):
        found = Organisation.objects.listed().select_related("commune").in_bulk(chunk)
        rows = (_structure(found[key]) for key in chunk if key in found)
        yield from filter(_is_named, rows)


def services(_filters: Filters) -> Iterator[Row]:
    """Yield the open offers of the listed organisations."""
    zones: dict[int, list[str]] = {}
    offers = offers_matching(OfferFilters()).select_related("team__organisation__commune", "perimeter")
    for offer in offers.order_by("pk").iterator(chunk_size=CHUNK):
        if offer.perimeter is not None and offer.perimeter.pk not in zones:
            zones[offer.perimeter.pk] = zone_of(offer.perimeter)
        row = _service(offer, zones.get(offer.perimeter_id or 0))
        if _is_named(row) and row["description"]:
            yield row


def zone_of(place: Territory) -> list[str]:
    """Return the codes of a perimeter: communes, departments, intercommunalities, or the country."""
    if place.kind == TerritoryKind.COUNTRY:
        return ["france"]
    if place.kind in (TerritoryKind.COMMUNE, TerritoryKind.DEPARTMENT, TerritoryKind.EPCI):
        return [place.code]
    if place.kind == TerritoryKind.REGION:
        return _codes(descendants_of(place), TerritoryKind.DEPARTMENT)
    if place.kind == TerritoryKind.QUARTER:
        return _codes(ancestors_of(place), TerritoryKind.COMMUNE)
    return _codes(descendants_of(place), TerritoryKind.COMMUNE)


def as_json(rows: Iterator[Row]) -> Iterator[str]:
    """Yield one list, row by row."""
    yield "["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


def as_table(rows: Iterator[Row]) -> Iterator[str]:
    """Yield a CSV with the columns of the first row; a list stands in its cell as JSON."""
    return as_csv(_cells(rows))


def _cells(rows: Iterator[Row]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows):
        if number == 0:
            yield list(row)
        yield [json.dumps(value) if isinstance(value, list) else value for value in row.values()]


WHAT: dict[str, Callable[[Filters], Iterator[Row]]] = {"structures": structures, "services": services}
WAYS: dict[str, tuple[Callable[[Iterator[Row]], Iterator[str]], str]] = {
    "json": (as_json, "application/json"),
    "csv": (as_table, "text/csv; charset=utf-8"),
}


def _codes(places: TerritoryQuerySet, kind: str) -> list[str]:
    return sorted(places.filter(kind=kind).values_list("code", flat=True))


def _structure(one: Organisation) -> Row:
    as_of = one.updated_at.astimezone(clock.PARIS).date()
    return {
        "source": own_source(),
        "id": own_key(one.slug),
        "nom": _cut(one.name, LONGEST_NAME),
        "date_maj": as_of.isoformat(),
        "description": _description(one.summary or one.description),
        "lien_source": f"{settings.BASE_URL}{reverse('directory:detail', args=[one.slug])}",
        "siret": one.siret,
        **_place(one),
        "telephone": _phone(one.phone),
        "courriel": one.email or None,
        "site_web": one.website or None,
        "horaires_accueil": None,
        "accessibilite_lieu": None,
        "reseaux_porteurs": sorted(NETWORKS[Label(code)] for code in one.labels if code in NETWORKS) or None,
        "score_qualite": organisation_quality(one, as_of=as_of).score,
    }


def _service(offer: Offer, zone: list[str] | None) -> Row:
    owner = offer.team.organisation
    email = offer.contact_email or offer.team.email or None
    as_of = offer.verified_on or offer.updated_at.astimezone(clock.PARIS).date()
    ways = {
        "envoyer-un-courriel": email,
        "telephoner": offer.contact_phone,
        "utiliser-lien-mobilisation": offer.contact_url,
    }
    return {
        "source": own_source(),
        "structure_id": own_key(owner.slug),
        "id": own_key(offer.slug),
        "nom": _cut(offer.title, LONGEST_NAME),
        "description": _description(offer.summary),
        "lien_source": f"{settings.BASE_URL}{reverse('directory:offer', args=[owner.slug, offer.slug])}",
        "date_maj": as_of.isoformat(),
        "type": TYPES.get(OfferKind(offer.kind)),
        "thematiques": _themes(offer),
        **_cost(offer.cost_text),
        "publics": None,
        "publics_precisions": None,
        "conditions_acces": _conditions(offer),
        **_place(owner),
        "telephone": _phone(offer.contact_phone),
        "courriel": email,
        "modes_accueil": None,
        "zone_eligibilite": zone or None,
        "contact_nom_prenom": None,
        "lien_mobilisation": offer.contact_url or None,
        "modes_mobilisation": sorted(way for way, known in ways.items() if known) or None,
        "mobilisable_par": ["usagers"],
        "mobilisation_precisions": None,
        "volume_horaire_hebdomadaire": None,
        "nombre_semaines": None,
        "horaires_accueil": None,
        "score_qualite": offer_quality(offer, as_of=as_of).score,
    }


def _place(one: Organisation) -> Row:
    commune = one.commune
    return {
        "commune": commune.name if commune else None,
        "code_postal": one.postal_code or None,
        "code_insee": commune.code if commune and commune.kind == TerritoryKind.COMMUNE else None,
        "adresse": one.address or None,
        "complement_adresse": None,
        "longitude": one.lon,
        "latitude": one.lat,
    }


def _themes(offer: Offer) -> list[str] | None:
    served = [Stage(code) for code in offer.stages] or list(THEMES)
    return sorted({THEMES[stage] for stage in served if stage in THEMES}) or None


def _cost(text: str) -> Row:
    said = text.strip()
    if not said:
        return {"frais": None, "frais_precisions": None}
    return {"frais": "gratuit" if said.lower().startswith(FREE) else "payant", "frais_precisions": said}


def _conditions(offer: Offer) -> str | None:
    asked = [str(row.get("label_fr", "")).strip() for row in offer.criteria]
    return " ; ".join(filter(None, [*asked, offer.documents_text.strip()])) or None


def _description(text: str) -> str | None:
    said = _cut(text, LONGEST_TEXT)
    return said if len(said) >= SHORTEST_TEXT else None


def _phone(text: str) -> str | None:
    """Write a French number without its prefix: a spreadsheet would take the sign + for a formula."""
    return f"0{text[3:]}" if text.startswith("+33") else text or None


def _cut(text: str, longest: int) -> str:
    return printable(text).strip()[:longest]


def _is_named(row: Row) -> bool:
    return len(row["nom"]) >= SHORTEST_NAME
