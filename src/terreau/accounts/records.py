"""Everything the house holds about a person, as plain data (GDPR, articles 15 and 20)."""

from typing import Any

from django.db import models

from terreau.accounts.erasure import contact_fields, links_to_people
from terreau.accounts.models import User

# Relations that make a row the person's own; others only say that they acted.
OWNING = {"user", "owner", "person"}
NEVER = {"password", "data"}  # a secret is not information: hash of a password, key of a factor
DEPTH = 4

Row = tuple[type[models.Model], Any]


def everything_about(user: User) -> dict[str, Any]:
    """Return each table with its classified fields and the person's rows."""
    tables: dict[str, Any] = {}
    seen: set[Row] = set()
    user = User.objects.get(pk=user.pk)  # the person of a request is a lazy object, not a row
    _add(tables, seen, user, user, depth=0)
    for model, field in links_to_people():
        owned = field.name in OWNING or field.remote_field.on_delete is models.CASCADE
        for row in model._default_manager.filter(**{field.name: user}).order_by("pk"):
            if owned:
                _add(tables, seen, user, row, depth=0)
            else:
                acted = _table(tables, model).setdefault("acted", [])
                acted.append({"key": str(row.pk), "as": field.name})
    for model, field in contact_fields():
        for row in model._default_manager.filter(**{f"{field.name}__iexact": user.email}).order_by("pk"):
            _add(tables, seen, user, row, depth=DEPTH)
    return tables


def _add(tables: dict, seen: set[Row], user: User, row: models.Model, *, depth: int) -> None:
    if (type(row), row.pk) in seen:
        return
    seen.add((type(row), row.pk))
    _table(tables, type(row))["rows"].append(_values(row, user))
    if depth < DEPTH and row is not user:
        for child in _children(row):
            _add(tables, seen, user, child, depth=depth + 1)


def _children(row: models.Model) -> list[models.Model]:
    """Return the rows that exist only as part of this one."""
    found = []
    for relation in row._meta.related_objects:
        if relation.field.many_to_many or relation.on_delete is not models.CASCADE:
            continue
        if getattr(relation.related_model, "PRIVACY", None) is not None:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: row})
            found += list(rows.order_by("pk"))
    return found


def _table(tables: dict, model: type[models.Model]) -> dict[str, Any]:
    privacy = getattr(model, "PRIVACY", {})
    return tables.setdefault(
        model._meta.label,
        {
            "title": str(model._meta.verbose_name_plural),
            "classes": {name: str(kind) for name, kind in privacy.items()},
            "rows": [],
        },
    )


def _values(row: models.Model, user: User) -> dict[str, Any]:
    """Return the readable values of a row; other people are not named."""
    values: dict[str, Any] = {}
    for field in row._meta.local_fields:
        if field.name in NEVER:
            continue
        value = field.value_from_object(row)
        if field.related_model is User:
            value = "self" if value == user.pk else value and "another person"
        values[field.name] = value if isinstance(value, dict | list | int | float | bool) else _text(value)
    return values


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
