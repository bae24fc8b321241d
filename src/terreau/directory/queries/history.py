"""The history of a sheet: which field, from what to what, when, by whom."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from terreau.directory.enums import Source
from terreau.directory.models import FieldChange, Organisation, SheetMerge
from terreau.directory.queries.provenance import field_label
from terreau.kernel.errors import RuleBroken


def stored(organisation: Organisation, field: str) -> Any:
    """The value of a field as the history keeps it: a relation by its key and its name that day."""
    value = getattr(organisation, field)
    return {"key": value.pk, "label": str(value)} if isinstance(value, models.Model) else value


def value_before(change: FieldChange) -> Any:
    """The value of a field before a change; `RuleBroken` when what a relation led to is no more."""
    field = Organisation._meta.get_field(change.field)
    if not isinstance(field, models.ForeignKey):
        return change.before
    if change.before is None:
        return None
    found = field.related_model._default_manager.filter(pk=change.before["key"]).first()
    if found is None:
        raise RuleBroken(_("Ce que le champ désignait n’existe plus : corrigez la fiche."))
    return found


@dataclass(frozen=True)
class Line:
    """One change in words; it can be reverted when it is the last of its field on this sheet."""

    change: FieldChange
    field: str
    before: str
    after: str
    author: str
    can_revert: bool


def history_of(organisation: Organisation) -> QuerySet[FieldChange]:
    """The changes of a sheet and of those united with it, the last first."""
    about = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    return FieldChange.objects.filter(about).select_related("changed_by").order_by("-at", "-pk")


def merges_of(organisation: Organisation) -> QuerySet[SheetMerge]:
    """The sheets united with this one, and the merges of this one that were undone, the last first."""
    about = Q(kept=organisation) | Q(gone=organisation, undone_at__isnull=False)
    rows = SheetMerge.objects.filter(about).select_related("kept", "gone", "merged_by", "undone_by")
    return rows.order_by("-at", "-pk")


def lines_of(changes: list[FieldChange], organisation: Organisation, latest: set[int]) -> list[Line]:
    """The changes of a page in words."""
    return [
        Line(
            change,
            field_label(change.field),
            _words(change.before),
            _words(change.after),
            _author(change),
            change.pk in latest and change.organisation_id == organisation.pk,
        )
        for change in changes
    ]


def latest_changes(organisation: Organisation) -> set[int]:
    """The last change of each field: the only ones that can be put back without losing a later one."""
    rows = FieldChange.objects.filter(organisation=organisation).order_by("at", "pk")
    return set(dict(rows.values_list("field", "pk")).values())


def _author(change: FieldChange) -> str:
    if change.changed_by is not None:
        return change.changed_by.full_name
    return str(Source(change.source).label) if change.source in Source.values else change.source


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("label", value or ""))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
