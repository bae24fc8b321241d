"""What the CMS shows: articles, images, the words of the glossary; documents and snippets stay out."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from terreau.accounts.requests import SignedInRequest
from terreau.knowledge import actions
from terreau.knowledge.models import GlossaryTerm

HIDDEN = {"documents", "reports", "snippets"}


class GlossaryTermViewSet(SnippetViewSet):
    """The words of the glossary, with a search."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Lexique")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["word", "source"]
    search_fields = ["word", "definition"]
    panels = [FieldPanel(name) for name in ("word", "slug", "definition", "source", "address", "see_also")]


register_snippet(GlossaryTermViewSet)


@hooks.register("construct_main_menu")
def keep_it_short(_request: Any, menu_items: list[Any]) -> None:
    """Leave what the editors do not use out of the menu."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN]


@hooks.register("register_admin_menu_item")
def to_read_again() -> MenuItem:
    """The way to the pages whose reading is due."""
    return MenuItem(_("À relire"), reverse("knowledge:reviews"), icon_name="calendar-check", order=260)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def note_term(request: SignedInRequest, instance: Any) -> None:
    """The journal knows the words, and cached pages follow it."""
    if isinstance(instance, GlossaryTerm):
        actions.note_term(term=instance, by=request.user)


@hooks.register("before_delete_snippet")
def note_terms_removed(request: SignedInRequest, instances: list[Any]) -> None:
    """The journal knows the words that leave."""
    if request.method == "POST":
        for instance in instances:
            if isinstance(instance, GlossaryTerm):
                actions.note_term_removed(term=instance, by=request.user)
