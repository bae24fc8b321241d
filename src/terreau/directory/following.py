"""What follows when two sheets become one: every relation to an organisation, found from the models.

Each relation declares here (or, for the apps above, in their `receivers.py`) what becomes of its rows:

    following.declare("partnerships.Party.organisation", following.unless_there("charter"))

A relation that nobody declared makes a merge impossible, and a test fails: nothing is left behind silently.
Each row that moves is noted with its columns before and after: that is the way back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from terreau.directory.models import Organisation, SheetMerge
from terreau.kernel.text import unique_slug


@dataclass(frozen=True)
class Move:
    """One row that followed: its model, its key, and (column, before, after), the relation first."""

    label: str
    key: int
    columns: tuple[tuple[str, Any, Any], ...]

    def as_json(self) -> list[Any]:
        """What a merge keeps of it; lists only, because PostgreSQL does not keep the order of a mapping."""
        return [self.label, self.key, [list(column) for column in self.columns]]

    @classmethod
    def from_json(cls, kept: list[Any]) -> "Move":
        """Read what a merge kept."""
        label, key, columns = kept
        return cls(label, key, tuple(tuple(column) for column in columns))


Follow = Callable[[models.QuerySet, str, Organisation], list[Move]]
Refuse = Callable[[Organisation, Organisation], str | None]
RefuseBack = Callable[[SheetMerge, list[Move]], str | None]
Back = Callable[[models.Model, Move], dict[str, Any]]

_DECLARED: dict[str, Follow] = {}
_BACK: dict[str, Back] = {}
_REASONS: list[Refuse] = []
_REASONS_TO_STAY: list[RefuseBack] = []


def declare(relation: str, follow: Follow, *, back: Back | None = None) -> None:
    """Say what becomes of the rows of a relation (`app.Model.field`); saying it twice replaces it.

    `back` gives the values that a row takes again when the merge is undone, when they are not those it had.
    """
    _DECLARED[relation] = follow
    if back is not None:
        _BACK[relation.rpartition(".")[0]] = back


def refuse_when(reason: Refuse) -> Refuse:
    """Register a reason (a sentence, or None) why two sheets (kept, gone) cannot be united."""
    _REASONS.append(reason)
    return reason


def stay_when(reason: RefuseBack) -> RefuseBack:
    """Register a reason (a sentence, or None) why a merge can no longer be undone, given what moved."""
    _REASONS_TO_STAY.append(reason)
    return reason


def relations() -> dict[str, tuple[type[models.Model], str]]:
    """Every relation to an organisation, by its name: the model and the field.

    A relation of several to several is that of its own table, found apart.
    """
    return {
        f"{relation.field.model._meta.label}.{relation.field.name}": (
            relation.field.model,
            relation.field.name,
        )
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many
    }


def undeclared() -> list[str]:
    """The relations of which nobody said what becomes of them."""
    return sorted(set(relations()) - set(_DECLARED))


def refuse_undeclared() -> None:
    """Raise `LookupError` while a relation is not declared: a programming error, not a person's."""
    if missing := undeclared():
        raise LookupError(f"nothing says what follows for {missing}")


def reasons_against(*, kept: Organisation, gone: Organisation) -> Iterable[str]:
    """The sentences that say why two sheets cannot be united."""
    return [sentence for ask in _REASONS if (sentence := ask(kept, gone))]


def reasons_to_stay(merge: SheetMerge, moves: list[Move]) -> list[str]:
    """The sentences of the apps that say why a merge can no longer be undone."""
    return [sentence for ask in _REASONS_TO_STAY if (sentence := ask(merge, moves))]


def follow(*, kept: Organisation, gone: Organisation) -> dict[str, list[Move]]:
    """Move what pointed at `gone` to `kept`; return the rows that moved, by relation."""
    moved = {}
    for name, (model, field) in sorted(relations().items()):
        rows = model._default_manager.filter(**{field: gone})
        if moves := _DECLARED[name](rows, field, kept):
            moved[name] = moves
    return moved


def put_back(moves: Iterable[Move]) -> int:
    """Give each row that followed what it had before; return how many.

    One that was deleted, or led elsewhere by somebody since, stays as they left it.
    """
    number = 0
    for move in moves:
        relation, _before, after = move.columns[0]
        manager = apps.get_model(move.label)._default_manager
        row = manager.filter(pk=move.key, **{relation: after}).first()
        if row is not None:
            values = _BACK.get(move.label, as_it_was)(row, move)
            number += manager.filter(pk=row.pk, **{relation: after}).update(**values)
    return number


