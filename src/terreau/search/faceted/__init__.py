"""Texts with structured facets, ranked for a question that carries facets too: three values, then text.

A facet is anything that both sides say under names that mean the same (`keys.py`): where, for whom, at
which stage, about what, how much, until when. What one side leaves out is unknown, and excludes nothing.
"""

from terreau.search.faceted.judging import Judge, Verdict
from terreau.search.faceted.reading import Facet, Facets, read

__all__ = ["Facet", "Facets", "Judge", "Verdict", "read"]
