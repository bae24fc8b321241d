"""States as data: a table of transitions, applied by compare-and-swap.

    CHARTER_WORKFLOW = Workflow("Charter", State, sign=([State.DRAFT], State.SIGNED))
    CHARTER_WORKFLOW.advance(charter, "sign", signed_at=clock.now(), signed_by=user)

`docs/etats.md` is generated from the registry of workflows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from terreau.kernel.errors import StaleObject, TransitionRefused

REGISTRY: dict[str, "Workflow"] = {}


@dataclass(frozen=True)
class Transition:
    """One allowed move: the states it starts from and the state it ends in."""

    sources: tuple[str, ...]
    target: str


class Workflow:
    """The transitions of one model, by verb."""

    def __init__(
        self,
        name: str,
        states: type[models.TextChoices],
        *,
        field: str = "state",
        **transitions: tuple[Sequence[str], str],
    ) -> None:
        self.name = name
        self.states = states
        self.field = field
        self.transitions = {
            verb: Transition(tuple(sources), target) for verb, (sources, target) in transitions.items()
        }
        REGISTRY[name] = self

    def can(self, instance: models.Model, verb: str) -> bool:
        """Say whether the instance, as loaded, may take this verb."""
        return getattr(instance, self.field) in self.transitions[verb].sources

    def verbs_from(self, state: str) -> list[str]:
        """List the verbs that a state allows, in the order of the table."""
        return [verb for verb, move in self.transitions.items() if state in move.sources]

    def refuse_unless(self, instance: models.Model, verb: str) -> Transition:
        """Raise `TransitionRefused` with a sentence unless the verb is allowed from the current state."""
        move = self.transitions[verb]
        current = getattr(instance, self.field)
        if current not in move.sources:
            label = self.states(current).label
            raise TransitionRefused(
                _("Cette action n’est pas possible dans l’état « %(state)s ». Rechargez la page.")
                % {"state": label}
            )
        return move

    def advance(self, instance: models.Model, verb: str, **facts: Any) -> None:
        """Move the instance and store the facts of the move in one UPDATE; refuse if somebody was faster."""
        move = self.refuse_unless(instance, verb)
        current = getattr(instance, self.field)
        values = {self.field: move.target, **facts}
        manager = type(instance)._default_manager
        if not manager.filter(pk=instance.pk, **{self.field: current}).update(**values):
            raise StaleObject(_("Quelqu’un vient de modifier ce dossier : rechargez la page."))
        for name, value in values.items():
            setattr(instance, name, value)
