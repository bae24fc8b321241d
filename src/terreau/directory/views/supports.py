"""The public page of one offer: open, suspended for a while, or over and what replaces it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.directory.queries import public_offer
from terreau.kernel.access import public


@public
def offer(request: HttpRequest, slug: str, offer: str) -> HttpResponse:
    """Show an offer to everybody."""
    found = public_offer(slug, offer)
    if found is None:
        raise Http404
    organisation = found.team.organisation
    context = {
        "offer": found,
        "organisation": organisation,
        "subjects": found.subjects.all(),
        "breadcrumbs": [
            {"label": _("Annuaire"), "url": reverse("directory:list")},
            {"label": organisation.name, "url": organisation.get_absolute_url()},
            {"label": found.title, "url": ""},
        ],
    }
    return render(request, "directory/offer.html", context)
