"""What a project keeps of a holder who leaves: that it was, when and where; nothing of what they told."""

from typing import Any

from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.projects.actions.help_forgetting import forget_calls
from terreau.projects.enums import OPEN_STATES
from terreau.projects.models import CarriedHistory, Decision, Fact, Need, Project, PublicSheet
from terreau.search.actions import mark, mark_all


@transaction.atomic
def forget_holder(*, holder: User, by: Any) -> list[int]:
    """Empty the projects of a person that are over; return their keys.

    Open projects are refused before, by the blocker of the accounts. The state, its dates and the
    commune stay: they are figures of the town, and name nobody.
    """
    over = Project.objects.filter(owner=holder).exclude(state__in=OPEN_STATES)
    keys = list(over.values_list("pk", flat=True))
    gone = _("Effacé avec le compte")
    PublicSheet.objects.filter(project__in=keys).delete()
    forget_calls(projects=keys, by=by)
    Fact.objects.filter(project__in=keys).delete()
    CarriedHistory.objects.filter(project__in=keys).delete()
    Need.objects.filter(project__in=keys).update(text="")
    Decision.objects.filter(project__in=keys).update(message=gone, reason=gone, alternative=gone)
    over.update(
        title=gone,
        title_folded="",
        slug=Concat(Value("efface-"), Cast(F("pk"), TextField())),
        summary="",
        story="",
        publics="",
        phone="",
        siret="",
        told_name="",
        public_since=None,
        decision_reason=gone,
        decision_alternative=gone,
        pause_reason="",
        referent_note="",
        close_reason=gone,
        archive_reason=gone,
    )
    if keys:
        mark(kind="project", keys=keys)
        mark_all(kind="project")  # until it is built anew, the index would keep some of the words
    for key in keys:
        journal.forget_project(project=key)
    return keys
