"""News of the projects, for the apps above; sent after the transaction."""

from django.dispatch import Signal

project_submitted = Signal()
project_accepted = Signal()
project_closed = Signal()
need_opened = Signal()
