"""What several answers of the API share."""

import datetime as dt

from ninja import Field, Schema


class Problem(Schema):
    """Why a request was refused, and the next step."""

    detail: str


class PlaceOut(Schema):
    """A commune, quarter or other territory; `code` is the Insee code for a commune."""

    kind: str
    code: str
    name: str


class SubjectOut(Schema):
    """What a need or an offer is about."""

    code: str
    label: str
    label_en: str


class OpeningOut(Schema):
    """One slot of a week during which the door is open; a day may have several."""

    day: int = Field(description="ISO day of the week: 1 Monday to 7 Sunday.")
    opens: str = Field(description="HH:MM, in the time of Paris.")
    closes: str = Field(description="HH:MM, 24:00 for midnight.")


class NamedOut(Schema):
    """A public object by its address and its name."""

    slug: str
    name: str


class SourceOut(Schema):
    """Where some fields come from, and of which day."""

    source: str = Field(description="Code of the source: a register, or `person`.")
    label: str = Field(description="Its name, in French.")
    as_of: dt.date
    fields: list[str] = Field(description="Names of the fields that it gave.")


class IndexOut(Schema):
    """The way in: the address of each list."""

    organisations: str
    networks: str
    offers: str
    projects: str
    charters: str
    deliberations: str
    subjects: str
    description: str


def slots_of(week: dict[str, list[list[str]]]) -> list[dict[str, object]]:
    """Return the opening hours kept (slots by ISO day) as the API says them, in order."""
    return [
        {"day": int(day), "opens": start, "closes": end}
        for day in sorted(week or {})
        for start, end in week[day]
    ]
