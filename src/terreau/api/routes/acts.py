"""Offers, projects, charters and deliberations, with the filters of their pages."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from terreau.api import filters, schemas
from terreau.api.base import REFUSED, REFUSED_OR_UNKNOWN, Slug, api, one, shown
from terreau.api.pagination import page
from terreau.council.queries import deliberations_matching
from terreau.directory.queries import offers_matching
from terreau.partnerships.queries import charters_matching
from terreau.projects.queries import sheets_to_read

Offers = Annotated[filters.OfferQuery, Query()]
Projects = Annotated[filters.ProjectQuery, Query()]
Charters = Annotated[filters.CharterQuery, Query()]
Deliberations = Annotated[filters.DeliberationQuery, Query()]


@api.get(
    "/offers",
    response={200: schemas.OfferPage} | REFUSED,
    summary="Offers open today, the latest first",
    openapi_extra=shown("offers"),
)
def list_offers(request: HttpRequest, asked: Offers) -> dict[str, Any]:
    return page(request, offers_matching(asked.read()), asked)


@api.get(
    "/offers/{slug}",
    response={200: schemas.OfferOut} | REFUSED_OR_UNKNOWN,
    summary="One offer",
    openapi_extra=shown("offer"),
)
def read_offer(request: HttpRequest, slug: Slug) -> Any:
    return one(offers_matching(filters.OfferFilters()), slug)


@api.get(
    "/projects",
    response={200: schemas.ProjectPage} | REFUSED,
    summary="Public projects, the latest first",
    openapi_extra=shown("projects"),
)
def list_projects(request: HttpRequest, asked: Projects) -> dict[str, Any]:
    return page(request, sheets_to_read(asked.read()), asked)


@api.get(
    "/projects/{slug}",
    response={200: schemas.ProjectOut} | REFUSED_OR_UNKNOWN,
    summary="One project",
    openapi_extra=shown("project"),
)
def read_project(request: HttpRequest, slug: Slug) -> Any:
    return one(sheets_to_read(), slug)


@api.get(
    "/charters",
    response={200: schemas.CharterPage} | REFUSED,
    summary="Charters, the latest first",
    openapi_extra=shown("charters"),
)
def list_charters(request: HttpRequest, asked: Charters) -> dict[str, Any]:
    return page(request, charters_matching(asked.read()), asked)


@api.get(
    "/charters/{slug}",
    response={200: schemas.CharterOut} | REFUSED_OR_UNKNOWN,
    summary="One charter",
    openapi_extra=shown("charter"),
)
def read_charter(request: HttpRequest, slug: Slug) -> Any:
    return one(charters_matching(filters.CharterFilters()), slug)


@api.get(
    "/deliberations",
    response={200: schemas.DeliberationPage} | REFUSED,
    summary="Published deliberations, the latest first",
    openapi_extra=shown("deliberations"),
)
def list_deliberations(request: HttpRequest, asked: Deliberations) -> dict[str, Any]:
    return page(request, deliberations_matching(asked.read()), asked)


@api.get(
    "/deliberations/{slug}",
    response={200: schemas.DeliberationOut} | REFUSED_OR_UNKNOWN,
    summary="One deliberation",
    openapi_extra=shown("deliberation"),
)
def read_deliberation(request: HttpRequest, slug: Slug) -> Any:
    return one(deliberations_matching(filters.DeliberationFilters()), slug)
