"""The words of the glossary."""

import hashlib
from collections import Counter
from pathlib import Path

from django.db import transaction

from terreau.accounts.models import User
from terreau.journal.actions import write
from terreau.kernel.actors import Actor
from terreau.knowledge import markup
from terreau.knowledge.models import GlossaryTerm, ShippedText
from terreau.search.actions import mark

By = User | Actor

ADDED, UPDATED, UNCHANGED, KEPT = "added", "updated", "unchanged", "kept"


@transaction.atomic
def load_terms(*, path: Path, by: By) -> Counter[str]:
    """Bring the words of a file in, leaving alone those that an editor changed or removed."""
    drafts, done = markup.read_terms(path), Counter[str]()
    written: dict[str, markup.TermDraft] = {}
    for draft in drafts:
        result = _load(draft)
        done[result] += 1
        if result in {ADDED, UPDATED}:
            written[draft.slug] = draft
    known = {term.slug: term for term in GlossaryTerm.objects.all()}
    for slug, draft in written.items():
        known[slug].see_also.set([known[one] for one in draft.see_also if one in known])
        write(verb="term.written", target=known[slug], by=by, public=True)
    mark(kind="term", keys=[known[slug].pk for slug in written])
    return done


def _load(draft: markup.TermDraft) -> str:
    facts = {"word": draft.word, "definition": draft.definition, "source": draft.source}
    facts |= {"address": draft.address}
    name, digest = f"term/{draft.slug}", _digest(**facts)
    shipped = ShippedText.objects.filter(name=name).first()
    term = GlossaryTerm.objects.filter(slug=draft.slug).first()
    if shipped is not None and term is None:
        return KEPT
    if shipped is not None and shipped.digest == digest:
        return UNCHANGED
    if term is not None and (shipped is None or shipped.digest != _digest_of(term)):
        return KEPT
    GlossaryTerm.objects.update_or_create(slug=draft.slug, defaults=facts)
    ShippedText.objects.update_or_create(name=name, defaults={"digest": digest})
    return ADDED if term is None else UPDATED


def _digest_of(term: GlossaryTerm) -> str:
    return _digest(word=term.word, definition=term.definition, source=term.source, address=term.address)


def _digest(*, word: str, definition: str, source: str, address: str) -> str:
    return hashlib.sha256("\n".join([word, definition, source, address]).encode()).hexdigest()


@transaction.atomic
def note_term(*, term: GlossaryTerm, by: By) -> None:
    """Tell the journal that a word was written or changed."""
    write(verb="term.written", target=term, by=by, public=True)
    mark(kind="term", keys=[term.pk])


@transaction.atomic
def follow_term(*, key: int) -> None:  # by nobody: the CMS itself removed the word
    """Find a word of the glossary no longer."""
    mark(kind="term", keys=[key])


@transaction.atomic
def note_term_removed(*, term: GlossaryTerm, by: By) -> None:
    """Tell the journal that a word left the glossary."""
    write(verb="term.removed", target=term, by=by)
