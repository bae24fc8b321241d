"""Refusals of the directory."""

from terreau.kernel.errors import RuleBroken


class ImportBusy(RuleBroken):
    """Another import of the same source is running: this one waits for its turn."""
