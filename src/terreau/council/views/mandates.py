"""The assembly and its members, kept by the secretary."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.council import actions, forms, queries
from terreau.council.models import Mandate
from terreau.council.views.desk import form_page
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages


@requires("council.manage_mandate")
def assembly_create(request: HttpRequest) -> HttpResponse:
    """Describe the assembly, once."""
    if queries.council() is not None:
        return redirect("council:mandates")
    proposed = queries.proposed_size()
    initial = {name: finding.value for name, finding in proposed.items()}
    form = forms.AssemblyForm(request.POST or None, initial=initial)
    if form.is_valid():
        with rule_messages(request, form):
            actions.create_assembly(by=request.user, **form.cleaned_data)
            return redirect("council:mandates")
    title, submit = _("Décrire l’assemblée"), _("Enregistrer l’assemblée")
    lead, back = " ".join(map(str, proposed.values())), reverse("council:desk")
    return form_page(request, form, title=title, submit=submit, back=back, lead=lead)


@requires("council.view_session")
def mandate_list(request: HttpRequest) -> HttpResponse:
    """Who sits in the assembly."""
    assembly = queries.council()
    mandates = list(queries.roster(assembly)[:300]) if assembly else []
    return render(request, "council/mandate_list.html", {"assembly": assembly, "mandates": mandates})


@requires("council.manage_mandate")
def mandate_create(request: HttpRequest) -> HttpResponse:
    """Seat a person."""
    assembly = queries.council()
    if assembly is None:
        return redirect("council:assembly")
    form = forms.MandateForm(request.POST or None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        with rule_messages(request, form):
            actions.add_mandate(assembly=assembly, by=request.user, user=facts.pop("email"), **facts)
            messages.success(request, _("Le mandat est enregistré."))
            return redirect("council:mandates")
    title, submit = _("Ajouter un mandat"), _("Enregistrer le mandat")
    return form_page(request, form, title=title, submit=submit, back=reverse("council:mandates"))


@requires("council.manage_mandate")
def mandate_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mandate."""
    mandate = get_object_or_404(Mandate, pk=pk)
    form = forms.MandateEndForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.end_mandate(mandate=mandate, by=request.user, **form.cleaned_data)
            messages.success(request, _("La fin du mandat est enregistrée."))
            return redirect("council:mandates")
    return form_page(
        request,
        form,
        title=_("Terminer un mandat"),
        lead=str(mandate),
        submit=_("Terminer le mandat"),
        back=reverse("council:mandates"),
    )
