"""The rows of a project's file: questions asked at each visit, prepared (`terreau.kernel.prepared`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from terreau.accompaniment.enums import RUNNING, PartRole, ReferralState
from terreau.accompaniment.followup import sides_disagree
from terreau.accompaniment.models import (
    Consent,
    GroupAnswer,
    GroupPart,
    Outcome,
    OutsideContact,
    OutsideReferral,
    ProposedSlot,
    Referral,
    Settlement,
    UnmetNeed,
)
from terreau.journal.models import Entry
from terreau.kernel.prepared import prepared
from terreau.kernel.refs import ref_of
from terreau.messaging.models import Reminder, ThreadMessage
from terreau.projects.models import Need, Project

TIMELINE_BOUND = 40
MESSAGES_BOUND = 200
# Who wrote to whom in which circle is not part of the story that everybody reads.
UNTOLD = ("message.posted",)
# What a demand shows of an organisation is its name: the rest of its sheet stays in the database.
LONG_COLUMNS = [
    f"{path}__{column}"
    for path in ("team__organisation", "follows__team__organisation")
    for column in (
        *("description", "summary", "sort_name", "labels", "opening_hours", "website", "address"),
        *("activity", "legal_category", "rna", "postal_code", "lat", "lon", "created_at", "updated_at"),
    )
]
REFERRAL, PROJECT = Referral._meta.label_lower, Project._meta.label_lower
GROUP = GroupAnswer._meta.label_lower


def project_at(reference: str) -> Project | None:
    """Return the project of a file, with its people and its place."""
    return next(iter(_project_at(reference=reference)), None)


@prepared
def _project_at(reference: Any) -> QuerySet[Project]:
    return (
        Project.objects.current().filter(reference=reference).select_related("owner", "referent", "commune")
    )


def with_everything(referrals: Any) -> Any:
    """Prefetch what a view of a referral reads."""
    return with_parties(referrals).select_related("project__owner", "project__referent", "project__commune")


def with_parties(referrals: Any) -> Any:
    """Prefetch what a view of a referral reads, the project set aside: its page holds it already."""
    in_force = Prefetch("consents", Consent.objects.filter(withdrawn_at=None), to_attr="consents_in_force")
    return _joined(referrals).prefetch_related(in_force)


def _joined(referrals: Any) -> Any:
    """Join what each line shows, and say what few demands have: it is then asked for them alone."""
    joined = referrals.select_related(
        "need__subject", "offer", "team__organisation", "follows__team__organisation", "wave_call"
    )
    mine = {"referral": OuterRef("pk")}
    return joined.defer(*LONG_COLUMNS).annotate(
        has_slots=Exists(ProposedSlot.objects.filter(**mine)),
        has_contacts=Exists(OutsideContact.objects.filter(**mine)),
        has_part=Exists(GroupPart.objects.filter(**mine, left_at=None)),
    )


def referrals_of(project: Project) -> list[Referral]:
    """Return all the referrals of a project, with what `with_parties` reads."""
    found = _referrals_of(project=project.pk)
    consents = defaultdict(list)
    for consent in _consents_of(referrals=[referral.pk for referral in found]):
        consents[consent.referral_id].append(consent)
    for referral in found:
        referral.project, referral.consents_in_force = project, consents[referral.pk]
    return found


@prepared
def _referrals_of(project: Any) -> QuerySet[Referral]:
    return _joined(Referral.objects.filter(project=project)).order_by("proposed_at", "pk")


@prepared
def _consents_of(referrals: Any) -> QuerySet[Consent]:
    return Consent.objects.filter(referral__pk__in=referrals, withdrawn_at=None)


@prepared
def outcomes_of(referrals: Any) -> QuerySet[Outcome]:
    """Return what was said at the end of some referrals."""
    return Outcome.objects.filter(referral__pk__in=referrals)


def settlements_of(outcomes: Mapping[int, list[Outcome]]) -> dict[int, Settlement]:
    """Return what the town found out, by referral, where the two sides do not say the same."""
    keys = [key for key, said in outcomes.items() if sides_disagree(said)]
    if not keys:
        return {}
    found = Settlement.objects.filter(referral__in=keys).select_related("settled_by")
    return {one.referral_id: one for one in found}


@prepared
def unmet_needs_of(project: Any) -> QuerySet[UnmetNeed]:
    """Return the needs of a project that no offer met, as long as none does."""
    return UnmetNeed.objects.filter(need__project=project, settled_at=None)


@prepared
def needs_of(project: Any) -> QuerySet[Need]:
    """Return the needs of a project, the oldest first, each with whether it is unmet or directed outside."""
    mine = {"need": OuterRef("pk")}
    found = Need.objects.filter(project=project).annotate(
        is_unmet=Exists(UnmetNeed.objects.filter(**mine, settled_at=None)),
        is_directed=Exists(OutsideReferral.objects.filter(**mine)),
    )
    return found.select_related("subject").order_by("created_at", "pk")


def messages_about(targets: Iterable[Any]) -> dict[tuple[str, str], list[ThreadMessage]]:
    """Return the messages about referrals and projects in one query, by target, the oldest first."""
    keys = defaultdict(list)
    for target in targets:
        ref = ref_of(target)
        keys[ref.kind].append(ref.key)
    grouped = defaultdict(list)
    for message in reversed(_messages(referrals=keys[REFERRAL], projects=keys[PROJECT])):
        grouped[message.thread.target_kind, message.thread.target_key].append(message)
    return grouped


def messages_in(group: GroupAnswer) -> list[ThreadMessage]:
    """Return the conversation that a group shares, the oldest first."""
    said = ThreadMessage.objects.filter(thread__target_kind=GROUP, thread__target_key=str(group.pk))
    return list(reversed(said.order_by("-at", "-pk")[:MESSAGES_BOUND]))


def parts_of(referrals: Iterable[Any]) -> dict[int, GroupPart]:
    """Return the part of each demand in a group, with the name of the lead and what waits for the holder."""
    keys = [one.pk for one in referrals if one.has_part and one.state in RUNNING | {ReferralState.CLOSED}]
    if not keys:
        return {}
    return {part.referral_id: part for part in _parts_of(referrals=keys)}


@prepared
def _parts_of(referrals: Any) -> QuerySet[GroupPart]:
    beside = GroupPart.objects.filter(group=OuterRef("group"), left_at=None)
    leads = beside.filter(role=PartRole.LEAD).values("referral__team__organisation__name")
    found = GroupPart.objects.filter(referral__pk__in=referrals, left_at=None).select_related("group")
    return found.annotate(lead_name=Subquery(leads[:1]), waits=Exists(beside.filter(agreed_at=None)))


@prepared
def _messages(referrals: Any, projects: Any) -> QuerySet[ThreadMessage]:
    wanted = Q(thread__target_kind=REFERRAL, thread__target_key__in=referrals)
    wanted |= Q(thread__target_kind=PROJECT, thread__target_key__in=projects)
    found = ThreadMessage.objects.filter(wanted).select_related("thread")
    return found.order_by("-at", "-pk")[:MESSAGES_BOUND]


def contacts_of(referrals: Iterable[Any]) -> dict[int, list[OutsideContact]]:
    """Return the contacts made outside the platform, by referral, where the holder may be reached."""
    keys = [one.pk for one in referrals if one.has_contacts and one.state in RUNNING | {ReferralState.CLOSED}]
    grouped = defaultdict(list)
    if keys:
        for contact in OutsideContact.objects.filter(referral__in=keys):
            grouped[contact.referral_id].append(contact)
    return grouped


def slots_of(referrals: Iterable[Any]) -> dict[int, list[ProposedSlot]]:
    """Return the moments proposed for a first meeting, by referral, where one is to come."""
    keys = [one.pk for one in referrals if one.has_slots and one.state == ReferralState.ACCEPTED]
    grouped = defaultdict(list)
    if keys:
        for slot in ProposedSlot.objects.filter(referral__in=keys):
            grouped[slot.referral_id].append(slot)
    return grouped


@prepared
def reminders_of(referrals: Any) -> QuerySet[Reminder]:
    """Return the reminders to come about some referrals (their keys as text), the next first."""
    about = Reminder.objects.filter(target_kind=REFERRAL, target_key__in=referrals)
    return about.filter(sent_at=None, cancelled_at=None).order_by("due_at", "pk")


@prepared
def entries_of(project: Any) -> QuerySet[Entry]:
    """Return what happened to a project, the latest first."""
    return told(project).order_by("-at", "-pk")[:TIMELINE_BOUND]


def told(project: Any) -> QuerySet[Entry]:
    """Return what may be told of a project (its key) and of the files that went into it."""
    gone = Project.objects.filter(merged_into=project).values("pk")
    return Entry.objects.filter(Q(project=project) | Q(project__in=gone)).exclude(verb__in=UNTOLD)
