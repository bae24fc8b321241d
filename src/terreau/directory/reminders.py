"""What each reminder of the directory does when its hour comes: one action."""

from terreau.directory import actions
from terreau.directory.enums import OFFER_CHECK
from terreau.directory.models import Offer
from terreau.kernel.actors import Actor
from terreau.messaging import reminders
from terreau.messaging.models import Reminder

WORKER = Actor.system("worker")


@reminders.handler(OFFER_CHECK)
def ask_if_exact(offer: Offer, reminder: Reminder) -> None:
    actions.ask_if_exact(offer=offer, by=WORKER)
