"""For machines: is the process alive, may it receive requests, what does it measure."""

import datetime as dt
import ipaddress
import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from terreau.kernel import clock
from terreau.kernel.access import public
from terreau.messaging import queries
from terreau.messaging.health.metrics import exposition
from terreau.messaging.health.readiness import obstacles

log = logging.getLogger("terreau.health")

SILENCE = dt.timedelta(minutes=5)


@public
@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """The database is there, complete and guarded; a silent worker is a warning, not an obstacle."""
    try:
        found = obstacles()
        beat = queries.last_heartbeat()
    except DatabaseError as error:
        log.warning("not ready", extra={"error": type(error).__name__})
        return JsonResponse({"status": "unready", "obstacles": ["database"], "warnings": []}, status=503)
    warnings = [] if beat and clock.now() - beat < SILENCE else ["worker"]
    body = {"status": "unready" if found else "ok", "obstacles": found, "warnings": warnings}
    return JsonResponse(body, status=503 if found else 200)


@public
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for the machine itself or for who holds the token."""
    if not _may_read_metrics(request):
        return HttpResponseForbidden("Metrics are for this machine, or need TERREAU_METRICS_TOKEN.\n")
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    # A proxy on the same machine also speaks from the loopback: it must not let the world in.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
