"""Reads of the editorial content."""

from django.db.models import F, QuerySet

from terreau.knowledge.models import ArticlePage, ResourceIndexPage


def resource_index() -> ResourceIndexPage | None:
    """The page that lists the articles, when the tree was made."""
    return ResourceIndexPage.objects.first()


def articles(tag: str = "") -> QuerySet[ArticlePage]:
    """The published articles, most recently reviewed first; of one subject when asked."""
    rows = ArticlePage.objects.live().public().prefetch_related("tags")
    if tag:
        rows = rows.filter(tags__slug=tag)
    return rows.order_by(F("reviewed_on").desc(nulls_last=True), "title")


def article(slug: str) -> ArticlePage | None:
    """A published article."""
    return ArticlePage.objects.live().public().filter(slug=slug).prefetch_related("tags").first()
