"""Quarters and zones that the operator draws itself, out of existing territories."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.kernel.actors import Actor
from terreau.kernel.bulk import lock
from terreau.kernel.errors import RuleBroken
from terreau.kernel.text import unique_slug
from terreau.territories import closure, signals
from terreau.territories.enums import LOCAL_KINDS, TerritoryKind
from terreau.territories.models import Territory, TerritoryClosure, searchable
from terreau.territories.queries import contains


@transaction.atomic
def create_zone(
    *,
    name: str,
    by: Any,
    kind: str = TerritoryKind.ADHOC,
    members: Iterable[Territory] = (),
    inside: Iterable[Territory] = (),
    population: int | None = None,
) -> Territory:
    """Draw a quarter or a project zone: what it is made of, and what it lies in."""
    name = " ".join(name.split())
    if kind not in LOCAL_KINDS:
        raise RuleBroken(_("Seuls un quartier ou une zone de projet se créent ici."), field="kind")
    if not searchable(name):
        raise RuleBroken(_("Donnez un nom à ce territoire."), field="name")
    code = unique_slug(Territory.objects.all(), searchable(name))
    zone = Territory.objects.create(
        kind=kind, code=code, slug=code, name=name, search_name=searchable(name), population=population
    )
    closure.add_self_rows()
    for member in members:
        _link(zone, member)
    for parent in inside:
        _link(parent, zone)
    _tell(zone, "created", by)
    return zone


@transaction.atomic
def add_member(*, zone: Territory, member: Territory, by: Any) -> Territory:
    """Add a territory to a drawn zone."""
    _refuse_official(zone, member)
    _link(zone, member)
    _tell(zone, "member_added", by)
    return zone


@transaction.atomic
def remove_member(*, zone: Territory, member: Territory, by: Any) -> Territory:
    """Take a territory out of a drawn zone."""
    _refuse_official(zone, member)
    _unlink(zone, member)
    _tell(zone, "member_removed", by)
    return zone


@transaction.atomic
def move_zone(*, zone: Territory, out_of: Territory, into: Territory, by: Any) -> Territory:
    """Move a drawn quarter or zone from one territory to another."""
    if zone.is_official:
        raise RuleBroken(
            _("%(name)s vient des listes officielles : il ne se déplace pas.") % {"name": zone.name}
        )
    _unlink(out_of, zone)
    _link(into, zone)
    _tell(zone, "moved", by)
    return zone


def _link(parent: Territory, child: Territory) -> None:
    # Two people who draw A in B and B in A at the same time must not both succeed.
    lock(TerritoryClosure)
    names = {"parent": parent.name, "child": child.name}
    if contains(child, parent):
        if parent == child:
            raise RuleBroken(_("%(parent)s ne peut pas se contenir.") % names)
        raise RuleBroken(
            _("%(child)s contient déjà %(parent)s : l’inverse est impossible.") % names, field="members"
        )
    fact = TerritoryClosure.objects.filter(ancestor=parent, descendant=child)
    if fact.filter(depth=1).exists():
        raise RuleBroken(_("%(child)s fait déjà partie de %(parent)s.") % names, field="members")
    fact.delete()
    closure.add_facts([(parent.pk, child.pk)])
    closure.rebuild_under(_under(child))


def _unlink(parent: Territory, child: Territory) -> None:
    lock(TerritoryClosure)
    deleted, _by_model = TerritoryClosure.objects.filter(ancestor=parent, descendant=child, depth=1).delete()
    if not deleted:
        raise RuleBroken(
            _("%(child)s ne fait pas directement partie de %(parent)s.")
            % {"parent": parent.name, "child": child.name},
            field="members",
        )
    closure.rebuild_under(_under(child))


def _under(territory: Territory) -> list[int]:
    below = TerritoryClosure.objects.filter(ancestor=territory).values_list("descendant", flat=True)
    return list(below)


def _refuse_official(zone: Territory, member: Territory) -> None:
    """The official lists alone say what an official territory is made of; quarters may be drawn inside."""
    if zone.is_official and member.is_official:
        raise RuleBroken(
            _("La composition de %(name)s vient des listes officielles : créez plutôt une zone de projet.")
            % {"name": zone.name},
            field="members",
        )


def _tell(zone: Territory, verb: str, by: Any) -> None:
    send = partial(signals.zone_changed.send, Territory, territory=zone, verb=verb, by=Actor.of(by))
    transaction.on_commit(send)
