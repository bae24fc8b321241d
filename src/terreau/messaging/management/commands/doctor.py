"""`terreau doctor`: examine a deployment; the exit code is 1 when something is wrong."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from terreau.messaging.doctor import examine
from terreau.messaging.doctor.findings import ERROR, OK

_MARKS = {"ok": "ok      ", "warning": "WARNING ", "error": "ERROR   "}


class Command(BaseCommand):
    help = "Examine this deployment and say how to mend what is found."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        worst_is_error = False
        for finding in examine():
            self.stdout.write(f"{_MARKS[finding.level]}{finding.what}")
            if finding.level != OK:
                self.stdout.write(f"        → {finding.mend}")
            worst_is_error |= finding.level == ERROR
        if worst_is_error:
            sys.exit(1)
