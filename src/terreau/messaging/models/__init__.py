"""What the platform says: mails to send, reminders to come, links to answer with, threads, preferences."""

from terreau.messaging.models.absences import Absence
from terreau.messaging.models.choices import Preference
from terreau.messaging.models.copies import SentCopy
from terreau.messaging.models.inbound import INBOUND_WORKFLOW, InboundMail
from terreau.messaging.models.links import CapabilityLink
from terreau.messaging.models.outbox import DIGEST, MESSAGE_WORKFLOW, Message, Reminder
from terreau.messaging.models.threads import Participant, Thread, ThreadMessage
from terreau.messaging.models.worker import Heartbeat, PeriodicJob

__all__ = [
    "DIGEST",
    "INBOUND_WORKFLOW",
    "MESSAGE_WORKFLOW",
    "Absence",
    "CapabilityLink",
    "Heartbeat",
    "InboundMail",
    "Message",
    "Participant",
    "PeriodicJob",
    "Preference",
    "Reminder",
    "SentCopy",
    "Thread",
    "ThreadMessage",
]
