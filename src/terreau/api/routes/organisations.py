"""The organisations: the directory as its page filters it."""

from types import SimpleNamespace
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query
from ninja.errors import HttpError

from terreau.api import schemas
from terreau.api.base import REFUSED, REFUSED_OR_UNKNOWN, UNKNOWN, Slug, api, shown
from terreau.api.filters import OrganisationFilters
from terreau.api.pagination import address_after_mark, mark_of
from terreau.directory import queries
from terreau.directory.queries.listing import place_of
from terreau.partnerships.queries import signed_by
from terreau.projects.queries import sheets_supported_by

Asked = Annotated[OrganisationFilters, Query()]
COLUMNS = [*(name for name in schemas.OrganisationOut.model_fields if name != "url"), "description"]
NOWHERE = "pres: no commune has this name or postal code. Write another, or ask around a point."


@api.get(
    "/organisations",
    response={200: schemas.OrganisationPage} | REFUSED,
    summary="Organisations, filtered and ordered as on the page of the directory",
    openapi_extra=shown("organisations"),
)
def list_organisations(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    found = queries.read(
        asked.read(request), size=asked.limit, mark=mark_of(request, asked.cursor), among=asked.among()
    )
    if found.place_is_unknown:
        raise HttpError(422, NOWHERE)
    return {
        "total": found.total,
        "corrected": found.corrected,
        "partial": found.partial,
        "items": found.organisations,
        "next": address_after_mark(request, found.mark),
    }


@api.get(
    "/organisations/facets",
    response={200: schemas.FacetsOut} | REFUSED,
    summary="How many organisations under each value of each filter",
    openapi_extra=shown("facets"),
)
def count_organisations(request: HttpRequest, asked: Asked) -> queries.Facets:
    filters = asked.read(request)
    if filters.near and place_of(filters) is None:
        raise HttpError(422, NOWHERE)
    return queries.facets_of(filters, asked.among())


@api.get(
    "/organisations/{slug}",
    response={200: schemas.OrganisationDetail} | REFUSED_OR_UNKNOWN,
    summary="One organisation, with all that its page shows",
    openapi_extra=shown("organisation"),
)
def read_organisation(request: HttpRequest, slug: Slug) -> SimpleNamespace:
    organisation = queries.to_read(slug)
    if organisation is None:
        kept = queries.kept_sheet(slug)
        united = f"This sheet was united with another one: read organisations/{kept.slug}." if kept else ""
        raise HttpError(404, united or UNKNOWN)
    details = queries.details_of(organisation)
    parent, network = organisation.parent, getattr(organisation, "network", None)
    return SimpleNamespace(
        **{name: getattr(organisation, name) for name in COLUMNS},
        get_absolute_url=organisation.get_absolute_url(),
        parent=parent if parent is not None and parent.is_published else None,
        subsidiaries=details.subsidiaries,
        network=network.kind if network is not None else None,
        networks=details.networks,
        places=details.places,
        offers=details.offers,
        charters=signed_by(organisation),
        projects=sheets_supported_by(organisation),
        sources=[
            {"source": one.code, "label": one.source, "as_of": one.as_of, "fields": list(one.names)}
            for one in details.origins
        ],
        family_source=next((one.code for one in details.origins if "family" in one.names), None),
    )
