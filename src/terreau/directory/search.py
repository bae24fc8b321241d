"""What can be found of the directory: organisations and offers.

Tags of an organisation: `f:` family, `k:` role, `s:` kinds of its open offers, `l:` labels, `r:` networks,
`a:` activity, `c:` commune, `p:` every territory around it (`department-92`). An offer has `k:` its kind,
`u:` its subjects, `e:` its stages and `p:` the territories that contain its perimeter.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from terreau.directory.models import Offer, Organisation
from terreau.directory.queries.networks import network_keys_of_many
from terreau.kernel import clock
from terreau.search import registry
from terreau.search.registry import Document, Hit
from terreau.territories.models import TerritoryClosure

ORGANISATION = "organisation"
OFFER = "offer"
CHUNK = 2000

# What a complete sheet says, and how much each part helps somebody who reads it; 31 at most.
WORTH = {
    "summary": 5,
    "description": 5,
    "website": 4,
    "email": 3,
    "phone": 2,
    "address": 2,
    "lat": 3,
    "labels": 2,
    "siret": 2,
    "activity": 1,
    "opening_hours": 2,
}
# JSON is read as text: nearly all sheets have neither labels nor hours.
_AS_TEXT = {"labels": "labels_text", "opening_hours": "hours_text"}
_WORTH_BY_FIELD = [(_AS_TEXT.get(field, field), worth) for field, worth in WORTH.items()]
_NOTHING = (None, "", "[]", "{}", "null")
ORGANISATION_FIELDS = (
    *("pk", "name", "acronym", "family", "kind", "sort_name", "created_at", "lon"),
    *("commune", "commune__code", "commune__name"),
    *(field for field, _worth in _WORTH_BY_FIELD),
)


class Around:
    """The territories around a territory, as tags, read once each."""

    def __init__(self) -> None:
        self._tags: dict[int | None, tuple[str, ...]] = {None: ()}

    def prime(self, territories: Collection[int | None]) -> None:
        """Read the territories not met yet, in one query."""
        missing = set(territories) - self._tags.keys()
        if not missing:
            return
        found: dict[int, list[str]] = defaultdict(list)
        rows = TerritoryClosure.objects.filter(descendant__in=missing).order_by("depth", "ancestor_id")
        for inside, kind, code in rows.values_list("descendant_id", "ancestor__kind", "ancestor__code"):
            found[inside].append(f"p:{kind}-{code}")
        self._tags |= {one: tuple(found[one]) for one in missing if one is not None}

    def tags(self, territory: int | None) -> tuple[str, ...]:
        return self._tags[territory]


def _chunks(
    rows: QuerySet, keys: Collection[int] | None, fields: tuple[str, ...]
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows by ascending key, CHUNK at a time, without holding them all."""
    if keys is not None:
        found = list(rows.filter(pk__in=keys).order_by("pk").values(*fields))
        if found:
            yield found
        return
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk").values(*fields)[:CHUNK]):
        yield chunk
        last = chunk[-1]["pk"]


