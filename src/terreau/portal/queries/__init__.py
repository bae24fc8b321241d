"""What the pages that compose several apps read."""

from terreau.portal.queries.desk import Queue, desk_queues, project_list
from terreau.portal.queries.home import (
    Figures,
    Meeting,
    coming_meetings,
    local_figures,
    promises,
)
from terreau.portal.queries.my_space import MySpace, my_space_of

__all__ = [
    "Figures",
    "Meeting",
    "MySpace",
    "Queue",
    "coming_meetings",
    "desk_queues",
    "local_figures",
    "my_space_of",
    "project_list",
    "promises",
]
