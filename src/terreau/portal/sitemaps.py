"""Every public page, in both languages, for search engines (sitemaps.org, 50,000 addresses a file)."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db import models
from django.urls import reverse

from terreau.council.models import Deliberation
from terreau.directory.models import Organisation
from terreau.knowledge.enums import ArticleKind
from terreau.knowledge.models import ArticlePage
from terreau.partnerships.models import Charter
from terreau.projects.models import PublicSheet

MAIN_PAGES = [
    "portal:home",
    "directory:list",
    "directory:map",
    "directory:networks",
    "projects:list",
    "projects:help_list",
    "partnerships:list",
    "council:list",
    "knowledge:index",
    "knowledge:glossary",
    "portal:agenda",
    "portal:legal",
    "portal:privacy",
    "portal:accessibility",
]


class Bilingual(Sitemap):
    """Pages that exist in French and English."""

    i18n = True
    alternates = True
    limit = 10_000


class MainPages(Bilingual):
    def items(self) -> list[str]:
        return MAIN_PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class Pairs:
    """The (object, language) pairs of many rows, read by the page: a million are never held."""

    def __init__(self, rows: models.QuerySet, languages: list[str]) -> None:
        self._rows = rows
        self._languages = languages

    def __len__(self) -> int:
        return self._rows.count() * len(self._languages)

    def __getitem__(self, part: slice) -> list[tuple[models.Model, str]]:
        wide = len(self._languages)
        start, stop = part.start // wide, -(-part.stop // wide)
        pairs = [(row, language) for row in self._rows[start:stop] for language in self._languages]
        return pairs[part.start - start * wide : part.stop - start * wide]


class Rows(Bilingual):
    """The pages of one kind of object, a thousand objects a file."""

    rows: models.QuerySet
    dated = ""
    limit = 2000  # addresses: each object has one in each language

    def items(self) -> models.QuerySet:
        return self.rows.all()

    def _items(self) -> Pairs:
        return Pairs(self.items(), self._languages())  # type: ignore[attr-defined]  # Sitemap has it, its types do not

    def lastmod(self, item: models.Model) -> dt.datetime | dt.date | None:
        return getattr(item, self.dated) if self.dated else None

    def get_latest_lastmod(self) -> dt.datetime | None:
        """Return the last change of all, asked of the database."""
        return self.items().aggregate(latest=models.Max(self.dated))["latest"] if self.dated else None


class Organisations(Rows):
    rows = Organisation.objects.published().only("slug", "updated_at").order_by("pk")
    dated = "updated_at"


class Projects(Rows):
    dated = "updated_at"

    def items(self) -> models.QuerySet:
        """Those that may be read today: asked at each visit, for the day changes."""
        return PublicSheet.objects.in_force().only("slug", "updated_at").order_by("pk")


class Charters(Rows):
    rows = Charter.objects.public().only("slug").order_by("pk")


class Deliberations(Rows):
    rows = Deliberation.objects.published().only("slug", "published_at").order_by("pk")
    dated = "published_at"


class Articles(Rows):
    rows = ArticlePage.objects.live().exclude(kind=ArticleKind.GLOSSARY).order_by("pk")
    dated = "reviewed_on"


SITEMAPS = {
    "pages": MainPages,
    "ressources": Articles,
    "structures": Organisations,
    "projets": Projects,
    "chartes": Charters,
    "deliberations": Deliberations,
}
