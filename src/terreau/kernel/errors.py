"""Errors that speak to the person: what happened, and the next step."""


class RuleBroken(Exception):
    """A rule of the domain refuses the action; the message is shown to the person as it is."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class StaleObject(RuleBroken):
    """Somebody else changed the object between reading and writing."""


class TransitionRefused(RuleBroken):
    """The object is not in a state from which the verb is allowed."""
