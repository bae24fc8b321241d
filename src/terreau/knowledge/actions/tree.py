"""The root of the articles, and the people who write them."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from terreau.accounts.models import User
from terreau.journal.actions import write
from terreau.kernel.actors import Actor
from terreau.knowledge.models import ResourceIndexPage
from terreau.knowledge.rules import writes_articles

By = User | Actor

GROUP = "Rédaction"
PAGE_VERBS = ("add_page", "change_page", "publish_page")
TERM_VERBS = ("add_glossaryterm", "change_glossaryterm", "delete_glossaryterm", "view_glossaryterm")
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
    terms = Permission.objects.filter(content_type__app_label="knowledge", codename__in=TERM_VERBS)
    group.permissions.add(*terms)
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
