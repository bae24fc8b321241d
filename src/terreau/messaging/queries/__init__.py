"""What one may ask about the messages."""

from terreau.messaging.queries.absences import absence_of, absences_of, away, back_on, possible_delegates
from terreau.messaging.queries.choosing import choice_for, choices_of, organisations_of
from terreau.messaging.queries.inbound import last_received_at, mails_for_the_town
from terreau.messaging.queries.sending import (
    Backlog,
    backlog,
    last_heartbeat,
    mails_about,
    messages_in,
    next_reminder,
    participants_except,
    thread_of,
)

__all__ = [
    "Backlog",
    "absence_of",
    "absences_of",
    "away",
    "back_on",
    "backlog",
    "choice_for",
    "choices_of",
    "last_heartbeat",
    "last_received_at",
    "mails_about",
    "mails_for_the_town",
    "messages_in",
    "next_reminder",
    "organisations_of",
    "participants_except",
    "possible_delegates",
    "thread_of",
]
