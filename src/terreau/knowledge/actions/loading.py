"""The articles that come with Terreau: added, brought up to date, never put over what an editor wrote."""

import hashlib
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

from django.db import transaction

from terreau.accounts.models import User
from terreau.kernel.actors import Actor
from terreau.knowledge import markup
from terreau.knowledge.actions.reviews import note_publication
from terreau.knowledge.actions.terms import ADDED, KEPT, UNCHANGED, UPDATED, load_terms
from terreau.knowledge.actions.tree import ensure_tree
from terreau.knowledge.models import ArticlePage, ResourceIndexPage, ShippedText

By = User | Actor

CONTENT = Path(__file__).resolve().parent.parent / "content"
TERMS = "termes.txt"


@dataclass(frozen=True)
class Loaded:
    """What a loading did, in numbers of texts; `kept` are those that an editor changed or removed."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0


@transaction.atomic
def load_articles(*, by: By, folder: Path = CONTENT, owner: User | None = None) -> Loaded:
    """Bring the articles and the words of a folder in; doing it again changes nothing."""
    index, done = ensure_tree(by=by), Counter[str]()
    drafts = [(markup.read(path), path) for path in folder.glob("*.md")]
    for draft, path in sorted(drafts, key=lambda one: (one[0].order, one[0].slug)):
        done[_load(index, draft, path, owner=owner, by=by)] += 1
    if (folder / TERMS).exists():
        done += load_terms(path=folder / TERMS, by=by)
    return Loaded(**{field.name: done[field.name] for field in fields(Loaded)})


def _load(index: ResourceIndexPage, draft: markup.Draft, path: Path, *, owner: User | None, by: By) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    shipped = ShippedText.objects.filter(name=f"article/{draft.slug}").first()
    page = ArticlePage.objects.filter(slug=draft.slug).first()
    if page is None and shipped is not None:
        return KEPT
    if shipped is not None and shipped.digest == digest:
        return UNCHANGED
    # Whatever a person saves in the CMS leaves a revision: from then on the page is theirs.
    if page is not None and (page.latest_revision_id is not None or not page.live):
        return KEPT
    written = _write(index, page, draft, owner)
    ShippedText.objects.update_or_create(name=f"article/{draft.slug}", defaults={"digest": digest})
    note_publication(page=written, by=by)
    return ADDED if page is None else UPDATED


def _write(
    index: ResourceIndexPage, page: ArticlePage | None, draft: markup.Draft, owner: User | None
) -> ArticlePage:
    is_new, page = page is None, page or ArticlePage(slug=draft.slug, review_owner=owner)
    page.title, page.draft_title = draft.title, draft.title
    page.search_description = draft.summary[:255]
    for name in ("kind", "theme", "summary", "dated_on", "organisation_slug", "reviewed_on", "review_by"):
        setattr(page, name, getattr(draft, name))
    page.body, page.sources = draft.blocks, draft.sources
    if is_new:
        index.add_child(instance=page)
        index.refresh_from_db()
    page.tags.set(draft.tags)
    page.save()
    return page
