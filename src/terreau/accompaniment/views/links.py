"""Pages behind capability links: looking changes nothing, posting does."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import ConsentMode, LinkPurpose
from terreau.accompaniment.views.acting import (
    Verb,
    act,
    blank,
    consent_verbs,
    organisation_verbs,
    outcome_verb,
)
from terreau.accompaniment.views.looking import preview_asked, view_of
from terreau.kernel.access import by_link
from terreau.kernel.actors import Actor
from terreau.messaging import links
from terreau.messaging.errors import LinkRefused
from terreau.messaging.models import CapabilityLink

PAGES = {
    "answer": "accompaniment/answer.html",
    "consent_by_link": "accompaniment/consent_by_link.html",
    "outcome": "accompaniment/outcome.html",
}


def opened_for(*purposes: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Open the link for one of its purposes, or say in a sentence why it opens nothing."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @by_link
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
            try:
                link = links.follow(token, *purposes, acting=request.method == "POST")
            except LinkRefused as refusal:
                status = 404 if refusal.reason == "unknown" else 410
                return render(request, "accompaniment/link_refused.html", {"refusal": refusal}, status=status)
            return view(request, token, link, **rest)

        return guarded

    return decorate


@opened_for(LinkPurpose.ANSWER)
def answer(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show the demand to the organisation, and take its answer."""
    referral: Any = link.target
    verbs = organisation_verbs()
    by = Actor.by_link(str(referral.team.organisation), str(link.pk))
    return _page(request, token, referral, verbs, by, name="answer", side=Side.ORGANISATION)


@opened_for(LinkPurpose.CONSENT)
def consent_by_link(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show the holder what would be sent, and take their decision."""
    referral: Any = link.target
    verbs = consent_verbs(ConsentMode.LINK)
    by = Actor.by_link(referral.project.owner.full_name, str(link.pk))
    return _page(request, token, referral, verbs, by, name="consent_by_link", side=Side.HOLDER)


@opened_for(LinkPurpose.OUTCOME_HOLDER, LinkPurpose.OUTCOME_ORGANISATION)
def outcome(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Ask one side how it went."""
    referral: Any = link.target
    is_holder = link.purpose == LinkPurpose.OUTCOME_HOLDER
    side = Side.HOLDER if is_holder else Side.ORGANISATION
    label = referral.project.owner.full_name if is_holder else str(referral.team.organisation)
    verbs = {"outcome": outcome_verb(side)}
    return _page(
        request, token, referral, verbs, Actor.by_link(label, str(link.pk)), name="outcome", side=side
    )


def _page(
    request: HttpRequest,
    token: str,
    referral: Any,
    verbs: dict[str, Verb],
    by: Actor,
    *,
    name: str,
    side: str,
) -> HttpResponse:
    refused = None
    if request.method == "POST":
        refused = act(request, verbs, referral=referral, by=by)
        if refused is None:
            return redirect(f"accompaniment:{name}", token)
    view = view_of(referral, frozenset({side}))
    context = {"view": view, "forms": blank(verbs) | (refused or {}), "refused": refused, "by_link": True}
    if name == "consent_by_link" and view.referral.state == "proposed":
        context["preview"] = preview_asked(request, view.referral)
    return render(request, PAGES[name], context)
