"""Refusals of the messages."""

from terreau.kernel.errors import RuleBroken


class LinkRefused(RuleBroken):
    """A capability link opens nothing; the sentence says why and what to do."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
