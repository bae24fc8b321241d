"""Who gets a mail whose recipient is away: a stand-in who may read it, otherwise themselves, later."""

import datetime as dt

from terreau.accounts.models import User
from terreau.kernel.clock import PARIS
from terreau.messaging.models import Message
from terreau.messaging.mornings import MORNING
from terreau.messaging.queries.absences import absence_of, back_on
from terreau.messaging.registry import READERS

LONGEST_CHAIN = 5


def stand_in_for(message: Message) -> User | None:
    """Return who reads the mails of the recipient today; the recipient when present; None when nobody does.

    A stand-in may be away too: their own stand-in is asked. Only somebody who may read what the mail is
    about gets it.
    """
    reader, seen = message.user, set[int]()
    while reader is not None and reader.pk not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(reader.pk)
        absence = absence_of(reader)
        if absence is None:
            break
        reader = absence.delegate
    else:
        return None
    if reader is None or not reader.is_active:
        return None
    return reader if reader == message.user or _may_read(reader, message) else None


def is_away(message: Message) -> bool:
    """Say whether the recipient is a person who reads no mail today."""
    return message.user is not None and absence_of(message.user) is not None


def back_at(message: Message) -> dt.datetime:
    """Return the morning on which the recipient is there again."""
    user = message.user
    assert user is not None  # noqa: S101 - asked of somebody who is away
    return dt.datetime.combine(back_on(user), MORNING, tzinfo=PARIS)


def _may_read(reader: User, message: Message) -> bool:
    allowed = READERS.get(message.target_kind)
    target = message.target
    if allowed is None or target is None or reader.pk == message.actor_id:
        return False
    return allowed(reader, target, message.user)
