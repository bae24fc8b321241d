"""`terreau receive_mail`: a raw message on standard input, as a mail server delivers it to a command."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from terreau.messaging import actions
from terreau.messaging.enums import InboundSource
from terreau.messaging.inbound.reading import MAX_BYTES


class Command(BaseCommand):
    help = "Read one raw message (RFC 5322) on standard input and post it in its conversation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--recipient", default="", help="the envelope's recipient, when the server knows it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        # The exit codes are those of sysexits.h: a mail server keeps the mail on 75, returns it on 65.
        raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        if not raw.strip():
            self._end(os.EX_DATAERR, "no message on standard input")
        if len(raw) > MAX_BYTES:
            self._end(os.EX_DATAERR, f"message too big: at most {MAX_BYTES // 1_000_000} MB")
        try:
            mail = actions.receive(raw=raw, source=InboundSource.COMMAND, recipient=options["recipient"])
        except DatabaseError as error:
            self._end(os.EX_TEMPFAIL, f"the database answered {type(error).__name__}; try again later")
        self.stdout.write(f"{mail.pk} {mail.state}")

    def _end(self, code: int, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(code)
