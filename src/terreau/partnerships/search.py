"""What can be found of the charters: those that the council approved. Tags: `e:` state, `o:` parties."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from terreau.partnerships.models import Charter, Party
from terreau.search import registry
from terreau.search.registry import Document


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


def of_organisations(keys: Collection[int]) -> Iterable[int]:
    """The charters that carry the names of some organisations."""
    return Party.objects.filter(organisation__in=keys).values_list("charter", flat=True)


registry.register(
    registry.Source(
        kind="charter",
        label=_("Chartes"),
        documents=documents,
        places=registry.nowhere(Charter.objects.public),
        hits=registry.titled(Charter.objects.all),
        list_route="partnerships:list",
        follows={"organisation": of_organisations},
        order=40,
    )
)
