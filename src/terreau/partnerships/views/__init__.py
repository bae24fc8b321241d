"""Pages of the partnerships."""
