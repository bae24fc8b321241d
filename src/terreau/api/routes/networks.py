"""The networks and their members."""

from types import SimpleNamespace
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query
from ninja.errors import HttpError

from terreau.api import schemas
from terreau.api.base import REFUSED, REFUSED_OR_UNKNOWN, UNKNOWN, Slug, api, shown
from terreau.api.filters import NetworkQuery
from terreau.api.pagination import PageQuery, page
from terreau.directory.queries import members_of_network, published_networks

Asked = Annotated[NetworkQuery, Query()]
Paging = Annotated[PageQuery, Query()]


@api.get(
    "/networks",
    response={200: schemas.NetworkPage} | REFUSED,
    summary="Networks, the latest first",
    openapi_extra=shown("networks"),
)
def list_networks(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    return page(request, published_networks(str(asked.sorte)), asked)


@api.get(
    "/networks/{slug}",
    response={200: schemas.NetworkDetail} | REFUSED_OR_UNKNOWN,
    summary="One network and its members, page by page",
    openapi_extra=shown("network"),
)
def read_network(request: HttpRequest, slug: Slug, paging: Paging) -> SimpleNamespace:
    network = published_networks().filter(organisation__slug=slug).first()
    if network is None:
        raise HttpError(404, UNKNOWN)
    return SimpleNamespace(
        organisation=network.organisation,
        kind=network.kind,
        members=network.members,  # type: ignore[attr-defined]  # counted by the query
        **page(request, members_of_network(network), paging),
    )
