"""Every public page, in both languages, for search engines (sitemaps.org, 50,000 addresses a file)."""

from django.contrib.sitemaps import Sitemap
from django.db import models
from django.urls import reverse

from terreau.council.models import Deliberation
from terreau.directory.models import Organisation
from terreau.partnerships.models import Charter
from terreau.projects.models import PublicSheet

MAIN_PAGES = [
    "portal:home",
    "directory:list",
    "projects:list",
    "partnerships:list",
    "council:list",
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


class Rows(Bilingual):
    """The pages of one kind of object."""

    rows: models.QuerySet
    dated = ""

    def items(self) -> models.QuerySet:
        return self.rows.all()

    def lastmod(self, item: models.Model):
        return getattr(item, self.dated) if self.dated else None


class Organisations(Rows):
    rows = Organisation.objects.published().only("slug", "updated_at").order_by("pk")
    dated = "updated_at"


class Projects(Rows):
    rows = PublicSheet.objects.only("slug", "updated_at").order_by("pk")
    dated = "updated_at"


class Charters(Rows):
    rows = Charter.objects.public().only("slug").order_by("pk")


class Deliberations(Rows):
    rows = Deliberation.objects.published().only("slug", "published_at").order_by("pk")
    dated = "published_at"


SITEMAPS = {
    "pages": MainPages,
    "structures": Organisations,
    "projets": Projects,
    "chartes": Charters,
    "deliberations": Deliberations,
}
