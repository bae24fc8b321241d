"""The words that mean the same: kept by the town, in force at the next question."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.journal import actions as journal
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.search.analysis import terms
from terreau.search.groups import entries_of
from terreau.search.index.snapshot import SYNONYMS
from terreau.search.models import IndexState, SynonymSet, new_uid

LONGEST = 300
MOST_WORDS = 12


@transaction.atomic
def add_synonyms(*, words: str, by: Any) -> SynonymSet:
    """Say that some words or expressions, separated by commas, mean the same."""
    entries = entries_of(words)
    for entry in entries:
        if not terms(entry):
            raise RuleBroken(
                _("« %(word)s » ne compte pas dans une recherche : choisissez un mot plus précis.")
                % {"word": entry},
                field="words",
            )
    if len({tuple(terms(entry)) for entry in entries}) < 2:
        raise RuleBroken(
            _("Donnez au moins deux mots différents, séparés par une virgule (le pluriel ne compte pas)."),
            field="words",
        )
    text = ", ".join(entries)
    if len(entries) > MOST_WORDS or len(text) > LONGEST:
        raise RuleBroken(
            _("Un groupe tient en %(count)s mots et %(signs)s signes : faites-en plusieurs.")
            % {"count": MOST_WORDS, "signs": LONGEST},
            field="words",
        )
    if SynonymSet.objects.filter(words=text).exists():
        raise RuleBroken(_("Ce groupe existe déjà."), field="words")
    added = SynonymSet.objects.create(words=text)
    _changed()
    journal.write(verb="search.synonyms_added", target=added, by=by, data={"words": entries})
    return added


@transaction.atomic
def remove_synonyms(*, synonyms: SynonymSet, by: Any) -> None:
    """Take a group of synonyms away."""
    journal.write(verb="search.synonyms_removed", target=synonyms, by=by, data={"words": synonyms.words})
    deleted, _by_model = SynonymSet.objects.filter(pk=synonyms.pk).delete()
    if not deleted:
        raise StaleObject(_("Ce groupe n’existe plus : rechargez la page."))
    _changed()


def _changed() -> None:
    state, _created = IndexState.objects.get_or_create(kind=SYNONYMS)
    IndexState.objects.filter(pk=state.pk).update(stamp=new_uid(), revision=state.revision + 1)
