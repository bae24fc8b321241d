"""The officer looks for offers for one need, proposes one, or says that there is none."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment import actions
from terreau.accompaniment.enums import CALLING
from terreau.accompaniment.forms import DirectForm, NoOfferForm, ProposeForm, WaveForm
from terreau.accompaniment.models import Referral, UnmetNeed
from terreau.accompaniment.queries import ended_for, match, promises_for, returned_for
from terreau.accompaniment.views import overriding
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.directory.models import Offer
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages
from terreau.partnerships.queries import offer_terms
from terreau.projects.models import Need
from terreau.projects.queries import stale_facts

PROPOSED = _("La proposition part au porteur : rien n’est envoyé à l’organisme sans son accord.")
CALLED = _("La proposition part au porteur : aucun organisme n’est sollicité sans son accord.")
DIRECTED = _("La proposition part au porteur : aucune fiche n’est faite sans son accord.")
NOTED = _("C’est noté : le besoin rejoint la liste des manques à combler, et le porteur est prévenu.")
SETTLED = _("Le besoin est refermé : il quitte la liste des manques à combler.")
NEEDS = Need.objects.select_related("subject", "project__commune", "project__owner", "project__referent")


@requires("accompaniment.propose_referral")
def offers(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Show the explained offers of a need; a posted button acts on the need."""
    need = get_object_or_404(NEEDS, pk=number, project__reference=reference)
    refused = None
    if request.method == "POST":
        act = next((act for name, act in BUTTONS.items() if name in request.POST), _propose)
        refused = act(request, need)
        if refused is None:
            stays = {"override", "undo"} & set(request.POST)
            return redirect(
                request.get_full_path() if stays else reverse("accompaniment:file", args=[reference])
            )
    record_access(user=request.user, target=need.project, purpose=str(_("Recherche d’offres pour un besoin")))
    return render(request, "accompaniment/offers.html", _context(request, need, refused))


def _context(request: SignedInRequest, need: Need, refused: Any) -> dict[str, Any]:
    found = match(need)
    returned = list(returned_for(need))
    wanted = [one for one in returned if one.reference == request.GET.get("apres")]
    return {
        "need": need,
        "stale": stale_facts(need.project),
        "match": found,
        "promises": promises_for(found.offers.values()),
        "terms": offer_terms(found.offers.values()),
        "ended": ended_for(need, found),
        "asked": {one.team_id: one for one in Referral.objects.filter(need=need)},
        "returned": next(iter(wanted or returned), None),
        "unmet": UnmetNeed.objects.filter(need=need, settled_at=None).first(),
        "direct": refused if isinstance(refused, DirectForm) else DirectForm(prefix="direct"),
        "no_offer": refused if isinstance(refused, NoOfferForm) else NoOfferForm(),
        "refused": refused,
        **overriding.looked_for(request, found),
        **_call_in_hand(request, need, refused),
    }


def _call_in_hand(request: SignedInRequest, need: Need, refused: Any) -> dict[str, Any]:
    """Return the call in waves that runs for a need, or the one that is being prepared."""
    return {
        "calling": need.wave_calls.filter(state__in=CALLING).first(),
        "wave": refused if isinstance(refused, WaveForm) else WaveForm(prefix="wave"),
        "picked": request.POST.getlist("wave-offers"),
    }


def _propose(request: SignedInRequest, need: Need) -> ProposeForm | None:
    form = ProposeForm(request.POST)
    if form.is_valid():
        offer = get_object_or_404(Offer.objects.select_related("team"), pk=form.cleaned_data["offer"])
        facts = {"offer": offer, "word": form.cleaned_data["word"], "by": request.user}
        earlier = _earlier(request, need)
        with rule_messages(request, form):
            if earlier is None:
                actions.propose(need=need, **facts)
            else:
                actions.reroute(referral=earlier, **facts)
    if form.errors:
        return form
    messages.success(request, str(PROPOSED))
    return None


def _earlier(request: SignedInRequest, need: Need) -> Referral | None:
    """Return the demand that the proposal replaces: the one in the address, else the last that came back."""
    if "apres" in request.GET:
        return get_object_or_404(Referral, need=need, reference=request.GET["apres"])
    return returned_for(need).first()


def _no_offer(request: SignedInRequest, need: Need) -> NoOfferForm | None:
    form = NoOfferForm(request.POST)
    if form.is_valid():
        with rule_messages(request, form):
            actions.record_no_offer(need=need, reason=form.cleaned_data["reason"], by=request.user)
    if form.errors:
        return form
    messages.success(request, str(NOTED))
    return None


def _call(request: SignedInRequest, need: Need) -> WaveForm | None:
    """Propose the ticked offers in waves, in the order in which the page shows them."""
    form = WaveForm(request.POST, prefix="wave")
    if form.is_valid():
        facts = dict(form.cleaned_data)
        chosen, found = facts.pop("offers"), match(need)
        ranked = [card.offer.key for card in found.cards if card.offer.key in chosen]
        offers = [found.offers[key] for key in ranked if key in found.offers]
        with rule_messages(request, form):
            actions.call_in_waves(need=need, offers=offers, by=request.user, **facts)
    if form.errors:
        return form
    messages.success(request, str(CALLED))
    return None


def _direct(request: SignedInRequest, need: Need) -> DirectForm | None:
    """Direct the need to an organisation that is not on the platform."""
    form = DirectForm(request.POST, prefix="direct")
    if form.is_valid():
        with rule_messages(request, form):
            actions.propose_outside(need=need, by=request.user, **form.cleaned_data)
    if form.errors:
        return form
    messages.success(request, str(DIRECTED))
    return None


def _settle(request: SignedInRequest, need: Need) -> None:
    unmet = UnmetNeed.objects.filter(need=need).select_related("need__project").last()
    if unmet is not None:
        with rule_messages(request):
            actions.settle_no_offer(unmet=unmet, by=request.user)
            messages.success(request, str(SETTLED))


BUTTONS = {
    "no_offer": _no_offer,
    "settle": _settle,
    "override": overriding.override,
    "waves": _call,
    "direct": _direct,
    "undo": overriding.undo,
}
