"""What the lists of the API may be asked: the parameters of the pages, under the same names.

The pages leave out what makes no sense; the API says what is wrong. Once checked here, the filters of the
organisations are read by the code of the page itself (`directory.filters`).
"""

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field
from ninja.errors import HttpError
from pydantic import AfterValidator, StringConstraints

from terreau.api.pagination import PageQuery
from terreau.council.queries import Filters as DeliberationFilters
from terreau.directory.enums import Family, Label, NetworkKind, OfferKind, Stage
from terreau.directory.filters import MANY, TEXT_LENGTH, filters_of
from terreau.directory.queries import Filters, OfferFilters, changed_since
from terreau.directory.queries.listing import RADII
from terreau.directory.queries.reading import MOST_CHANGED
from terreau.partnerships.queries import Filters as CharterFilters
from terreau.projects.queries import SheetFilters


def _radius(km: int) -> int:
    if km not in RADII:
        raise ValueError(f"the radius is one of {', '.join(map(str, RADII))}")
    return km


def _degrees(text: str) -> str:
    """Check `latitude,longitude`, or `west,south,east,north`."""
    numbers = [float(part) for part in text.split(",")] if text else []
    if len(numbers) == 2 and not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        raise ValueError("a latitude lies between -90 and 90, a longitude between -180 and 180")
    if len(numbers) == 4:
        west, south, east, north = numbers
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError("a box goes from west to east and from south to north, in degrees")
    return text


def _moment(text: str) -> str:
    try:
        known = not text or dt.datetime.fromisoformat(text).year >= 1900
    except ValueError:
        known = False
    if not known:
        raise ValueError("this day or this hour does not exist; write it as 2026-11-01T08:30:00Z")
    return text


NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,10})?"
WORDS = r"^[^\x00]*$"
Words = Annotated[str, StringConstraints(max_length=TEXT_LENGTH, pattern=WORDS)]
Slug = Annotated[str, StringConstraints(max_length=90, pattern=r"^[a-z0-9-]+$")]
SlugOrNone = Annotated[str, StringConstraints(max_length=160, pattern=r"^[-a-z0-9_]*$")]
Commune = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9AB][0-9]{3}$")]
CommuneOrNone = Annotated[str, StringConstraints(pattern=r"^([0-9][0-9AB][0-9]{3})?$")]
Activity = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}\.[0-9]{2}[A-Z]$")]
Perimeter = Annotated[str, StringConstraints(pattern=r"^([a-z]{3,12}-[A-Za-z0-9_-]{1,80})?$")]
Point = Annotated[str, StringConstraints(pattern=f"^({NUMBER},{NUMBER})?$"), AfterValidator(_degrees)]
Zone = Annotated[str, StringConstraints(pattern=f"^({NUMBER}(,{NUMBER}){{3}})?$"), AfterValidator(_degrees)]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?)?$"),
    AfterValidator(_moment),
]


