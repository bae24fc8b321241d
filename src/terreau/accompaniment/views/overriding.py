"""The officer corrects the list of offers of a need, and reads how often the rules had to be corrected."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment import actions
from terreau.accompaniment.forms import OverrideForm
from terreau.accompaniment.models import MatchOverride
from terreau.accompaniment.queries import offers_elsewhere, quality_of_rules
from terreau.accompaniment.queries.matching import Match
from terreau.accounts.requests import SignedInRequest
from terreau.directory.models import Offer
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages
from terreau.projects.models import Need

OVERRIDDEN = _("La liste est corrigée, et votre raison est gardée avec elle.")
RESTORED = _("La correction est annulée : les critères de l’offre comptent de nouveau.")


def override(request: SignedInRequest, need: Need) -> OverrideForm | None:
    """Confirm, add or remove an offer of the list."""
    form = OverrideForm(request.POST)
    if form.is_valid():
        offer = get_object_or_404(Offer.objects.select_related("team"), pk=form.cleaned_data["offer"])
        kind, reason = form.cleaned_data["override"], form.cleaned_data["reason"]
        with rule_messages(request, form):
            actions.override_match(need=need, offer=offer, kind=kind, reason=reason, by=request.user)
    if form.errors:
        return form
    messages.success(request, str(OVERRIDDEN))
    return None


def undo(request: SignedInRequest, need: Need) -> None:
    """Take a correction back."""
    number = request.POST["undo"]
    found = get_object_or_404(MatchOverride, need=need, pk=int(number) if number.isdecimal() else 0)
    with rule_messages(request):
        actions.undo_override(override=found, by=request.user)
        messages.success(request, str(RESTORED))


def looked_for(request: HttpRequest, found: Match) -> dict[str, Any]:
    """Return the open offers that are looked for by their words, beside those of the list."""
    text = request.GET.get("chercher", "").strip()[:100]
    return {"wanted": text, "elsewhere": offers_elsewhere(text, found) if text else []}


@requires("accompaniment.view_rule_quality")
def rule_quality(request: HttpRequest) -> HttpResponse:
    """Show how often the desk had to go beyond the rules of an offer, and which ones."""
    return render(request, "accompaniment/rule_quality.html", {"quality": quality_of_rules()})
