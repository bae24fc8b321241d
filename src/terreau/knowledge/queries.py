"""Reads of the editorial content."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import get_language

from terreau.kernel.text import fold
from terreau.knowledge import sheets
from terreau.knowledge.enums import ArticleKind, Theme
from terreau.knowledge.markup import anchor
from terreau.knowledge.models import ArticlePage, GlossaryTerm, ResourceIndexPage

NEWS_IN_FEED = 30
LONG_GUIDE = 4  # headings from which a table of contents helps
RELATED = 3
WORDS_A_MINUTE = 200
REVIEWS_SHOWN = 100

_THEME_RANK = Case(
    *(When(theme=theme.value, then=Value(rank)) for rank, theme in enumerate(Theme)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Filters:
    """What a reader asked the list for."""

    theme: str = ""
    kind: str = ""
    tag: str = ""

    def __bool__(self) -> bool:
        return bool(self.theme or self.kind or self.tag)


@dataclass(frozen=True)
class Part:
    """One block of an article, and the anchor of a heading."""

    block: Any
    anchor: str = ""


@dataclass(frozen=True)
class Reading:
    """What stands around the text of an article."""

    parts: list[Part]
    contents: list[Part]
    minutes: int
    is_foreign: bool
    before: ArticlePage | None
    after: ArticlePage | None
    related: list[ArticlePage]
    sheet: sheets.Sheet | None


def resource_index() -> ResourceIndexPage | None:
    """The page that lists the articles, when the tree was made."""
    return ResourceIndexPage.objects.first()


def articles(filters: Filters = Filters()) -> QuerySet[ArticlePage]:
    """The published articles: news first, the last one on top, then theme by theme in the editors' order."""
    rows = ArticlePage.objects.live().public()
    if filters.theme:
        rows = rows.filter(theme=filters.theme)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.tag:
        rows = rows.filter(tags__slug=filters.tag)
    is_news = Case(When(kind=ArticleKind.NEWS, then=Value(0)), default=Value(1))
    return rows.order_by(is_news, F("dated_on").desc(nulls_last=True), _THEME_RANK, "path")


def facets(filters: Filters) -> dict[str, list[dict[str, Any]]]:
    """Count the articles by theme and by kind; a facet does not narrow its own counts. One query."""
    rows = list(articles(Filters(tag=filters.tag)).order_by().values_list("theme", "kind"))
    themes = [theme for theme, kind in rows if filters.kind in ("", kind)]
    kinds = [kind for theme, kind in rows if filters.theme in ("", theme)]
    return {
        "themes": _options(Theme, themes, filters.theme),
        "kinds": _options(ArticleKind, kinds, filters.kind),
    }


def _options(choices: Any, found: list[str], chosen: str) -> list[dict[str, Any]]:
    return [
        {
            "value": one.value,
            "label": one.label,
            "count": found.count(one.value),
            "selected": chosen == one.value,
        }
        for one in choices
        if one.value in found or chosen == one.value
    ]


def article(slug: str) -> ArticlePage | None:
    """A published article."""
    return ArticlePage.objects.live().public().filter(slug=slug).prefetch_related("tags").first()


def glossary_page() -> ArticlePage | None:
    """The page that introduces the glossary, when it is published."""
    return ArticlePage.objects.live().public().filter(kind=ArticleKind.GLOSSARY).first()


def glossary() -> list[tuple[str, list[GlossaryTerm]]]:
    """The words by their first letter, in the order of a dictionary. Two queries."""
    terms = sorted(GlossaryTerm.objects.prefetch_related("see_also"), key=lambda term: fold(term.word))
    return [
        (letter.upper(), list(group)) for letter, group in groupby(terms, key=lambda term: fold(term.word)[0])
    ]


def news() -> QuerySet[ArticlePage]:
    """The last news, for the feed."""
    return articles(Filters(kind=ArticleKind.NEWS))[:NEWS_IN_FEED]


def reading(page: ArticlePage) -> Reading:
    """What the page of an article shows around its text."""
    parts = _parts(page)
    headings = [part for part in parts if part.anchor]
    before, after = _neighbours(page)
    return Reading(
        parts=parts,
        contents=headings if len(headings) >= LONG_GUIDE else [],
        minutes=max(1, round(len(_text(page).split()) / WORDS_A_MINUTE)),
        is_foreign=page.language != get_language(),
        before=before,
        after=after,
        related=_related(page, [one.pk for one in (before, after) if one]),
        sheet=sheets.find_sheet(page.organisation_slug),
    )


def _parts(page: ArticlePage) -> list[Part]:
    parts, taken = [], set[str]()
    for block in page.body:
        name = ""
        if block.block_type == "heading":
            base = name = anchor(str(block.value))
            number = 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name)
        parts.append(Part(block, name))
    return parts


def _text(page: ArticlePage) -> str:
    return " ".join(text for block in page.body for text in block.block.get_searchable_content(block.value))


def _neighbours(page: ArticlePage) -> tuple[ArticlePage | None, ArticlePage | None]:
    """The pages of the same kind that come before and after this one in the list."""
    rows = list(articles(Filters(kind=page.kind)).only("title", "slug", "kind"))
    keys = [row.pk for row in rows]
    if page.pk not in keys:
        return None, None
    place = keys.index(page.pk)
    return (rows[place - 1] if place else None), (rows[place + 1] if place + 1 < len(rows) else None)


def _related(page: ArticlePage, left_out: list[int]) -> list[ArticlePage]:
    """The pages that share most subjects with this one, then those of its theme."""
    tags = [tag.pk for tag in page.tags.all()]
    shared = Count("tagged_items", filter=Q(tagged_items__tag__in=tags), distinct=True)
    rows = ArticlePage.objects.live().public().annotate(shared=shared)
    rows = rows.filter(Q(shared__gt=0) | Q(theme=page.theme)).exclude(pk__in=[page.pk, *left_out])
    return list(rows.exclude(kind=ArticleKind.GLOSSARY).order_by("-shared", "path")[:RELATED])


@dataclass(frozen=True)
class Review:
    """A page and how its reading stands."""

    page: ArticlePage
    is_late: bool


def reviews(today: dt.date) -> list[Review]:
    """The public pages by the day they are due to be read again, those without a day at the end."""
    rows = ArticlePage.objects.live().select_related("review_owner")
    rows = rows.order_by(F("review_by").asc(nulls_last=True), "path")[:REVIEWS_SHOWN]
    return [Review(page, page.review_by is None or page.review_by <= today) for page in rows]
