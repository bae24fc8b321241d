"""One referral, for the three sides: what is expected, what was sent, the conversation, the answer."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terreau.accompaniment.enums import CallResult
from terreau.accompaniment.models import Referral
from terreau.accompaniment.sides import only_reads
from terreau.accompaniment.views.acting import act, blank, verbs_for
from terreau.accompaniment.views.looking import preview_asked, sides_on_referral, view_of
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires

REFERRALS = Referral.objects.select_related(
    "project__owner", "project__commune", "team__organisation", "offer"
)


@never_cache
@requires("accompaniment.view_referral", checks_object=True)
def referral(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show a referral; a posted verb is done when the person's side allows it."""
    found = get_for(request.user, "accompaniment.view_referral", REFERRALS, reference=reference)
    sides = sides_on_referral(request.user, found)
    verbs = {} if only_reads(request.user, found.project, sides) else verbs_for(sides, found.offer)
    refused = None
    if request.method == "POST":
        refused = act(request, verbs, referral=found, by=request.user)
        if refused is None:
            return redirect("accompaniment:referral", reference)
    record_access(user=request.user, target=found.project, purpose=_("Mise en relation"))
    context = {"view": view_of(found, sides), "forms": blank(verbs) | (refused or {}), "refused": refused}
    context["call_results"] = CallResult.choices
    if found.state == "proposed" and "consent" in verbs and found.wave_call_id is None:
        context["preview"] = preview_asked(request, found)
    return render(request, "accompaniment/referral.html", context)
