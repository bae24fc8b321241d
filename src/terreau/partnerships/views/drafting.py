"""The officer writes a charter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages
from terreau.partnerships import actions, forms, queries
from terreau.partnerships.models import Charter, Commitment, Party

EDIT = "partnerships.edit_charter"


def form_page(
    request: HttpRequest, form: Any, *, title: str, submit: str, back: str, lead: str = ""
) -> HttpResponse:
    """Show one form on its page."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "lead": lead}
    return render(request, "partnerships/form.html", context)


@requires("partnerships.manage_charter")
def desk(request: HttpRequest) -> HttpResponse:
    """The charters being written and the evidence to review."""
    context = {
        "charters": queries.in_preparation()[:50],
        "evidence": queries.evidence_to_review()[:50],
    }
    return render(request, "partnerships/desk.html", context)


@requires("partnerships.add_charter")
def charter_create(request: HttpRequest) -> HttpResponse:
    """Begin a charter."""
    form = forms.CharterForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            return redirect(actions.draft_charter(by=request.user, **form.cleaned_data))
    title, submit = _("Rédiger une charte"), _("Enregistrer le brouillon")
    return form_page(request, form, title=title, submit=submit, back=reverse("partnerships:desk"))


@requires(EDIT, checks_object=True)
def charter_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the text of a draft."""
    charter = get_for(request.user, EDIT, Charter.objects.all(), slug=slug)
    form = forms.CharterForm(request.POST or None, instance=charter)
    if form.is_valid():
        with rule_messages(request, form):
            actions.edit_charter(charter=charter, by=request.user, **form.cleaned_data)
            messages.success(request, _("Le brouillon est enregistré."))
            return redirect(charter)
    title, submit = _("Modifier la charte"), _("Enregistrer le brouillon")
    return form_page(request, form, title=title, submit=submit, back=charter.get_absolute_url())


@requires(EDIT, checks_object=True)
def party_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add an organisation."""
    charter = get_for(request.user, EDIT, Charter.objects.all(), slug=slug)
    form = forms.PartyForm(request.POST or None, charter=charter)
    if form.is_valid():
        with rule_messages(request, form):
            actions.add_party(charter=charter, by=request.user, **form.cleaned_data)
            messages.success(request, _("La partie est ajoutée à la charte."))
            return redirect(charter)
    title, submit = _("Ajouter une partie"), _("Ajouter la partie")
    return form_page(request, form, title=title, submit=submit, back=charter.get_absolute_url())


@require_POST
@requires(EDIT, checks_object=True)
def party_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an organisation out."""
    charter = get_for(request.user, EDIT, Charter.objects.all(), slug=slug)
    party = get_object_or_404(Party, charter=charter, pk=pk)
    with rule_messages(request):
        actions.remove_party(party=party, by=request.user)
        messages.success(request, _("La partie est retirée de la charte."))
    return redirect(charter)


@requires(EDIT, checks_object=True)
def commitment_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down a promise."""
    charter = get_for(request.user, EDIT, Charter.objects.all(), slug=slug)
    form = forms.CommitmentForm(request.POST or None, charter=charter)
    if form.is_valid():
        with rule_messages(request, form):
            actions.add_commitment(charter=charter, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’engagement est ajouté."))
            return redirect(charter)
    title, submit = _("Ajouter un engagement"), _("Ajouter l’engagement")
    return form_page(request, form, title=title, submit=submit, back=charter.get_absolute_url())


@requires(EDIT, checks_object=True)
def commitment_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change a promise."""
    charter = get_for(request.user, EDIT, Charter.objects.all(), slug=slug)
    commitment = get_object_or_404(Commitment, charter=charter, number=number)
    form = forms.CommitmentForm(request.POST or None, instance=commitment, charter=charter)
    if form.is_valid():
        with rule_messages(request, form):
            actions.edit_commitment(commitment=commitment, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’engagement est enregistré."))
            return redirect(charter)
    title, submit = _("Modifier un engagement"), _("Enregistrer l’engagement")
    return form_page(request, form, title=title, submit=submit, back=charter.get_absolute_url())


@require_POST
@requires(EDIT, checks_object=True)
def commitment_remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a promise out."""
    charter = get_for(request.user, EDIT, Charter.objects.all(), slug=slug)
    commitment = get_object_or_404(Commitment, charter=charter, number=number)
    with rule_messages(request):
        actions.remove_commitment(commitment=commitment, by=request.user)
        messages.success(request, _("L’engagement est retiré de la charte."))
    return redirect(charter)
