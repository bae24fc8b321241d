"""The life of a group: the lead owes the news, may be followed by another, and each part ends on its own."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _team_readers
from terreau.accompaniment.actions.endings import close
from terreau.accompaniment.actions.insisting import RHYTHM
from terreau.accompaniment.actions.parts import (
    _arm_news,
    _hold_group,
    _note_group,
    _parts,
    _refuse_if_leading,
    _take_out,
    _tell_all,
    _tell_parts,
)
from terreau.accompaniment.actions.talk import post_message
from terreau.accompaniment.circles import Side, may_write_to_group
from terreau.accompaniment.enums import GroupState, PartRole, ReminderKind
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.models import GroupAnswer, GroupPart
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.kernel.refs import ref_of
from terreau.messaging import actions as messaging
from terreau.messaging.enums import Circle
from terreau.messaging.models import Message, ThreadMessage
from terreau.territories.calendar import default_calendar

# After so many reminders without news, the town is told at each one.
MOST_NEWS_REMINDERS = 2


@transaction.atomic
def name_lead(*, group: GroupAnswer, lead: int, instead_of: int, by: By) -> GroupPart:
    """Make another organisation the lead; `instead_of` is the lead that the page showed."""
    _hold_group(group)
    _refuse_unless_running(group)
    parts = {part.pk: part for part in _parts(group)}
    before = next(part for part in parts.values() if part.is_lead)
    if before.pk != instead_of:
        raise StaleObject(
            _("%(organisation)s vient d’être nommé chef de file : rechargez la page.")
            % {"organisation": before.referral.team.organisation}
        )
    after = parts.get(lead)
    if after is None or not after.is_current or not after.referral.is_running:
        raise RuleBroken(_("Le chef de file est un organisme du groupe qui aide encore."), field="lead")
    if after.pk == before.pk:
        return after  # a second click names nobody else
    GroupPart.objects.filter(pk=before.pk).update(role=PartRole.MEMBER)
    GroupPart.objects.filter(pk=after.pk).update(role=PartRole.LEAD)
    after.role = PartRole.LEAD
    _note_group("group_answer.lead_named", group, by, after, before=before.pk, after=after.pk)
    _arm_news(group, by)
    _tell_all("group_answer.lead_named", group, by, occasion=f"{after.pk} {clock.now().isoformat()}")
    return after


@transaction.atomic
def give_news(
    *,
    group: GroupAnswer,
    part: GroupPart,
    body: str,
    by: By,
    next_step: str = "",
    next_on: dt.date | None = None,
) -> ThreadMessage:
    """The lead tells everybody where the group is, and what comes next."""
    _hold_group(group)
    _refuse_unless_running(group)
    if not GroupPart.objects.filter(pk=part.pk, role=PartRole.LEAD).exists():
        raise RuleBroken(_("Les nouvelles du groupe sont données par son chef de file."))
    if next_on is not None and next_on <= clock.today():
        raise RuleBroken(_("Choisissez une date à venir pour la prochaine étape."), field="next_on")
    said = post_in_group(
        group=group, side=Side.ORGANISATION, body=body, circle=Circle.EVERYONE, by=by, part=part
    )
    facts: dict[str, Any] = {"news_at": clock.now(), "next_step": next_step.strip(), "next_on": next_on}
    GroupAnswer.objects.filter(pk=group.pk).update(**facts)
    for name, value in facts.items():
        setattr(group, name, value)
    _arm_news(group, by)
    _note_group("group_answer.news_given", group, by, part)
    return said


@transaction.atomic
def post_in_group(
    *, group: GroupAnswer, side: str, body: str, circle: str, by: By, part: GroupPart | None = None
) -> ThreadMessage:
    """Write in the conversation that the organisations of a group share with the holder and the town."""
    if group.consented_at is None:
        raise RuleBroken(_("La conversation s’ouvre quand le porteur est d’accord pour le groupe."))
    if not may_write_to_group(side, circle):
        raise RuleBroken(_("Choisissez qui peut lire ce message."), field="circle")
    inside = [one for one in _parts(group) if one.is_current]
    if side == Side.ORGANISATION and (part is None or part.pk not in {one.pk for one in inside}):
        raise RuleBroken(_("Votre organisme n’est plus dans ce groupe."))
    people: list[Any] = [group.project.owner, group.project.referent]
    boxes = [one.referral.inbox for one in inside]
    thread = messaging.open_thread(target=group, participants=filter(None, people + boxes))
    again = messaging.just_said(thread=thread, body=body, by=by, circle=circle)
    if again is not None:
        return again
    message = messaging.say(thread=thread, body=body, by=by, circle=circle)
    journal.write(
        verb="message.posted",
        target=group,
        by=by,
        organisation=part.referral.team.organisation_id if part else None,
        project=group.project_id,
        quantity=1,
        data={"circle": str(circle)},
    )
    readers: list[Any] = [reader for one in inside if one != part for reader in _team_readers(one.referral)]
    readers += [group.project.referent] if side != Side.DESK else []
    readers += [group.project.owner] if side != Side.HOLDER and circle == Circle.EVERYONE else []
    for reader in filter(None, readers):
        messaging.post(event="group_answer.message", to=reader, target=message, by=by)
    return message


@transaction.atomic
def keep_note(*, group: GroupAnswer, part: GroupPart, body: str, by: By) -> ThreadMessage:
    """Keep a note for one's own organisation: it stays in its own demand, where no other one reads."""
    return post_message(
        referral=part.referral, side=Side.ORGANISATION, body=body, circle=Circle.ORGANISATION, by=by
    )


