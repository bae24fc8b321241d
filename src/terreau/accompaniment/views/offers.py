"""The officer looks for offers for one need, proposes one, or says that there is none."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment import actions
from terreau.accompaniment.forms import NoOfferForm, ProposeForm
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries import match, promises_for
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.directory.models import Offer
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages
from terreau.projects.models import Need

PROPOSED = _("La proposition part au porteur : rien n’est envoyé à l’organisme sans son accord.")
NOTED = _("C’est noté : le besoin rejoint la liste des manques à combler, et le porteur est prévenu.")


@requires("accompaniment.propose_referral")
def offers(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Show the explained offers of a need; a posted form proposes one, or none."""
    needs = Need.objects.select_related("subject", "project__commune", "project__owner", "project__referent")
    need = get_object_or_404(needs, pk=number, project__reference=reference)
    refused = None
    if request.method == "POST":
        refused = _no_offer(request, need) if "no_offer" in request.POST else _propose(request, need)
        if refused is None:
            return redirect("accompaniment:file", reference)
    record_access(user=request.user, target=need.project, purpose="accompaniment.offers")
    found = match(need)
    context = {
        "need": need,
        "match": found,
        "promises": promises_for(found.offers.values()),
        "asked": {one.team_id: one for one in Referral.objects.filter(need=need)},
        "no_offer": refused if isinstance(refused, NoOfferForm) else NoOfferForm(),
        "refused": refused,
    }
    return render(request, "accompaniment/offers.html", context)


def _propose(request: SignedInRequest, need: Need) -> ProposeForm | None:
    form = ProposeForm(request.POST)
    if form.is_valid():
        offer = get_object_or_404(Offer.objects.select_related("team"), pk=form.cleaned_data["offer"])
        with rule_messages(request, form):
            actions.propose(need=need, offer=offer, word=form.cleaned_data["word"], by=request.user)
    if form.errors:
        return form
    messages.success(request, str(PROPOSED))
    return None


def _no_offer(request: SignedInRequest, need: Need) -> NoOfferForm | None:
    form = NoOfferForm(request.POST)
    if form.is_valid():
        with rule_messages(request, form):
            actions.record_no_offer(need=need, reason=form.cleaned_data["reason"], by=request.user)
    if form.errors:
        return form
    messages.success(request, str(NOTED))
    return None
