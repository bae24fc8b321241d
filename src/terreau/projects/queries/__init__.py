"""What one may ask about projects."""

from terreau.projects.queries.facts import facts_of, known_facts, open_needs_of

__all__ = ["facts_of", "known_facts", "open_needs_of"]
