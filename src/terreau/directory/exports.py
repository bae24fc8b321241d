"""What the directory gives away: CSV of a list, points of a map, data for search engines, a feed."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.directory.enums import Family, OrganisationKind
from terreau.directory.models import ImportRun, Organisation
from terreau.directory.queries import Filters, map_points, newest, organisations_for_list, rejected_lines
from terreau.directory.queries.listing import Box
from terreau.kernel.feeds import Atom
from terreau.territories.queries import operator

NEWEST_SHOWN = 30
# A spreadsheet runs what starts with these; a quote before them makes it text.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float)  # a latitude below zero is no formula
    return f"'{text}" if text.startswith(DANGEROUS) and not is_number else text


def _rows_as_csv(rows: Iterator[list[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=";")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def organisations_csv(filters: Filters) -> Iterator[str]:
    """The filtered list, row by row, without holding it whole."""
    fields: tuple[str, ...] = ("name", "acronym", "family", "kind", "summary", "siren", "siret", "website")
    fields += ("address", "postal_code", "commune__name", "lat", "lon")
    rows = organisations_for_list(filters).values_list(*fields, "slug")

    def lines() -> Iterator[list[Any]]:
        yield [
            *(_("nom"), _("sigle"), _("famille"), _("rôle"), _("en quelques mots"), "siren", "siret"),
            *(_("site"), _("adresse"), _("code postal"), _("commune"), "lat", "lon", _("fiche")),
        ]
        for name, acronym, family, kind, *middle, slug in rows.iterator(chunk_size=1000):
            labels = Family(family).label, OrganisationKind(kind).label
            yield [name, acronym, *labels, *middle, reverse("directory:detail", args=[slug])]

    return _rows_as_csv(lines())


def rejected_csv(run: ImportRun) -> Iterator[str]:
    """The refused lines of an import, with their reason."""

    def lines() -> Iterator[list[Any]]:
        yield [_("ligne"), _("raison"), _("précision"), _("texte de la ligne")]
        for line in rejected_lines(run).iterator(chunk_size=1000):
            yield [line.line_number, line.get_reason_display(), line.detail, line.raw]

    return _rows_as_csv(lines())


def geojson(filters: Filters, box: Box | None) -> dict[str, Any]:
    """The placed organisations as GeoJSON; `truncated` says that the box holds more."""
    points, truncated = map_points(filters, box)
    return {
        "type": "FeatureCollection",
        "truncated": truncated,
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [point["lon"], point["lat"]]},
                "properties": {
                    "name": point["name"],
                    "family": str(Family(point["family"]).label),
                    "url": reverse("directory:detail", args=[point["slug"]]),
                },
            }
            for point in points
        ],
    }


def json_ld(organisation: Organisation, url: str) -> dict[str, Any]:
    """What search engines read of an organisation (schema.org)."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NGO" if organisation.family == Family.ASSOCIATION else "Organization",
        "name": organisation.name,
        "alternateName": organisation.acronym,
        "url": organisation.website or url,
        "description": organisation.summary,
        "email": organisation.email,
        "telephone": organisation.phone,
        "taxID": organisation.siren,
    }
    address = {
        "streetAddress": organisation.address,
        "postalCode": organisation.postal_code,
        "addressLocality": organisation.commune.name if organisation.commune else "",
    }
    if any(address.values()):
        kept = {name: value for name, value in address.items() if value}
        facts["address"] = {"@type": "PostalAddress", "addressCountry": "FR"} | kept
    return {name: value for name, value in facts.items() if value}


class NewActorsFeed(Feed):
    """The actors that came last into the directory, as Atom."""

    feed_type = Atom

    def title(self) -> str:
        return _("Nouveaux acteurs de l’annuaire – %(name)s") % {"name": operator().name}

    def link(self) -> str:
        return reverse("directory:list")

    def subtitle(self) -> str:
        return _("Les structures de l’économie sociale et solidaire ajoutées en dernier.")

    def items(self) -> list[Organisation]:
        return newest(NEWEST_SHOWN)

    def item_title(self, item: Organisation) -> str:
        return item.name

    def item_description(self, item: Organisation) -> str:
        return item.summary or str(item.get_family_display())

    def item_pubdate(self, item: Organisation) -> Any:
        return item.created_at

    def item_updateddate(self, item: Organisation) -> Any:
        return item.updated_at
