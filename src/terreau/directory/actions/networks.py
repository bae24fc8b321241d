"""Which organisations are networks, and who belongs to them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.models import Network, NetworkMembership, Organisation
from terreau.directory.queries.networks import network_keys_of_many
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.search.actions import mark
from terreau.search.queries import Query, search

By = User | Actor

FOLLOWED = dt.timedelta(days=30)  # a worker that slept for less than a month misses no end of membership


@transaction.atomic
def set_network(*, organisation: Organisation, kind: str, by: By) -> Network:
    """Say that an organisation is a network of this kind; saying it twice changes nothing."""
    network, is_new = Network.objects.get_or_create(organisation=organisation, defaults={"kind": kind})
    if not is_new and network.kind == kind:
        return network
    Network.objects.filter(pk=network.pk).update(kind=kind)
    network.kind = kind
    write(
        verb="network.set",
        target=organisation,
        by=by,
        organisation=organisation,
        data={"kind": str(kind)},
        public=True,
    )
    mark(kind="organisation", keys=[organisation.pk])
    return network


@transaction.atomic
def unset_network(*, organisation: Organisation, by: By) -> None:
    """Say that an organisation is no network after all; refused while it has members."""
    network = Network.objects.filter(organisation=organisation).first()
    if network is None:
        return
    if network.memberships.exists():
        raise RuleBroken(_("Ce réseau a, ou a eu, des membres : il reste un réseau."), field="kind")
    network.delete()
    write(verb="network.unset", target=organisation, by=by, organisation=organisation, public=True)
    mark(kind="organisation", keys=[organisation.pk])


@transaction.atomic
def join_network(
    *, organisation: Organisation, network: Network, by: By, since: dt.date | None = None
) -> NetworkMembership:
    """Note that an organisation belongs to a network, since a day when it is known."""
    # The sheet is locked, so that two people do not write the same membership twice.
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if network.organisation_id == organisation.pk:
        raise RuleBroken(_("Un réseau n’est pas son propre membre."), field="network")
    if since is not None and since > clock.today():
        raise RuleBroken(_("Cette date est à venir : notez l’adhésion le jour venu."), field="since")
    if network.memberships.filter(organisation=organisation, until=None).exists():
        raise RuleBroken(_("Cette structure est déjà membre de ce réseau."), field="network")
    membership = NetworkMembership.objects.create(network=network, organisation=organisation, since=since)
    write(
        verb="network.joined",
        target=organisation,
        by=by,
        organisation=organisation,
        data={"network": network.organisation_id, "since": since.isoformat() if since else None},
        public=True,
    )
    mark(kind="organisation", keys=[organisation.pk])
    return membership


@transaction.atomic
def leave_network(*, membership: NetworkMembership, by: By, on: dt.date | None = None) -> NetworkMembership:
    """Note that an organisation left a network; the membership stays, with its end."""
    on = on or clock.today()
    if membership.since is not None and on < membership.since:
        raise RuleBroken(_("Une adhésion finit après avoir commencé."), field="on")
    if not NetworkMembership.objects.filter(pk=membership.pk, until=None).update(until=on):
        raise RuleBroken(_("Cette adhésion a déjà pris fin : rechargez la page."))
    membership.until = on
    write(
        verb="network.left",
        target=membership.organisation,
        by=by,
        organisation=membership.organisation_id,
        data={"network": membership.network.organisation_id, "on": on.isoformat()},
        public=True,
    )
    mark(kind="organisation", keys=[membership.organisation_id])
    return membership


@transaction.atomic
def follow_memberships_of_the_day() -> int:  # by nobody: the calendar moved, nothing else
    """Mark the organisations whose membership of a network ended by its date lately; return how many."""
    today = clock.today()
    ended = NetworkMembership.objects.filter(until__range=(today - FOLLOWED, today - dt.timedelta(days=1)))
    rows = ended.order_by("pk").values_list("organisation", "network__organisation__slug")
    late = []
    for slug in sorted({slug for _pk, slug in rows}):
        gone = tuple({pk for pk, of in rows if of == slug})
        in_force = network_keys_of_many(list(gone))
        found = search("organisation", Query(keys=gone, tags={"r": (slug,)}, limit=len(gone))).keys
        late += [pk for pk in found if slug not in in_force[pk]]
    mark(kind="organisation", keys=late)
    return len(set(late))
