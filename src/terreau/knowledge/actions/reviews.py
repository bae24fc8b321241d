"""What is public, and who reads it again when."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.knowledge.enums import REVIEW
from terreau.knowledge.models import ArticlePage
from terreau.messaging.actions import post, remind, settle
from terreau.search.actions import mark, mark_all

By = User | Actor


@transaction.atomic
def note_publication(*, page: Any, by: By) -> None:
    """Tell the journal that a page is public, and plan its next reading."""
    write(verb="article.published", target=page, by=by, public=True)
    if getattr(page, "review_by", None):
        remind(target=page, kind=REVIEW, due=page.review_by, by=by)
    else:
        settle(target=page, kind=REVIEW)
    mark(kind="page", keys=[page.pk])


@transaction.atomic
def note_withdrawal(*, page: Any, by: By) -> None:
    """Tell the journal that a page is no longer public; nobody has to read it again."""
    settle(target=page, kind=REVIEW)
    write(verb="article.withdrawn", target=page, by=by)
    mark(kind="page", keys=[page.pk])


@transaction.atomic
def follow_page(*, key: int) -> None:  # by nobody: the CMS itself removed or restricted pages
    """Find a page, or no longer, as the CMS now shows it."""
    mark(kind="page", keys=[key])


@transaction.atomic
def follow_restrictions() -> None:  # by nobody: the CMS itself opened or closed a part of the tree
    """Find again exactly the pages that everybody may read."""
    mark_all(kind="page")


@transaction.atomic
def ask_review(*, page: ArticlePage, by: By) -> int:
    """Ask the owner of a page to read it again (all the editors when it has none); return how many."""
    if not page.live or page.review_by is None or page.review_by > clock.today():
        return 0
    people = _readers(page)
    for person in people:
        post(event="article.review_due", to=person, target=page, by=by, occasion=page.review_by.isoformat())
    write(verb="article.review_asked", target=page, by=by)
    return len(people)


def _readers(page: ArticlePage) -> list[User]:
    owner = page.review_owner
    if owner is not None and owner.is_active:
        return [owner]
    editors = User.objects.filter(is_active=True, grants__role=Role.EDITOR, grants__revoked_at=None)
    return list(editors.order_by("pk"))


@transaction.atomic
def review(*, page: ArticlePage, by: User) -> ArticlePage:
    """Say that a page was read today and is right; it is due again in a year."""
    if page.has_unpublished_changes:
        raise RuleBroken(
            _(
                "Cette page a un brouillon plus récent : publiez-le ou abandonnez-le dans l’administration "
                "des contenus, puis dites qu’elle est relue."
            )
        )
    today = clock.today()
    page.reviewed_on = today
    # The 29th of February is due again on the 28th.
    day = min(today.day, 28) if today.month == 2 else today.day
    page.review_by = today.replace(year=today.year + 1, day=day)
    page.save_revision(user=by).publish()
    write(verb="article.reviewed", target=page, by=by, public=True)
    return page
