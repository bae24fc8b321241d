"""Two files of one project become one: the demands of the first go on in the second."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from terreau.accompaniment.enums import CALLING, OPEN_GROUPS, OUTSIDE_OPEN
from terreau.accompaniment.models import (
    GroupAnswer,
    MatchOverride,
    MatchSnapshot,
    OutsideReferral,
    Referral,
    UnmetNeed,
    WaveCall,
)
from terreau.kernel import clock
from terreau.projects.merging import Merge
from terreau.projects.models import Need


@transaction.atomic
def bring_referrals(*, merge: Merge) -> int:  # by nobody: part of the verb of the projects
    """Bring the demands of a file into another; return how many came.

    A need that both files had is one need from now on, and its demands go with it, unless the same team
    was asked in both: that demand then stays with the need it was made for, in the same file. So do a
    call in waves that still runs, and a group that answers, when the other file has one too.
    """
    for number, need in merge.needs.items():
        asked = need.referrals.values("team")
        staying = WaveCall.objects.none()
        if need.wave_calls.filter(state__in=CALLING).exists():
            staying = WaveCall.objects.filter(need=number, state__in=CALLING)
        together = GroupAnswer.objects.none()
        if need.groups.filter(state__in=OPEN_GROUPS).exists():
            together = GroupAnswer.objects.filter(need=number, state__in=OPEN_GROUPS)
        moving = Referral.objects.filter(need=number).exclude(team__in=asked)
        moving = moving.exclude(parts__group__in=together.values("pk"))
        moving.exclude(wave_call__in=staying.values("pk")).update(need=need)
        _bring_groups(number, need, together)
        WaveCall.objects.filter(need=number).exclude(pk__in=staying.values("pk")).update(need=need)
        _bring_outside(number, need)
        MatchSnapshot.objects.filter(need=number).update(need=need)
        decided = need.overrides.filter(undone_at=None).values("offer")
        MatchOverride.objects.filter(need=number).exclude(offer__in=decided).update(need=need)
        if UnmetNeed.objects.filter(need=need, settled_at=None).exists():
            UnmetNeed.objects.filter(need=number, settled_at=None).update(settled_at=clock.now())
        UnmetNeed.objects.filter(need=number).update(need=need)
    GroupAnswer.objects.filter(project=merge.gone).update(project=merge.kept)
    WaveCall.objects.filter(project=merge.gone).update(project=merge.kept)
    OutsideReferral.objects.filter(project=merge.gone).update(project=merge.kept)
    return Referral.objects.filter(project=merge.gone).update(project=merge.kept)


def _bring_groups(number: int, need: Need, staying: QuerySet[GroupAnswer]) -> None:
    """Bring the groups all of whose demands came; the others stay with the need of those that stayed."""
    groups = GroupAnswer.objects.filter(need=number).exclude(pk__in=staying.values("pk"))
    GroupAnswer.objects.filter(
        pk__in=list(groups.exclude(parts__referral__need=number).values_list("pk", flat=True))
    ).update(need=need)


def _bring_outside(number: int, need: Need) -> None:
    """Bring what is directed outside the platform, save what the other file directs to the same name."""
    named = OutsideReferral.objects.annotate(name=Lower("organisation"))
    taken = set(named.filter(need=need, state__in=sorted(OUTSIDE_OPEN)).values_list("name", flat=True))
    coming = named.filter(need=number).exclude(state__in=sorted(OUTSIDE_OPEN), name__in=taken)
    keys = list(coming.values_list("pk", flat=True))
    OutsideReferral.objects.filter(pk__in=keys).update(need=need)
