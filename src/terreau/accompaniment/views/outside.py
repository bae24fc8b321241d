"""A referral outside the platform: its page, its sheet, the officer's list, and the holder's links."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terreau.accompaniment import exports, queries
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import ConsentMode, LinkPurpose, OutsideState
from terreau.accompaniment.models import OutsideReferral
from terreau.accompaniment.sides import only_reads
from terreau.accompaniment.views.acting import (
    act,
    blank,
    outside_consent_verbs,
    outside_outcome_verbs,
    outside_verbs,
)
from terreau.accompaniment.views.links import opened_for
from terreau.accompaniment.views.looking import preview_asked, sides_on_project
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires
from terreau.kernel.actors import Actor
from terreau.messaging.models import CapabilityLink

ON_A_PAGE = 50
OUTSIDE = OutsideReferral.objects.select_related(
    "need__subject", "project__owner", "project__referent", "project__commune"
)


@never_cache
@requires("accompaniment.view_outside", checks_object=True)
def outside(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show it to the holder and the town; a posted verb is done when the person's side allows it."""
    found = get_for(request.user, "accompaniment.view_outside", OUTSIDE, reference=reference)
    sides = sides_on_project(request.user, found.project)
    verbs = {} if only_reads(request.user, found.project, sides) else outside_verbs(sides, found.way)
    refused = None
    if request.method == "POST":
        refused = act(request, verbs, outside=found, by=request.user)
        if refused is None:
            return redirect(found)
    record_access(user=request.user, target=found.project, purpose=_("Orientation hors plateforme"))
    return _page(request, found, sides, blank(verbs) | (refused or {}))


@never_cache
@requires("accompaniment.view_outside", checks_object=True)
def outside_sheet(request: SignedInRequest, reference: str) -> HttpResponse:
    """Lend the sheet to print; once it serves no more, say so."""
    found = get_for(request.user, "accompaniment.view_outside", OUTSIDE, reference=reference)
    rows = queries.rows_of_sheet(found)
    if not rows:
        status = 404 if found.state == OutsideState.PROPOSED else 410
        return render(request, "accompaniment/outside_no_sheet.html", {"outside": found}, status=status)
    record_access(user=request.user, target=found.project, purpose=_("Fiche d’orientation"))
    response = HttpResponse(exports.outside_sheet(found, rows), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="orientation-{found.reference}.pdf"'
    return response


@never_cache
@requires("accompaniment.view_contacts")
def outside_list(request: HttpRequest) -> HttpResponse:
    """Count what was sent here and outside, year by year, and list where people were directed."""
    page = Paginator(queries.outside_listed(), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "years": queries.counts_by_year()}
    return render(request, "accompaniment/outside_list.html", context)


@never_cache
@opened_for(LinkPurpose.OUTSIDE_CONSENT)
def outside_consent(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show the holder what the sheet would say, and take their decision."""
    return _by_link(request, token, link, outside_consent_verbs(ConsentMode.LINK), "outside_consent")


@never_cache
@opened_for(LinkPurpose.OUTSIDE_OUTCOME)
def outside_outcome(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Ask the holder what came of it."""
    return _by_link(request, token, link, outside_outcome_verbs(Side.HOLDER), "outside_outcome")


def _by_link(
    request: HttpRequest, token: str, link: CapabilityLink, verbs: dict[str, Any], name: str
) -> HttpResponse:
    found: Any = OUTSIDE.get(pk=link.target_key)
    refused = None
    if request.method == "POST":
        by = Actor.by_link(found.project.owner.full_name, str(link.pk))
        refused = act(request, verbs, outside=found, by=by)
        if refused is None:
            return redirect(f"accompaniment:{name}", token)
    return _page(request, found, frozenset({Side.HOLDER}), blank(verbs) | (refused or {}), by_link=True)


def _page(
    request: HttpRequest,
    found: OutsideReferral,
    sides: frozenset[str],
    forms: dict[str, Any],
    *,
    by_link: bool = False,
) -> HttpResponse:
    view = queries.outside_view(found, sides)
    context: dict[str, Any] = {"view": view, "forms": forms, "by_link": by_link}
    if view.outside.state == OutsideState.PROPOSED and "consent" in forms:
        context["preview"] = preview_asked(request, view.outside)
    return render(request, "accompaniment/outside.html", context)
