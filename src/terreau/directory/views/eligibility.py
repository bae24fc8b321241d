"""The conditions of an offer: written by forms, tried on current projects, published as a version."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions, trials
from terreau.directory.forms import ADD, BaseCriteria, criteria_forms
from terreau.directory.models import Offer, RuleVersion
from terreau.directory.queries import rules_in_force, versions_of
from terreau.kernel.access import get_for, requires
from terreau.kernel.errors import RuleBroken


@requires("directory.edit_offer", checks_object=True)
def conditions(request: SignedInRequest, slug: str, offer: str) -> HttpResponse:
    """Write, try and publish the conditions of an offer."""
    rows = Offer.objects.select_related("team__organisation", "perimeter")
    found = get_for(request.user, "directory.edit_offer", rows, team__organisation__slug=slug, slug=offer)
    draft = RuleVersion.objects.drafts().filter(offer=found).first()
    written = criteria_forms(request.POST, draft.rows if draft else found.criteria)
    refusal = ""
    if request.method == "POST":
        refusal, done = _act(request, found, written)
        if done:
            return redirect("directory:offer_rules", slug, offer)
    context: dict[str, Any] = {"offer": found, "organisation": found.team.organisation, "draft": draft}
    context |= {"conditions": written, "refusal": refusal, "versions": versions_of(found)}
    context["in_force"] = rules_in_force(found)
    context["trials"] = trials.trials_of(found, draft.rows, request.user) if draft else []
    return render(request, "directory/offer_rules.html", context)


def _act(request: HttpRequest, offer: Offer, written: BaseCriteria) -> tuple[str, bool]:
    """Do what the button says: the sentence of a refusal, and whether it is done."""
    by: Any = request.user
    try:
        if "publish" in request.POST:
            version = actions.publish_rules(offer=offer, by=by)
            messages.success(request, _("Version %(number)s publiée.") % {"number": version.number})
            return "", True
        if "drop" in request.POST:
            actions.drop_rules_draft(offer=offer, by=by)
            messages.success(request, _("Le brouillon est effacé."))
            return "", True
        if ADD in request.POST or not written.is_bound or not written.is_valid():
            return "", False
        actions.draft_rules(offer=offer, rows=written.rows, by=by)
    except RuleBroken as refused:
        return str(refused), False
    messages.success(request, _("Le brouillon est gardé : voyez ce qu’il changerait, puis publiez-le."))
    return "", True
