"""What people ask of the council."""

from terreau.council.queries.desk import Task, next_step_of, steps_of, tasks
from terreau.council.queries.listing import (
    Filters,
    Register,
    adopted_or_pending,
    agenda,
    council,
    deliberations,
    deliberations_matching,
    latest_published,
    proposed_size,
    register,
    roster,
    sessions,
)

__all__ = [
    "Filters",
    "Register",
    "Task",
    "adopted_or_pending",
    "agenda",
    "council",
    "deliberations",
    "deliberations_matching",
    "latest_published",
    "next_step_of",
    "proposed_size",
    "register",
    "roster",
    "sessions",
    "steps_of",
    "tasks",
]
