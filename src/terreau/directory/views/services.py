"""The offers that came from a register of services, for officers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.directory.models import ServiceRecord
from terreau.directory.queries import Shown, beside_of, service_records, services_of, stated_of
from terreau.kernel.access import get_for, requires

SERVICES = 20


@requires("directory.view_imports")
def services(request: HttpRequest) -> HttpResponse:
    """What came, what it lacks before it can be published, and what left its file."""
    asked = request.GET.get("voir", "")
    shown = asked if asked in Shown.values else Shown.TO_READ.value
    page = Paginator(service_records(shown), SERVICES).get_page(request.GET.get("page"))
    context = {"page": page, "services": services_of(page.object_list), "ways": Shown.choices, "shown": shown}
    context["breadcrumbs"] = _path()
    return render(request, "directory/services.html", context)


@requires("directory.view_imports")
def service(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: who said each field and when, what it loses, what the file says beside."""
    rows = ServiceRecord.objects.select_related("offer__team__organisation", "offer__perimeter", "last_run")
    record = get_for(request.user, "directory.view_imports", rows.all(), pk=number)
    context = {"service": services_of([record])[0], "stated": stated_of(record), "beside": beside_of(record)}
    context["breadcrumbs"] = [*_path(), {"label": record.offer.title, "url": ""}]
    return render(request, "directory/service.html", context)


def _path() -> list[dict[str, str]]:
    return [
        {"label": _("Imports"), "url": reverse("directory:imports")},
        {"label": _("Services repris d’un registre"), "url": reverse("directory:services")},
    ]
