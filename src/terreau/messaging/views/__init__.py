"""Pages of the messages: choices, mails that came in; and the door by which providers bring them."""

from terreau.messaging.views.arriving import webhook
from terreau.messaging.views.away import absences, cancel_absence
from terreau.messaging.views.choosing import preferences, unsubscribe
from terreau.messaging.views.health import health
from terreau.messaging.views.inbound import handle_mail, inbound_mail, inbound_mails, raw_mail

__all__ = [
    "absences",
    "cancel_absence",
    "handle_mail",
    "health",
    "inbound_mail",
    "inbound_mails",
    "preferences",
    "raw_mail",
    "unsubscribe",
    "webhook",
]
