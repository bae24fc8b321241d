"""What a register changed on the sheets, for their history."""

from collections.abc import Collection, Iterable
from typing import Any

from terreau.directory.models import FieldChange, Organisation
from terreau.directory.sources.known import Sheet
from terreau.territories.models import Territory

_RELATIONS = ("commune", "parent")


def note_changes(source: str, sheets: Collection[Sheet]) -> None:
    """Write one line of history for each field that a register changed on a sheet known before.

    What a register withdraws (a person who no longer wants to be shown) leaves the history too.
    """
    for sheet in sheets:
        if sheet.withdrawn:
            FieldChange.objects.filter(organisation=sheet.pk, field__in=sheet.withdrawn).delete()
    changes = [
        (sheet, name)
        for sheet in sheets
        for name in sorted(sheet.changed - sheet.withdrawn)
        if _plain(sheet.before.get(name)) != _plain(sheet.values.get(name))
    ]
    labels = {
        name: _labels(name, [sheet for sheet, field in changes if field == name]) for name in _RELATIONS
    }
    FieldChange.objects.bulk_create(
        FieldChange(
            organisation_id=sheet.pk,  # type: ignore[misc]  # stored by now
            field=name,
            before=_as_kept(sheet.before.get(name), labels.get(name)),
            after=_as_kept(sheet.values.get(name), labels.get(name)),
            source=source,
        )
        for sheet, name in changes
    )


def _plain(value: Any) -> Any:
    """The key of a sheet, a day as it is written, any other value as it is."""
    if isinstance(value, Sheet):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


def _as_kept(value: Any, labels: dict[int, str] | None) -> Any:
    """A relation is kept by its key and its name that day."""
    value = _plain(value)
    if labels is None or value is None:
        return value
    return {"key": value, "label": labels.get(value, "")}


def _labels(name: str, sheets: Iterable[Sheet]) -> dict[int, str]:
    """The names of the communes or organisations that some sheets point at or pointed at, in one query."""
    keys = {_plain(side.get(name)) for sheet in sheets for side in (sheet.before, sheet.values)} - {None}
    if not keys:
        return {}
    model = Territory if name == "commune" else Organisation
    return {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys).only("name")}