class OrganisationFilters(PageQuery):
    """The filters of the directory, as the address of its page writes them."""

    q: Words = Field("", description="Words, a SIREN or a SIRET.", examples=["épicerie solidaire"])
    famille: list[Family] = Field([], description="Families; several add up.", examples=[["association"]])
    soutien: list[OfferKind] = Field([], description="Kinds of support given today.", examples=[["loan"]])
    label: list[Label] = Field([], description="Approvals and statuses held.", examples=[["esus"]])
    reseau: list[Slug] = Field([], max_length=MANY, description="Slugs of networks (`/networks`).")
    activite: list[Activity] = Field(
        [], max_length=MANY, description="Codes of activity (NAF).", examples=[["94.99Z"]]
    )
    commune: list[Commune] = Field(
        [], max_length=MANY, description="Insee codes of communes.", examples=[["92071"]]
    )
    territoire: Perimeter = Field(
        "", description="A perimeter, as kind-code.", examples=["department-92", "region-11"]
    )
    pres: Annotated[str, StringConstraints(max_length=80, pattern=WORDS)] = Field(
        "", description="A commune to look around: its name or postal code.", examples=["Sceaux"]
    )
    point: Point = Field(
        "",
        description="A point to look around, latitude,longitude in degrees; `pres` goes first.",
        examples=["48.7786,2.2906"],
    )
    km: Annotated[int, AfterValidator(_radius)] = Field(
        10, description="The radius around it.", json_schema_extra={"enum": list(RADII)}
    )
    zone: Zone = Field(
        "", description="A box in degrees: west,south,east,north.", examples=["2.2,48.7,2.4,48.9"]
    )
    tri: Literal["", "relevance", "name", "newest", "distance"] = Field(
        "", description="The order; empty: relevance with words, distance around a place, else the latest."
    )
    exact: Literal["", "1"] = Field("", description="1: take the words as they are typed.")
    updated_since: Moment = Field(
        "",
        description=f"Sheets changed since this day or hour (UTC); {MOST_CHANGED} at most.",
        examples=["2026-11-01", "2026-11-01T08:30:00Z"],
    )

    def read(self, request: HttpRequest) -> Filters:
        """Return the filters, read by the code of the page."""
        return filters_of(request)

    def among(self) -> tuple[int, ...] | None:
        """Return the organisations changed since the moment asked for; None when none is."""
        if not self.updated_since:
            return None
        moment = dt.datetime.fromisoformat(self.updated_since)
        keys = changed_since(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))
        if keys is None:
            raise HttpError(
                422,
                f"More than {MOST_CHANGED} sheets changed since then. "
                "Ask for a later moment, or read the whole list.",
            )
        return keys


class OfferQuery(PageQuery):
    """The filters of the open offers."""

    q: Words = Field("", description="Words of the offer.", examples=["prêt d’honneur"])
    soutien: list[OfferKind] = Field([], description="Kinds; several add up.", examples=[["loan"]])
    sujet: list[Slug] = Field([], max_length=MANY, description="Codes of subjects.", examples=[["local"]])
    etape: list[Stage] = Field([], description="Stages of a project served.", examples=[["idee"]])
    territoire: Perimeter = Field(
        "", description="Offers made for this perimeter or a part of it.", examples=["department-92"]
    )
    organisation: SlugOrNone = Field("", description="Slug of the organisation that gives it.")

    def read(self) -> OfferFilters:
        return OfferFilters(
            self.q,
            kinds=tuple(self.soutien),
            subjects=tuple(self.sujet),
            stages=tuple(self.etape),
            territory=self.territoire,
            organisation=self.organisation,
        )


class ProjectQuery(PageQuery):
    """The filters of the public projects; a fact that its holder did not publish is never found."""

    subject: SlugOrNone = Field("", description="Code of a subject.", examples=["local"])
    commune: CommuneOrNone = Field("", description="Insee code.", examples=["92071"])
    stage: Stage | Literal[""] = Field("", description="How far the project has come.")

    def read(self) -> SheetFilters:
        return SheetFilters(self.subject, self.commune, str(self.stage))


class CharterQuery(PageQuery):
    """The filters of the register of charters."""

    q: Words = Field("", description="Words of the charter.", examples=["La Poste"])
    etat: Literal["", "approved", "signed", "in_force", "ended", "terminated"] = Field(
        "", description="Where the charter stands."
    )
    forme: Literal["", "1", "2", "3", "4", "5"] = Field(
        "",
        description="1 inform, 2 resources, 3 set up, 4 reflect, 5 communicate.",
    )

    def read(self) -> CharterFilters:
        return CharterFilters(self.q, self.etat, self.forme)


class DeliberationQuery(PageQuery):
    """The filters of the register of deliberations."""

    q: Words = Field("", description="Words of the deliberation.", examples=["économie sociale"])
    annee: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{3})?$")] = Field(
        "", description="Year of the session.", examples=["2026"]
    )
    resultat: Literal["", "adopted", "rejected"] = Field("", description="How the council voted.")

    def read(self) -> DeliberationFilters:
        return DeliberationFilters(self.q, self.annee, self.resultat)


class NetworkQuery(PageQuery):
    """The filter of the networks."""

    sorte: NetworkKind | Literal[""] = Field("", description="What a network brings to its members.")
