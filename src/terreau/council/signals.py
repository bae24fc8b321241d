"""News of the council for the apps above."""

from django.dispatch import Signal

deliberation_adopted = Signal()  # deliberation, by
