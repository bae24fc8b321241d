"""What a page about a referral shows to the sides of the person who asks."""

from typing import Any

from django.http import HttpRequest

from terreau.accompaniment.enums import ReferralState
from terreau.accompaniment.models import OutsideReferral, Referral, WaveCall
from terreau.accompaniment.queries import delays_of, preview, views_of, with_everything
from terreau.accompaniment.queries.file_views import ReferralView
from terreau.accompaniment.sides import sides_on_project, sides_on_referral

__all__ = ["preview_asked", "sides_on_project", "sides_on_referral", "view_of"]


def view_of(referral: Referral, sides: frozenset[str]) -> ReferralView:
    """Return one referral as these sides see it."""
    loaded = with_everything(Referral.objects.filter(pk=referral.pk)).get()
    view = views_of([loaded], lambda _referral: sides).by_referral[loaded.pk]
    view.delays = delays_of(loaded)
    if loaded.state == ReferralState.REROUTED:
        view.sequel = loaded.followed_by.select_related("team__organisation").first()
    return view


def preview_asked(request: HttpRequest, about: Referral | WaveCall | OutsideReferral) -> Any:
    """Return the preview of what would be sent, without what the holder ticked as hidden."""
    hidden = request.GET.getlist("masquer")
    if request.method == "POST":
        hidden = request.POST.get("consent-hidden", "").split(",")
    return preview(about, hidden)
