"""The ends of words while they are typed, and the words that mean the same."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.kernel.access import public, requires
from terreau.kernel.errors import RuleBroken
from terreau.search import actions, registry
from terreau.search.forms import SynonymsForm
from terreau.search.models import SynonymSet
from terreau.search.queries import suggest
from terreau.search.queries.status import all_synonyms


@public
def suggestions(request: HttpRequest) -> JsonResponse:
    """Up to eight questions that begin as what is typed and find something."""
    kind = request.GET.get("dans", "organisation")
    found = suggest(kind, request.GET.get("q", "")) if kind in registry.kinds() else []
    return JsonResponse({"suggestions": found})


@requires("search.edit_synonyms")
def synonyms(request: HttpRequest) -> HttpResponse:
    """The groups of words that mean the same, and the form that adds one."""
    form = SynonymsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(request, form):
        messages.success(request, _("C’est noté : la recherche en tient compte dès maintenant."))
        return redirect("search:synonyms")
    context: dict[str, Any] = {
        "form": form,
        "groups": all_synonyms(),
        "breadcrumbs": [
            {"label": _("Pilotage"), "url": reverse("portal:desk")},
            {"label": _("Synonymes de la recherche"), "url": ""},
        ],
    }
    return render(request, "search/synonyms.html", context)


def _add(request: HttpRequest, form: SynonymsForm) -> bool:
    try:
        actions.add_synonyms(words=form.cleaned_data["words"], by=request.user)
    except RuleBroken as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


@require_POST
@requires("search.edit_synonyms")
def remove_synonyms(request: HttpRequest, number: int) -> HttpResponse:
    """Take a group away."""
    group = get_object_or_404(SynonymSet, pk=number)
    actions.remove_synonyms(synonyms=group, by=request.user)
    messages.success(request, _("Le groupe est retiré : ces mots se cherchent de nouveau chacun pour soi."))
    return redirect("search:synonyms")
