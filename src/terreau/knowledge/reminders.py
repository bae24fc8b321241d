"""What the reminder of a page to read again does: one action."""

from terreau.kernel.actors import Actor
from terreau.knowledge import actions
from terreau.knowledge.enums import REVIEW
from terreau.knowledge.models import ArticlePage
from terreau.messaging import reminders
from terreau.messaging.models import Reminder

WORKER = Actor.system("worker")


@reminders.handler(REVIEW)
def ask_review(page: ArticlePage, reminder: Reminder) -> None:
    actions.ask_review(page=page, by=WORKER)
