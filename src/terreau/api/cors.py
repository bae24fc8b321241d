"""Pages of other sites may read what is public: the API, the lists to take away, the feed.

Only reading, only without cookies: the answer is the one that anybody gets. A few headers of the Fetch
standard; a package would bring settings that nobody here would change.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OPEN = re.compile(r"/api/|/(en/)?annuaire/(export\.|nouveautes\.atom)")
READING = {"GET", "HEAD"}
SECONDS = "86400"


class CorsMiddleware:
    """Opens the public data to the scripts of other sites, and answers their question beforehand."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not OPEN.match(request.path_info):
            return self.get_response(request)
        asked = request.headers.get("Access-Control-Request-Method", "")
        if request.method == "OPTIONS" and asked:
            return _beforehand(asked)
        response = self.get_response(request)
        if request.method in READING:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Link"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _beforehand(method: str) -> HttpResponse:
    response = HttpResponse(status=204)
    if method in READING:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD"
        response["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
        response["Access-Control-Max-Age"] = SECONDS
    return response
