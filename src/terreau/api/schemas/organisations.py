"""What the API says of organisations and networks: only what their sheets show to everybody."""

import datetime as dt
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import BeforeValidator

from terreau.api.schemas.common import NamedOut, OpeningOut, PlaceOut, SourceOut, slots_of


class OrganisationOut(Schema):
    """An organisation of the ecosystem."""

    slug: str
    name: str
    acronym: str
    family: str = Field(description="Family of the ESS, as in the filter `famille`.")
    kind: str = Field(description="actor, support, financer or public.")
    siren: str
    siret: str | None
    rna: str
    legal_category: str = Field(description="Insee, four digits.")
    activity: str = Field(description="NAF.")
    labels: list[str] = Field(description="Approvals and statuses, as in the filter `label`.")
    summary: str
    website: str
    email: str = Field(description="The address of the organisation, never that of a person.")
    phone: str
    address: str
    postal_code: str
    commune: PlaceOut | None
    lat: float | None = Field(description="Degrees, WGS 84.")
    lon: float | None
    opening_hours: list[OpeningOut]
    ceased_on: dt.date | None = Field(description="The day it ceased: no list has it any more.")
    updated_at: dt.datetime
    url: str = Field(alias="get_absolute_url", description="Its page.")

    @staticmethod
    def resolve_opening_hours(organisation: Any) -> list[dict[str, object]]:
        return slots_of(organisation.opening_hours)


class OtherPlaceOut(Schema):
    """Another place where an organisation receives people; its sheet holds the main one."""

    name: str
    address: str
    postal_code: str
    commune: PlaceOut | None
    lat: float | None
    lon: float | None
    opening_hours: list[OpeningOut]
    access_note: str

    @staticmethod
    def resolve_opening_hours(place: Any) -> list[dict[str, object]]:
        return slots_of(place.opening_hours)


class MembershipOut(Schema):
    """A network to which an organisation belongs today."""

    slug: str = Field(alias="network.organisation.slug")
    name: str = Field(alias="network.organisation.name")
    kind: str = Field(alias="network.kind")
    since: dt.date | None


class OfferGivenOut(Schema):
    """An offer open today: read it at `/offers/{slug}`."""

    slug: str
    title: str
    kind: str


class CharterSignedOut(Schema):
    """A charter that the organisation signed: read it at `/charters/{slug}`."""

    slug: str
    title: str
    state: str


class ProjectSupportedOut(Schema):
    """A public project that says who supports it: read it at `/projects/{slug}`."""

    slug: str
    title: str


class OrganisationDetail(OrganisationOut):
    """An organisation with all that its page shows."""

    description: str
    parent: NamedOut | None
    subsidiaries: list[NamedOut]
    network: str | None = Field(description="The kind of network that it is, if it is one.")
    networks: list[MembershipOut]
    places: list[OtherPlaceOut]
    offers: list[OfferGivenOut]
    charters: list[CharterSignedOut]
    projects: list[ProjectSupportedOut] = Field(description="Those whose holders publish it.")
    sources: list[SourceOut]
    family_source: str | None = Field(description="Code of the source that gave the family, if it is known.")


class OrganisationPage(Schema):
    total: int = Field(description="How many organisations answer, exactly.")
    corrected: str | None = Field(description="The words answered instead of those typed.")
    partial: bool = Field(description="No organisation has all the words: these have most of them.")
    items: list[OrganisationOut]
    next: str | None


class FacetOut(Schema):
    """One value of a filter, and how many organisations would answer with it."""

    value: str
    label: Annotated[str, BeforeValidator(str)] = Field(description="In French.")
    count: int
    selected: bool


class FacetsOut(Schema):
    """The filters with their exact counts; a filter does not narrow its own counts."""

    total: int
    famille: list[FacetOut] = Field(alias="families")
    soutien: list[FacetOut] = Field(alias="kinds")
    label: list[FacetOut] = Field(alias="labels")
    reseau: list[FacetOut] = Field(alias="networks", description="The most frequent, and those asked for.")
    commune: list[FacetOut] = Field(alias="communes", description="The most frequent, and those asked for.")


class NetworkOut(Schema):
    """A network: an organisation of which others are members."""

    slug: str = Field(alias="organisation.slug")
    name: str = Field(alias="organisation.name")
    kind: str = Field(description="sector, accompaniment or financing.")
    members: int = Field(description="How many public organisations are members today.")
    url: str = Field(alias="organisation.get_absolute_url")


class MemberOut(Schema):
    """A member of a network today: read it at `/organisations/{slug}`."""

    slug: str = Field(alias="organisation.slug")
    name: str = Field(alias="organisation.name")
    family: str = Field(alias="organisation.family")
    commune: PlaceOut | None = Field(alias="organisation.commune")
    since: dt.date | None


class NetworkPage(Schema):
    items: list[NetworkOut]
    next: str | None


class NetworkDetail(NetworkOut):
    """A network with its members, page by page."""

    items: list[MemberOut]
    next: str | None
