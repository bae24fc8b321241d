"""The API itself, and what every operation of it shares."""

from typing import Annotated, Any

from django.db import models
from django.http import HttpRequest
from ninja import NinjaAPI, Path
from ninja.errors import HttpError, ValidationError

from terreau import __version__
from terreau.api import schemas
from terreau.api.examples import EXAMPLES

api = NinjaAPI(
    title="Terreau",
    version=__version__,
    description="Public data of the ecosystem: organisations, networks, offers, projects, charters, "
    "deliberations. Only reading, without a key. Every error is {detail: a sentence}.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)

Slug = Annotated[str, Path(max_length=160, pattern=r"^[-a-z0-9_]+$")]
REFUSED = {422: schemas.Problem}
REFUSED_OR_UNKNOWN = {404: schemas.Problem, 422: schemas.Problem}
UNKNOWN = "There is nothing public at this address."


@api.exception_handler(HttpError)
def refuse(request: HttpRequest, error: HttpError) -> Any:
    """Say what is wrong in one sentence."""
    return api.create_response(request, {"detail": error.message}, status=error.status_code)


@api.exception_handler(ValidationError)
def refuse_arguments(request: HttpRequest, error: ValidationError) -> Any:
    """Say which argument cannot be read, and why, in the shape of every other refusal."""
    words = [f"{_argument(fault['loc'])}: {_reason(fault['msg'])}" for fault in error.errors]
    return api.create_response(request, {"detail": ". ".join(dict.fromkeys(words)) + "."}, status=422)


def _argument(place: tuple[Any, ...]) -> str:
    """The name of the argument, not the number of the value or the type that was tried."""
    return next((str(part) for part in place[2:] if isinstance(part, str)), str(place[-1]))


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def one(rows: models.QuerySet, slug: str) -> Any:
    """Return the public object of an address."""
    found = rows.filter(slug=slug).first()
    if found is None:
        raise HttpError(404, UNKNOWN)
    return found


def shown(name: str) -> dict[str, Any]:
    """The example of an operation, for its description."""
    content = {"application/json": {"example": EXAMPLES[name]}}
    return {"responses": {200: {"content": content}}}
