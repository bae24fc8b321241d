"""Reads of the networks: of which one is a member, who is a member of one."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from terreau.directory.enums import NetworkKind, OrganisationState
from terreau.directory.models import Network, NetworkMembership, Organisation
from terreau.kernel import clock
from terreau.territories.queries import descendants_of, operator

MEMBERS_ON_A_PAGE = 50
NEAR_SHOWN = 20


def network_keys_of(organisation: Organisation) -> tuple[str, ...]:
    """The networks to which an organisation belongs today, and itself when it is one: their slugs, sorted.

    A search may keep them as tags (`reseau:hauts-de-seine-initiative`).
    """
    slugs = set(
        NetworkMembership.objects.shown(clock.today())
        .filter(organisation=organisation)
        .values_list("network__organisation__slug", flat=True)
    )
    if Network.objects.filter(organisation=organisation).exists():
        slugs.add(organisation.slug)
    return tuple(sorted(slugs))


def network_keys_of_many(organisations: list[int]) -> dict[int, tuple[str, ...]]:
    """The same for many organisations (primary keys), in two queries."""
    found: dict[int, set[str]] = {pk: set() for pk in organisations}
    rows = NetworkMembership.objects.shown(clock.today()).filter(organisation__among=found.keys())
    for pk, slug in rows.values_list("organisation", "network__organisation__slug"):
        found[pk].add(slug)
    own = Network.objects.filter(organisation__among=found.keys())
    for pk, slug in own.values_list("organisation", "organisation__slug"):
        found[pk].add(slug)
    return {pk: tuple(sorted(slugs)) for pk, slugs in found.items()}


def member_keys(organisation: Organisation) -> list[int]:
    """The primary keys of all who are or were members of the network that an organisation is."""
    rows = NetworkMembership.objects.filter(network__organisation=organisation)
    return list(rows.order_by("organisation").values_list("organisation", flat=True).distinct())


@dataclass(frozen=True)
class NetworkGroup:
    """The networks of one kind, with what a page says of the kind."""

    kind: NetworkKind
    networks: list[Network]

    @property
    def label(self) -> str:
        return str(self.kind.label)


def networks_by_kind() -> list[NetworkGroup]:
    """The published networks with the number of their members, kind by kind."""
    networks = list(published_networks().order_by("organisation__sort_name", "pk"))
    groups = [NetworkGroup(kind, [one for one in networks if one.kind == kind]) for kind in NetworkKind]
    return [group for group in groups if group.networks]


def published_networks(kind: str = "") -> QuerySet[Network]:
    """The published networks, of one kind or of all, with the number of their `members` today."""
    today, published = clock.today(), OrganisationState.PUBLISHED
    in_force = Q(memberships__organisation__state=published)
    in_force &= Q(memberships__since=None) | Q(memberships__since__lte=today)
    in_force &= Q(memberships__until=None) | Q(memberships__until__gte=today)
    rows = Network.objects.filter(organisation__state=published)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("organisation").annotate(
        members=Count("memberships", filter=in_force, distinct=True)
    )


def networks_of(organisation: Organisation) -> QuerySet[NetworkMembership]:
    """The networks an organisation belongs to today, for its public sheet."""
    return (
        NetworkMembership.objects.shown(clock.today())
        .filter(organisation=organisation)
        .select_related("network__organisation")
        .order_by("network__organisation__sort_name", "pk")
    )


def members_of_network(network: Network) -> QuerySet[NetworkMembership]:
    """The members of a network today whose sheet is public, by name."""
    return (
        NetworkMembership.objects.shown(clock.today())
        .filter(network=network)
        .select_related("organisation__commune")
        .order_by("organisation__sort_name", "pk")
    )


def memberships_kept_by(organisation: Organisation) -> QuerySet[NetworkMembership]:
    """Every membership of an organisation, past ones after, for the people who keep its sheet."""
    return (
        NetworkMembership.objects.filter(organisation=organisation)
        .select_related("network__organisation", "organisation")
        .order_by("until", "network__organisation__sort_name", "pk")
    )


def networks_to_join(organisation: Organisation) -> QuerySet[Network]:
    """The networks that an organisation may declare."""
    return (
        Network.objects.filter(organisation__state=OrganisationState.PUBLISHED)
        .exclude(organisation=organisation)
        .select_related("organisation")
        .order_by("organisation__sort_name", "pk")
    )


@dataclass(frozen=True)
class NetworkOnSheet:
    """What the page of a network shows of it: its kind, its members page by page, those of the territory."""

    kind: str
    members: Page
    near: list[NetworkMembership]
    territory: str


def network_on_sheet(organisation: Organisation, number: Any) -> NetworkOnSheet | None:
    """The network that an organisation is (read through `for_sheet`), or None when it is none."""
    network = getattr(organisation, "network", None)
    if network is None:
        return None
    members = members_of_network(network)
    town = operator()
    near: list[NetworkMembership] = []
    if town.is_set_up:
        here = descendants_of(town.territory).order_by().values("pk")
        near = list(members.filter(organisation__commune__in=here)[:NEAR_SHOWN])
    return NetworkOnSheet(
        network.get_kind_display(),
        Paginator(members, MEMBERS_ON_A_PAGE).get_page(number),
        near,
        town.territory.name if town.is_set_up else "",
    )
