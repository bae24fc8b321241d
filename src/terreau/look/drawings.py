"""Components that are drawings: what they show follows from their attributes and slots, and nothing else.

Such a component may be drawn once for the same attributes and slots. Anything unknown here (an address, a
form's token, a filter that reads the clock) makes a component ordinary: it is rendered each time.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.template.base import FilterExpression, Node, NodeList, Template, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, TemplateLiteral
from django.template.engine import Engine
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django_cotton.templatetags import InlineTemplate
from django_cotton.templatetags._component import CottonComponentNode, PreparedValue
from django_cotton.templatetags._vars import CottonVarsNode

# The same answer for the same text, whatever the hour and whoever reads.
STEADY_FILTERS = frozenset({"capfirst", "default", "length", "lower", "nombre", "safe", "upper"})
STEADY_TAGS = frozenset({"in_french"})
ALWAYS = frozenset({"slot", "attrs", "True", "False", "None"})


def is_drawing(nodes: Iterable[Node], names: frozenset[str]) -> bool:
    """Say whether nodes show nothing but these names."""
    return all(_is_drawn(node, names) for node in nodes)


def _is_drawn(node: Node, names: frozenset[str]) -> bool:
    if isinstance(node, TextNode | CottonVarsNode | LoadNode | CommentNode):
        return True
    if isinstance(node, StaticNode):
        return not node.varname and not isinstance(node.path.var, Variable)
    if isinstance(node, SimpleNode):
        # A tag that follows from the language alone; drawings of two languages are two drawings.
        return node.func.__name__ in STEADY_TAGS and not node.args and not node.kwargs
    if isinstance(node, VariableNode | TranslateNode):
        return _is_named(node.filter_expression, names) and not getattr(node, "asvar", None)
    follow = next((how for kind, how in FOLLOWED.items() if isinstance(node, kind)), None)
    return follow is not None and follow(node, names)


def _is_drawn_either_way(node: IfNode, names: frozenset[str]) -> bool:
    return all(
        (condition is None or _is_asked(condition, names)) and is_drawing(branch, names)
        for condition, branch in node.conditions_nodelists
    )


def _is_drawn_again(node: ForNode, names: frozenset[str]) -> bool:
    """Follow a loop over a list that was given: what it shows of each item stands in the list."""
    inside = names | {*node.loopvars, "forloop"}
    looped = is_drawing(cast("NodeList", node.nodelist_loop), inside)
    empty = is_drawing(cast("NodeList", node.nodelist_empty), names)
    return looped and empty and _is_named(cast("FilterExpression", node.sequence), names)


def _is_drawn_elsewhere(node: IncludeNode, names: frozenset[str]) -> bool:
    """Follow a piece that lies in a file of its own, always the same one."""
    path = node.template.var
    if isinstance(path, Variable) or node.extra_context or node.isolated_context:
        return False
    return is_drawing(Engine.get_default().get_template(path).nodelist, names)


def _is_drawn_inside(node: CottonComponentNode, names: frozenset[str]) -> bool:
    """Follow a component used by another one: what it is given, what it holds, and its own template."""
    given = all(_is_given(one.compiled, names) for one in node._prepared_attrs)  # noqa: SLF001 - shown nowhere else
    if not given or node.only or not is_drawing(node.nodelist or (), names):
        return False
    template = node.template_shown()
    given_names = {one.key.replace("-", "_") for one in node._prepared_attrs}  # noqa: SLF001 - as above
    return is_drawing(template.nodelist, names_of(template) | given_names)


FOLLOWED: dict[type[Node], Callable[[Any, frozenset[str]], bool]] = {
    IfNode: _is_drawn_either_way,
    ForNode: _is_drawn_again,
    IncludeNode: _is_drawn_elsewhere,
    CottonComponentNode: _is_drawn_inside,
}


def names_of(template: Template) -> frozenset[str]:
    """Return the names that a component may show without looking at the page around it."""
    names = set(ALWAYS)
    for node in template.nodelist:
        if isinstance(node, CottonVarsNode):
            names.update(name.replace("-", "_") for name in node.empty_vars)
            names.update(one.accessible_key for one in node._prepared_vars)  # noqa: SLF001 - as above
    return frozenset(names)


def _is_given(compiled: Any, names: frozenset[str]) -> bool:
    if compiled is None:
        return True
    if isinstance(compiled, InlineTemplate):
        return is_drawing(compiled.nodelist, names)
    if isinstance(compiled, PreparedValue):
        variable = compiled._variable  # noqa: SLF001 - shown nowhere else
        return compiled._template is None and (variable is None or _is_known(variable, names))  # noqa: SLF001
    return False


def _is_named(expression: FilterExpression, names: frozenset[str]) -> bool:
    arguments = [argument for _filter, pairs in expression.filters for _is_variable, argument in pairs]
    steady = all(getattr(one, "_filter_name", "") in STEADY_FILTERS for one, _pairs in expression.filters)
    return steady and all(_is_known(one, names) for one in [expression.var, *arguments])


def _is_known(part: Any, names: frozenset[str]) -> bool:
    return not isinstance(part, Variable) or part.lookups is None or part.lookups[0] in names


def _is_asked(condition: Any, names: frozenset[str]) -> bool:
    """Walk a condition of {% if %}: its leaves are expressions, its branches have two parts."""
    if isinstance(condition, TemplateLiteral):
        return _is_named(cast("FilterExpression", condition.value), names)
    return all(_is_asked(part, names) for part in (condition.first, condition.second) if part is not None)
