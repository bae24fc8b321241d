"""What the pages that compose several apps read."""

from terreau.portal.queries.desk import OtherQueue, other_queues, project_list
from terreau.portal.queries.followup import Queue, followup, how_many_left, kind_of, whole_queue
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
    "OtherQueue",
    "Queue",
    "coming_meetings",
    "followup",
    "how_many_left",
    "kind_of",
    "local_figures",
    "my_space_of",
    "other_queues",
    "project_list",
    "promises",
    "whole_queue",
]
