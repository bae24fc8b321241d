"""Pages behind capability links: looking changes nothing, posting does."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terreau.kernel.access import by_link
from terreau.messaging import links
from terreau.messaging.errors import LinkRefused

View = Callable[..., HttpResponse]


def opened_for(*purposes: str, refused: str, gone: int = 404) -> Callable[[View], View]:
    """Open the link for one of its purposes and hand it to the view, or say why it opens nothing.

    `refused` is the template of the refusal, which finds it as `refusal`; `gone` is the HTTP status of a
    link that has served (404 tells no more than of one that never was).
    """

    def decorate(view: View) -> View:
        @by_link
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
            try:
                link = links.follow(token, *purposes, acting=request.method == "POST")
            except LinkRefused as refusal:
                status = 404 if refusal.reason == "unknown" else gone
                return render(request, refused, {"refusal": refusal}, status=status)
            return view(request, token, link, **rest)

        return guarded

    return decorate
