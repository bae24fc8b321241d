"""The officer's list of the contacts made outside the platform."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from terreau.accompaniment.queries import contacts_outside
from terreau.kernel.access import requires

ON_A_PAGE = 50


@never_cache
@requires("accompaniment.view_contacts")
def contacts(request: HttpRequest) -> HttpResponse:
    """Show to whom an address was shown, and what came of it."""
    page = Paginator(contacts_outside(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accompaniment/contacts.html", {"page": page})
