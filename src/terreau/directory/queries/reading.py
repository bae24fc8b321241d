"""The directory as programs read it: page after page from a mark, and one sheet with all that is public."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from terreau.directory.models import NetworkMembership, Offer, Organisation, Place
from terreau.directory.queries.listing import KIND, Filters, place_of, query_of
from terreau.directory.queries.networks import networks_of
from terreau.directory.queries.provenance import Origin, origins_of
from terreau.kernel import clock
from terreau.search.queries import Mark, search

# Beyond this, a file of the whole list is quicker to read than so many pages.
MOST_CHANGED = 50_000
REMEMBERED = 5  # keys of a mark: the list goes on after the latest that is still there


@dataclass(frozen=True)
class Reading:
    """Some organisations in the order asked; `mark` is where the next ones begin, None at the end."""

    organisations: list[Organisation]
    total: int
    corrected: str | None
    partial: bool
    mark: Mark | None
    place_is_unknown: bool = False


def read(
    filters: Filters, *, size: int, mark: Mark | None = None, among: tuple[int, ...] | None = None
) -> Reading:
    """Return the organisations that the filters keep from a mark on; without an order, the latest first."""
    place = place_of(filters)
    query = query_of(filters, place, among)
    if not (filters.sort or filters.text or query.near):
        query = replace(query, sort="newest")
    found = search(KIND, replace(query, limit=size, after=mark))
    read_so_far = found.offset + len(found.keys)
    return Reading(
        organisations=_whole(found.keys),
        total=found.total,
        corrected=found.corrected,
        partial=found.partial,
        mark=Mark(read_so_far, tuple(found.keys[-REMEMBERED:]), found.stamp)
        if found.keys and read_so_far < found.total
        else None,
        place_is_unknown=bool(filters.near) and place is None,
    )


def _whole(keys: Iterable[int]) -> list[Organisation]:
    by_key = Organisation.objects.listed().select_related("commune").in_bulk(list(keys))
    return [by_key[key] for key in keys if key in by_key]


def changed_since(moment: dt.datetime) -> tuple[int, ...] | None:
    """Return the keys of the sheets changed since a moment; None when they are more than MOST_CHANGED."""
    rows = Organisation.objects.listed().filter(updated_at__gte=moment).order_by()
    keys = tuple(rows.values_list("pk", flat=True)[: MOST_CHANGED + 1])
    return keys if len(keys) <= MOST_CHANGED else None


def to_read(slug: str) -> Organisation | None:
    """Return a published organisation with what a program reads first of it, or None.

    What has ceased has left the lists, and still answers at its address.
    """
    rows = Organisation.objects.published().select_related("commune", "parent", "network")
    return rows.filter(slug=slug).first()


@dataclass(frozen=True)
class Details:
    """What is public of an organisation besides its own columns."""

    places: list[Place]
    networks: list[NetworkMembership]
    offers: list[Offer]
    subsidiaries: list[Organisation]
    origins: list[Origin]


def details_of(organisation: Organisation) -> Details:
    """Gather what is public around an organisation, in one query for each part."""
    return Details(
        places=list(organisation.places.select_related("commune").order_by("name", "pk")),
        networks=list(networks_of(organisation)),
        offers=list(_offers_of(organisation)),
        subsidiaries=list(organisation.subsidiaries.published().only("slug", "name").order_by("sort_name")),
        origins=origins_of(organisation),
    )


def _offers_of(organisation: Organisation) -> QuerySet[Offer]:
    rows = Offer.objects.open_on(clock.today()).filter(team__organisation=organisation)
    return rows.only("slug", "title", "kind").order_by("title", "pk")
