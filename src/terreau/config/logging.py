"""Logs: one JSON object a line on standard error, without personal data.

A line carries the event, the route's name (never the path: it may hold a token), the status and the
duration. Of an error it keeps the type and where it happened, never its text: databases and mail
servers quote addresses in theirs.
"""

import json
import logging
import traceback
from types import TracebackType
from typing import Any

from terreau.messaging.health.context import request_id

# What a line may carry besides its message; anything else that code passes as `extra` is dropped.
KEPT = (
    "route", "method", "status", "ms", "worker", "event", "mail", "error", "seconds", "reminder",
    "reminder_kind", "job", "position", "hash", "count",
)  # fmt: skip
# Loggers of libraries whose messages quote paths, addresses or user names.
REWORDED = {
    "django.request": "request failed",
    "django.security": "request refused",
    "axes": "sign-in watched",
    "allauth": "accounts",
    "django_tasks": "task",
}


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}",
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": _text(record),
        }
        if number := request_id.get():
            line["request"] = number
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        line |= {key: record.__dict__[key] for key in KEPT if key in record.__dict__}
        return json.dumps(line, ensure_ascii=False, default=str)


def _text(record: logging.LogRecord) -> str:
    for name, words in REWORDED.items():
        if record.name == name or record.name.startswith(f"{name}."):
            return words
    if record.name.startswith("terreau"):
        return record.getMessage()
    # A library's own text without the values it would put in.
    return str(record.msg)


def _where(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]
