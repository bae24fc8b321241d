"""The secretary's desk: what is expected, the sessions and their steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.council import actions, forms, queries
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages


def form_page(
    request: HttpRequest, form: Any, *, title: str, submit: str, back: str, lead: str = ""
) -> HttpResponse:
    """Show one form on its page."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "lead": lead}
    return render(request, "council/form.html", context)


@requires("council.view_desk")
def desk(request: HttpRequest) -> HttpResponse:
    """What is expected of the secretary now, then the sessions."""
    context = {
        "assembly": queries.council(),
        "tasks": queries.tasks(),
        "page": Paginator(queries.sessions(), 10).get_page(request.GET.get("page")),
    }
    return render(request, "council/desk.html", context)


@requires("council.manage_session")
def session_create(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    assembly = queries.council()
    if assembly is None:
        return redirect("council:assembly")
    form = forms.SessionForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            return redirect(actions.create_session(assembly=assembly, by=request.user, **form.cleaned_data))
    title = _("Prévoir une séance")
    return form_page(request, form, title=title, submit=_("Prévoir la séance"), back=reverse("council:desk"))


@requires("council.view_session")
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A session: its agenda and its next step."""
    session = get_object_or_404(queries.sessions(), pk=pk)
    context = {"session": session, "agenda": queries.agenda(session)}
    return render(request, "council/session_detail.html", context)


@requires("council.manage_session")
def session_convoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the convocation."""
    session = get_object_or_404(queries.sessions(), pk=pk)
    form = forms.ConvocationForm(request.POST or None)
    if form.is_valid():
        verb: Callable = actions.convoke_urgently if form.cleaned_data["urgent"] else actions.convoke
        with rule_messages(request, form):
            verb(session=session, by=request.user, sent_on=form.cleaned_data["sent_on"])
            messages.success(request, _("La convocation est enregistrée : l’ordre du jour ne change plus."))
            return redirect(session)
    return form_page(
        request,
        form,
        title=_("Convoquer le conseil"),
        lead=str(session),
        submit=_("Enregistrer la convocation"),
        back=session.get_absolute_url(),
    )


@requires("council.manage_session")
def session_call_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Convene a second time."""
    session = get_object_or_404(queries.sessions(), pk=pk)
    form = forms.SecondCallForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.call_again(session=session, by=request.user, **form.cleaned_data)
            messages.success(request, _("La seconde séance est prévue : elle se tiendra sans quorum."))
            return redirect(session)
    return form_page(
        request,
        form,
        title=_("Convoquer une seconde fois"),
        lead=_("Le quorum manquait : le conseil délibérera sans condition de quorum (L.2121-17)."),
        submit=_("Convoquer de nouveau"),
        back=session.get_absolute_url(),
    )


@requires("council.manage_session")
def session_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Record who is there and open the session."""
    session = get_object_or_404(queries.sessions(), pk=pk)
    form = forms.PresenceForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.hold(session=session, by=request.user, **form.cleaned_data)
            messages.success(request, _("Le quorum est atteint : la séance est ouverte."))
            return redirect(session)
    return form_page(
        request,
        form,
        title=_("Constater les présences"),
        lead=str(session),
        submit=_("Ouvrir la séance"),
        back=session.get_absolute_url(),
    )


@require_POST
@requires("council.manage_session")
def session_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the session."""
    session = get_object_or_404(queries.sessions(), pk=pk)
    with rule_messages(request):
        actions.close(session=session, by=request.user)
        messages.success(request, _("La séance est close."))
    return redirect(session)
