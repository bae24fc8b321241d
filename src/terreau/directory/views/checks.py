"""“Is it still exact?”: the team of an offer answers by the link it received, without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from terreau.directory import actions
from terreau.directory.enums import CHECK_LINK
from terreau.directory.forms import CorrectionForm, ItEndedForm
from terreau.kernel.actors import Actor
from terreau.kernel.http import rule_messages
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for


@never_cache
@opened_for(CHECK_LINK, refused="directory/link_refused.html", gone=410)
def offer_check(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show an offer as people read it; a posted button confirms, corrects or ends it."""
    offer: Any = link.target
    correction = CorrectionForm(request.POST if "correct" in request.POST else None, instance=offer)
    ending = ItEndedForm(request.POST if "ended" in request.POST else None)
    if request.method == "POST":
        by = Actor.by_link(str(offer.team.organisation), str(link.pk))
        if _answered(request, offer, correction, ending, by):
            return redirect("directory:offer_check", token)
    context = {"offer": offer, "correction": correction, "ending": ending, "subjects": offer.subjects.all()}
    return render(request, "directory/offer_check.html", context)


def _answered(
    request: HttpRequest, offer: Any, correction: CorrectionForm, ending: ItEndedForm, by: Actor
) -> bool:
    """Do what the button says; False when something typed is to be read again."""
    if "confirm" in request.POST:
        with rule_messages(request):
            actions.confirm_offer(offer=offer, by=by)
        return True
    if "correct" in request.POST and correction.is_valid():
        with rule_messages(request, correction):
            actions.correct_offer(offer=offer, by=by, **correction.cleaned_data)
            return True
    if "ended" in request.POST and ending.is_valid():
        with rule_messages(request, ending):
            actions.say_it_ended(offer=offer, reason=ending.cleaned_data["reason"], by=by)
            return True
    return False
