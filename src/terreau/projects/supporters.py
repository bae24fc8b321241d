"""Who supports a project, as the app that knows the referrals tells it.

    supporters.register(queries.supporters_of)     # in `receivers.py` of the app above

Without such an app, nobody is known to support a project.
"""

from collections.abc import Callable, Collection

from terreau.projects.models import Project

# Returns the primary keys of organisations.
Tell = Callable[[Project], Collection[int]]

_TELLERS: list[Tell] = []


def register(tell: Tell) -> Tell:
    """Let an app say who supports a project."""
    _TELLERS.append(tell)
    return tell


def supporters_of(project: Project) -> set[int]:
    """Return the organisations (primary keys) that support a project today, or helped it."""
    return {key for tell in _TELLERS for key in tell(project)}