@transaction.atomic
def leave_group(*, group: GroupAnswer, part: GroupPart, reason: str, by: By) -> GroupPart:
    """An organisation leaves with a reason: its part ends, and both sides of it are asked how it went."""
    if not reason.strip():
        raise RuleBroken(_("Dites pourquoi : le porteur, la ville et le groupe le liront."), field="reason")
    referral = _locked(part.referral)
    part.refresh_from_db()
    if part.left_at is not None:
        raise AlreadyAnswered(_("Votre organisme a déjà quitté ce groupe."))
    group.refresh_from_db()
    _refuse_unless_running(group)
    _refuse_if_leading(referral)
    if part.role == PartRole.LEAD:
        raise RuleBroken(
            _("Votre organisme est le dernier du groupe : dites plutôt que l’accompagnement est terminé.")
        )
    _take_out(part, reason)
    _note_group("group_answer.left", group, by, part)
    _tell_all("group_answer.left", group, by, occasion=str(part.pk))
    if referral.is_running:
        close(referral=referral, by=by)
    return part


@transaction.atomic
def close_group(*, group: GroupAnswer, by: By) -> GroupAnswer:
    """End every part that still runs: each one is asked its outcome, by itself; the group ends with them."""
    _hold_group(group)
    _refuse_unless_running(group)
    running = [part for part in _parts(group) if part.is_current and part.referral.is_running]
    for part in sorted(running, key=lambda one: one.is_lead):  # the lead last: nobody has to follow it
        close(referral=part.referral, by=by)
    group.refresh_from_db()
    return group


@transaction.atomic
def remind_news(*, group: GroupAnswer, by: By) -> GroupAnswer:
    """Remind the lead that news are expected; when it stays silent, tell the town too."""
    if not group.is_running:
        return group
    occasion = clock.today().isoformat()
    lead = next(part for part in _parts(group) if part.is_lead)
    ref = ref_of(lead)
    told = Message.objects.about(ref.kind, ref.key).filter(event="group_answer.news_due")
    silent = told.filter(created_at__gte=group.news_at).values("occasion").distinct().count()
    _tell_parts("group_answer.news_due", [lead], by, occasion)
    if silent >= MOST_NEWS_REMINDERS and group.project.referent is not None:
        messaging.post(
            event="group_answer.lead_silent",
            to=group.project.referent,
            target=group,
            by=by,
            occasion=occasion,
        )
    due = default_calendar().add_business_days(clock.today(), RHYTHM)
    messaging.remind(target=group, kind=ReminderKind.GROUP_NEWS, due=due, by=by)
    return group


def _refuse_unless_running(group: GroupAnswer) -> None:
    if group.state == GroupState.PROPOSED:
        raise RuleBroken(_("Ce groupe attend encore l’accord du porteur."))
    if group.is_over:
        raise AlreadyAnswered(
            _("Cette réponse en groupe est déjà « %(state)s ».") % {"state": group.get_state_display()}
        )
