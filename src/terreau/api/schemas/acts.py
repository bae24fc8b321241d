"""What the API says of offers, projects, charters and deliberations."""

import datetime as dt
from decimal import Decimal

from ninja import Field, Schema

from terreau.api.schemas.common import NamedOut, PlaceOut
from terreau.partnerships.queries import attached


class OfferOut(Schema):
    """A support that a team of an organisation gives."""

    slug: str
    title: str
    kind: str
    summary: str
    organisation: str = Field(alias="team.organisation.slug", description="Slug of the organisation.")
    subjects: list[str] = Field(description="Codes of the subjects.")
    stages: list[str]
    perimeter: PlaceOut | None
    cost: str = Field(alias="cost_text")
    delay_days: int | None = Field(description="Promised delay of answer, in business days.")
    valid_from: dt.date | None
    valid_until: dt.date | None
    verified_on: dt.date | None

    @staticmethod
    def resolve_subjects(offer) -> list[str]:
        return [subject.code for subject in offer.subjects.all()]


class ProjectOut(Schema):
    """What the holder of a project chose to publish; a field that was not chosen is empty."""

    slug: str
    title: str
    summary: str
    stage: str
    commune: PlaceOut | None
    subjects: list[str] = Field(description="Codes of the subjects.")
    publics: str
    supporters: list[NamedOut] = Field(description="Organisations that support it, if its holder says so.")
    published_at: dt.datetime
    url: str = Field(alias="get_absolute_url")

    @staticmethod
    def resolve_subjects(sheet) -> list[str]:
        return [subject.code for subject in sheet.subjects.all()]

    @staticmethod
    def resolve_supporters(sheet) -> list:
        return list(sheet.supporters.all())


class CommitmentOut(Schema):
    """What one party of a charter promised."""

    form: int = Field(description="1 inform, 2 resources, 3 set up, 4 reflect, 5 communicate.")
    text: str
    party: str = Field(alias="party.organisation.name")
    target: Decimal | None
    unit: str
    due_on: dt.date | None


class CharterOut(Schema):
    """A partnership charter."""

    slug: str
    reference: str
    title: str
    summary: str
    state: str
    signed_at: dt.date | None
    in_force_from: dt.date | None
    in_force_until: dt.date | None
    parties: list[str]
    commitments: list[CommitmentOut]
    url: str = Field(alias="get_absolute_url")

    @staticmethod
    def resolve_parties(charter) -> list[str]:
        return [party.organisation.name for party in charter.parties.all()]

    @staticmethod
    def resolve_commitments(charter) -> list:
        return attached(charter)


class DeliberationOut(Schema):
    """A published deliberation of the council."""

    slug: str
    number: str
    title: str
    summary: str
    state: str
    session: dt.date = Field(alias="session.held_on")
    votes_for: int | None
    votes_against: int | None
    abstentions: int | None
    published_at: dt.datetime
    url: str = Field(alias="get_absolute_url")


class OfferPage(Schema):
    items: list[OfferOut]
    next: str | None


class ProjectPage(Schema):
    items: list[ProjectOut]
    next: str | None


class CharterPage(Schema):
    items: list[CharterOut]
    next: str | None


class DeliberationPage(Schema):
    items: list[DeliberationOut]
    next: str | None
