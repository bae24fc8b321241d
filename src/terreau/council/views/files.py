"""The secretary's work on one deliberation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from terreau.council import actions, forms, panels, queries
from terreau.council.views.desk import form_page
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages

VERBS = {
    "inscrire": (actions.table, gettext_lazy("La délibération est à l’ordre du jour.")),
    "retirer": (actions.withdraw, gettext_lazy("La délibération est retirée de l’ordre du jour.")),
    "publier": (actions.publish, gettext_lazy("La délibération est publiée : tout le monde peut la lire.")),
    "transmettre": (actions.transmit, gettext_lazy("La transmission est enregistrée.")),
}


@requires("council.manage_deliberation")
def deliberation_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft for a session."""
    session = get_object_or_404(queries.sessions(), pk=pk)
    form = forms.DeliberationForm(request.POST or None, session=session)
    if form.is_valid():
        with rule_messages(request, form):
            draft = actions.draft_deliberation(session=session, by=request.user, **form.cleaned_data)
            return redirect(draft.desk_url)
    return form_page(
        request,
        form,
        title=_("Ajouter une délibération"),
        lead=str(session),
        submit=_("Enregistrer le projet"),
        back=session.get_absolute_url(),
    )


@requires("council.view_session")
def deliberation_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a deliberation stands and what comes next."""
    deliberation = get_for(request.user, "council.view_deliberation", queries.deliberations(), slug=slug)
    context = {
        "deliberation": deliberation,
        "steps": queries.steps_of(deliberation),
        "next_step": queries.next_step_of(deliberation),
        "panels": panels.panels_of(deliberation),
    }
    return render(request, "council/deliberation_file.html", context)


@requires("council.manage_deliberation")
def deliberation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the text of a draft."""
    deliberation = get_object_or_404(queries.deliberations(), slug=slug)
    form = forms.DeliberationForm(request.POST or None, instance=deliberation, session=deliberation.session)
    if form.is_valid():
        deliberation.refresh_from_db()
        with rule_messages(request, form):
            actions.edit_deliberation(deliberation=deliberation, by=request.user, **form.cleaned_data)
            messages.success(request, _("Le projet est enregistré."))
            return redirect(deliberation.desk_url)
    title, submit = _("Modifier le projet"), _("Enregistrer le projet")
    return form_page(request, form, title=title, submit=submit, back=deliberation.desk_url)


@requires("council.manage_deliberation")
def deliberation_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Record the votes."""
    deliberation = get_object_or_404(queries.deliberations(), slug=slug)
    form = forms.VoteForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.record_vote(deliberation=deliberation, by=request.user, **form.cleaned_data)
            messages.success(request, deliberation.result.sentence if deliberation.result else "")
            return redirect(deliberation.desk_url)
    return form_page(
        request,
        form,
        title=_("Enregistrer le vote"),
        lead=deliberation.title,
        submit=_("Enregistrer le vote"),
        back=deliberation.desk_url,
    )


@require_POST
@requires("council.manage_deliberation")
def deliberation_act(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Take the next step: on the agenda, off it, published, transmitted."""
    deliberation = get_object_or_404(queries.deliberations(), slug=slug)
    if verb not in VERBS:
        raise Http404
    action, sentence = VERBS[verb]
    with rule_messages(request):
        action(deliberation=deliberation, by=request.user)
        messages.success(request, sentence)
    return redirect(deliberation.desk_url)
