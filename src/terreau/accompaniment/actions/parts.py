"""What the verbs of a group share: its row under lock, who is told, and how it ends when its parts do."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _groups_of, _team_readers
from terreau.accompaniment.enums import (
    RUNNING,
    GroupState,
    LinkPurpose,
    PartRole,
    ReferralState,
    ReminderKind,
)
from terreau.accompaniment.followup import NEWS_DELAY
from terreau.accompaniment.models import GroupAnswer, GroupPart, Referral, WaveCall
from terreau.accompaniment.states import GROUP_WORKFLOW
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.territories.calendar import default_calendar

# A group is of several.
FEWEST = 2


def _hold_group(group: GroupAnswer) -> GroupAnswer:
    """Read the row of a group again and hold it: the calls of its demands first, as everybody does."""
    calls = group.parts.filter(left_at=None).values("referral__wave_call")
    list(WaveCall.objects.filter(pk__in=calls).order_by("pk").select_for_update(of=("self",)))
    group.refresh_from_db(from_queryset=GroupAnswer.objects.select_for_update(of=("self",)))
    return group


def _parts(group: GroupAnswer) -> list[GroupPart]:
    """Return the parts that nobody left, the lead first, with what mails and sentences say of them."""
    found = group.parts.filter(left_at=None).select_related(
        "referral__team__organisation", "referral__offer", "referral__project"
    )
    return sorted(found, key=lambda part: (not part.is_lead, part.pk))


def _note_group(verb: str, group: GroupAnswer, by: By, part: GroupPart | None = None, **data: Any) -> None:
    journal.write(
        verb=verb,
        target=group,
        by=by,
        organisation=part.referral.team.organisation_id if part else None,
        project=group.project_id,
        territory=group.project.commune_id,
        quantity=1,
        data=data,
    )


def _tell_of_group(event: str, group: GroupAnswer, by: By, occasion: str = "") -> None:
    """Tell the holder and the officer who follows the project."""
    for person in (group.project.owner, group.project.referent):
        if person is not None:
            messaging.post(event=event, to=person, target=group, by=by, occasion=occasion)


def _tell_parts(event: str, parts: Iterable[GroupPart], by: By, occasion: str = "") -> None:
    """Tell the organisations, each about its own part."""
    for part in parts:
        for reader in _team_readers(part.referral):
            messaging.post(event=event, to=reader, target=part, by=by, occasion=occasion)


def _tell_all(event: str, group: GroupAnswer, by: By, occasion: str = "") -> None:
    _tell_of_group(event, group, by, occasion)
    _tell_parts(event, [part for part in _parts(group) if part.agreed_at], by, occasion)


def _arm_news(group: GroupAnswer, by: By) -> None:
    """Plan when the lead is reminded that news are expected."""
    due = group.next_on or default_calendar().add_business_days(clock.today(), NEWS_DELAY)
    messaging.remind(target=group, kind=ReminderKind.GROUP_NEWS, due=due, by=by)


def _refuse_if_leading(referral: Referral) -> None:
    """A lead is followed by another before its part ends, as long as others go on."""
    leading = GroupPart.objects.filter(
        referral=referral, role=PartRole.LEAD, group__state=GroupState.RUNNING
    ).first()
    if leading is None:
        return
    others = leading.group.parts.filter(left_at=None, agreed_at__isnull=False).exclude(pk=leading.pk)
    if others.filter(referral__state__in=sorted(RUNNING)).exists():
        raise RuleBroken(
            _(
                "%(organisation)s est chef de file d’une réponse en groupe : nommez d’abord un autre chef de "
                "file sur la page du groupe, puis recommencez."
            )
            % {"organisation": referral.team.organisation}
        )


def _follow_part(referral: Referral, by: By) -> None:
    """A demand of a group ended: the group goes on with the others, or ends with the last of them."""
    group = _groups_of(referral).select_related("project__owner", "project__referent", "need").first()
    if group is None:
        return
    part = group.parts.get(referral=referral, left_at=None)
    led = part.is_lead
    if part.is_pending or (referral.state == ReferralState.WITHDRAWN and not led):
        _take_out(part, referral.withdrawn_reason or _("Mise en relation terminée."))
        _note_group("group_answer.left", group, by, part)
    if group.state == GroupState.PROPOSED:
        if group.parts.filter(left_at=None).count() < FEWEST or led:
            _call_off(group, by, _("Il ne reste pas assez d’organismes pour répondre ensemble."))
        return
    _settle_if_agreed(group)
    _end_if_over(group, by)


def _take_out(part: GroupPart, reason: str) -> None:
    """Write down that an organisation is in the group no more; a lead that goes leads no more."""
    facts = {"role": PartRole.MEMBER, "left_at": clock.now(), "left_reason": reason.strip()[:1000]}
    GroupPart.objects.filter(pk=part.pk).update(**facts)
    for name, value in facts.items():
        setattr(part, name, value)


def _call_off(group: GroupAnswer, by: By, reason: str) -> None:
    """Give up a group that the holder has not agreed to; its demands go on, each on its own."""
    GROUP_WORKFLOW.advance(group, "call_off", ended_at=clock.now(), ended_reason=reason.strip()[:1000])
    for part in _parts(group):
        _take_out(part, reason)
    messaging.settle(target=group)
    links.revoke(target=group, purpose=LinkPurpose.GROUP_CONSENT)
    _note_group("group_answer.called_off", group, by)


def _settle_if_agreed(group: GroupAnswer) -> None:
    """Nothing waits for the holder any more: the question is settled."""
    if not group.parts.filter(left_at=None, agreed_at=None).exists():
        messaging.settle(target=group, kind=ReminderKind.GROUP_CONSENT)


def _end_if_over(group: GroupAnswer, by: By) -> None:
    """End the group when none of its parts runs: the end is computed from them, nobody decides it."""
    agreed = group.parts.filter(left_at=None, agreed_at__isnull=False)
    if agreed.filter(referral__state__in=sorted(RUNNING)).exists():
        return
    for pending in [part for part in _parts(group) if part.is_pending]:
        _take_out(pending, _("Le groupe est terminé."))
    GROUP_WORKFLOW.advance(group, "end", ended_at=clock.now())
    messaging.settle(target=group)
    links.revoke(target=group, purpose=LinkPurpose.GROUP_CONSENT)
    _note_group("group_answer.ended", group, by)
    _tell_all("group_answer.ended", group, by)
