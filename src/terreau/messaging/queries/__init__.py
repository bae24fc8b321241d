"""What one may ask about the messages."""

from terreau.messaging.queries.absences import absence_of, absences_of, away, back_on, possible_delegates
from terreau.messaging.queries.inbound import last_received_at, mails_for_the_town
from terreau.messaging.queries.sending import (
    Backlog,
    backlog,
    last_heartbeat,
    mails_about,
    messages_in,
    next_reminder,
    participants_except,
    refused_events,
    thread_of,
)

__all__ = [
    "Backlog",
    "absence_of",
    "absences_of",
    "away",
    "back_on",
    "backlog",
    "last_heartbeat",
    "last_received_at",
    "mails_about",
    "mails_for_the_town",
    "messages_in",
    "next_reminder",
    "participants_except",
    "possible_delegates",
    "refused_events",
    "thread_of",
]
