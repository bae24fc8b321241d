"""What everybody may read: only public sheets, which hold only what the holders chose to publish."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Prefetch, Value

from terreau.directory.enums import Stage
from terreau.directory.models import Organisation, Subject
from terreau.kernel import clock
from terreau.kernel.prepared import prepared
from terreau.projects.models import PublicSheet
from terreau.projects.queries.help import has_calls

LATEST_SHOWN = 3
FEED_LENGTH = 50


@dataclass(frozen=True)
class SheetFilters:
    """What a visitor narrows the list with; an empty string narrows nothing."""

    subject: str = ""
    commune: str = ""
    stage: str = ""

    def narrow(self, sheets: models.QuerySet[PublicSheet], *, but: str = "") -> models.QuerySet[PublicSheet]:
        """Keep the sheets that match, leaving one filter aside (for the counts of its facet)."""
        columns = {"subject": "subjects__code", "commune": "commune__code", "stage": "stage"}
        for name, column in columns.items():
            if getattr(self, name) and name != but:
                sheets = sheets.filter(**{column: getattr(self, name)})
        return sheets


def _with_subjects(sheets: models.QuerySet[PublicSheet]) -> models.QuerySet[PublicSheet]:
    subjects = Prefetch("subjects", Subject.objects.order_by("order", "code"))
    return sheets.select_related("commune").prefetch_related(subjects).order_by("-published_at", "-pk")


def sheets_for_list(filters: SheetFilters | None = None) -> models.QuerySet[PublicSheet]:
    """Return the public projects, the latest published first: two queries for a page of any size."""
    return _with_subjects((filters or SheetFilters()).narrow(PublicSheet.objects.in_force()))


def latest_sheets() -> list[PublicSheet]:
    """Return the latest public projects with what a card shows of them, for the home page."""
    return _latest_sheets(today=clock.today())


def sheets_to_read(filters: SheetFilters | None = None) -> models.QuerySet[PublicSheet]:
    """Return the public projects with the published organisations that support them: three queries."""
    supporters = Prefetch("supporters", Organisation.objects.published().order_by("sort_name", "pk"))
    return sheets_for_list(filters).prefetch_related(supporters)


@prepared
def _latest_sheets(today: Any) -> models.QuerySet[PublicSheet]:
    shown = PublicSheet.objects.in_force(today).only("title", "slug", "summary", "stage")
    return shown.order_by("-published_at", "-pk")[:LATEST_SHOWN]


def feed_entries() -> list[PublicSheet]:
    """Return the entries of the feed, in one query."""
    return _feed_entries(today=clock.today())


@prepared
def _feed_entries(today: Any) -> models.QuerySet[PublicSheet]:
    shown = PublicSheet.objects.in_force(today).only("title", "slug", "summary", "published_at", "updated_at")
    return shown.order_by("-published_at", "-pk")[:FEED_LENGTH]


def sheet_by_slug(slug: str) -> PublicSheet | None:
    """Return the public sheet at an address, or None when nothing is published there."""
    sheets = PublicSheet.objects.in_force().filter(slug=slug).annotate(calls=has_calls())
    return _with_subjects(sheets).first()


def supporters_shown(sheet: PublicSheet) -> list[Organisation]:
    """Return the organisations that a public sheet names as its supporters, by name, in one query."""
    rows = sheet.supporters.published().only("name", "slug")
    return list(rows.order_by("sort_name", "pk"))


def sheets_supported_by(organisation: Organisation) -> list[PublicSheet]:
    """Return the public sheets whose holders publish that an organisation supports them, the latest first."""
    return _sheets_supported_by(organisation=organisation.pk, today=clock.today())


@prepared
def _sheets_supported_by(organisation: Any, today: Any) -> models.QuerySet[PublicSheet]:
    rows = (
        PublicSheet.objects.in_force(today).filter(supporters=organisation).only("title", "slug", "summary")
    )
    return rows.order_by("-published_at", "-pk")


def public_facets(filters: SheetFilters | None = None) -> dict[str, list[dict[str, Any]]]:
    """Count the public projects by subject, commune and stage in one query, each beside the others."""
    filters = filters or SheetFilters()
    columns = {
        "subject": ("subjects__code", "subjects__label", "subjects__label_en"),
        "commune": ("commune__code", "commune__name", "commune__name"),
        "stage": ("stage", "stage", "stage"),
    }
    parts = [
        filters.narrow(PublicSheet.objects.in_force().filter(**{f"{value}__isnull": False}), but=name)
        .order_by()
        .values_list(Value(name), value, label, label_en)
        .annotate(n=Count("pk", distinct=True))
        for name, (value, label, label_en) in columns.items()
    ]
    counts: dict[str, list[dict[str, Any]]] = {name: [] for name in columns}
    for name, value, label, label_en, n in parts[0].union(*parts[1:], all=True):
        if not value:  # the stage is not published
            continue
        shown = Stage(value).label if name == "stage" else str(Subject(label=label, label_en=label_en))
        selected = getattr(filters, name) == value
        counts[name].append({"value": value, "label": shown, "count": n, "selected": selected})
    for options in counts.values():
        options.sort(key=lambda option: (-option["count"], str(option["label"])))
    return counts
