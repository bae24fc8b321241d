"""Projects at every stage and state."""

from terreau.demo.story.cast import Cast
from terreau.demo.story.play import Tale


def tales(cast: Cast) -> list[Tale]:
    """Return the tales of the projects."""
    return []
