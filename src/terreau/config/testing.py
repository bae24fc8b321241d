"""Settings of the tests: the product with its demo, so that the demo's pages are examined like the others."""

import os

os.environ.setdefault("TERREAU_DEMO", "1")

from terreau.config.settings import *  # noqa: F403 - after the environment is set

# Tests move their own clock: a demo that lives ahead on this computer does not concern them.
DEMO_CLOCK_FILE = None
