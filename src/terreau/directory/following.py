"""What follows when two sheets become one: every relation to an organisation, found from the models.

Each relation declares here (or, for the apps above, in their `receivers.py`) what becomes of its rows:

    following.declare("partnerships.Party.organisation", following.unless_there("charter"))

A relation that nobody declared makes a merge impossible, and a test fails: nothing is left behind silently.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from terreau.directory.models import Organisation
from terreau.kernel.text import unique_slug

Follow = Callable[[models.QuerySet, str, Organisation], int]
Refuse = Callable[[Organisation, Organisation], str | None]

_DECLARED: dict[str, Follow] = {}
_REASONS: list[Refuse] = []


def declare(relation: str, follow: Follow) -> None:
    """Say what becomes of the rows of a relation (`app.Model.field`); saying it twice replaces it."""
    _DECLARED[relation] = follow


def refuse_when(reason: Refuse) -> Refuse:
    """Register a reason (a sentence, or None) why two sheets (kept, gone) cannot be united."""
    _REASONS.append(reason)
    return reason


def relations() -> dict[str, tuple[type[models.Model], str]]:
    """Every relation to an organisation, by its name: the model and the field."""
    return {
        f"{relation.field.model._meta.label}.{relation.field.name}": (
            relation.field.model,
            relation.field.name,
        )
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
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


def follow(*, kept: Organisation, gone: Organisation) -> dict[str, int]:
    """Move what pointed at `gone` to `kept`; return how many rows of each relation moved."""
    moved = {}
    for name, (model, field) in sorted(relations().items()):
        rows = model._default_manager.filter(**{field: gone})
        if count := _DECLARED[name](rows, field, kept):
            moved[name] = count
    return moved


def all_rows(rows: models.QuerySet, field: str, kept: Organisation) -> int:
    """Every row follows."""
    return rows.update(**{field: kept})


def none(_rows: models.QuerySet, _field: str, _kept: Organisation) -> int:
    """The rows stay with the sheet that is gone: they are its past."""
    return 0


def unless_there(*others: str, also: dict[str, Any] | None = None) -> Follow:
    """A row follows unless the kept sheet has one with the same other fields; that one stays behind."""

    def moves(rows: models.QuerySet, field: str, kept: Organisation) -> int:
        moved = 0
        for row in rows.order_by("pk"):
            same = {name: getattr(row, name) for name in others} | (also or {})
            there = type(row)._default_manager.filter(**{field: kept}, **same).exists()
            if not there or any(getattr(row, name) != value for name, value in (also or {}).items()):
                moved += type(row)._default_manager.filter(pk=row.pk).update(**{field: kept})
        return moved

    return moves


def _teams(rows: models.QuerySet, field: str, kept: Organisation) -> int:
    """Teams follow with their people and offers; two of one name keep both addresses."""
    moved = 0
    for team in rows.order_by("pk"):
        slug = unique_slug(kept.teams.all(), team.slug, max_length=70)
        moved += type(team)._default_manager.filter(pk=team.pk).update(**{field: kept}, slug=slug)
    return moved


def _places(rows: models.QuerySet, field: str, kept: Organisation) -> int:
    moved = 0
    for place in rows.order_by("pk"):
        name, number = place.name, 1
        while kept.places.filter(name=name).exists():
            number += 1
            name = f"{place.name[:110]} ({number})"
        moved += type(place)._default_manager.filter(pk=place.pk).update(**{field: kept}, name=name)
    return moved


def _network(rows: models.QuerySet, field: str, kept: Organisation) -> int:
    """The network follows; when both are networks, its members join the kept one's."""
    network = rows.first()
    if network is None:
        return 0
    other = type(network)._default_manager.filter(organisation=kept).first()
    if other is None:
        return rows.update(**{field: kept})
    move = unless_there("organisation", also={"until": None})
    return move(network.memberships.exclude(organisation=kept), "network", other)


def _memberships(rows: models.QuerySet, field: str, kept: Organisation) -> int:
    """Memberships follow; one in force in a network that the kept sheet has too stays behind."""
    others = rows.exclude(network__organisation=kept)
    return unless_there("network", also={"until": None})(others, field, kept)


def _subsidiaries(rows: models.QuerySet, field: str, kept: Organisation) -> int:
    return rows.exclude(pk=kept.pk).update(**{field: kept})


def _records(rows: models.QuerySet, field: str, kept: Organisation) -> int:
    """The lines of registers follow; the values of the kept sheet do not come from them."""
    return rows.update(**{field: kept}, gave=0)


declare("directory.Organisation.parent", _subsidiaries)
declare("directory.Organisation.merged_into", all_rows)
# Where the kept values come from is noted when the officer chooses them.
declare("directory.FieldSource.organisation", none)
declare("directory.SourceRecord.organisation", _records)
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
