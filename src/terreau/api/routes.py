"""The public, read-only API: the same objects as the pages, through the same queries."""

from typing import Annotated, Any

from django.db import models
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError

from terreau import __version__
from terreau.api import schemas
from terreau.api.pagination import PageQuery, page
from terreau.council.models import Deliberation
from terreau.directory.models import Offer, Organisation, Subject
from terreau.kernel import clock
from terreau.partnerships.models import Charter
from terreau.projects.models import PublicSheet

api = NinjaAPI(
    title="Terreau",
    version=__version__,
    description="Public data of the ecosystem: organisations, offers, projects, charters, deliberations.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)

Slug = Annotated[str, Path(max_length=160, pattern=r"^[-a-z0-9_]+$")]
Paging = Annotated[PageQuery, Query()]
REFUSED = {422: schemas.Problem}
REFUSED_OR_UNKNOWN = {404: schemas.Problem, 422: schemas.Problem}


@api.exception_handler(HttpError)
def refuse(request: HttpRequest, error: HttpError) -> Any:
    """Say what is wrong in one sentence."""
    return api.create_response(request, {"detail": error.message}, status=error.status_code)


@api.exception_handler(ValidationError)
def refuse_arguments(request: HttpRequest, error: ValidationError) -> Any:
    """Say which argument cannot be read, and why, in the shape of every other refusal."""
    words = [f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors]
    return api.create_response(request, {"detail": ". ".join(words)}, status=422)


def _one(rows: models.QuerySet, slug: str) -> Any:
    found = rows.filter(slug=slug).first()
    if found is None:
        raise HttpError(404, "There is nothing public at this address.")
    return found


def organisations() -> models.QuerySet[Organisation]:
    return Organisation.objects.listed().select_related("commune")


def offers() -> models.QuerySet[Offer]:
    rows = Offer.objects.open_on(clock.today()).filter(team__organisation__in=Organisation.objects.listed())
    return rows.select_related("team__organisation", "perimeter").prefetch_related("subjects")


def projects() -> models.QuerySet[PublicSheet]:
    return PublicSheet.objects.select_related("commune").prefetch_related("subjects")


def charters() -> models.QuerySet[Charter]:
    related = ("parties__organisation", "commitments__party__organisation")
    return Charter.objects.public().prefetch_related(*related)


def deliberations() -> models.QuerySet[Deliberation]:
    return Deliberation.objects.published().select_related("session")


@api.get("/", response=schemas.IndexOut, summary="The address of each list")
def index(request: HttpRequest) -> dict[str, str]:
    names = ("organisations", "offers", "projects", "charters", "deliberations", "subjects")
    addresses = {name: request.build_absolute_uri(f"{request.path}{name}") for name in names}
    return addresses | {"description": request.build_absolute_uri(f"{request.path}openapi.json")}


@api.get("/subjects", response=list[schemas.SubjectOut], summary="What needs and offers are about")
def list_subjects(request: HttpRequest) -> models.QuerySet[Subject]:
    return Subject.objects.all()


@api.get(
    "/organisations",
    response={200: schemas.OrganisationPage} | REFUSED,
    summary="Organisations, the latest first",
)
def list_organisations(request: HttpRequest, paging: Paging) -> dict[str, Any]:
    return page(request, organisations(), paging)


@api.get(
    "/organisations/{slug}",
    response={200: schemas.OrganisationOut} | REFUSED_OR_UNKNOWN,
    summary="One organisation",
)
def read_organisation(request: HttpRequest, slug: Slug) -> Organisation:
    # What has ceased has left the list, and still answers at its address.
    return _one(Organisation.objects.published().select_related("commune"), slug)


@api.get(
    "/offers", response={200: schemas.OfferPage} | REFUSED, summary="Offers open today, the latest first"
)
def list_offers(request: HttpRequest, paging: Paging) -> dict[str, Any]:
    return page(request, offers(), paging)


@api.get("/offers/{slug}", response={200: schemas.OfferOut} | REFUSED_OR_UNKNOWN, summary="One offer")
def read_offer(request: HttpRequest, slug: Slug) -> Offer:
    return _one(offers(), slug)


@api.get("/projects", response={200: schemas.ProjectPage} | REFUSED, summary="Public projects, latest first")
def list_projects(request: HttpRequest, paging: Paging) -> dict[str, Any]:
    return page(request, projects(), paging)


@api.get("/projects/{slug}", response={200: schemas.ProjectOut} | REFUSED_OR_UNKNOWN, summary="One project")
def read_project(request: HttpRequest, slug: Slug) -> PublicSheet:
    return _one(projects(), slug)


@api.get("/charters", response={200: schemas.CharterPage} | REFUSED, summary="Charters, the latest first")
def list_charters(request: HttpRequest, paging: Paging) -> dict[str, Any]:
    return page(request, charters(), paging)


@api.get("/charters/{slug}", response={200: schemas.CharterOut} | REFUSED_OR_UNKNOWN, summary="One charter")
def read_charter(request: HttpRequest, slug: Slug) -> Charter:
    return _one(charters(), slug)


@api.get(
    "/deliberations",
    response={200: schemas.DeliberationPage} | REFUSED,
    summary="Published deliberations, the latest first",
)
def list_deliberations(request: HttpRequest, paging: Paging) -> dict[str, Any]:
    return page(request, deliberations(), paging)


@api.get(
    "/deliberations/{slug}",
    response={200: schemas.DeliberationOut} | REFUSED_OR_UNKNOWN,
    summary="One deliberation",
)
def read_deliberation(request: HttpRequest, slug: Slug) -> Deliberation:
    return _one(deliberations(), slug)
