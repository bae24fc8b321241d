"""WSGI entry point, served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.config.settings")

application = get_wsgi_application()

# What is loaded now lives as long as the process: the collector need not walk through it again and again
# (a tenth of the time of a page).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
