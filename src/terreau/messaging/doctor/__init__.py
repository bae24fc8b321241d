"""`terreau doctor`: what is wrong with a deployment, and how to mend it."""

from terreau.messaging.doctor.findings import Finding, examine

__all__ = ["Finding", "examine"]
