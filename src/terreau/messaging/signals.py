"""News of the messages, for the apps above."""

from django.dispatch import Signal

# Sent after commit with `message=` (a ThreadMessage).
thread_message_posted = Signal()
