"""Every view says who may use it; every app says its permissions in one table.

    @requires("projects.triage_project")
    def triage(request, reference): …

A test walks all routes and refuses a view that declares nothing. Permission names are
`<app>.<verb>_<object>`; the tables are `PERMISSIONS` in each app's `rules.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import rules
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

PUBLIC = "public"
SIGNED_IN = "signed_in"
PERMISSION = "permission"
LINK = "link"

View = Callable[..., Any]


@dataclass(frozen=True)
class Grant:
    """How a route is protected: its kind, and the permission when there is one."""

    kind: str
    permission: str = ""


def public(view: View) -> View:
    """Anybody may ask for this page, without a session."""
    view.access = Grant(PUBLIC)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any signed-in person may ask for this page; it shows only what is theirs."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = Grant(SIGNED_IN)  # type: ignore[attr-defined]
    return guarded


def requires(permission: str, *, checks_object: bool = False) -> Callable[[View], View]:
    """Only people with the permission may ask for this page.

    With `checks_object` the view itself fetches its object with `get_for`; the decorator then asks
    for a session only.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not checks_object and not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = Grant(PERMISSION, permission)  # type: ignore[attr-defined]
        return guarded

    return decorate


def by_link(view: View) -> View:
    """Whoever holds the capability link may ask for this page; the view opens the link itself."""
    view.access = Grant(LINK)  # type: ignore[attr-defined]
    return view


def get_for(user: Any, permission: str, queryset: models.QuerySet, **lookup: Any) -> Any:
    """Return the object when the user has the permission on it.

    Raises `Http404` when there is no such object or the user may not even see it (permission
    `view_<model>` of the same app, when declared), `PermissionDenied` when it may be seen only.
    """
    return allowed_to(user, permission, queryset.filter(**lookup).first())


def allowed_to(user: Any, permission: str, found: Any | None) -> Any:
    """Return an object that was read already; raises as `get_for` does."""
    if found is None:
        raise Http404
    if user.has_perm(permission, found):
        return found
    app, model = permission.split(".", 1)[0], found._meta.model_name
    see = f"{app}.view_{model}"
    if see != permission and rules.perm_exists(see) and user.has_perm(see, found):
        raise PermissionDenied
    raise Http404
