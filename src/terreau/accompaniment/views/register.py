"""The neutrality register: the list behind a referral, and the whole of a year for the council."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from terreau.accompaniment import exports
from terreau.accompaniment.queries import list_behind, years_of_register
from terreau.accompaniment.views.referral import REFERRALS
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires


@never_cache
@requires("accompaniment.view_list", checks_object=True)
def shown_list(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show again, from what was kept, the list on which a referral was chosen."""
    rows = REFERRALS.select_related("snapshot", "need__subject")
    referral = get_for(request.user, "accompaniment.view_list", rows, reference=reference)
    record_access(user=request.user, target=referral.project, purpose="accompaniment.list")
    context = {"referral": referral, "shown": list_behind(referral)}
    return render(request, "accompaniment/shown_list.html", context)


@requires("accompaniment.export_register")
def register(request: HttpRequest) -> HttpResponse:
    """Say what the register holds, year by year, and lend it."""
    return render(request, "accompaniment/register.html", {"years": years_of_register()})


@requires("accompaniment.export_register")
def register_file(request: HttpRequest, year: int, kind: str) -> StreamingHttpResponse:
    """Send the register of a year, row by row."""
    if kind not in exports.FORMATS or not 2000 <= year <= 9000:
        raise Http404
    write, media_type = exports.FORMATS[kind]
    response = StreamingHttpResponse(write(year), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="registre-{year}.{kind}"'
    return response
