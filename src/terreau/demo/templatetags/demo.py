"""The text of a mail, safe, with the links of the platform alive."""

import re

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ADDRESS = re.compile(r"https?://[^\s<>\"'&]+(?:&amp;[^\s<>\"'&]+)*")


@register.filter
def mail_text(text: str) -> SafeString:
    """Return the text as paragraphs; only addresses of this platform become links."""
    escaped = str(conditional_escape(text.strip()))
    return mark_safe(linebreaks(ADDRESS.sub(_link, escaped)))  # noqa: S308 - escaped just above


def _link(found: re.Match[str]) -> str:
    address = found.group(0).rstrip(".,;:)")
    rest = found.group(0)[len(address) :]
    if not address.startswith(settings.BASE_URL):
        return found.group(0)
    # Relative: the demo may be read under another name of this computer.
    return f'<a href="{address.removeprefix(settings.BASE_URL) or "/"}">{address}</a>{rest}'
