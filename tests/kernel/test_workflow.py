"""A workflow moves by its table, and refuses with a sentence."""

import pytest
from django.db import models

from terreau.kernel.errors import TransitionRefused
from terreau.kernel.workflow import REGISTRY, Workflow


class Light(models.TextChoices):
    RED = "red", "Rouge"
    GREEN = "green", "Vert"


class Lamp:
    def __init__(self, state):
        self.state = state
        self.pk = 1


@pytest.fixture
def workflow():
    yield Workflow("Lamp", Light, go=([Light.RED], Light.GREEN))
    del REGISTRY["Lamp"]


def test_can_follows_the_table(workflow):
    assert workflow.can(Lamp(Light.RED), "go")
    assert not workflow.can(Lamp(Light.GREEN), "go")


def test_verbs_from_lists_what_a_state_allows(workflow):
    assert workflow.verbs_from(Light.RED) == ["go"]
    assert workflow.verbs_from(Light.GREEN) == []


def test_refuse_unless_says_the_state_in_words(workflow):
    with pytest.raises(TransitionRefused, match="«\u00a0Vert\u00a0»"):
        workflow.refuse_unless(Lamp(Light.GREEN), "go")
