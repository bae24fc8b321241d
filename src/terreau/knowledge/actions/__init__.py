"""The verbs of the editorial content."""

from terreau.knowledge.actions.loading import CONTENT, Loaded, load_articles
from terreau.knowledge.actions.reviews import (
    ask_review,
    follow_page,
    follow_restrictions,
    note_publication,
    note_withdrawal,
    review,
)
from terreau.knowledge.actions.terms import follow_term, load_terms, note_term, note_term_removed
from terreau.knowledge.actions.tree import GROUP, ensure_tree, sync_writer

__all__ = [
    "CONTENT",
    "GROUP",
    "Loaded",
    "ask_review",
    "ensure_tree",
    "follow_page",
    "follow_restrictions",
    "follow_term",
    "load_articles",
    "load_terms",
    "note_publication",
    "note_term",
    "note_term_removed",
    "note_withdrawal",
    "review",
    "sync_writer",
]
