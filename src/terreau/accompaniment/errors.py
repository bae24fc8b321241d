"""Refusals of the accompaniment."""

from terreau.kernel.errors import RuleBroken


class AlreadyAnswered(RuleBroken):
    """The demand has its answer: the page says which and when, and nothing changes."""


class PayloadChanged(RuleBroken):
    """The file changed between the preview and the consent: the holder reads it again."""
