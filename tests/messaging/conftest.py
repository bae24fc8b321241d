"""Composers and handlers that tests register, forgotten afterwards."""

import pytest

from terreau.messaging import jobs, registry, reminders


@pytest.fixture(autouse=True)
def _forget_what_tests_register():
    kept = [(one, dict(one.REGISTRY)) for one in (registry, reminders, jobs)]
    yield
    for module, before in kept:
        module.REGISTRY.clear()
        module.REGISTRY.update(before)


@pytest.fixture
def compose():
    """Return a function that registers a plain composer for an event."""

    def register(event, *, optional=False, **facts):
        mail = {"subject": "Une nouvelle", "title": "Bonjour", "paragraphs": ["Premier.", "Second."]} | facts

        @registry.composer(event, optional=optional, label="Nouvelles")
        def made(target, message):
            return registry.Mail(**mail)

    return register
