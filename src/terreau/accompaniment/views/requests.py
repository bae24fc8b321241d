"""What is expected from the organisation of the person who asks."""

from django.http import HttpResponse
from django.shortcuts import render

from terreau.accompaniment.queries import requests_of
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import signed_in


@signed_in
def requests(request: SignedInRequest) -> HttpResponse:
    """Show who expects what from my teams, by when, and how full our offers are."""
    return render(request, "accompaniment/requests.html", {"requests": requests_of(request.user)})
