"""What can be found of the charters: those that the council approved. Tags: `e:` state, `o:` parties."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from terreau.partnerships.models import Charter, Party
from terreau.search import registry
from terreau.search.registry import Document, Hit


def documents(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the public charters."""
    parties = Party.objects.select_related("organisation").order_by("order", "pk")
    rows = Charter.objects.public().prefetch_related(Prefetch("parties", parties)).order_by("pk")
    rows = rows if keys is None else rows.filter(pk__in=keys)
    for charter in rows.iterator(chunk_size=1000):
        organisations = [party.organisation for party in charter.parties.all()]
        names = " ".join(f"{one.name} {one.acronym}" for one in organisations)
        yield Document(
            key=charter.pk,
            name=charter.title,
            text=f"{charter.reference} {charter.summary} {charter.preamble} {names}",
            tags=(f"e:{charter.state}", *(f"o:{one.pk}" for one in organisations)),
            sort_name=charter.title,
            created=charter.created_at.timestamp(),
        )


def places() -> Iterator[tuple[int, None, None]]:
    """Yield the keys of the public charters; a charter stands nowhere."""
    for key in Charter.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        yield key, None, None


def hits(keys: Collection[int]) -> dict[int, Hit]:
    """Return what a page shows of some charters."""
    rows = Charter.objects.filter(pk__in=keys)
    return {row.pk: Hit(row.title, row.summary, row.get_absolute_url()) for row in rows}


def of_organisations(keys: Collection[int]) -> Iterable[int]:
    """The charters that carry the names of some organisations."""
    return Party.objects.filter(organisation__in=keys).values_list("charter", flat=True)


registry.register(
    registry.Source(
        kind="charter",
        label=_("Chartes"),
        documents=documents,
        places=places,
        hits=hits,
        list_route="partnerships:list",
        follows={"organisation": of_organisations},
        order=40,
    )
)
