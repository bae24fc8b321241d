"""Lists of the API are read by cursor: stable while rows come and go.

A cursor is tied to the question it was given for: the path and the filters. Asked anything else with it,
the API refuses, instead of answering with rows that make no sense. It is opaque to the reader.
"""

import base64
import binascii
import hashlib
from typing import Any, NoReturn

from django.db import models
from django.http import HttpRequest
from ninja import Field, Schema
from ninja.errors import HttpError

from terreau.search.queries import Mark

DEFAULT_LIMIT = 20
MOST = 100
LONGEST = 240
OUTSIDE = ("cursor", "limit")  # of the question itself
_BIG = 2**63


class PageQuery(Schema):
    """How much of a list is asked for."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MOST, description="Rows in one answer.")
    cursor: str = Field(
        "",
        max_length=LONGEST,
        description="From the `next` of the answer before, with the same filters; empty for the start.",
    )


def page(request: HttpRequest, rows: models.QuerySet, query: PageQuery) -> dict[str, Any]:
    """Return one page of rows, newest first, with the address of the next one (None at the end)."""
    rows = rows.order_by("-pk")
    if query.cursor:
        rows = rows.filter(pk__lt=_number(_parts(request, query.cursor, 1)[0]))
    items = list(rows[: query.limit + 1])
    following = None
    if len(items) > query.limit:
        items.pop()
        following = address_after(request, str(items[-1].pk))
    return {"items": items, "next": following}


def mark_of(request: HttpRequest, cursor: str) -> Mark | None:
    """Return where a reader of the search stopped; None at the start."""
    if not cursor:
        return None
    offset, stamp, *keys = _parts(request, cursor, 3)
    return Mark(_number(offset), tuple(_number(key) for key in keys), stamp)


def address_after_mark(request: HttpRequest, mark: Mark | None) -> str | None:
    """Return the address of the rows after a mark; None at the end."""
    if mark is None:
        return None
    return address_after(request, str(mark.offset), mark.stamp, *map(str, mark.keys))


def address_after(request: HttpRequest, *parts: str) -> str:
    """Return the address of the same question, with a cursor made of some parts."""
    said = ".".join((_digest(request), *parts)).encode()
    parameters = request.GET.copy()
    parameters["cursor"] = base64.urlsafe_b64encode(said).decode().rstrip("=")
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")


def _digest(request: HttpRequest) -> str:
    """Return a word that is the same for the same question, in whatever order it is asked."""
    asked = sorted(
        (name, value)
        for name, values in request.GET.lists()
        if name not in OUTSIDE
        for value in values
        if value
    )
    return hashlib.blake2b(repr((request.path, asked)).encode(), digest_size=5).hexdigest()


def _parts(request: HttpRequest, cursor: str, least: int) -> list[str]:
    try:
        said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        _refuse()
    digest, *parts = said.split(".")
    if len(parts) < least:
        _refuse()
    if digest != _digest(request):
        raise HttpError(
            422, "This cursor was given for another question. Ask the same again, or start without a cursor."
        )
    return parts


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) < _BIG):
        _refuse()
    return int(text)


def _refuse() -> NoReturn:
    raise HttpError(422, "This cursor was not given by this API. Start again without it.")
