"""What the referrals of a holder who leaves keep: who was asked, when, and how it ended; no text."""

from typing import Any

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from terreau.accompaniment.models import (
    Consent,
    GroupAnswer,
    GroupPart,
    Handover,
    MatchOverride,
    MatchSnapshot,
    Outcome,
    OutsideReferral,
    PartnerWish,
    Referral,
    Settlement,
    UnmetNeed,
    WaveCall,
)
from terreau.accompaniment.sent_mails import mails_of_files
from terreau.accounts.models import User
from terreau.messaging import copies
from terreau.messaging.models import ThreadMessage
from terreau.projects.enums import OPEN_STATES
from terreau.projects.models import Project


@transaction.atomic
def forget_holder(*, holder: User, by: Any) -> int:
    """Empty the referrals of a person's projects that are over; return how many there were.

    The imprint of what was sent stays beside the emptied text: it proves that a consent was given,
    and says nothing of what it held.
    """
    gone = _("Effacé avec le compte")
    referrals = Referral.objects.filter(project__owner=holder).exclude(project__state__in=OPEN_STATES)
    outside = OutsideReferral.objects.filter(project__owner=holder).exclude(project__state__in=OPEN_STATES)
    Consent.objects.filter(Q(referral__in=referrals) | Q(outside__in=outside)).update(payload={})
    outside.update(contact="", word="", handed_to="", outcome_text="", withdrawn_reason="")
    Outcome.objects.filter(referral__in=referrals).update(text="")
    Settlement.objects.filter(referral__in=referrals).update(note=gone)
    Handover.objects.filter(referral__in=referrals).delete()
    projects = Project.objects.filter(owner=holder).exclude(state__in=OPEN_STATES)
    UnmetNeed.objects.filter(need__project__in=projects).update(reason=gone)
    MatchSnapshot.objects.filter(need__project__in=projects).update(facts={}, result=[])
    MatchOverride.objects.filter(need__project__in=projects).update(reason=gone)
    WaveCall.objects.filter(project__in=projects).update(word="", ended_reason="")
    groups = GroupAnswer.objects.filter(project__in=projects)
    GroupPart.objects.filter(group__in=groups).update(left_reason="")
    PartnerWish.objects.filter(referral__in=referrals).update(partner=gone, reason=gone, answer="")
    spoken = Q(
        thread__target_kind="accompaniment.referral",
        thread__target_key__in=referrals.values_list(Cast("pk", TextField()), flat=True),
    ) | Q(
        thread__target_kind="projects.project",
        thread__target_key__in=referrals.values_list(Cast("project", TextField()), flat=True),
    )
    spoken |= Q(
        thread__target_kind="accompaniment.groupanswer",
        thread__target_key__in=groups.values_list(Cast("pk", TextField()), flat=True),
    )
    ThreadMessage.objects.filter(spoken).update(body=gone)
    groups.update(word="", next_step="", ended_reason="")
    copies.forget(mails_of_files(Project.objects.filter(pk__in=projects)))
    return referrals.update(
        word="", question="", first_step="", refusal_text="", withdrawn_reason="", answer_email=""
    )