def organisations(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the organisations of the lists."""
    around = Around()
    texts = {text: Cast(field, TextField()) for field, text in _AS_TEXT.items()}
    for chunk in _chunks(Organisation.objects.listed().annotate(**texts), keys, ORGANISATION_FIELDS):
        around.prime({row["commune"] for row in chunk})
        offers = _open_kinds(chunk, keys)
        networks = network_keys_of_many([row["pk"] for row in chunk])
        for row in chunk:
            yield _organisation(row, around, offers.get(row["pk"], ()), networks[row["pk"]])


def _open_kinds(chunk: list[dict[str, Any]], keys: Collection[int] | None) -> dict[int, set[str]]:
    """Return the kinds of the offers open today, by organisation, in one query."""
    wanted = Q(team__organisation__in=keys)
    if keys is None:
        ends = {"gte": chunk[0]["pk"], "lte": chunk[-1]["pk"]}
        wanted = Q(**{f"team__organisation__{end}": key for end, key in ends.items()})
    found: dict[int, set[str]] = defaultdict(set)
    rows = Offer.objects.open_on(clock.today()).filter(wanted)
    for organisation, kind in rows.values_list("team__organisation", "kind"):
        found[organisation].add(kind)
    return found


def _organisation(
    row: dict[str, Any], around: Around, offers: Collection[str], networks: Collection[str]
) -> Document:
    commune = row["commune"]
    labels = json.loads(row["labels_text"]) if row["labels_text"] != "[]" else []
    tags = [f"f:{row['family']}", f"k:{row['kind']}", *around.tags(commune)]
    tags += [f"s:{kind}" for kind in sorted(offers)]
    tags += [f"l:{label}" for label in labels] + [f"r:{slug}" for slug in networks]
    if commune is not None:
        tags.append(f"c:{row['commune__code']}")
    if row["activity"]:
        tags.append(f"a:{row['activity']}")
    return Document(
        key=row["pk"],
        name=f"{row['name']} {row['acronym']}",
        text=f"{row['summary']} {row['description']} {row['commune__name'] or ''}",
        tags=tuple(tags),
        quality=sum([worth for field, worth in _WORTH_BY_FIELD if row[field] not in _NOTHING]),
        lat=row["lat"],
        lon=row["lon"],
        sort_name=row["sort_name"],
        created=row["created_at"].timestamp(),
    )


def organisation_places() -> Iterator[tuple[int, float | None, float | None]]:
    """Yield the key and the position of the organisations of the lists."""
    for chunk in _chunks(Organisation.objects.listed(), None, ("pk", "lat", "lon")):
        for row in chunk:
            yield row["pk"], row["lat"], row["lon"]


def open_offers() -> QuerySet[Offer]:
    """The offers that everybody may find today."""
    listed = Organisation.objects.listed()
    return Offer.objects.open_on(clock.today()).filter(team__organisation__in=listed)


OFFER_FIELDS: tuple[str, ...] = (
    "pk",
    "kind",
    "title",
    "summary",
    "stages",
    "perimeter",
    "created_at",
    "cost_text",
)
OFFER_FIELDS += ("team__organisation__name", "team__organisation__lat", "team__organisation__lon")


def offers(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the offers open today of the organisations of the lists."""
    around = Around()
    through = Offer.subjects.through.objects
    for chunk in _chunks(open_offers(), keys, OFFER_FIELDS):
        around.prime({row["perimeter"] for row in chunk})
        subjects = defaultdict(list)
        for offer, code, label in through.filter(offer__in=[row["pk"] for row in chunk]).values_list(
            "offer", "subject__code", "subject__label"
        ):
            subjects[offer].append((code, label))
        for row in chunk:
            yield _offer(row, around, sorted(subjects[row["pk"]]))


def _offer(row: dict[str, Any], around: Around, subjects: list[tuple[str, str]]) -> Document:
    tags = [f"k:{row['kind']}", *around.tags(row["perimeter"])]
    tags += [f"u:{code}" for code, _label in subjects] + [f"e:{stage}" for stage in row["stages"]]
    labels = " ".join(label for _code, label in subjects)
    return Document(
        key=row["pk"],
        name=row["title"],
        text=f"{row['summary']} {row['team__organisation__name']} {labels}",
        tags=tuple(tags),
        quality=sum(4 for field in ("summary", "cost_text", "stages") if row[field]),
        lat=row["team__organisation__lat"],
        lon=row["team__organisation__lon"],
        sort_name=row["title"],
        created=row["created_at"].timestamp(),
    )


def offer_places() -> Iterator[tuple[int, float | None, float | None]]:
    """Yield the key of the open offers and the position of their organisation."""
    fields = ("pk", "team__organisation__lat", "team__organisation__lon")
    for chunk in _chunks(open_offers(), None, fields):
        for row in chunk:
            yield row["pk"], row["team__organisation__lat"], row["team__organisation__lon"]


def offer_hits(keys: Collection[int]) -> dict[int, Hit]:
    """Return what a page shows of some offers; they stand on the sheet of their organisation."""
    rows = Offer.objects.filter(pk__in=keys).select_related("team__organisation")
    return {row.pk: Hit(row.title, row.summary, row.team.organisation.get_absolute_url()) for row in rows}


def of_offers(keys: Collection[int]) -> Iterable[int]:
    """The organisations that are found by the kinds of some offers."""
    return Offer.objects.filter(pk__in=keys).values_list("team__organisation", flat=True).distinct()


def of_organisations(keys: Collection[int]) -> Iterable[int]:
    """The offers that are found under the names of some organisations, and only while these are public."""
    return Offer.objects.filter(team__organisation__in=keys).values_list("pk", flat=True)


registry.register(
    registry.Source(
        kind=ORGANISATION,
        label=_("Structures"),
        documents=organisations,
        places=organisation_places,
        hits=registry.titled(lambda: Organisation.objects.only("name", "slug", "summary"), title="name"),
        list_route="directory:list",
        follows={OFFER: of_offers},
        wide="c",
        order=10,
    )
)
registry.register(
    registry.Source(
        kind=OFFER,
        label=_("Soutiens"),
        documents=offers,
        places=offer_places,
        hits=offer_hits,
        follows={ORGANISATION: of_organisations},
        order=20,
    )
)
