"""What can be found of the council: the published deliberations. Tags: `e:` result, `y:` year."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from terreau.council.models import Deliberation
from terreau.search import registry
from terreau.search.registry import Document, Hit


def documents(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the published deliberations."""
    rows = Deliberation.objects.published().select_related("session").order_by("pk")
    rows = rows if keys is None else rows.filter(pk__in=keys)
    for one in rows.iterator(chunk_size=1000):
        yield Document(
            key=one.pk,
            name=f"{one.number} {one.title}",
            text=" ".join([one.summary, one.decision_text, *one.considerations]),
            tags=(f"e:{one.state}", f"y:{one.session.held_on.year}"),
            sort_name=one.title,
            created=one.published_at.timestamp() if one.published_at else 0.0,
        )


def places() -> Iterator[tuple[int, None, None]]:
    """Yield the keys of the published deliberations; a deliberation stands nowhere."""
    keys = Deliberation.objects.published().order_by("pk").values_list("pk", flat=True)
    for key in keys.iterator(chunk_size=2000):
        yield key, None, None


def hits(keys: Collection[int]) -> dict[int, Hit]:
    """Return what a page shows of some deliberations."""
    rows = Deliberation.objects.filter(pk__in=keys)
    return {row.pk: Hit(row.title, row.summary, row.get_absolute_url()) for row in rows}


registry.register(
    registry.Source(
        kind="deliberation",
        label=_("Délibérations"),
        documents=documents,
        places=places,
        hits=hits,
        list_route="council:list",
        prose=True,
        order=50,
    )
)
