"""The order of the examination: the machine, the database, the mails, the journal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import DatabaseError

OK, WARNING, ERROR = "ok", "warning", "error"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and how to mend it when it is not well."""

    level: str
    what: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]
_CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """Add a check to the examination."""
    _CHECKS.append(function)
    return function


def examine() -> Iterator[Finding]:
    """Yield what every check finds; one that cannot be made is a finding too."""
    from terreau.messaging.doctor import data, machine, post  # noqa: F401, PLC0415 - they register

    for one in _CHECKS:
        try:
            yield from one()
        except DatabaseError as error:
            yield Finding(
                ERROR,
                f"{one.__name__}: the database answered {type(error).__name__}",
                "Check TERREAU_DATABASE_URL, that the server runs, and that the migrations are applied.",
            )
