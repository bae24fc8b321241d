"""From which sides the person who asks looks at a file."""

from typing import Any

from django.http import HttpRequest

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import READABLE, ReferralState
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries import preview, views_of, with_everything
from terreau.accompaniment.queries.file import ReferralView
from terreau.accompaniment.rules import team_ids
from terreau.accounts.rules import is_officer
from terreau.projects.models import Project
from terreau.projects.rules import is_owner, is_reader


def sides_on_project(user: Any, project: Project) -> frozenset[str]:
    """Return the sides of a person on a project, teams aside."""
    sides = set()
    if is_officer(user):
        sides.add(Side.DESK)
    if is_owner(user, project) or (not sides and is_reader(user, project)):
        sides.add(Side.HOLDER)
    return frozenset(sides)


def sides_on_referral(user: Any, referral: Referral) -> frozenset[str]:
    """Return the sides of a person on one referral."""
    sides = sides_on_project(user, referral.project)
    if referral.state in READABLE and referral.team_id in team_ids(user):
        sides |= {Side.ORGANISATION}
    return sides


def view_of(referral: Referral, sides: frozenset[str]) -> ReferralView:
    """Return one referral as these sides see it."""
    loaded = with_everything(Referral.objects.filter(pk=referral.pk)).get()
    view = views_of([loaded], lambda _referral: sides).by_referral[loaded.pk]
    if loaded.state == ReferralState.REROUTED:
        view.sequel = loaded.followed_by.select_related("team__organisation").first()
    return view


def preview_asked(request: HttpRequest, referral: Referral) -> Any:
    """Return the preview of what would be sent, without what the holder ticked as hidden."""
    hidden = request.GET.getlist("masquer")
    if request.method == "POST":
        hidden = request.POST.get("consent-hidden", "").split(",")
    return preview(referral, hidden)
