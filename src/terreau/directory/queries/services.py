"""The offers that came from a register of services: what they lack, how good they are, who said what."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory.enums import OfferKind, OfferState, Stage
from terreau.directory.models import ImportRun, Offer, ServiceRecord, Subject, TeamMember
from terreau.directory.models.services import NOTHING, as_kept
from terreau.directory.quality import Band, Quality
from terreau.directory.queries.offers import missing_to_publish
from terreau.directory.queries.quality import offer_quality
from terreau.territories.models import Territory


class Shown(TextChoices):
    """Which services a list shows."""

    TO_READ = "a-lire", gettext_lazy("À regarder")
    GONE = "absents", gettext_lazy("Absents de leur fichier")
    PUBLISHED = "publies", gettext_lazy("Publiés")
    ALL = "tous", gettext_lazy("Tous")


@dataclass(frozen=True)
class Service:
    """An offer that came from a register."""

    record: ServiceRecord
    missing: list[str]
    quality: Quality

    @property
    def offer(self) -> Offer:
        """The offer, whatever its state."""
        return self.record.offer

    @property
    def can_be_published(self) -> bool:
        """Say whether nothing is missing to a draft."""
        return self.offer.state == OfferState.DRAFT and not self.missing


@dataclass(frozen=True)
class Stated:
    """A field of an offer: its value, who said it, of which day, and what the file says otherwise."""

    label: str
    value: str
    is_from_file: bool
    as_of: dt.date | None
    otherwise: str


def service_records(shown: str = Shown.ALL) -> QuerySet[ServiceRecord]:
    """The services that came from a register, by the name of their offer."""
    rows = ServiceRecord.objects.select_related("offer__team__organisation", "offer__perimeter")
    rows = rows.prefetch_related("offer__subjects").order_by("offer__title", "pk")
    if shown == Shown.TO_READ:
        return rows.filter(offer__state=OfferState.DRAFT, gone_on=None)
    if shown == Shown.GONE:
        return rows.filter(gone_on__isnull=False).exclude(offer__state=OfferState.ENDED)
    if shown == Shown.PUBLISHED:
        return rows.filter(offer__state=OfferState.PUBLISHED)
    return rows


def services_of(records: Iterable[ServiceRecord]) -> list[Service]:
    """What some services lack and how good they are; one more query for all of them."""
    found = list(records)
    teams = {record.offer.team_id for record in found if not record.offer.team.email}
    present = TeamMember.objects.present().filter(team__in=teams, user__is_active=True)
    read = set(present.values_list("team", flat=True))
    return [
        Service(
            record,
            missing_to_publish(
                record.offer, is_read=bool(record.offer.team.email) or record.offer.team_id in read
            ),
            offer_quality(record.offer, as_of=record.offer.verified_on or record.as_of),
        )
        for record in found
    ]


def quality_of_run(run: ImportRun) -> list[tuple[str, int]]:
    """How many lines of an import are of each quality, in words."""
    return in_bands(run.quality)


def in_bands(counted: dict[str, int]) -> list[tuple[str, int]]:
    """Numbers by quality, the best first, in words; nothing when no line was judged."""
    return [(str(band.label), counted.get(band.value, 0)) for band in Band] if counted else []


def stated_of(record: ServiceRecord) -> list[Stated]:
    """Each field of the offer with its origin: the file, of a day, or a person."""
    now, subjects = as_kept(record.offer), dict(Subject.objects.values_list("code", "label"))
    said = {name: one["value"] for name, one in record.given.items()}
    asked = {said.get("perimeter"), now["perimeter"]} - {None}
    places = {place.pk: place.label for place in Territory.objects.filter(pk__in=asked)}
    words: dict[str, dict[Any, Any]] = {"kind": dict(OfferKind.choices), "stages": dict(Stage.choices)}
    words |= {"subjects": subjects, "perimeter": places}
    found = []
    for name, value in now.items():
        if value in NOTHING and name not in said:
            continue
        is_from_file = not record.is_corrected(name, value)
        as_of = dt.date.fromisoformat(record.given[name]["as_of"]) if name in said else None
        otherwise = "" if value == said.get(name, value) else _in_words(said[name], words.get(name))
        label = str(vars(Offer._meta.get_field(name))["verbose_name"])
        found.append(
            Stated(
                label,
                _in_words(value, words.get(name)),
                is_from_file,
                as_of if is_from_file else None,
                otherwise,
            )
        )
    return found


def beside_of(record: ServiceRecord) -> list[tuple[str, str]]:
    """What the file says and an offer has no place for."""
    labels = {
        "type": _("Type de service"),
        "thematiques": _("Thématiques"),
        "publics": _("Publics"),
        "modes_accueil": _("Modes d’accueil"),
        "modes_mobilisation": _("Comment le mobiliser"),
        "mobilisable_par": _("Qui peut le mobiliser"),
        "mobilisation_precisions": _("Précisions sur la mobilisation"),
        "horaires_accueil": _("Horaires"),
        "score_qualite": _("Note de qualité du fichier, de 0 à 1"),
        "lien_source": _("Page du producteur"),
        "zone_eligibilite": _("Codes de la zone"),
    }
    return [
        (label, _in_words(record.beside[name], None))
        for name, label in labels.items()
        if name in record.beside
    ]


def _in_words(value: Any, words: dict[Any, Any] | None) -> str:
    if isinstance(value, list):
        return ", ".join(_in_words(one, words) for one in value)
    return str((words or {}).get(value, value if value is not None else ""))
