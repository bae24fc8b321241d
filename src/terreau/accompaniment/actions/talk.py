"""The conversations of a file: with an organisation and the town, or with the town alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _restart_wait
from terreau.accompaniment.circles import Side, may_write
from terreau.accompaniment.enums import READABLE, ReminderKind
from terreau.accompaniment.models import Referral
from terreau.journal import actions as journal
from terreau.kernel.actors import Actor
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
    _tell_readers(referral, message, side)
    return message


@transaction.atomic
def post_to_town(*, project: Project, body: str, by: By) -> ThreadMessage:
    """Write in the conversation between the holder and the town."""
    parties = [party for party in (project.owner, project.referent) if party]
    thread = messaging.open_thread(target=project, participants=parties)
    message = messaging.say(thread=thread, body=body, by=by, circle=Circle.EVERYONE)
    journal.write(verb="message.posted", target=project, by=by, project=project, quantity=1)
    author = Actor.of(by).user
    for party in parties:
        if party != author:
            messaging.post(event="message.to_town", to=party, target=message)
    return message


def _resume_wait(referral: Referral, by: By) -> None:
    """The holder answered the question: the organisation's time starts again."""
    _locked(referral)
    if referral.question_at is None:
        return
    messaging.settle(target=referral, kind=ReminderKind.QUESTION)
    _restart_wait(referral, by)


def _tell_readers(referral: Referral, message: ThreadMessage, side: str) -> None:
    readers = {
        Side.HOLDER: referral.project.owner if message.circle == Circle.EVERYONE else None,
        Side.ORGANISATION: referral.inbox if message.circle in (Circle.EVERYONE, Circle.TEAM) else None,
        Side.DESK: referral.project.referent if message.circle in (Circle.EVERYONE, Circle.TEAM) else None,
    }
    for reader_side, reader in readers.items():
        if reader and reader_side != side:
            messaging.post(event="message.posted", to=reader, target=message)


def _parties(referral: Referral) -> list:
    parties = [referral.project.owner, referral.project.referent, referral.inbox]
    return [party for party in parties if party]
