"""The verbs of the search: mark what changed, apply it, build anew, keep the synonyms."""

from terreau.search.actions.applying import apply_pending
from terreau.search.actions.importing import SynonymsImported, import_synonyms
from terreau.search.actions.marking import mark, mark_all
from terreau.search.actions.rebuilding import clean, keep_up, rebuild
from terreau.search.actions.synonyms import add_synonyms, remove_synonyms

__all__ = [
    "SynonymsImported",
    "add_synonyms",
    "apply_pending",
    "clean",
    "import_synonyms",
    "keep_up",
    "mark",
    "mark_all",
    "rebuild",
    "remove_synonyms",
]
