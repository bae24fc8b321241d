"""The same project came in twice: one file takes in the other, with everything that hangs on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.documents import actions as documents
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.messaging import actions as messaging
from terreau.projects.actions.help_calls import bring_calls
from terreau.projects.actions.knowledge import follow_subjects
from terreau.projects.actions.sheet import refresh_sheet
from terreau.projects.enums import MemberRole, Urgency
from terreau.projects.merging import MOVERS, Merge
from terreau.projects.models import CarriedHistory, Need, Project, ProjectMember, PublicSheet
from terreau.projects.models.project import PROJECT_WORKFLOW
from terreau.projects.queries import reasons_not_to_merge
from terreau.search.actions import mark

URGENCY_ORDER: list[str] = [Urgency.NOW, Urgency.SOON, Urgency.LATER]
# What the kept file takes over when it says nothing of it itself.
FILLED = ("story", "publics", "legal_form", "siret", "carrier", "phone")


@transaction.atomic
def merge(*, gone: Project, kept: Project, by: User) -> Project:
    """Bring everything of one file into another; the reference of the first leads to the second.

    Both histories stay: needs, facts, decisions, people, documents, conversations, and what apps above
    bring (referrals). The text of the first file stays readable as it was.
    """
    gone, kept = _locked(gone, kept)
    PROJECT_WORKFLOW.refuse_unless(gone, "merge")
    reasons = reasons_not_to_merge(gone=gone, kept=kept)
    if reasons:
        raise RuleBroken(" ".join(reasons))
    now = clock.now()
    was_public = gone.is_public
    PROJECT_WORKFLOW.advance(
        gone,
        "merge",
        merged_into=kept,
        decided_at=gone.decided_at or now,
        decided_by=gone.decided_by or by,
        paused_at=None,
        public_since=None,
        archived_at=None,
    )
    # The files that had gone into the first are now in the second: one step leads from each to its story.
    gone.merged_from.update(merged_into=kept)
    together = Merge(gone=gone, kept=kept, needs=_same_needs(gone, kept))
    for move in MOVERS:
        move(together)
    _move_rows(together)
    bring_calls(gone=gone, kept=kept, by=by)
    _fill(together)
    _join_people(gone, kept, by)
    documents.move(source=gone, target=kept)
    messaging.move(source=gone, target=kept)
    PublicSheet.objects.filter(project=gone).delete()
    follow_subjects(project=kept)
    refresh_sheet(project=kept)
    if was_public:
        mark(kind="project", keys=[gone.pk])
    journal.write(
        verb="project.merged", target=gone, by=by, project=kept, data={"gone": gone.pk, "kept": kept.pk}
    )
    journal.link(source=gone, target=kept, kind=LinkKind.FOLLOWED_BY, by=by)
    return kept


def _locked(gone: Project, kept: Project) -> tuple[Project, Project]:
    """Read both files again under lock, always in the same order: two merges cannot wait for each other."""
    rows = Project.objects.select_for_update(of=("self",)).filter(pk__in=[gone.pk, kept.pk]).order_by("pk")
    found = {project.pk: project for project in rows}
    if gone.pk not in found or kept.pk not in found:
        raise StaleObject(_("Ce dossier n’existe plus : rechargez la page."))
    if found[gone.pk].state != gone.state:
        raise StaleObject(_("Quelqu’un vient de modifier ce dossier : rechargez la page."))
    return found[gone.pk], found[kept.pk]


def _same_needs(gone: Project, kept: Project) -> dict[int, Need]:
    """Return the open needs that both files have, by the key of the one that goes."""
    mine = {need.subject_id: need for need in kept.needs.filter(closed_at=None)}
    same = gone.needs.filter(closed_at=None, subject__in=mine)
    return {need.pk: mine[need.subject_id] for need in same}


def _move_rows(together: Merge) -> None:
    """Move the rows of this app; a need that both have is told in one, the other stays as history."""
    gone, kept = together.gone, together.kept
    for need in gone.needs.filter(pk__in=together.needs):
        mine = together.needs[need.pk]
        mine.urgency = min(mine.urgency, need.urgency, key=URGENCY_ORDER.index)
        if need.text.strip() and need.text.strip() not in mine.text:
            mine.text = f"{mine.text}\n\n{need.text}".strip()[:2000]
        mine.save(update_fields=["urgency", "text"])
    gone.needs.filter(pk__in=together.needs).update(closed_at=clock.now())
    gone.needs.update(project=kept)
    gone.facts.update(project=kept)
    gone.decisions.update(project=kept)
    if not CarriedHistory.objects.filter(project=kept).exists():
        CarriedHistory.objects.filter(project=gone).update(project=kept)


def _fill(together: Merge) -> None:
    """Give the kept file what only the other one said."""
    gone, kept = together.gone, together.kept
    filled = {name: getattr(gone, name) for name in FILLED if not getattr(kept, name) and getattr(gone, name)}
    if not kept.consent_mode and gone.consent_mode:
        filled |= {"consent_mode": gone.consent_mode, "consent_on": gone.consent_on}
    if filled:
        Project.objects.filter(pk=kept.pk).update(**filled, updated_at=clock.now(), version=kept.version + 1)
        kept.refresh_from_db()


def _join_people(gone: Project, kept: Project, by: User) -> None:
    """Bring the team over; another owner becomes a co-holder, so that they keep their file."""
    known = set(kept.members.filter(left_at=None).values_list("email", flat=True)) | {kept.owner.email}
    gone.members.filter(left_at=None, email__in=known).update(left_at=clock.now())
    gone.members.update(project=kept)
    if gone.owner_id != kept.owner_id and gone.owner.email not in known:
        now = clock.now()
        ProjectMember.objects.create(
            project=kept,
            email=gone.owner.email,
            user=gone.owner,
            role=MemberRole.CO_HOLDER,
            invited_at=now,
            joined_at=now,
        )
    people = {kept.owner_id: kept.owner, gone.owner_id: gone.owner}
    for person in people.values():
        messaging.post(event="project.merged", to=person, target=gone, by=by)
