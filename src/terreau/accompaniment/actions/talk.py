"""The conversations of a file: with an organisation and the town, or with the town alone."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _restart_wait, _team_readers
from terreau.accompaniment.circles import Side, may_write
from terreau.accompaniment.enums import READABLE, ReminderKind
from terreau.accompaniment.models import Referral
from terreau.documents import actions as documents
from terreau.journal import actions as journal
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging.enums import Circle
from terreau.messaging.models import ThreadMessage
from terreau.projects.models import Project


@transaction.atomic
def post_message(*, referral: Referral, side: str, body: str, circle: str, by: By) -> ThreadMessage:
    """Write in the conversation of a referral; the circle says who may read."""
    if referral.state not in READABLE:
        raise RuleBroken(_("La conversation s’ouvre quand la demande est envoyée à l’organisme."))
    if not may_write(side, circle):
        raise RuleBroken(_("Choisissez qui peut lire ce message."), field="circle")
    thread = messaging.open_thread(target=referral, participants=_parties(referral))
    again = messaging.just_said(thread=thread, body=body, by=by, circle=circle)
    if again is not None:
        return again
    message = messaging.say(thread=thread, body=body, by=by, circle=circle)
    journal.write(
        verb="message.posted",
        target=referral,
        by=by,
        organisation=referral.team.organisation_id,
        project=referral.project_id,
        quantity=1,
        data={"circle": str(circle)},
    )
    if circle == Circle.EVERYONE and side == Side.HOLDER:
        _resume_wait(referral, by)
    _tell_readers(referral, message, side, by)
    return message


@transaction.atomic
def post_to_town(*, project: Project, body: str, by: By) -> ThreadMessage:
    """Write in the conversation between the holder and the town."""
    parties = [party for party in (project.owner, project.referent) if party]
    thread = messaging.open_thread(target=project, participants=parties)
    again = messaging.just_said(thread=thread, body=body, by=by)
    if again is not None:
        return again
    message = messaging.say(thread=thread, body=body, by=by, circle=Circle.EVERYONE)
    journal.write(verb="message.posted", target=project, by=by, project=project, quantity=1)
    for party in parties:
        messaging.post(event="message.to_town", to=party, target=message, by=by)
    return message


@transaction.atomic
def attach(*, message: ThreadMessage, files: Sequence[tuple[str, bytes]], by: By) -> list[str]:
    """Keep the files that came with a message, as uploads are; return a sentence for each that cannot be."""
    refused = []
    for name, content in files:
        try:
            documents.keep(target=message, name=name, content=content, by=by, circle=message.circle)
        except RuleBroken as refusal:
            refused.append(_("« %(file)s » : %(reason)s") % {"file": name, "reason": refusal})
    return refused


def _resume_wait(referral: Referral, by: By) -> None:
    """The holder answered the question: the organisation's time starts again."""
    _locked(referral)
    if referral.question_at is None:
        return
    messaging.settle(target=referral, kind=ReminderKind.QUESTION)
    _restart_wait(referral, by)


def _tell_readers(referral: Referral, message: ThreadMessage, side: str, by: By) -> None:
    between_professionals = message.circle in (Circle.EVERYONE, Circle.TEAM)
    readers: dict[str, list[Any]] = {
        Side.HOLDER: [referral.project.owner] if message.circle == Circle.EVERYONE else [],
        Side.ORGANISATION: _team_readers(referral) if between_professionals else [],
        Side.DESK: [referral.project.referent] if between_professionals else [],
    }
    for reader_side, people in readers.items():
        for reader in filter(None, people):
            if reader_side != side:
                messaging.post(event="message.posted", to=reader, target=message, by=by)


def _parties(referral: Referral) -> list[Any]:
    parties = [referral.project.owner, referral.project.referent, referral.inbox]
    return [party for party in parties if party]
