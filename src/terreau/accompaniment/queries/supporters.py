"""Who supports a project: read from its referrals, for its public sheet."""

from django.db.models import Exists, OuterRef, Q

from terreau.accompaniment.enums import RUNNING, OutcomeSide, OutcomeValue, ReferralState
from terreau.accompaniment.models import Outcome, Referral
from terreau.projects.models import Project


def supporters_of(project: Project) -> set[int]:
    """Return the organisations (primary keys) that accompany a project, or did and helped, its holder says.

    What an organisation thinks of its own help does not count, nor a help that came in part.
    """
    helped = Outcome.objects.filter(
        referral=OuterRef("pk"), side=OutcomeSide.HOLDER, value=OutcomeValue.HELPED
    )
    supporting = Q(state__in=RUNNING) | Q(Exists(helped), state=ReferralState.CLOSED)
    rows = Referral.objects.filter(supporting, project=project).order_by()
    return set(rows.values_list("team__organisation", flat=True))
