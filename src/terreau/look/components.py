"""Components rendered with less ceremony: what never changes between two renders is worked out once.

A page shows thirty to eighty components. django-cotton looks each template up again, sorts the attributes by
kind and gathers the defaults anew every time; here the template, the written attributes and the defaults are
kept with the node. A component that shows nothing but its attributes and its slots is drawn once for the same
ones (`is_drawing`), and the drawing is kept. What a component may do stays the same, proved by rendering the
gallery both ways (tests/look/test_fast_components.py); what is out of the ordinary is left to django-cotton.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.template.base import Parser, Template, Token
from django.template.context import Context
from django.template.engine import Engine
from django_cotton.templatetags import Attrs, UnprocessableDynamicAttr
from django_cotton.templatetags._component import (
    AttrKind,
    CottonComponentNode,
    PreparedAttr,
    cotton_component,
)
from django_cotton.templatetags._vars import CottonVarsNode, PreparedVar
from django_cotton.utils import get_cotton_data

from terreau.look import fragments
from terreau.look.drawings import is_drawing, names_of

DYNAMIC_COMPONENT = "component"  # <c-component :is="…">: its template is known at the last moment
# A longer slot is worth a key no more: pages rarely hold it twice.
LONGEST_SLOT = 2_000  # characters
PLAIN = (str, bool, int, type(None))


class Plan(NamedTuple):
    """What a component's template asks for: its defaults, and the attributes it names."""

    template: Template
    defaults: dict[str, Any]
    named: frozenset[str]
    is_drawing: bool


class FastComponentNode(CottonComponentNode):
    """One use of a component in a template."""

    def __init__(self, node: CottonComponentNode) -> None:
        super().__init__(node.component_name, node.nodelist, node.attrs, node.only, node.active_library)
        written = (AttrKind.STATIC, AttrKind.BOOLEAN)
        # In the order of the tag: computed values take the places that stand ready for them.
        self._written = {one.key: one.value for one in self._prepared_attrs}
        self._computed = [one for one in self._prepared_attrs if one.kind not in written]
        self._is_ordinary = not (
            node.only or node.component_name == DYNAMIC_COMPONENT or "attrs" in self._written
        )
        self._plan: Plan | None = None

    def render(self, context: Context) -> str:
        if not self._is_ordinary or settings.DEBUG:
            return super().render(context)
        if self._plan is None:
            self._plan = plan_for(self._get_cached_template(context, {}))
            if self._plan is None:
                self._is_ordinary = False
                return super().render(context)
        return self._render_plan(context, self._plan)

    def _render_plan(self, context: Context, plan: Plan) -> str:
        cotton_data = get_cotton_data(context)
        attrs = Attrs(dict(self._written))
        attrs._exclude_from_str = plan.named  # noqa: SLF001 - the whole set at once, not name by name
        slots: dict[str, str] = {}
        cotton_data["stack"].append({"key": self.component_name, "attrs": attrs, "slots": slots})
        for one in self._computed:
            self._compute(one, attrs, context)
        slot = self.nodelist.render(context) if self.nodelist else ""
        output = fragments.keep(
            self.component_name,
            facts_of(attrs, slots, slot) if plan.is_drawing else None,
            lambda: show(context, plan, attrs, slots | {"slot": slot}, cotton_data),
        )
        cotton_data["stack"].pop()
        return output

    def template_shown(self) -> Template:
        """Return the template of the component, known from its name alone."""
        path = self._generate_component_template_path(self.component_name, None)
        return Engine.get_default().get_template(path)

    @staticmethod
    def _compute(one: PreparedAttr, attrs: Attrs, context: Context) -> None:
        if one.kind == AttrKind.ESCAPED:
            if one.compiled:
                attrs[one.key] = one.compiled.render(context)
            return
        try:
            attrs[one.key] = one.compiled.resolve(context)
        except UnprocessableDynamicAttr:
            if one.kind == AttrKind.DYNAMIC:
                del attrs.dict[one.key]


def facts_of(attrs: Attrs, slots: dict[str, str], slot: str) -> tuple[Any, ...] | None:
    """Return all that a drawing shows (the type says whether a text is safe); None: too much to keep."""
    if len(slot) > LONGEST_SLOT:
        return None
    try:
        return tuple((name, _fact(value)) for name, value in (*attrs.items(), *slots.items(), ("slot", slot)))
    except TypeError:
        return None


def _fact(value: Any) -> tuple[Any, ...]:
    """Return what tells a value from another: lists and dictionaries by what they hold.

    Raises `TypeError` for anything else: an object may change behind its back.
    """
    if isinstance(value, PLAIN):
        return type(value), value
    if isinstance(value, list | tuple):
        return type(value), *map(_fact, value)
    if isinstance(value, dict):
        return type(value), *((name, _fact(one)) for name, one in value.items())
    raise TypeError(type(value))


def show(
    context: Context, plan: Plan, attrs: Attrs, slots: dict[str, str], cotton_data: dict[str, Any]
) -> str:
    """Render the component's template with its defaults, its slots and its attributes."""
    state = {
        **plan.defaults,
        **slots,
        **attrs.make_attrs_accessible(),
        "attrs": attrs,
        "slot": slots["slot"],
        "cotton_data": cotton_data,
    }
    with context.push(state):
        return plan.template.render(context)


def plan_for(template: Template) -> Plan | None:
    """Return the plan of a component's template; None when a default depends on where it is used."""
    declared = [node for node in template.nodelist if isinstance(node, CottonVarsNode)]
    defaults: dict[str, Any] = {}
    named = {"is"}
    for node in declared:
        named.update(node.empty_vars)
        for var in node._prepared_vars:  # noqa: SLF001 - cotton reads them, nothing else shows them
            if not is_constant(var):
                return None
            named.add(var.exclude_key)
            is_written = var.kind == AttrKind.STATIC
            defaults[var.accessible_key] = var.value if is_written else var.compiled.resolve(Context())
    return Plan(template, defaults, frozenset(named), is_drawing(template.nodelist, names_of(template)))


def is_constant(var: PreparedVar) -> bool:
    """Say whether a default is the same everywhere: a text, or a literal such as `[]`."""
    return var.kind == AttrKind.STATIC or (var.kind == AttrKind.DYNAMIC and var.value in {"[]", "{}", ""})


def fast_component(parser: Parser, token: Token) -> FastComponentNode:
    """Read `<c-name …>` as django-cotton does."""
    return FastComponentNode(cotton_component(parser, token))
