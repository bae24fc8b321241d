"""Small helpers between a request and an action."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

from terreau.kernel.errors import RuleBroken


@contextmanager
def rule_messages(request: HttpRequest, form: BaseForm | None = None) -> Iterator[None]:
    """Turn a broken rule into a sentence for the person: on the form when there is one, else a message."""
    try:
        yield
    except RuleBroken as refusal:
        if form is not None:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.error(request, str(refusal))


def safe_next_url(request: HttpRequest, fallback: str) -> str:
    """Return the `next` parameter when it leads to this site, otherwise the fallback (no open redirect)."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return fallback


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page (and not for history restoration)."""
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not (htmx.boosted or htmx.history_restore_request)


def data_block(facts: dict[str, Any]) -> SafeString:
    """JSON that cannot leave its <script> element."""
    text = json.dumps(facts, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - every sign of markup was replaced
