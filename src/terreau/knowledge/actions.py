"""The verbs of the editorial content."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from terreau.accounts.models import User
from terreau.journal.actions import write
from terreau.kernel.actors import Actor
from terreau.knowledge import markup
from terreau.knowledge.models import ArticlePage, ResourceIndexPage
from terreau.knowledge.rules import writes_articles

By = User | Actor

CONTENT = Path(__file__).resolve().parent / "content"
GROUP = "Rédaction"
PAGE_VERBS = ("add_page", "change_page", "publish_page")
IMAGE_VERBS = ("add_image", "change_image", "choose_image")


@transaction.atomic
def ensure_tree(*, by: By) -> ResourceIndexPage:
    """Make the root of the articles and the group that writes them; doing it again changes nothing."""
    index = ResourceIndexPage.objects.first()
    if index is None:
        index = ResourceIndexPage(
            title="Ressources",
            slug="ressources",
            intro="Comprendre l’économie sociale et solidaire, et passer de l’idée au projet.",
        )
        Page.get_first_root_node().add_child(instance=index)
        _become_the_site(index)
        write(verb="article.published", target=index, by=by)
    _ensure_group(index)
    return index


def _become_the_site(index: ResourceIndexPage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    welcome = site.root_page if site.pk else None
    site.root_page = index
    site.save()
    if welcome is not None and type(welcome.specific) is Page and not welcome.get_children().exists():
        welcome.delete()


def _ensure_group(index: ResourceIndexPage) -> None:
    group, _created = Group.objects.get_or_create(name=GROUP)
    for codename in PAGE_VERBS:
        verb = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=index, permission=verb)
    collection = Collection.get_first_root_node()
    for codename in IMAGE_VERBS:
        permission = Permission.objects.filter(
            content_type__app_label="wagtailimages", codename=codename
        ).first()
        if permission is not None and collection is not None:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


@transaction.atomic
def sync_writer(*, user: User, by: By) -> bool:
    """Put a person in the group that writes the articles, or take them out, as their roles say."""
    may = bool(writes_articles(user))
    group = Group.objects.filter(name=GROUP).first()
    if group is not None and may != user.groups.filter(pk=group.pk).exists():
        (user.groups.add if may else user.groups.remove)(group)
    return may


@transaction.atomic
def load_articles(*, by: By, folder: Path = CONTENT) -> int:
    """Add the articles that the files of a folder hold and that are not there yet; return how many."""
    index, added = ensure_tree(by=by), 0
    for path in sorted(folder.glob("*.md")):
        draft = markup.read(path)
        if ArticlePage.objects.filter(slug=draft.slug).exists():
            continue
        page = ArticlePage(
            slug=draft.slug,
            title=draft.title,
            summary=draft.summary,
            reviewed_on=draft.reviewed_on,
            search_description=draft.summary[:255],
            body=draft.blocks,
        )
        index.add_child(instance=page)
        page.tags.add(*draft.tags)
        page.save()
        note_publication(page=page, by=by)
        added += 1
    return added


@transaction.atomic
def note_publication(*, page: Any, by: By) -> None:
    """Tell the journal that an article is public."""
    write(verb="article.published", target=page, by=by, public=True)


@transaction.atomic
def note_withdrawal(*, page: Any, by: By) -> None:
    """Tell the journal that an article is no longer public."""
    write(verb="article.withdrawn", target=page, by=by)
