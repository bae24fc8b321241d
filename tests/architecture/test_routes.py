"""Every address declares who may use it, and asking never writes."""

from django.urls import URLPattern, URLResolver, get_resolver, path

from terreau.kernel.access import PERMISSION
from terreau.portal.external_routes import EXTERNAL


def routes(resolver=None, prefix: str = ""):
    """Yield (name, pattern) for every address, names with their namespace."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern, prefix + namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}", pattern


def grant_of(pattern: URLPattern):
    view = pattern.callback
    return getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)


def undeclared(named_patterns) -> list[str]:
    return sorted(
        name
        for name, pattern in named_patterns
        if grant_of(pattern) is None and not any(name.startswith(prefix) for prefix in EXTERNAL)
    )


def test_every_route_declares_its_access():
    assert undeclared(routes()) == []


def test_route_rule_catches_an_undeclared_view():
    assert undeclared([("bare", path("bare/", lambda request: None))]) == ["bare"]


def test_every_permission_asked_is_in_a_table():
    import rules

    asked = {
        grant_of(pattern).permission
        for _, pattern in routes()
        if getattr(grant_of(pattern), "kind", "") == PERMISSION
    }

    assert sorted(name for name in asked if not rules.perm_exists(name)) == []
