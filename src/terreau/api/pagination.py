"""Lists of the API are read by cursor: stable while rows come and go, one query a page, no count."""

import base64
import binascii
from typing import Any

from django.db import models
from django.http import HttpRequest
from ninja import Field, Schema
from ninja.errors import HttpError

DEFAULT_LIMIT = 20
MOST = 100


class PageQuery(Schema):
    """How much of a list is asked for."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MOST, description="Rows in one answer.")
    cursor: str = Field(
        "", max_length=40, description="The `next` of the answer before; empty for the start."
    )


def page(request: HttpRequest, rows: models.QuerySet, query: PageQuery) -> dict[str, Any]:
    """Return one page of rows, newest first, with the address of the next one (None at the end)."""
    rows = rows.order_by("-pk")
    if query.cursor:
        rows = rows.filter(pk__lt=_position(query.cursor))
    items = list(rows[: query.limit + 1])
    following = None
    if len(items) > query.limit:
        items.pop()
        parameters = request.GET.copy()
        parameters["cursor"] = _cursor(items[-1].pk)
        following = request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
    return {"items": items, "next": following}


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(str(pk).encode()).decode().rstrip("=")


def _position(cursor: str) -> int:
    try:
        position = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except (binascii.Error, ValueError):
        raise HttpError(422, "This cursor was not given by this API. Start again without it.") from None
    if not 0 < position < 2**63:
        raise HttpError(422, "This cursor was not given by this API. Start again without it.")
    return position
