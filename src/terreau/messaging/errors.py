"""Refusals of the messages."""

from terreau.kernel.errors import RuleBroken


class LinkRefused(RuleBroken):
    """A capability link opens nothing; the sentence says why and what to do."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class NotPosted(Exception):
    """An answer that came by mail cannot be posted; `reason` is an `InboundReason`."""

    def __init__(self, reason: str, sentence: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence = sentence
