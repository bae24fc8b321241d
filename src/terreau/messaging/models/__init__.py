"""What the platform says: mails to send, reminders to come, links to answer with, threads, preferences."""

from terreau.messaging.models.links import CapabilityLink
from terreau.messaging.models.outbox import MESSAGE_WORKFLOW, Message, Preference, Reminder
from terreau.messaging.models.threads import Participant, Thread, ThreadMessage
from terreau.messaging.models.worker import Heartbeat, PeriodicJob

__all__ = [
    "MESSAGE_WORKFLOW",
    "CapabilityLink",
    "Heartbeat",
    "Message",
    "Participant",
    "PeriodicJob",
    "Preference",
    "Reminder",
    "Thread",
    "ThreadMessage",
]
