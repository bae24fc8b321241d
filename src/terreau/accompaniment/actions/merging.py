"""Two files of one project become one: the demands of the first go on in the second."""

from django.db import transaction

from terreau.accompaniment.models import MatchSnapshot, Referral, UnmetNeed
from terreau.kernel import clock
from terreau.projects.merging import Merge


@transaction.atomic
def bring_referrals(*, merge: Merge) -> int:  # by nobody: part of the verb of the projects
    """Bring the demands of a file into another; return how many came.

    A need that both files had is one need from now on, and its demands go with it, unless the same team
    was asked in both: that demand then stays with the need it was made for, in the same file.
    """
    for number, need in merge.needs.items():
        asked = need.referrals.values("team")
        Referral.objects.filter(need=number).exclude(team__in=asked).update(need=need)
        MatchSnapshot.objects.filter(need=number).update(need=need)
        if UnmetNeed.objects.filter(need=need, settled_at=None).exists():
            UnmetNeed.objects.filter(need=number, settled_at=None).update(settled_at=clock.now())
        UnmetNeed.objects.filter(need=number).update(need=need)
    return Referral.objects.filter(project=merge.gone).update(project=merge.kept)
