"""Organisations and the provenance of what their sheet says."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Family, Label, OrganisationKind, OrganisationState, Source
from terreau.kernel import clock
from terreau.kernel.choices import label_of
from terreau.kernel.identifiers import validate_siren, validate_siret
from terreau.kernel.privacy import Privacy
from terreau.kernel.text import fold
from terreau.territories.models import Territory
from terreau.territories.opening_hours import OpeningHours

# Words of the address that name pages (of the API too), hence no organisation.
RESERVED_SLUGS = frozenset({"carte", "ajouter", "proposer", "reseaux", "facets"})
validate_postal_code = RegexValidator(r"^\d{5}$", _("Un code postal a cinq chiffres."))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def published(self) -> Self:
        """Keep the sheets that everybody may read."""
        return self.filter(state=OrganisationState.PUBLISHED)

    def listed(self) -> Self:
        """Keep what lists, counts, map and open data give; what has ceased keeps only its page."""
        return self.published().filter(ceased_on=None)


class Organisation(models.Model):
    """An actor of the ecosystem: association, cooperative, mutual, foundation, company, public body."""

    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("adresse de la fiche"), max_length=90, unique=True)
    acronym = models.CharField(_("sigle"), max_length=40, blank=True)
    family = models.CharField(_("famille"), max_length=20, choices=Family, default=Family.UNKNOWN)
    kind = models.CharField(
        _("rôle"), max_length=10, choices=OrganisationKind, default=OrganisationKind.ACTOR
    )
    legal_category = models.CharField(
        _("catégorie juridique"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^\d{4}$", _("Une catégorie juridique a quatre chiffres."))],
    )
    activity = models.CharField(_("code d’activité (NAF)"), max_length=6, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    siret = models.CharField(
        "SIRET",
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_siret],
        error_messages={"unique": _("Une autre fiche porte déjà ce SIRET.")},
    )
    rna = models.CharField(
        _("numéro RNA"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^W\d[\dA-Z]\d{7}$", _("Un numéro RNA s’écrit W suivi de 9 chiffres."))],
    )
    labels = models.JSONField(_("agréments et statuts"), default=list, blank=True)
    summary = models.CharField(_("en quelques mots"), max_length=400, blank=True)
    description = models.TextField(_("présentation"), blank=True)
    website = models.URLField(_("site"), blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postal_code = models.CharField(
        _("code postal"),
        max_length=5,
        blank=True,
        validators=[validate_postal_code],
    )
    commune = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("commune"),
        db_index=False,
    )
    lat = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lon = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    ceased_on = models.DateField(_("a cessé son activité le"), null=True, blank=True)
    opening_hours = models.JSONField(_("horaires d’ouverture"), default=dict, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("maison mère"),
        db_index=False,  # organisation_subsidiaries serves it
    )
    state = models.CharField(
        _("état"), max_length=10, choices=OrganisationState, default=OrganisationState.PUBLISHED
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("réunie avec"),
        db_index=False,  # organisation_merged_into serves it
    )
    sort_name = models.CharField(_("nom de tri"), max_length=200, editable=False, default="")
    created_at = models.DateTimeField(_("ajoutée le"), default=clock.now)
    updated_at = models.DateTimeField(_("modifiée le"), default=clock.now)

    objects = OrganisationQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            *("name", "slug", "acronym", "family", "kind", "legal_category", "activity", "siren", "siret"),
            *("rna", "labels", "summary", "description", "website", "email", "phone", "address"),
            *("postal_code", "commune", "lat", "lon", "ceased_on", "opening_hours", "parent"),
        ),
        Privacy.PUBLIC,
    ) | dict.fromkeys(("state", "merged_into", "sort_name", "created_at", "updated_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(slug=""),
                name="organisation_has_name",
                violation_error_message=_("Une structure porte un nom."),
            ),
            models.CheckConstraint(
                condition=models.Q(siret=None)
                | models.Q(siret__startswith=models.F("siren")) & ~models.Q(siren=""),
                name="organisation_siret_starts_with_siren",
                violation_error_message=_("Le SIRET commence par le SIREN de la structure."),
            ),
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None) | models.Q(lat__isnull=False, lon__isnull=False),
                name="organisation_position_is_whole",
                violation_error_message=_("Une position a une latitude et une longitude."),
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="organisation_is_not_its_own_parent",
                violation_error_message=_("Une structure ne peut pas être sa propre maison mère."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=OrganisationState.MERGED, merged_into__isnull=False)
                & models.Q(siren="", siret=None, rna="")
                & ~models.Q(merged_into=models.F("id"))
                | ~models.Q(state=OrganisationState.MERGED) & models.Q(merged_into=None),
                name="organisation_merged_leads_to_another",
                violation_error_message=_("Une fiche réunie mène à la fiche gardée, qui porte les numéros."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "sort_name", "id"], name="organisation_list"),
            models.Index(fields=["state", "family", "commune"], name="organisation_by_family"),
            models.Index(fields=["commune", "state", "family"], name="organisation_of_commune"),
            models.Index(fields=["state", "-created_at"], name="organisation_newest"),
            models.Index(fields=["state", "lat", "lon"], name="organisation_map"),
            models.Index(fields=["siren"], name="organisation_siren"),
            models.Index(fields=["state", "id"], name="organisation_arrival"),
            # Most sheets have neither parent nor RNA number, nor were they merged: a partial index costs them
            # nothing at import.
            models.Index(
                fields=["parent", "state"],
                name="organisation_subsidiaries",
                condition=models.Q(parent__isnull=False),
            ),
            models.Index(fields=["rna"], name="organisation_rna", condition=~models.Q(rna="")),
            models.Index(
                fields=["merged_into"],
                name="organisation_merged_into",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(fields=["updated_at"], name="organisation_changed"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:detail", args=[self.slug])

    def get_family_display(self) -> str:  # type: ignore[no-redef]  # Django’s own is slow: see label_of
        return label_of(Family, self.family)

    @property
    def is_published(self) -> bool:
        return self.state == OrganisationState.PUBLISHED

    @property
    def label_names(self) -> list[str]:
        """The names of the approvals held, in the language of the page."""
        return [str(Label(code).label) for code in self.labels if code in Label.values]

    @property
    def hours_sentence(self) -> str:
        """The opening hours in words, or nothing when they are unknown."""
        return OpeningHours.from_json(self.opening_hours).sentence() if self.opening_hours else ""

    def fold(self) -> None:
        """Refresh what lists are sorted by, after the name changed."""
        self.sort_name = fold(self.name)[:200]


class FieldSource(models.Model):
    """A person stated the value of one field of a sheet, and when; no import overwrites it.

    What registers gave stands on their records (`SourceRecord.gave`): one row for a whole sheet.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="field_sources", verbose_name=_("structure")
    )
    field = models.CharField(_("champ"), max_length=30)
    source = models.CharField(_("source"), max_length=30, choices=Source)
    as_of = models.DateField(_("à la date du"), default=clock.today)

    PRIVACY = dict.fromkeys(("organisation", "field", "source", "as_of"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("provenance d’un champ")
        verbose_name_plural = _("provenances des champs")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "field"], name="field_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.field} ← {self.source}"
