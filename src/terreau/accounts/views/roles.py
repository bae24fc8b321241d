"""Who holds which role in the town: administrators only."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts import actions, queries
from terreau.accounts.enums import GRANTABLE_ROLES, STRONG_ROLES, Role
from terreau.accounts.forms import PeopleSearchForm, PersonForm
from terreau.accounts.models import User
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages

PAGE = 20


@requires("accounts.manage_roles")
def people(request: HttpRequest) -> HttpResponse:
    """People who hold a role, or those found by name or address."""
    search = request.GET.get("q", "")[:100]
    page = Paginator(queries.people(search), PAGE).get_page(request.GET.get("page"))
    form = PeopleSearchForm(initial={"q": search})
    return render(request, "accounts/people.html", {"page": page, "search": search, "form": form})


@requires("accounts.manage_roles")
def add_person(request: SignedInRequest) -> HttpResponse:
    """Add a colleague by address, before giving them a role."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.ensure_user(by=request.user, **form.cleaned_data)
        return redirect("accounts:person_roles", public_id=user.public_id)
    return render(request, "accounts/add_person.html", {"form": form})


@requires("accounts.manage_roles")
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """The roles of one person, held or not."""
    someone = get_object_or_404(User, public_id=public_id)
    held = someone.granted_roles
    roles = [{"role": role, "held": role in held} for role in GRANTABLE_ROLES]
    return render(request, "accounts/person_roles.html", {"person": someone, "roles": roles})


@requires("accounts.manage_roles")
def change(request: SignedInRequest, public_id: str, role: str) -> HttpResponse:
    """Ask once more, then give or take back one role."""
    if role not in GRANTABLE_ROLES:
        raise Http404
    someone, role = get_object_or_404(User, public_id=public_id), Role(role)
    if request.method == "POST":
        revoke = request.POST.get("verb") == "revoke"
        verb, done = (
            (actions.revoke_role, _("Le rôle est retiré."))
            if revoke
            else (actions.grant_role, _("Le rôle est attribué."))
        )
        with rule_messages(request):
            verb(user=someone, role=role, by=request.user)
            messages.success(request, done)
        return redirect("accounts:person_roles", public_id=public_id)
    held = role in someone.granted_roles
    context = {"person": someone, "role": role, "held": held, "strong_roles": STRONG_ROLES}
    return render(request, "accounts/change_role.html", context)


@requires("accounts.manage_roles")
@require_POST
def activity(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Close an account to its person, or open it again."""
    someone = get_object_or_404(User, public_id=public_id)
    closing = request.POST.get("verb") == "disable"
    verb, done = (
        (actions.disable, _("Le compte est désactivé : la personne ne peut plus se connecter."))
        if closing
        else (actions.enable, _("Le compte est réactivé, avec les rôles qu’il avait."))
    )
    with rule_messages(request):
        verb(user=someone, by=request.user)
        messages.success(request, done)
    return redirect("accounts:person_roles", public_id=public_id)
