"""The actors that came last into the directory, as Atom; the filters of the list are honoured."""

from dataclasses import replace
from itertools import islice
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.directory.models import Organisation
from terreau.directory.queries import Filters, organisation_keys
from terreau.kernel.feeds import Atom
from terreau.territories.queries import operator

NEWEST_SHOWN = 30


class NewActorsFeed(Feed):
    """The newest actors among those that the filters keep; `querystring` is the address of the filters."""

    feed_type = Atom

    def __init__(self, filters: Filters, querystring: str) -> None:
        self.filters = filters
        self.querystring = querystring

    def title(self) -> str:
        return _("Nouveaux acteurs de l’annuaire – %(name)s") % {"name": operator().name}

    def link(self) -> str:
        return reverse("directory:list") + (f"?{self.querystring}" if self.querystring else "")

    def feed_url(self) -> str:
        return reverse("directory:feed") + (f"?{self.querystring}" if self.querystring else "")

    def subtitle(self) -> str:
        return _("Les structures de l’économie sociale et solidaire ajoutées en dernier.")

    def items(self, _asked: HttpRequest | None) -> list[Organisation]:
        keys = list(islice(organisation_keys(replace(self.filters, sort="newest")), NEWEST_SHOWN))
        rows = Organisation.objects.listed().in_bulk(keys)
        return [rows[key] for key in keys if key in rows]

    def item_title(self, item: Organisation) -> str:
        return item.name

    def item_description(self, item: Organisation) -> str:
        return item.summary or str(item.get_family_display())

    def item_pubdate(self, item: Organisation) -> Any:
        return item.created_at

    def item_updateddate(self, item: Organisation) -> Any:
        return item.updated_at
