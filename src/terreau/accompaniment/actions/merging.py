"""Two files of one project become one: the demands of the first go on in the second."""

from django.db import transaction

from terreau.accompaniment.enums import CALLING
from terreau.accompaniment.models import MatchOverride, MatchSnapshot, Referral, UnmetNeed, WaveCall
from terreau.kernel import clock
from terreau.projects.merging import Merge


@transaction.atomic
def bring_referrals(*, merge: Merge) -> int:  # by nobody: part of the verb of the projects
    """Bring the demands of a file into another; return how many came.

    A need that both files had is one need from now on, and its demands go with it, unless the same team
    was asked in both: that demand then stays with the need it was made for, in the same file. So does a
    call in waves that still runs, when the other file has one too.
    """
    for number, need in merge.needs.items():
        asked = need.referrals.values("team")
        staying = WaveCall.objects.none()
        if need.wave_calls.filter(state__in=CALLING).exists():
            staying = WaveCall.objects.filter(need=number, state__in=CALLING)
        moving = Referral.objects.filter(need=number).exclude(team__in=asked)
        moving.exclude(wave_call__in=staying.values("pk")).update(need=need)
        WaveCall.objects.filter(need=number).exclude(pk__in=staying.values("pk")).update(need=need)
        MatchSnapshot.objects.filter(need=number).update(need=need)
        decided = need.overrides.filter(undone_at=None).values("offer")
        MatchOverride.objects.filter(need=number).exclude(offer__in=decided).update(need=need)
        if UnmetNeed.objects.filter(need=need, settled_at=None).exists():
            UnmetNeed.objects.filter(need=number, settled_at=None).update(settled_at=clock.now())
        UnmetNeed.objects.filter(need=number).update(need=need)
    WaveCall.objects.filter(project=merge.gone).update(project=merge.kept)
    return Referral.objects.filter(project=merge.gone).update(project=merge.kept)
