"""News of the register for feed readers."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.council import queries
from terreau.council.models import Deliberation
from terreau.kernel.access import public
from terreau.kernel.feeds import Atom


class LatestDeliberations(Feed):
    """The deliberations published last."""

    feed_type = Atom

    def title(self) -> str:
        return _("Délibérations du conseil")

    def subtitle(self) -> str:
        return _("Les dernières délibérations publiées")

    def link(self) -> str:
        return reverse("council:list")

    def items(self) -> QuerySet[Deliberation]:
        return queries.latest_published()

    def item_title(self, item: Deliberation) -> str:
        return item.title

    def item_description(self, item: Deliberation) -> str:
        return item.summary or item.wording

    def item_pubdate(self, item: Deliberation) -> dt.datetime | None:
        return item.published_at

    def item_updateddate(self, item: Deliberation) -> dt.datetime | None:
        return item.transmitted_at or item.published_at


feed = public(LatestDeliberations())
