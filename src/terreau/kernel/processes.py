"""What each process that answers visitors does once it lives, told by the apps that want it."""

from collections.abc import Callable

_wanted: list[Callable[[], None]] = []


def when_web_starts(action: Callable[[], None]) -> None:
    """Do something in each web process as it starts; it must return at once (a thread may do the rest)."""
    if action not in _wanted:
        _wanted.append(action)


def web_started() -> None:
    """Do what was asked for; called in the process itself."""
    for action in _wanted:
        action()
