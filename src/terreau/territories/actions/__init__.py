"""The verbs of the territories."""

from terreau.territories.actions.loading import load_graph
from terreau.territories.actions.operator import add_closing_day, remove_closing_day, set_operator
from terreau.territories.actions.zones import add_member, create_zone, move_zone, remove_member

__all__ = [
    "add_closing_day",
    "add_member",
    "create_zone",
    "load_graph",
    "move_zone",
    "remove_closing_day",
    "remove_member",
    "set_operator",
]
