"""The health of the platform, for the people who look after it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from terreau.kernel.access import requires
from terreau.messaging.queries.health import job_lines, lights, worst


@never_cache
@require_safe
@requires("messaging.view_health")
def health(request: HttpRequest) -> HttpResponse:
    """What works, what does not, and what to do about it."""
    found, jobs = lights(), job_lines()
    context = {"lights": found, "jobs": jobs, "colour": worst([*found, *jobs])}
    return render(request, "messaging/health.html", context)
