"""The way in, and the words used everywhere."""

from django.db import models
from django.http import HttpRequest

from terreau.api import schemas
from terreau.api.base import api, shown
from terreau.directory.models import Subject

LISTS = ("organisations", "networks", "offers", "projects", "charters", "deliberations", "subjects")


@api.get("/", response=schemas.IndexOut, summary="The address of each list", openapi_extra=shown("index"))
def index(request: HttpRequest) -> dict[str, str]:
    addresses = {name: request.build_absolute_uri(f"{request.path}{name}") for name in LISTS}
    return addresses | {"description": request.build_absolute_uri(f"{request.path}openapi.json")}


@api.get(
    "/subjects",
    response=list[schemas.SubjectOut],
    summary="What needs and offers are about",
    openapi_extra=shown("subjects"),
)
def list_subjects(request: HttpRequest) -> models.QuerySet[Subject]:
    return Subject.objects.all()
