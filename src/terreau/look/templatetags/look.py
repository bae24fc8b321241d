"""What the shell and the components need beyond Django's own tags."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from terreau.kernel import typography
from terreau.look import fragments

register = template.Library()

CHECKED, DISABLED = mark_safe(" checked"), mark_safe(" disabled")
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
CAPTURE_PARTS = 3
KEEP_PARTS = 3


class CaptureNode(template.Node):
    """Keeps what its content renders to, so that one block can be shown twice."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> str:
        context[self.name] = self.nodelist.render(context).strip()
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """`{% capture as name %}…{% endcapture %}`"""
    parts = token.split_contents()
    if len(parts) != CAPTURE_PARTS or parts[1] != "as":
        raise template.TemplateSyntaxError("capture takes: {% capture as name %}")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, parts[2])


class KeepNode(template.Node):
    """Shows a kept piece of page, rendered only when nobody has asked for these facts yet."""

    def __init__(self, nodelist: NodeList, name: str, facts: FilterExpression) -> None:
        self.nodelist = nodelist
        self.name = name
        self.facts = facts

    def render(self, context: Context) -> str:
        facts = self.facts.resolve(context, ignore_failures=True)
        return fragments.keep(self.name, facts, lambda: self.nodelist.render(context))


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep "name" facts %}…{% endkeep %}`: the content may show nothing but the facts."""
    parts = token.split_contents()
    if len(parts) != KEEP_PARTS:
        raise template.TemplateSyntaxError('keep takes: {% keep "name" facts %}')
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, parts[1].strip("\"'"), parser.compile_filter(parts[2]))


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[dict]:
    """Return the links to the same page in every language: the view's own, or those of the address."""
    if links := context.get("language_links"):
        return links
    request: HttpRequest | None = context.get("request")
    path = request.get_full_path() if request else "/"
    current = get_language()
    return [
        {
            "code": code,
            "label": LANGUAGE_NAMES.get(code, code),
            "url": path if code == current or request is None else _address_in(code, request),
            "current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]


def _address_in(language: str, request: HttpRequest) -> str:
    """Return the address of the same page in a language: Django's `translate_url`, the route being known."""
    match = request.resolver_match
    if match is None:
        return request.get_full_path()
    with override(language):
        try:
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return request.get_full_path()
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{iri_to_uri(query)}" if query else path


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str = "") -> str:
    """Return the full address of a path, or of the page itself without its query."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return settings.BASE_URL + path
    return request.build_absolute_uri(path or request.path)


@register.simple_tag
def page_numbers(page: Page) -> Iterable[int | str]:
    """Return the page numbers worth showing around this one."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int, parameter: str = "page") -> str:
    """Return the query of another page of the same list: filters kept, first page without a number."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop(parameter, None)
    if number > 1:
        query[parameter] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def invalid_fields(form: BaseForm) -> list[BoundField]:
    """Return the visible fields that have something to say."""
    return [field for field in form.visible_fields() if field.errors]


@register.filter
def hidden_errors(form: BaseForm) -> list[str]:
    """Return the errors of hidden fields, which have no place of their own."""
    return [str(error) for field in form.hidden_fields() for error in field.errors]


@register.filter
def optional_words(form: BaseForm) -> str:
    """Say once, above the form, which answers are expected."""
    required = [field.field.required for field in form.visible_fields()]
    if len(required) <= 1 or not any(required):
        return ""
    if all(required):
        return _("Toutes les réponses sont nécessaires.")
    return _("Toutes les réponses sont nécessaires, sauf celles marquées « facultatif ».")


@register.filter
def first_id(field: BoundField) -> str:
    """Return the id that a link of the error summary leads to (the first choice of a group)."""
    if field.use_fieldset and getattr(field.field.widget, "input_type", "") in {"radio", "checkbox"}:
        return f"{field.auto_id}_0"
    return field.auto_id


@register.filter
def is_single_check(field: BoundField) -> bool:
    """Say whether the field is one box to tick, whose label stands beside it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.simple_tag
def facet_options(name: str, options: Iterable[dict[str, Any]]) -> SafeString:
    """Show the boxes of a facet: `value`, `label`, `count` and `selected` of each option.

    Written here and not in a template: a page has some fifty, a fifth of the time of its drawing.
    """
    return format_html_join(
        "\n",
        '<li><label><input type="checkbox" id="{0}-{1}" name="{0}" value="{1}"{2}><span>{3}</span>'
        '<span class="facet-count">{4}</span></label></li>',
        (
            (
                name,
                one["value"],
                CHECKED if one["selected"] else "" if one["count"] else DISABLED,
                one["label"],
                typography.number(one["count"]),
            )
            for one in options
        ),
    )