def as_it_was(row: models.Model, move: Move) -> dict[str, Any]:
    """The columns as they were, but those that somebody wrote again since."""
    return {name: before for name, before, after in move.columns if _column(row, name) == after}


def all_rows(rows: models.QuerySet, field: str, kept: Organisation) -> list[Move]:
    """Every row follows."""
    return [_move(row, **{field: kept}) for row in rows.order_by("pk")]


def none(_rows: models.QuerySet, _field: str, _kept: Organisation) -> list[Move]:
    """The rows stay with the sheet that is gone: they are its past."""
    return []


def unless_there(*others: str, also: dict[str, Any] | None = None) -> Follow:
    """A row follows unless the kept sheet has one with the same other fields; that one stays behind."""

    def moves(rows: models.QuerySet, field: str, kept: models.Model) -> list[Move]:
        moved = []
        for row in rows.order_by("pk"):
            same = {name: getattr(row, name) for name in others} | (also or {})
            there = type(row)._default_manager.filter(**{field: kept}, **same).exists()
            if not there or any(getattr(row, name) != value for name, value in (also or {}).items()):
                moved.append(_move(row, **{field: kept}))
        return moved

    return moves


def _move(row: models.Model, **values: Any) -> Move:
    """Write these values, the relation first, and note what they replace."""
    columns = tuple(
        (name, _column(row, name), value.pk if isinstance(value, models.Model) else value)
        for name, value in values.items()
    )
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    return Move(row._meta.label, row.pk, columns)


def _column(row: models.Model, name: str) -> Any:
    return row.serializable_value(name)


def _teams(rows: models.QuerySet, field: str, kept: Organisation) -> list[Move]:
    """Teams follow with their people and offers; two of one name keep both addresses."""
    return [
        _move(team, **{field: kept, "slug": unique_slug(kept.teams.all(), team.slug, max_length=70)})
        for team in rows.order_by("pk")
    ]


def _places(rows: models.QuerySet, field: str, kept: Organisation) -> list[Move]:
    moved = []
    for place in rows.order_by("pk"):
        name, number = place.name, 1
        while kept.places.filter(name=name).exists():
            number += 1
            name = f"{place.name[:110]} ({number})"
        moved.append(_move(place, **{field: kept, "name": name}))
    return moved


def _network(rows: models.QuerySet, field: str, kept: Organisation) -> list[Move]:
    """The network follows; when both are networks, its members join the kept one's."""
    network = rows.first()
    if network is None:
        return []
    other = type(network)._default_manager.filter(organisation=kept).first()
    if other is None:
        return all_rows(rows, field, kept)
    move = unless_there("organisation", also={"until": None})
    return move(network.memberships.exclude(organisation=kept), "network", other)


def _memberships(rows: models.QuerySet, field: str, kept: Organisation) -> list[Move]:
    """Memberships follow; one in force in a network that the kept sheet has too stays behind."""
    others = rows.exclude(network__organisation=kept)
    return unless_there("network", also={"until": None})(others, field, kept)


def _subsidiaries(rows: models.QuerySet, field: str, kept: Organisation) -> list[Move]:
    return all_rows(rows.exclude(pk=kept.pk), field, kept)


def _records(rows: models.QuerySet, field: str, kept: Organisation) -> list[Move]:
    """The lines of registers follow; the values of the kept sheet do not come from them."""
    return [_move(record, **{field: kept, "gave": 0}) for record in rows.order_by("pk")]


def _read_again(_record: models.Model, move: Move) -> dict[str, Any]:
    """What a register said since went to the other sheet: its next line is read as news."""
    return {name: before for name, before, _after in move.columns} | {"digest": ""}


declare("directory.Organisation.parent", _subsidiaries)
declare("directory.Organisation.merged_into", all_rows)
# Where the kept values come from is noted when the officer chooses them.
declare("directory.FieldSource.organisation", none)
declare("directory.SourceRecord.organisation", _records, back=_read_again)
declare("directory.Team.organisation", _teams)
declare("directory.Network.organisation", _network)
declare("directory.NetworkMembership.organisation", _memberships)
declare("directory.Place.organisation", _places)
declare("directory.PublicContact.organisation", all_rows)
declare("directory.Claim.organisation", unless_there("user", also={"state": "waiting"}))
declare("directory.ErrorReport.organisation", all_rows)
declare("directory.Suggestion.organisation", all_rows)
# The past of a sheet stays its own: its page of history reads both.
declare("directory.FieldChange.organisation", none)
declare("directory.SheetMerge.kept", all_rows)
declare("directory.SheetMerge.gone", none)
declare("directory.DistinctPair.first", none)
declare("directory.DistinctPair.second", none)
