"""Settings of the tests: the product with its demo, so that the demo's pages are examined like the others."""

import os

os.environ.setdefault("TERREAU_DEMO", "1")

from terreau.config.settings import *  # noqa: F403 - after the environment is set
