"""The small moves of the pages of a project: which form, which action."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accounts.models import User
from terreau.accounts.requests import SignedInRequest
from terreau.directory.queries import published
from terreau.kernel.http import rule_messages, safe_next_url
from terreau.projects import actions
from terreau.projects.actions.sheet import sheet_values
from terreau.projects.enums import OPEN_STATES, FactSource, ProjectState, PublicField
from terreau.projects.forms import ArchiveForm, CloseForm, ConsentForm, PauseForm, ReferentForm, consent_text
from terreau.projects.models import Project, PublicSheet
from terreau.projects.models.project import PROJECT_WORKFLOW
from terreau.projects.models.sheet import in_a_year
from terreau.projects.rules import is_holder
from terreau.projects.supporters import supporters_of

MOVES: dict[str, Callable[..., Any]] = {
    "reopen": lambda project, facts, by: actions.reopen(project=project, by=by, **facts),
    "unarchive": lambda project, _facts, by: actions.unarchive(project=project, by=by),
    "pause": lambda project, facts, by: actions.pause(project=project, by=by, **facts),
    "resume": lambda project, _facts, by: actions.resume(project=project, by=by),
    "close": lambda project, facts, by: actions.close(project=project, by=by, **facts),
    "archive": lambda project, facts, by: actions.archive(project=project, by=by, **facts),
    "referent": lambda project, facts, by: actions.assign_referent(project=project, by=by, **facts),
    "consent": lambda project, facts, by: actions.note_consent(
        project=project, mode=facts["consent_mode"], on=facts["consent_on"], text=consent_text(), by=by
    ),
}
FORMS: dict[str, type[django_forms.Form]] = {
    "consent": ConsentForm,
    "pause": PauseForm,
    "resume": django_forms.Form,
    "close": CloseForm,
    "reopen": ReferentForm,
    "archive": ArchiveForm,
    "unarchive": django_forms.Form,
    "referent": ReferentForm,
}
LABELS = {
    "consent": gettext_lazy("Noter l’accord du porteur"),
    "pause": gettext_lazy("Mettre le projet en pause"),
    "resume": gettext_lazy("Reprendre le projet"),
    "close": gettext_lazy("Terminer le projet"),
    "reopen": gettext_lazy("Reprendre l’accompagnement"),
    "unarchive": gettext_lazy("Sortir le projet des archives"),
    "archive": gettext_lazy("Archiver le projet"),
    "referent": gettext_lazy("Changer de référent"),
}


def forms_for(request: SignedInRequest, project: Project) -> dict[str, django_forms.Form]:
    """Return the forms of the moves possible now, for this person."""
    posted = request.POST.get("verb", "")
    return {
        verb: FORMS[verb](request.POST if verb == posted else None, prefix=verb)
        for verb in FORMS
        if is_possible(project, verb, request.user)
    }


def is_possible(project: Project, verb: str, user: User) -> bool:
    """Say whether a move makes sense now, and is this person's."""
    if verb in PROJECT_WORKFLOW.transitions and verb != "reopen":
        return PROJECT_WORKFLOW.can(project, verb)
    if not user.has_perm("projects.archive_project", project):
        return False
    possible = {
        "reopen": PROJECT_WORKFLOW.can(project, "reopen"),
        "archive": project.state not in OPEN_STATES and project.archived_at is None,
        "unarchive": project.archived_at is not None,
        "consent": not project.consent_mode,
        "referent": project.state in {ProjectState.FOLLOWED, ProjectState.PAUSED},
    }
    return possible[verb]


def described(forms: dict[str, django_forms.Form], posted: str) -> list[dict[str, Any]]:
    """Return the moves as the template shows them."""
    return [
        {"verb": verb, "label": LABELS[verb], "form": form, "open": verb == posted}
        for verb, form in forms.items()
    ]


def source_of(user: User, project: Project) -> str:
    """Say on whose word a fact typed by this person stands."""
    return FactSource.DECLARED if is_holder(user, project) else FactSource.OFFICER


def confirm_fact(request: SignedInRequest, project: Project) -> HttpResponse:
    """Confirm one fact that went stale, and come back to the page of the button."""
    fact = get_object_or_404(project.facts, pk=int(request.POST["confirm"]))
    with rule_messages(request):
        actions.confirm_fact(fact=fact, source=source_of(request.user, project), by=request.user)
        messages.success(request, _("Merci : cette information compte de nouveau."))
    return redirect(safe_next_url(request, reverse("projects:facts", args=[project.reference])))


def close_need(project: Project, number: int, *, by: User) -> None:
    """Close one need of this project."""
    actions.close_need(need=get_object_or_404(project.needs, pk=number), by=by)


def open_needs(project: Project, facts: dict[str, Any], *, by: User) -> None:
    """Open one need for each subject chosen."""
    for subject in facts["subjects"]:
        actions.open_need(
            project=project, subject=subject, urgency=facts["urgency"], text=facts["text"], by=by
        )


def fields_shown(project: Project) -> list[str]:
    """Return the fields published now, or those proposed at first."""
    sheet = PublicSheet.objects.filter(project=project).first()
    if sheet is not None:
        return sheet.fields
    return [PublicField.STAGE.value, PublicField.COMMUNE.value, PublicField.SUBJECTS.value]


def published_until(project: Project) -> dt.date:
    """Return the end of the public page, or the one proposed at first."""
    sheet = PublicSheet.objects.filter(project=project).first()
    return sheet.expires_on if sheet is not None else in_a_year()


def preview_sheet(project: Project, fields: list[str]) -> PublicSheet:
    """Return the sheet as a visitor would read it, not stored."""
    return PublicSheet(project=project, **sheet_values(project=project, fields=fields))


def preview_relations(project: Project, fields: list[str]) -> dict[str, Any]:
    """Return the subjects and the supporters that the previewed sheet would show."""
    supporters = published().filter(pk__in=supporters_of(project)).order_by("sort_name", "pk")
    return {
        "subjects": list(project.subjects.all()) if PublicField.SUBJECTS in fields else [],
        "supporters": list(supporters) if PublicField.SUPPORTERS in fields else [],
    }


def move_in_team(request: SignedInRequest, project: Project) -> HttpResponse:
    """Leave, take back an invitation, hand the project over."""
    number = request.POST.get("member", "")
    with rule_messages(request):
        if "leave" in request.POST:
            actions.leave(project=project, by=request.user)
            messages.success(request, _("Vous avez quitté l’équipe."))
            return redirect("portal:home")
        if request.user.has_perm("projects.manage_team", project) and number.isdecimal():
            member = get_object_or_404(project.members.filter(left_at=None), pk=int(number))
            if "transfer" in request.POST and member.user:
                actions.transfer(project=project, to=member.user, by=request.user)
            elif "remove" in request.POST:
                actions.remove_member(member=member, by=request.user)
    return redirect("projects:team", project.reference)
