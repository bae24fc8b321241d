"""Pages behind capability links: looking changes nothing, posting does."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import CallResult, ConsentMode, LinkPurpose
from terreau.accompaniment.views.acting import (
    Verb,
    act,
    blank,
    consent_verbs,
    organisation_verbs,
    outcome_verb,
)
from terreau.accompaniment.views.looking import preview_asked, view_of
from terreau.kernel.actors import Actor
from terreau.messaging import opening
from terreau.messaging.models import CapabilityLink

PAGES = {
    "answer": "accompaniment/answer.html",
    "consent_by_link": "accompaniment/consent_by_link.html",
    "outcome": "accompaniment/outcome.html",
}

ON_A_LINK = {"by_link": True, "call_results": CallResult.choices}


# A link that has served is said to be gone: the person did receive it.
opened_for = partial(opening.opened_for, refused="accompaniment/link_refused.html", gone=410)


@never_cache
@opened_for(LinkPurpose.ANSWER)
def answer(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show the demand to the organisation, and take its answer."""
    referral: Any = link.target
    verbs = organisation_verbs(referral.offer)
    by = Actor.by_link(str(referral.team.organisation), str(link.pk))
    return _page(request, token, referral, verbs, by, name="answer", side=Side.ORGANISATION)


@never_cache
@opened_for(LinkPurpose.CONSENT)
def consent_by_link(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Show the holder what would be sent, and take their decision."""
    referral: Any = link.target
    verbs = consent_verbs(ConsentMode.LINK)
    by = Actor.by_link(referral.project.owner.full_name, str(link.pk))
    return _page(request, token, referral, verbs, by, name="consent_by_link", side=Side.HOLDER)


@never_cache
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
    refused = act(request, verbs, referral=referral, by=by) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect(f"accompaniment:{name}", token)
    view = view_of(referral, frozenset({side}))
    found = {"view": view, "forms": blank(verbs) | (refused or {}), "refused": refused}
    context = found | ON_A_LINK | {"files_at": request.path}
    if name == "consent_by_link" and view.referral.state == "proposed":
        context["preview"] = preview_asked(request, view.referral)
    return render(request, PAGES[name], context)
