"""Charters, the organisations that sign them, what each promises, and what shows it was done."""

from terreau.partnerships.models.charter import Charter
from terreau.partnerships.models.commitment import Commitment
from terreau.partnerships.models.evidence import Evidence
from terreau.partnerships.models.party import Party

__all__ = ["Charter", "Commitment", "Evidence", "Party"]
