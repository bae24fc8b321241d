"""Projects at every stage and state: those of today, those that wait, those that are over."""

from terreau.demo.story import (
    helping,
    projects_past,
    projects_running,
    projects_together,
    projects_waiting,
    sketches,
)
from terreau.demo.story.cast import Cast
from terreau.demo.story.play import Tale


def tales(cast: Cast) -> list[Tale]:
    """Return the tales of the projects."""
    stories = (
        *projects_past.STORIES,
        *projects_running.STORIES,
        *projects_waiting.STORIES,
        *projects_together.STORIES,
        *sketches.stories(),
        *helping.STORIES,
    )
    return [story(cast) for story in stories]
