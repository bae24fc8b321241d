"""What holders and officers change in the life of a project."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires
from terreau.kernel.actors import Actor
from terreau.kernel.http import rule_messages
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for
from terreau.projects import actions, mails, queries
from terreau.projects.forms import EditForm, FactsForm, InviteForm, NeedForm, NewsForm, PublishForm
from terreau.projects.forms.fields import local_places
from terreau.projects.models import Project
from terreau.projects.queries.whole import carried_story
from terreau.projects.views import moves
from terreau.projects.views.guards import follows_merges, refuses_huge
from terreau.projects.views.public import sheet_context


def _project(request: SignedInRequest, permission: str, reference: str) -> Project:
    found = Project.objects.current().select_related("owner", "commune", "referent")
    project = get_for(request.user, permission, found, reference=reference)
    record_access(user=request.user, target=project, purpose=_("Dossier du projet"))
    return project


@requires("projects.view_project", checks_object=True)
@follows_merges
def manage(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything about a project, and what one may do."""
    project = _project(request, "projects.view_project", reference)
    able = {
        verb: request.user.has_perm(f"projects.{verb}_project", project)
        for verb in ("edit", "publish", "follow", "triage", "archive", "export")
    }
    able["accesses"] = request.user.has_perm("projects.read_accesses", project)
    context = {
        "project": project,
        "able": able,
        "carried": carried_story(project),
        "needs": queries.open_needs_of(project),
        "facts": queries.told_facts(project),
        "stale": queries.stale_facts(project),
        "people": queries.people_of(project),
        "reminder": queries.next_reminder(project),
        "merged": queries.merged_into(project),
        "question": project.decisions.select_related("by").order_by("-at", "-pk").first(),
    }
    return render(request, "projects/manage.html", context)


@requires("projects.edit_project", checks_object=True)
@follows_merges
@refuses_huge
def edit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Change the description."""
    project = _project(request, "projects.edit_project", reference)
    form = EditForm(request.POST or None, initial=EditForm.initial_of(project))
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form=form):
            actions.edit(project=project, by=request.user, **form.cleaned_data)
            messages.success(request, _("La fiche est à jour."))
            return redirect("projects:manage", project.reference)
    context = {"project": project, "form": form, "places": local_places().values()}
    return render(request, "projects/edit.html", context)


@requires("projects.edit_project", checks_object=True)
@follows_merges
@refuses_huge
def facts(request: SignedInRequest, reference: str) -> HttpResponse:
    """Change what is known for the matching."""
    project = _project(request, "projects.edit_project", reference)
    if request.POST.get("confirm", "").isdecimal():
        return moves.confirm_fact(request, project)
    form = FactsForm(request.POST or None, initial=FactsForm.initial_of(project))
    if request.method == "POST" and form.is_valid():
        source = moves.source_of(request.user, project)
        for key, value in form.changed_facts().items():
            actions.record_fact(project=project, key=key, value=value, source=source, by=request.user)
        messages.success(request, _("C’est noté."))
        return redirect("projects:manage", project.reference)
    stale, histories = queries.stale_facts(project), queries.fact_histories(project)
    context = {"project": project, "form": form, "stale": stale, "histories": histories}
    return render(request, "projects/facts.html", context)


@requires("projects.edit_project", checks_object=True)
@follows_merges
@refuses_huge
def needs(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add a need, or close one."""
    project = _project(request, "projects.edit_project", reference)
    closing = request.POST.get("close", "")
    form = NeedForm(request.POST if request.method == "POST" and not closing else None)
    if closing.isdecimal():
        with rule_messages(request):
            moves.close_need(project, int(closing), by=request.user)
        return redirect("projects:needs", project.reference)
    if form.is_bound and form.is_valid():
        with rule_messages(request, form=form):
            moves.open_needs(project, form.cleaned_data, by=request.user)
            return redirect("projects:needs", project.reference)
    context = {"project": project, "form": form, "needs": queries.open_needs_of(project)}
    return render(request, "projects/needs.html", context)


@requires("projects.publish_project", checks_object=True)
@follows_merges
@refuses_huge
def publish(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose what the public reads, see it as a visitor, take it back."""
    project = _project(request, "projects.publish_project", reference)
    if request.method == "POST" and "withdraw" in request.POST:
        with rule_messages(request):
            actions.unpublish(project=project, by=request.user)
            messages.success(request, _("La fiche n’est plus publique."))
        return redirect("projects:publish", project.reference)
    shown = moves.fields_shown(project)
    initial = {"fields_shown": shown, "until": moves.published_until(project)}
    form = PublishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["fields_shown"]
        if "preview" not in request.POST:
            with rule_messages(request, form=form):
                facts = {"fields": shown, "until": form.cleaned_data["until"]}
                sheet = actions.publish(project=project, by=request.user, **facts)
                return redirect(sheet)
    context = {"project": project, "form": form, **sheet_context(moves.preview_sheet(project, shown))}
    return render(request, "projects/publish.html", context | moves.preview_relations(project, shown))


@requires("projects.view_project", checks_object=True)
@follows_merges
@refuses_huge
def team(request: SignedInRequest, reference: str) -> HttpResponse:
    """The people around a project: invite, hand over, leave."""
    project = _project(request, "projects.view_project", reference)
    owns = request.user.has_perm("projects.manage_team", project)
    form = InviteForm(request.POST if owns and "invite" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        return moves.move_in_team(request, project)
    if form.is_bound and form.is_valid():
        with rule_messages(request, form=form):
            actions.invite(project=project, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’invitation part par courriel."))
            return redirect("projects:team", project.reference)
    members = project.members.filter(left_at=None).select_related("user")
    belongs = owns or any(member.user_id == request.user.pk for member in members)
    context = {"project": project, "form": form, "members": members, "owns": owns, "belongs": belongs}
    return render(request, "projects/team.html", context)


@requires("projects.follow_project", checks_object=True)
@follows_merges
@refuses_huge
def life(request: SignedInRequest, reference: str) -> HttpResponse:
    """Pause, resume, end, archive; note the holder's agreement, change the referent."""
    project = _project(request, "projects.follow_project", reference)
    forms: dict[str, Any] = moves.forms_for(request, project)
    verb = request.POST.get("verb", "")
    form = forms.get(verb)
    if request.method == "POST" and form is not None and form.is_valid():
        with rule_messages(request, form=form):
            move: Callable[..., Project] = moves.MOVES[verb]
            move(project, form.cleaned_data, by=request.user)
            messages.success(request, _("C’est fait."))
            return redirect("projects:manage", project.reference)
    context = {"project": project, "moves": moves.described(forms, verb)}
    return render(request, "projects/life.html", context)


@opened_for(mails.JOIN, refused="projects/link_refused.html")
def join(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Accept an invitation from the mail."""
    member = link.target
    if request.method == "POST":
        with rule_messages(request):
            actions.join(member=member)
            messages.success(request, _("Vous faites partie de l’équipe. Connectez-vous avec cette adresse."))
            return redirect("projects:manage", member.project.reference)
    return render(request, "projects/join.html", {"member": member})


@opened_for(mails.NEWS, refused="projects/link_refused.html")
def news(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Say how it goes, from the mail, without signing in."""
    project = link.target
    form, done = NewsForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        by = Actor.by_link(project.owner.full_name, str(project.owner_id))
        with rule_messages(request, form=form):
            actions.give_news(project=project, by=by, **form.cleaned_data)
            done = True
    return render(request, "projects/news.html", {"project": project, "form": form, "done": done})
