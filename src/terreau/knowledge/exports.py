"""What other programs read of the articles: the feed of the news, and schema.org."""

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.kernel.clock import PARIS
from terreau.kernel.feeds import Atom
from terreau.knowledge.enums import ArticleKind
from terreau.knowledge.models import ArticlePage
from terreau.knowledge.queries import news
from terreau.territories.queries import operator


def json_ld(page: ArticlePage, url: str) -> dict[str, Any]:
    """What search engines read of an article (schema.org, Article and NewsArticle)."""
    publisher = {"@type": "Organization", "name": operator().name}
    published = page.dated_on or page.first_published_at
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if page.kind == ArticleKind.NEWS else "Article",
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.language,
        "url": url,
        "datePublished": published.isoformat() if published else "",
        "dateModified": page.reviewed_on.isoformat() if page.reviewed_on else "",
        "citation": [source.value["title"] for source in page.sources],
        "author": publisher,
        "publisher": publisher,
    }
    return {name: value for name, value in facts.items() if value}


class NewsFeed(Feed):
    """The news, as Atom."""

    feed_type = Atom

    def title(self) -> str:
        return _("Actualités – %(name)s") % {"name": operator().name}

    def link(self) -> str:
        return reverse("knowledge:index") + f"?genre={ArticleKind.NEWS}"

    def subtitle(self) -> str:
        return _("Ce qui change dans l’économie sociale et solidaire, et sur cette plateforme.")

    def items(self) -> list[ArticlePage]:
        return list(news())

    def item_title(self, item: ArticlePage) -> str:
        return item.title

    def item_description(self, item: ArticlePage) -> str:
        return item.summary

    def item_pubdate(self, item: ArticlePage) -> dt.datetime | None:
        return dt.datetime.combine(item.dated_on, dt.time(9), tzinfo=PARIS) if item.dated_on else None
