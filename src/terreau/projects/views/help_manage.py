"""Calls for help from the inside: the holder's, the volunteer's, and the town's when one is reported."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires, signed_in
from terreau.kernel.actors import Actor
from terreau.kernel.http import rule_messages
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for
from terreau.projects import actions, mails, queries
from terreau.projects.forms.help import (
    HelpAnswerForm,
    HelpCallForm,
    HelpMessageForm,
    RemovalForm,
    RenewForm,
)
from terreau.projects.models import HelpCall, HelpOffer, Project
from terreau.projects.rules import answers_the_offer
from terreau.projects.views.guards import follows_merges, refuses_huge

PAGE_SIZE = 20


def _project(request: SignedInRequest, reference: str) -> Project:
    found = Project.objects.current().select_related("owner", "commune", "referent")
    project = get_for(request.user, "projects.publish_project", found, reference=reference)
    record_access(user=request.user, target=project, purpose=_("Appels à un coup de main"))
    return project


def _call(request: SignedInRequest, reference: str, slug: str) -> HelpCall:
    project = _project(request, reference)
    return get_object_or_404(
        HelpCall.objects.with_project().select_related("project"), project=project, slug=slug
    )


@requires("projects.publish_project", checks_object=True)
@follows_merges
@refuses_huge
def calls(request: SignedInRequest, reference: str) -> HttpResponse:
    """The calls of a project; write one, see it as a visitor, publish it."""
    project = _project(request, reference)
    answer = _write(request, project, None)
    if isinstance(answer, HttpResponse):
        return answer
    page = Paginator(queries.calls_of(project), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "projects/help_calls.html", {"project": project, "page": page, **answer})


@requires("projects.publish_project", checks_object=True)
@follows_merges
@refuses_huge
def edit(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    """Change an open call."""
    call = _call(request, reference, slug)
    answer = _write(request, call.project, call)
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "projects/help_edit.html", {"project": call.project, "call": call, **answer})


def _write(
    request: SignedInRequest, project: Project, call: HelpCall | None
) -> HttpResponse | dict[str, Any]:
    """Publish what was typed, or return the form and what a visitor would read of it."""
    form = HelpCallForm(request.POST or None, initial=HelpCallForm.initial_of(call))
    if request.method != "POST" or not form.is_valid():
        return {"form": form}
    if "preview" not in request.POST:
        with rule_messages(request, form=form):
            facts = {"appeal": form.appeal, "agreed": form.cleaned_data["agreed"], "by": request.user}
            if call is None:
                call = actions.publish_call(project=project, **facts)
            else:
                actions.edit_call(call=call, **facts)
            messages.success(request, _("C’est publié : tout le monde peut lire votre appel."))
            return redirect("projects:help_manage", project.reference, call.slug)
    return {"form": form, "preview": queries.preview_call(project, form.appeal.columns(project))}


@never_cache
@requires("projects.publish_project", checks_object=True)
@follows_merges
@refuses_huge
def manage(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    """One call: what people offer, and its end or its prolongation."""
    call = _call(request, reference, slug)
    renew = RenewForm(request.POST if "renew" in request.POST else None)
    if request.method == "POST" and ("close" in request.POST or renew.is_valid()):
        with rule_messages(request, form=renew if renew.is_bound else None):
            if renew.is_bound:
                actions.renew_call(call=call, by=request.user, **renew.cleaned_data)
                messages.success(request, _("L’appel est public jusqu’à la nouvelle date."))
            else:
                actions.close_call(call=call, by=request.user)
                messages.success(request, _("L’appel est refermé. Les personnes en attente sont remerciées."))
            return redirect(request.path)
    page = Paginator(queries.offers_for(call), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"project": call.project, "call": call, "page": page, "renew": renew}
    return render(request, "projects/help_manage.html", context)


@never_cache
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """What I offered to others."""
    page = Paginator(queries.offers_by(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "projects/help_mine.html", {"page": page})


@never_cache
@requires("projects.view_helpoffer", checks_object=True)
@refuses_huge
def offer(request: SignedInRequest, reference: str) -> HttpResponse:
    """One offer, from the holder's side or from the volunteer's: answer it, take it back, talk about it."""
    found = HelpOffer.objects.select_related("call__project__owner", "user")
    one = get_for(request.user, "projects.view_helpoffer", found, reference=reference)
    from_holder = answers_the_offer(request.user, one)
    if from_holder:
        record_access(user=request.user, target=one.call.project, purpose=_("Coup de main proposé"))
    return _about(request, one, from_holder=from_holder, by=request.user)


@never_cache
@refuses_huge
@opened_for(mails.HELP, refused="projects/link_refused.html")
def by_link(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """The same for a volunteer without an account; the first visit confirms their address."""
    one: HelpOffer = link.target
    by = Actor.by_link(one.author, str(one.pk))
    return _about(request, one, from_holder=False, by=by)


def _about(request: HttpRequest, one: HelpOffer, *, from_holder: bool, by: Any) -> HttpResponse:
    talks = "say" in request.POST
    message = HelpMessageForm(request.POST if talks else None)
    answer = HelpAnswerForm(request.POST if request.method == "POST" and not talks else None)
    if request.method == "POST" and (message if talks else answer).is_valid():
        with rule_messages(request, form=message if talks else None):
            _move(request, one, answer, message, from_holder=from_holder, by=by)
            return redirect(request.path)
    one.refresh_from_db()
    context = {"offer": one, "call": one.call, "from_holder": from_holder, "talk": queries.talk_about(one)}
    return render(request, "projects/help_about.html", context | {"message": message, "answer": answer})


def _move(
    request: HttpRequest, one: HelpOffer, answer: Any, message: Any, *, from_holder: bool, by: Any
) -> None:
    """Do what the button says, from the side of who presses it."""
    if "say" in request.POST:
        actions.say_about_help(offer=one, from_holder=from_holder, by=by, **message.cleaned_data)
    elif from_holder and "accept" in request.POST:
        actions.accept_help(offer=one, by=by, **answer.cleaned_data)
        messages.success(request, _("C’est accepté : vous pouvez vous écrire."))
    elif from_holder and "decline" in request.POST:
        actions.decline_help(offer=one, word=answer.cleaned_data["word"], by=by)
        messages.success(request, _("C’est décliné : un merci part par courriel."))
    elif not from_holder and "confirm" in request.POST:
        actions.confirm_help(offer=one, by=by)
        messages.success(request, _("Merci : le porteur du projet lit votre message."))
    elif not from_holder and "withdraw" in request.POST:
        actions.withdraw_help(offer=one, by=by)
        messages.success(request, _("Votre proposition est reprise."))


@requires("projects.moderate_help")
def moderation(request: SignedInRequest) -> HttpResponse:
    """The reported calls, the oldest first, then every open one."""
    page = Paginator(queries.open_calls(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"reported": queries.reported_calls()[:PAGE_SIZE], "page": page}
    return render(request, "projects/help_moderation.html", context)


@requires("projects.moderate_help")
@refuses_huge
def moderate(request: SignedInRequest, slug: str) -> HttpResponse:
    """Leave a call in place, or take it down and say why."""
    call = get_object_or_404(HelpCall.objects.with_project().select_related("project"), slug=slug)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form=form):
            if "keep" in request.POST:
                actions.keep_call(call=call, by=request.user)
            else:
                actions.remove_call(call=call, by=request.user, **form.cleaned_data)
            messages.success(request, _("C’est fait."))
            return redirect("projects:help_moderation")
    context = {"call": call, "form": form, "reports": queries.reports_on(call)}
    return render(request, "projects/help_moderate.html", context)
