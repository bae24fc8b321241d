"""The page of a call in waves: the holder decides once for all those named, the town follows and stops."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import CallState, ConsentMode, LinkPurpose
from terreau.accompaniment.models import WaveCall
from terreau.accompaniment.queries import call_view
from terreau.accompaniment.sides import only_reads
from terreau.accompaniment.views.acting import act, blank, wave_consent_verbs, wave_verbs
from terreau.accompaniment.views.links import opened_for
from terreau.accompaniment.views.looking import preview_asked, sides_on_project
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires
from terreau.kernel.actors import Actor
from terreau.messaging.models import CapabilityLink

CALLS = WaveCall.objects.select_related(
    "need__subject", "project__owner", "project__referent", "project__commune"
)


@never_cache
@requires("accompaniment.view_call", checks_object=True)
def wave_call(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show a call in waves; a posted verb is done when the person's side allows it."""
    call = get_for(request.user, "accompaniment.view_call", CALLS, reference=reference)
    sides = sides_on_project(request.user, call.project)
    verbs = {} if only_reads(request.user, call.project, sides) else wave_verbs(sides)
    refused = None
    if request.method == "POST":
        refused = act(request, verbs, call=call, by=request.user)
        if refused is None:
            return redirect(call)
    record_access(user=request.user, target=call.project, purpose=_("Appel par vagues"))
    return _page(request, call, sides, blank(verbs) | (refused or {}))


@never_cache
@opened_for(LinkPurpose.WAVE_CONSENT)
def wave_by_link(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show the holder what would be sent and to whom, and take their decision."""
    call: Any = CALLS.get(pk=link.target_key)
    verbs = wave_consent_verbs(ConsentMode.LINK)
    refused = None
    if request.method == "POST":
        by = Actor.by_link(call.project.owner.full_name, str(link.pk))
        refused = act(request, verbs, call=call, by=by)
        if refused is None:
            return redirect("accompaniment:wave_by_link", token)
    return _page(request, call, frozenset({Side.HOLDER}), blank(verbs) | (refused or {}), by_link=True)


def _page(
    request: HttpRequest,
    call: WaveCall,
    sides: frozenset[str],
    forms: dict[str, Any],
    *,
    by_link: bool = False,
) -> HttpResponse:
    call = CALLS.get(pk=call.pk)
    context = {"view": call_view(call, sides), "forms": forms, "by_link": by_link}
    if call.state == CallState.PROPOSED and "consent" in forms:
        context["preview"] = preview_asked(request, call)
        context["left_out"] = request.POST.getlist("consent-without")
    return render(request, "accompaniment/wave_call.html", context)
