"""News of the partnerships for the apps above."""

from django.dispatch import Signal

charter_signed = Signal()  # charter, by
charter_in_force = Signal()  # charter, by
