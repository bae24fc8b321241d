"""Duplicates and the history of the sheets, for officers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.forms.moderation import AttachForm
from terreau.directory.models import FieldChange, Organisation, SheetMerge
from terreau.directory.queries.duplicates import REASONS, comparison, duplicate_pairs
from terreau.directory.queries.history import history_of, latest_changes, lines_of, merges_of
from terreau.directory.queries.undoing import undoing
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages

ROWS = 50


@requires("directory.moderate")
def duplicates(request: SignedInRequest) -> HttpResponse:
    """The pairs that look alike, for one reason at a time."""
    asked = request.GET.get("raison", "")
    reason = asked if asked in REASONS else "siren"
    ways = [{"key": key, "label": label, "current": key == reason} for key, (label, _f) in REASONS.items()]
    context = {"pairs": duplicate_pairs(reason), "ways": ways, "reason": reason}
    return render(request, "directory/duplicates.html", context)


@requires("directory.moderate")
def merge(request: SignedInRequest, slug: str, other: str) -> HttpResponse:
    """Compare two sheets, choose field by field, unite them."""
    rows = Organisation.objects.select_related("commune", "parent")
    kept, gone = get_object_or_404(rows, slug=slug), get_object_or_404(rows, slug=other)
    lines = comparison(kept, gone)
    if request.method == "POST":
        choices = {one.field: request.POST.get(one.field, one.chosen) for one in lines}
        choices = {field: "gone" if side == "gone" else "kept" for field, side in choices.items()}
        with rule_messages(request):
            actions.merge_organisations(kept=kept, gone=gone, choices=choices, by=request.user)
            messages.success(request, _("Les deux fiches n’en font plus qu’une ; l’ancienne adresse y mène."))
            return redirect("directory:history", kept.slug)
    return render(request, "directory/merge.html", {"kept": kept, "gone": gone, "lines": lines})


@requires("directory.moderate")
def undo(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Say what undoing a merge would do, or what makes it impossible; undo it."""
    rows = SheetMerge.objects.select_related("kept__commune", "gone")
    merge = get_object_or_404(rows, pk=number, kept__slug=slug)
    if request.method == "POST":
        with rule_messages(request):
            actions.undo_merge(merge=merge, by=request.user)
            messages.success(request, _("La réunion est défaite : il y a de nouveau deux fiches."))
            return redirect("directory:history", slug)
    return render(
        request, "directory/merge_undo.html", {"undoing": undoing(merge), "organisation": merge.kept}
    )


@require_POST
@requires("directory.moderate")
def apart(request: SignedInRequest, slug: str, other: str) -> HttpResponse:
    """Note that two sheets are two organisations."""
    one = get_object_or_404(Organisation, slug=slug)
    with rule_messages(request):
        actions.tell_apart(one=one, other=get_object_or_404(Organisation, slug=other), by=request.user)
        messages.success(request, _("C’est noté : la question ne sera plus posée."))
    return redirect("directory:duplicates")


@requires("directory.moderate")
def history(request: SignedInRequest, slug: str) -> HttpResponse:
    """What changed on a sheet, and the way to unite it with another."""
    organisation = get_object_or_404(Organisation, slug=slug)
    form = AttachForm(request.GET if "organisation" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("directory:merge", slug, form.cleaned_data["organisation"].slug)
    page = Paginator(history_of(organisation), ROWS).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "page": page,
        "lines": lines_of(list(page.object_list), organisation, latest_changes(organisation)),
        "merges": merges_of(organisation),
        "form": form,
    }
    return render(request, "directory/history.html", context)


@require_POST
@requires("directory.moderate")
def revert(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Put one field back as it was."""
    change = get_object_or_404(FieldChange, pk=number, organisation__slug=slug)
    with rule_messages(request):
        actions.revert_field(change=change, by=request.user)
        messages.success(request, _("Le champ est rétabli."))
    return redirect("directory:history", slug)
