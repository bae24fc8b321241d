"""What the knowledge hears: roles that come and go, pages that editors publish."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from terreau.accounts.signals import role_granted, role_revoked
from terreau.kernel.actors import Actor
from terreau.knowledge import actions
from terreau.knowledge.models import ArticlePage, GlossaryTerm, ResourceIndexPage


@receiver([role_granted, role_revoked])
def follow_role(sender: Any, grant: Any, by: Any, **_facts: Any) -> None:
    """The right to write follows the role."""
    actions.sync_writer(user=grant.user, by=by)


@receiver(user_logged_in)
def follow_sign_in(sender: Any, user: Any, **_facts: Any) -> None:
    """Roles given before the tree existed take effect at the next sign-in."""
    actions.sync_writer(user=user, by=Actor.of(user))


@receiver([page_published, page_unpublished])
def note(sender: Any, instance: Any, signal: Any, revision: Any = None, **_facts: Any) -> None:
    """The journal knows what is public, and cached pages follow it."""
    if not isinstance(instance, ArticlePage | ResourceIndexPage):
        return
    author = getattr(revision, "user", None)
    by = Actor.of(author) if author is not None else Actor.system("cms")
    verb = actions.note_publication if signal is page_published else actions.note_withdrawal
    verb(page=instance, by=by)


@receiver(post_delete, sender=ArticlePage)
def follow_deletion(sender: Any, instance: ArticlePage, **_facts: Any) -> None:
    """A deleted page is no longer found."""
    actions.follow_page(key=instance.pk)


@receiver(post_delete, sender=GlossaryTerm)
def follow_term(sender: Any, instance: GlossaryTerm, **_facts: Any) -> None:
    """A word taken out of the glossary is no longer found."""
    actions.follow_term(key=instance.pk)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(sender: Any, **_facts: Any) -> None:
    """A part of the tree that is closed to the public is no longer found."""
    actions.follow_restrictions()
