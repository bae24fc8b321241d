"""What happens to territories, for the apps above (the journal among them)."""

from django.dispatch import Signal

graph_loaded = Signal()  # load, by
zone_changed = Signal()  # territory, verb, by
operator_changed = Signal()  # operator, by
closing_days_changed = Signal()  # by
