"""Whom to remind next when an organisation is silent, and when it was last reminded."""

import datetime as dt

from terreau.accompaniment.enums import LADDER, ReminderKind
from terreau.accompaniment.models import Referral
from terreau.accounts.models import User
from terreau.directory.enums import TeamRole
from terreau.kernel import clock
from terreau.kernel.refs import ref_of
from terreau.messaging.enums import MessageState
from terreau.messaging.models import Message, Reminder
from terreau.partnerships.enums import CharterState
from terreau.partnerships.models import Commitment


def people_to_remind(referral: Referral, rungs: range) -> list[User | str]:
    """Return who is told when these rungs are climbed at once: each address once."""
    found: dict[str, User | str] = {}
    for rung in rungs:
        kind = LADDER[rung - 1]
        one = {ReminderKind.SECOND: second_person, ReminderKind.THIRD: signatory_contact}.get(kind)
        chosen = one(referral) if one else None
        for recipient in [chosen] if chosen else _team(referral):
            found.setdefault(_address(recipient), recipient)
    return list(found.values())


def second_person(referral: Referral) -> User | None:
    """Return the lead of the team, else any of its members; None when nobody is in it."""
    members = referral.team.members.present().filter(user__is_active=True).select_related("user")
    people = sorted(members, key=lambda member: (member.role != TeamRole.LEAD, member.pk))
    return people[0].user if people else None


def signatory_contact(referral: Referral) -> str | None:
    """Return the address of the signatory of the charter behind the offer, else of the organisation."""
    promised = Commitment.objects.filter(offers=referral.offer_id, charter__state=CharterState.IN_FORCE)
    address = (
        promised.exclude(party__organisation__email="")
        .order_by("pk")
        .values_list("party__organisation__email", flat=True)
        .first()
    )
    return address or referral.team.organisation.email or None


def higher_rung_is_due(referral: Referral, rung: int) -> bool:
    """Say whether a higher reminder waits too: after an interruption, one mail stands for all."""
    ref = ref_of(referral)
    waiting = Reminder.objects.about(ref.kind, ref.key).filter(sent_at=None, cancelled_at=None)
    return waiting.filter(kind__in=LADDER[rung:-1], due_at__lte=clock.now()).exists()


def demand_has_not_left(referral: Referral) -> bool:
    """Say whether the demand itself is still in the outbox: nobody can be late with what they have not."""
    ref = ref_of(referral)
    mails = Message.objects.about(ref.kind, ref.key).filter(event="referral.sent")
    states = set(mails.values_list("state", flat=True))
    return MessageState.PENDING in states and MessageState.SENT not in states


def last_reminded_at(referral: Referral) -> dt.datetime | None:
    """Return when the last reminder really left; now when it still waits; None when there is none."""
    ref = ref_of(referral)
    mails = Message.objects.about(ref.kind, ref.key).filter(event="referral.reminder")
    last = mails.exclude(state=MessageState.CANCELLED).order_by("-created_at", "-pk").first()
    if last is None:
        return None
    if last.state == MessageState.PENDING:
        return clock.now()
    # A mail that no server takes counts from the day it was written: the town then takes over.
    return last.sent_at or last.created_at


def _team(referral: Referral) -> list[User | str]:
    if referral.inbox:
        return [referral.inbox]
    return [member.user for member in referral.team.members.present().select_related("user")]


def _address(recipient: User | str) -> str:
    return (recipient if isinstance(recipient, str) else recipient.email).lower()
