"""The assembly, who sits in it, its sessions and what it decides."""

from terreau.council.models.assembly import Assembly, Mandate
from terreau.council.models.deliberation import Deliberation
from terreau.council.models.session import Session

__all__ = ["Assembly", "Deliberation", "Mandate", "Session"]
