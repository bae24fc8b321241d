"""The pages of a group answer: forming it, agreeing to it, and following it, for the three sides."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import OPEN_GROUPS, ConsentMode, LinkPurpose
from terreau.accompaniment.models import GroupAnswer, GroupPart, PartnerWish
from terreau.accompaniment.queries import group_view, hidden_so_far, open_wishes, preview, running_for
from terreau.accompaniment.queries.groups import GroupView
from terreau.accompaniment.sides import only_reads, part_of, parts_in_force, sides_on_group
from terreau.accompaniment.views.acting import Verb, act, blank
from terreau.accompaniment.views.group_acting import (
    ANSWER_WISH,
    PROPOSE,
    by_link_of,
    group_consent_verbs,
    part_verbs,
    verbs_on,
)
from terreau.accompaniment.views.links import opened_for
from terreau.accompaniment.views.offers import NEEDS
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires
from terreau.kernel.actors import Actor
from terreau.messaging.models import CapabilityLink
from terreau.projects.models import Need

GROUPS = GroupAnswer.objects.select_related(
    "need__subject", "project__owner", "project__referent", "project__commune"
)


@never_cache
@requires("accompaniment.view_group", checks_object=True)
def group(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show a group; a posted verb is done when the person's side allows it."""
    found = get_for(request.user, "accompaniment.view_group", GROUPS, reference=reference)
    sides = sides_on_group(request.user, found)
    view = group_view(found, sides, part_of(request.user, found))
    verbs = {} if only_reads(request.user, found.project, sides) else verbs_on(view)
    record_access(user=request.user, target=found.project, purpose=_("Réponse en groupe"))
    return _page(request, view, verbs, request.user, back=request.path)


@never_cache
@opened_for(LinkPurpose.GROUP_CONSENT)
def group_by_link(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show the holder what would be shared and with whom, and take their decision."""
    found: Any = GROUPS.get(pk=link.target_key)
    by = Actor.by_link(found.project.owner.full_name, str(link.pk))
    view = group_view(found, frozenset({Side.HOLDER}))
    return _page(request, view, group_consent_verbs(ConsentMode.LINK), by, back=request.path, by_link=True)


@never_cache
@opened_for(LinkPurpose.ANSWER)
def group_of_part(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show an organisation its group, by the link with which it answers."""
    mine = _part_behind(link)
    view = group_view(GROUPS.get(pk=mine.group_id), frozenset({Side.ORGANISATION}), mine)
    answer = reverse("accompaniment:answer", args=[token])
    # Who leaves reads the group no more: what comes next stands on the page of the demand.
    leaving = request.POST.get("verb") in ("leave", "close")
    back = answer if leaving else request.path
    by = by_link_of(mine, str(link.pk))
    return _page(request, view, part_verbs(view, mine), by, back=back, by_link=True, answer=answer)


@never_cache
@requires("accompaniment.propose_referral")
def group_new(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Form a group out of the organisations that help on a need; answer those who proposed a partner."""
    need = get_object_or_404(NEEDS, pk=number, project__reference=reference)
    refused = _act_on_need(request, need) if request.method == "POST" else None
    running = need.groups.filter(state__in=OPEN_GROUPS).first()
    if request.method == "POST" and refused is None:
        return redirect(running or request.path)
    record_access(user=request.user, target=need.project, purpose=_("Réponse en groupe"))
    context = {
        "need": need,
        "running": running,
        "helping": running_for(need),
        "wishes": open_wishes(need),
        "forms": blank({"propose": PROPOSE, "answer": ANSWER_WISH}) | (refused or {}),
        "picked": request.POST.getlist("propose-members"),
        "lead": request.POST.get("propose-lead", ""),
        "answered": request.POST.get("wish", ""),
    }
    return render(request, "accompaniment/group_new.html", context)


def _act_on_need(request: SignedInRequest, need: Need) -> dict[str, Any] | None:
    """Propose the group, or answer who proposed a partner; return the refused form."""
    if request.POST.get("verb") == "answer":
        key = request.POST.get("wish", "")
        wishes = PartnerWish.objects.select_related("referral__project", "referral__team__organisation")
        wish = get_object_or_404(wishes, pk=int(key) if key.isdecimal() else 0, referral__need=need)
        return act(request, {"answer": ANSWER_WISH}, wish=wish, by=request.user)
    return act(request, {"propose": PROPOSE}, need=need, by=request.user)


def _part_behind(link: CapabilityLink) -> GroupPart:
    """Return the part of the demand that a link answers, as long as its organisation is in the group."""
    mine = GroupPart.objects.filter(referral=link.target, left_at=None).select_related("group").first()
    if mine is None or not parts_in_force(mine.group).filter(pk=mine.pk).exists():
        raise Http404
    return mine


def _page(
    request: HttpRequest, view: GroupView, verbs: dict[str, Verb], by: Any, *, back: str, **more: Any
) -> HttpResponse:
    """Do what was posted, or show the group as its reader may see it."""
    refused = None
    if request.method == "POST":
        refused = act(request, verbs, group=view.group, by=by)
        if refused is None:
            return redirect(back)
    context = {
        "view": view,
        "forms": blank(verbs) | (refused or {}),
        "refused": refused or {},
        "by_link": False,
    }
    context |= {"answer": "", "files_at": more.get("answer", "")} | more
    if view.pending and "consent" in verbs and not view.group.is_over:
        context["preview"] = _preview(request, view.group)
    return render(request, "accompaniment/group.html", context)


def _preview(request: HttpRequest, group: GroupAnswer) -> Any:
    """Return what would be shared: what one organisation was not sent stays hidden until the holder says."""
    if request.method == "POST":
        return preview(group, request.POST.get("consent-hidden", "").split(","))
    if "revoir" in request.GET:
        return preview(group, request.GET.getlist("masquer"))
    return preview(group, hidden_so_far(group))
