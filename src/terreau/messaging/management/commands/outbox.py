"""`terreau outbox`: what was abandoned, and trying it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from terreau.messaging import actions
from terreau.messaging.enums import MessageState
from terreau.messaging.models import Message


class Command(BaseCommand):
    help = "List the mails that were abandoned; --revive puts them back in the outbox."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--revive", action="store_true", help="try them again")

    def handle(self, *_args: Any, **options: Any) -> None:
        dead = list(Message.objects.filter(state=MessageState.DEAD).order_by("created_at")[:1000])
        for message in dead:
            self.stdout.write(
                f"{message.pk} {message.created_at:%Y-%m-%d %H:%M} {message} {message.last_error}"
            )
            if options["revive"]:
                actions.revive(message=message)
        verb = "put back" if options["revive"] else "abandoned"
        self.stdout.write(f"{len(dead)} mails {verb}.")
