"""The offers of an organisation, for the people who keep them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.forms import EndOfferForm, OfferForm
from terreau.directory.models import OFFER_WORKFLOW, Offer
from terreau.directory.queries import missing_to_publish, rules_in_force
from terreau.directory.views.workspace import organisation_for
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages

VERBS = {
    "publier": actions.publish_offer,
    "suspendre": actions.suspend_offer,
    "confirmer": actions.verify_offer,
}


@requires("directory.edit_offer", checks_object=True)
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Prepare an offer."""
    organisation = organisation_for(request, "directory.edit_offer", slug)
    form = OfferForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            offer = actions.create_offer(by=request.user, **form.cleaned_data)
            messages.success(request, _("L’offre est prête : relisez-la, puis publiez-la."))
            return redirect("directory:offer_edit", slug, offer.slug)
    context = {"form": form, "organisation": organisation}
    return render(request, "directory/offer_form.html", context)


def _offer(request: HttpRequest, slug: str, offer: str) -> Offer:
    rows = Offer.objects.select_related("team__organisation", "perimeter", "successor")
    return get_for(request.user, "directory.edit_offer", rows, team__organisation__slug=slug, slug=offer)


@requires("directory.edit_offer", checks_object=True)
def edit(request: SignedInRequest, slug: str, offer: str) -> HttpResponse:
    """Change an offer, and see what it lacks."""
    found = _offer(request, slug, offer)
    form = OfferForm(request.POST or None, instance=found, organisation=found.team.organisation)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.update_offer(offer=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’offre est enregistrée."))
            return redirect("directory:offer_edit", slug, offer)
    context: dict[str, Any] = {"form": form, "conditions": rules_in_force(found), "offer": found}
    context["organisation"] = found.team.organisation
    context |= {"missing": missing_to_publish(found), "verbs": OFFER_WORKFLOW.verbs_from(found.state)}
    return render(request, "directory/offer_form.html", context)


@requires("directory.edit_offer", checks_object=True)
def end(request: SignedInRequest, slug: str, offer: str) -> HttpResponse:
    """End an offer for good: when, why, and what replaces it."""
    found = _offer(request, slug, offer)
    form = EndOfferForm(request.POST or None, offer=found)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.end_offer(offer=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’offre est terminée."))
            return redirect("directory:offer_edit", slug, offer)
    context = {"form": form, "offer": found, "organisation": found.team.organisation}
    return render(request, "directory/offer_end.html", context)


@require_POST
@requires("directory.edit_offer", checks_object=True)
def change_state(request: SignedInRequest, slug: str, offer: str, verb: str) -> HttpResponse:
    """Publish, suspend or confirm an offer."""
    if verb not in VERBS:
        raise Http404
    found = _offer(request, slug, offer)
    with rule_messages(request):
        VERBS[verb](offer=found, by=request.user)
        messages.success(request, _("C’est fait : %(state)s.") % {"state": found.get_state_display().lower()})
    return redirect("directory:offer_edit", slug, offer)
