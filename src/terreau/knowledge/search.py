"""What can be found of the editorial content: the public articles, the words of the glossary.

Tags of an article: `u:` subjects.
"""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from terreau.knowledge.models import ArticlePage, GlossaryTerm
from terreau.search import registry
from terreau.search.registry import Document


def articles() -> QuerySet[ArticlePage]:
    """The public articles."""
    return ArticlePage.objects.live().public()


def documents(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the public articles."""
    rows = articles().prefetch_related("tags").order_by("pk")
    rows = rows if keys is None else rows.filter(pk__in=keys)
    for page in rows.iterator(chunk_size=200):
        tags = sorted((tag.slug, tag.name) for tag in page.tags.all())
        words = [page.summary, *page.body.stream_block.get_searchable_content(page.body)]
        published = page.first_published_at or page.latest_revision_created_at
        yield Document(
            key=page.pk,
            name=page.title,
            text=" ".join(map(str, [*words, *(name for _slug, name in tags)])),
            tags=tuple(f"u:{slug}"[:100] for slug, _name in tags),
            sort_name=page.title,
            created=published.timestamp() if published else 0.0,
        )


def terms(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the words of the glossary."""
    rows = GlossaryTerm.objects.order_by("pk")
    for term in (rows if keys is None else rows.filter(pk__in=keys)).iterator(chunk_size=500):
        yield Document(key=term.pk, name=term.word, text=term.definition, sort_name=term.word)


registry.register(
    registry.Source(
        kind="page",
        label=_("Ressources"),
        documents=documents,
        places=registry.nowhere(articles),
        hits=registry.titled(ArticlePage.objects.all),
        prose=True,
        order=60,
    )
)
registry.register(
    registry.Source(
        kind="term",
        label=_("Lexique"),
        documents=terms,
        places=registry.nowhere(GlossaryTerm.objects.all),
        hits=registry.titled(GlossaryTerm.objects.all, title="word", summary="definition"),
        list_route="knowledge:glossary",
        order=70,
    )
)
