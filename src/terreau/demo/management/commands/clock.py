"""`terreau clock`: the date that it is in the demo; move it, and watch what falls due on the way."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from terreau.demo import actions, queries
from terreau.demo.living import Day
from terreau.kernel import clock
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.kernel.typography import date_in_words
from terreau.messaging.worker.outbox import Unreachable
from terreau.territories.calendar import default_calendar


class Command(BaseCommand):
    help = "Say the date of the demo; move it, and do what falls due on the way."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--to", metavar="DATE", help="move to this date, as 2026-12-01")
        where.add_argument("--back", action="store_true", help="return to the date of this computer")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override("fr"):
            try:
                if options["back"]:
                    actions.return_to_today()
                elif options["to"]:
                    self._move(_date(options["to"]))
            except RuleBroken as refusal:
                raise CommandError(str(refusal)) from None
            except Unreachable as error:
                raise CommandError(f"Le serveur de courriel ne répond pas ({error}).") from None
            self._say_the_date()

    def _move(self, date: dt.date) -> None:
        for day in actions.advance(to=queries.on_date(date)):
            self._tell(day)

    def _tell(self, day: Day) -> None:
        rest = "" if default_calendar().is_business_day(day.date) else " (jour non ouvré)"
        self.stdout.write(f"{date_in_words(day.date, weekday=True)}{rest}")
        for event in day.events:
            self.stdout.write(f"  {event.at.astimezone(PARIS):%H:%M}  {event.what} – {event.about}")
        if not day.events:
            self.stdout.write("         rien n’arrive à échéance")
        self.stdout.flush()

    def _say_the_date(self) -> None:
        moment = clock.now().astimezone(PARIS)
        self.stdout.write(f"La démonstration est au {date_in_words(moment, weekday=True)}, {moment:%H:%M}.")


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"« {text} » n’est pas une date : écrivez par exemple 2026-12-01.") from None
