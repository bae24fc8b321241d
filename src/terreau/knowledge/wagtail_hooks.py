"""What the CMS shows: articles and images; documents and snippets stay out."""

from typing import Any

from wagtail import hooks

HIDDEN = {"documents", "reports", "snippets"}


@hooks.register("construct_main_menu")
def keep_it_short(_request: Any, menu_items: list[Any]) -> None:
    """Leave what the editors do not use out of the menu."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN]
