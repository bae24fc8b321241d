"""Calls for help as everybody reads them, and the way to answer one or to report it."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.accounts.throttle import client_address
from terreau.directory import actions as directory
from terreau.kernel.access import PUBLIC, Grant, public
from terreau.kernel.feeds import Atom
from terreau.kernel.http import rule_messages
from terreau.projects import actions, queries
from terreau.projects.forms.help import HelpOfferForm, HelpReportForm, VisitorHelpForm
from terreau.projects.models import HelpCall
from terreau.projects.views.guards import refuses_huge
from terreau.territories.queries import operator

PAGE_SIZE = 20


def _open_call(slug: str) -> HelpCall:
    call = queries.open_call(slug)
    if call is None:
        raise Http404
    return call


def _person(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


@public
def help_list(request: HttpRequest) -> HttpResponse:
    """The open calls, narrowed by what they ask for."""
    kind = request.GET.get("kind", "").replace("\x00", "")[:20]
    page = Paginator(queries.open_calls(kind), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "kinds": queries.call_facets(kind), "narrowed": bool(kind)}
    return render(request, "projects/help_list.html", context)


@public
def help_call(request: HttpRequest, slug: str) -> HttpResponse:
    """One open call."""
    return render(request, "projects/help_call.html", {"call": _open_call(slug)})


@public
@refuses_huge
def help_offer(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer a hand: a visitor confirms from their mailbox, a signed-in person is known already."""
    call, person = _open_call(slug), _person(request)
    kind = HelpOfferForm if person else VisitorHelpForm
    form = kind(request.POST or None, initial={"name": person.full_name} if person else {})
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            directory.count_submission(kind="help", address=client_address(request))
            if person:
                return redirect(actions.offer_help(call=call, by=person, **form.cleaned_data))
            _offer_by_mail(call, form.cleaned_data)
            context = {"call": call, "email": form.cleaned_data["email"]}
            return render(request, "projects/help_sent.html", context)
    return render(request, "projects/help_offer.html", {"call": call, "form": form})


def _offer_by_mail(call: HelpCall, facts: dict[str, Any]) -> None:
    """Keep what a visitor typed; one address gets few mails, from wherever it is typed."""
    directory.count_submission(kind="help_mail", address=facts["email"].lower())
    actions.offer_help_by_mail(call=call, language=get_language() or "fr", **facts)


@public
@refuses_huge
def help_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the town that a call should not be there, without an account."""
    call = _open_call(slug)
    form = HelpReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            directory.count_submission(kind="help_report", address=client_address(request))
            actions.report_call(call=call, by=_person(request), **form.cleaned_data)
            return render(request, "projects/help_reported.html", {"call": call})
    return render(request, "projects/help_report.html", {"call": call, "form": form})


class HelpFeed(Feed):
    """The open calls, as Atom."""

    feed_type = Atom
    access = Grant(PUBLIC)

    def title(self) -> str:
        return _("Coups de main – %(town)s") % {"town": operator().name}

    def subtitle(self) -> str:
        return _("Ce que des projets d’ici cherchent auprès de leurs voisins.")

    def link(self) -> str:
        return reverse("projects:help_list")

    def items(self) -> Any:
        return queries.call_feed()

    def item_title(self, item: HelpCall) -> str:
        return item.title

    def item_description(self, item: HelpCall) -> str:
        return item.text

    def item_pubdate(self, item: HelpCall) -> Any:
        return item.published_at

    def item_updateddate(self, item: HelpCall) -> Any:
        return item.updated_at
