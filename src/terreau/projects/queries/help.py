"""Calls for help and what people offer: the public pages, the holder's, the volunteer's, the town's."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.prepared import prepared
from terreau.messaging import queries as messaging
from terreau.messaging.enums import Circle
from terreau.messaging.models import ThreadMessage
from terreau.projects.enums import HelpCallState, HelpKind, HelpOfferState, HelpReportState
from terreau.projects.models import HelpCall, HelpOffer, HelpReport, Project, PublicSheet

FEED_LENGTH = 50
# What everybody may read of a call; the project is only named by its own public page.
PUBLIC = ("slug", "kind", "title", "text", "amount", "place", "holder", "until", "published_at", "updated_at")


def open_calls(kind: str = "") -> models.QuerySet[HelpCall]:
    """Return the calls that everybody reads today, the latest first, each with the project it names."""
    calls = HelpCall.objects.in_force().with_project().only(*PUBLIC)
    calls = calls.filter(kind=kind) if kind else calls
    return calls.order_by("-published_at", "-pk")


def call_facets(kind: str = "") -> list[dict[str, Any]]:
    """Count the open calls by kind, in one query; a kind that nobody asks for is left out."""
    rows = HelpCall.objects.in_force().order_by().values_list("kind").annotate(n=Count("pk"))
    numbers = dict(rows)
    return [
        {
            "value": one.value,
            "label": str(one.label),
            "count": numbers[one.value],
            "selected": one.value == kind,
        }
        for one in HelpKind
        if one.value in numbers
    ]


def open_call(slug: str) -> HelpCall | None:
    """Return the call at an address, or None when nobody may read it today."""
    return open_calls().filter(slug=slug).first()


def call_feed() -> list[HelpCall]:
    """Return the entries of the feed, in one query."""
    return _call_feed(today=clock.today())


@prepared
def _call_feed(today: dt.date) -> models.QuerySet[HelpCall]:
    shown = HelpCall.objects.in_force(today).only("slug", "title", "text", "published_at", "updated_at")
    return shown.order_by("-published_at", "-pk")[:FEED_LENGTH]


def has_calls() -> Exists:
    """Say, for each public sheet of a query, whether an open call names its project."""
    named = HelpCall.objects.in_force().filter(project=OuterRef("project"), names_project=True)
    return Exists(named)


def calls_of_sheet(sheet: Any) -> list[HelpCall]:
    """Return the open calls that name the project of a sheet read with `has_calls`; often no query."""
    if not sheet.calls:
        return []
    named = HelpCall.objects.in_force().filter(project=sheet.project_id, names_project=True)
    return list(named.only("slug", "kind", "title", "until").order_by("-published_at", "-pk"))


def calls_of(project: Project) -> models.QuerySet[HelpCall]:
    """Return all the calls of a project, open ones first, with the offers that wait (`waiting`)."""
    waiting = Count("offers", filter=Q(offers__state=HelpOfferState.WAITING))
    ended = models.Case(models.When(state=HelpCallState.OPEN, then=0), default=1)
    return project.help_calls.annotate(waiting=waiting, ended=ended).order_by("ended", "-published_at", "-pk")


def preview_call(project: Project, columns: dict[str, Any]) -> HelpCall:
    """Return a call as a visitor would read it, not stored."""
    call = HelpCall(project=project, **columns)
    sheet = PublicSheet.objects.in_force().filter(project=project).first() if call.names_project else None
    vars(call).update(project_title=sheet.title if sheet else "", project_slug=sheet.slug if sheet else "")
    return call


def offers_for(call: HelpCall) -> models.QuerySet[HelpOffer]:
    """Return what the holder may read of the offers for a call: those that wait first."""
    rank = models.Case(
        models.When(state=HelpOfferState.WAITING, then=0),
        models.When(state=HelpOfferState.ACCEPTED, then=1),
        default=2,
    )
    return call.offers.told().annotate(rank=rank).order_by("rank", "-created_at", "-pk")


def offers_by(user: User) -> models.QuerySet[HelpOffer]:
    """Return what a person offered, with the calls, the latest first."""
    return user.help_offers.select_related("call").order_by("-created_at", "-pk")


def talk_about(offer: HelpOffer) -> list[ThreadMessage]:
    """Return what the holder and the volunteer said to each other."""
    thread = messaging.thread_of(offer)
    return list(messaging.messages_in(thread, circles=[Circle.EVERYONE])) if thread else []


def reported_calls() -> models.QuerySet[HelpCall]:
    """Return the calls that somebody reported and nobody of the town has read, the oldest first."""
    waiting = Q(reports__state=HelpReportState.WAITING)
    calls = HelpCall.objects.filter(state=HelpCallState.OPEN).annotate(
        reported=Count("reports", filter=waiting), since=models.Min("reports__created_at", filter=waiting)
    )
    return calls.filter(reported__gt=0).order_by("since", "pk")


def reports_on(call: HelpCall) -> models.QuerySet[HelpReport]:
    """Return what waits to be read about a call, the oldest first."""
    return call.reports.filter(state=HelpReportState.WAITING).order_by("created_at", "pk")


def help_in_words(project: Project) -> list[dict[str, Any]]:
    """Return the calls of a file as its holder may take them away; who helped is named when accepted."""
    return [
        {
            "at": call.published_at.isoformat(),
            "kind": str(call.get_kind_display()),
            "title": call.title,
            "text": call.text,
            "amount": call.amount,
            "place": call.place,
            "state": str(HelpCallState(call.state).label),
            "until": call.until.isoformat(),
            "helped": ", ".join(_helpers(call)),
        }
        for call in project.help_calls.prefetch_related("offers").order_by("published_at", "pk")
    ]


def _helpers(call: HelpCall) -> list[str]:
    accepted = [offer for offer in call.offers.all() if offer.state == HelpOfferState.ACCEPTED]
    return [
        _("%(name)s : %(message)s") % {"name": offer.author, "message": offer.message}
        for offer in sorted(accepted, key=lambda offer: offer.pk)
    ]
