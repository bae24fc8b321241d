"""What can be found of the editorial content: the public articles, the words of the glossary.

Tags of an article: `u:` subjects.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from terreau.knowledge.models import ArticlePage, GlossaryTerm
from terreau.search import registry
from terreau.search.registry import Document, Hit


def documents(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the public articles."""
    rows = ArticlePage.objects.live().public().prefetch_related("tags").order_by("pk")
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


def places() -> Iterator[tuple[int, None, None]]:
    """Yield the keys of the public articles; an article stands nowhere."""
    for key in ArticlePage.objects.live().public().order_by("pk").values_list("pk", flat=True):
        yield key, None, None


def hits(keys: Collection[int]) -> dict[int, Hit]:
    """Return what a page shows of some articles."""
    rows = ArticlePage.objects.filter(pk__in=keys)
    return {row.pk: Hit(row.title, row.summary, row.get_absolute_url()) for row in rows}


def terms(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the words of the glossary."""
    rows = GlossaryTerm.objects.order_by("pk")
    for term in (rows if keys is None else rows.filter(pk__in=keys)).iterator(chunk_size=500):
        yield Document(key=term.pk, name=term.word, text=term.definition, sort_name=term.word)


def term_places() -> Iterator[tuple[int, None, None]]:
    """Yield the keys of the words; a word stands nowhere."""
    for key in GlossaryTerm.objects.order_by("pk").values_list("pk", flat=True):
        yield key, None, None


def term_hits(keys: Collection[int]) -> dict[int, Hit]:
    """Return what a page shows of some words; each stands at its place in the glossary."""
    rows = GlossaryTerm.objects.filter(pk__in=keys)
    return {row.pk: Hit(row.word, row.definition, row.get_absolute_url()) for row in rows}


registry.register(
    registry.Source(
        kind="page",
        label=_("Ressources"),
        documents=documents,
        places=places,
        hits=hits,
        prose=True,
        order=60,
    )
)
registry.register(
    registry.Source(
        kind="term",
        label=_("Lexique"),
        documents=terms,
        places=term_places,
        hits=term_hits,
        list_route="knowledge:glossary",
        order=70,
    )
)
