"""One line of log and one measure per request."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from terreau.messaging.health.context import request_id
from terreau.messaging.health.metrics import LATENCY, REQUESTS

log = logging.getLogger("terreau.request")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLogMiddleware:
    """Numbers each request, logs its route, status and duration, and counts it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = _number(request)
        mark = request_id.set(number)
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            self._note(request, response, time.perf_counter() - start)
        finally:
            request_id.reset(mark)
        response["X-Request-ID"] = number
        return response

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        route = _route(request)
        method = request.method if request.method in _METHODS else "OTHER"
        REQUESTS.labels(route, method, response.status_code).inc()
        LATENCY.labels(route).observe(seconds)
        log.info(
            "request",
            extra={
                "route": route,
                "method": method,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            },
        )


def _number(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


def _route(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "none"
