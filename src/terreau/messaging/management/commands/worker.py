"""`terreau worker`: send the mails, run what is due."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from terreau.messaging.worker.loop import Worker


class Command(BaseCommand):
    help = "Send the outbox, run due reminders, periodic jobs and tasks; several workers may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two empty turns")

    def handle(self, *_args: Any, **options: Any) -> None:
        worker = Worker(interval=options["interval"])
        if not options["once"]:
            worker.run()
            return
        while worker.turn():
            pass
