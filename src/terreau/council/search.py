"""What can be found of the council: the published deliberations. Tags: `e:` result, `y:` year."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from terreau.council.models import Deliberation
from terreau.search import registry
from terreau.search.registry import Document


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


registry.register(
    registry.Source(
        kind="deliberation",
        label=_("Délibérations"),
        documents=documents,
        places=registry.nowhere(Deliberation.objects.published),
        hits=registry.titled(Deliberation.objects.all),
        list_route="council:list",
        prose=True,
        order=50,
    )
)
