"""Pages that compose what the other apps know."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terreau.kernel.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    """The resident's way in."""
    return render(request, "portal/home.html")
