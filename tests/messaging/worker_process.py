"""A real worker with one test composer, for tests that kill it."""

import sys

import django

django.setup()

from terreau.messaging import registry  # noqa: E402
from terreau.messaging.enums import Pace  # noqa: E402
from terreau.messaging.worker.loop import Worker  # noqa: E402


@registry.composer("test.killed")
@registry.composer("test.killed_daily", pace=Pace.DAILY)
def killed(target, message):
    return registry.Mail("Une nouvelle", "Bonjour", ["Un paragraphe."])


if __name__ == "__main__":
    Worker(interval=0.1).run()
    sys.exit(0)
