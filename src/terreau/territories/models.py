"""Territories and what contains what; the operator of this platform; the days its offices are closed."""

import re

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.kernel.text import fold
from terreau.territories.enums import CodeScheme, TerritoryKind
from terreau.territories.opening_hours import OpeningHours


def searchable(text: str) -> str:
    """The form in which names are compared: no accents, words separated by one space, “st” opened."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(text)).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def narrowest_first(self) -> "TerritoryQuerySet":
        """Order from the quarter to the country, then by name."""
        width = models.Case(
            *(models.When(kind=kind, then=kind.width) for kind in TerritoryKind),
            output_field=models.SmallIntegerField(),
        )
        return self.order_by(width, "search_name", "code")

    def current(self) -> "TerritoryQuerySet":
        """Leave out the territories that the official lists no longer know."""
        return self.filter(retired_at=None)


class Territory(models.Model):
    """A place with a boundary: a quarter, a commune, … a country, or a zone drawn for a purpose."""

    kind = models.CharField(_("nature"), max_length=12, choices=TerritoryKind)
    code = models.CharField(_("code"), max_length=80)
    name = models.CharField(_("nom"), max_length=160)
    slug = models.SlugField(_("adresse"), max_length=200, db_index=False)
    search_name = models.CharField(_("nom sans accents"), max_length=160, db_index=True, editable=False)
    population = models.PositiveIntegerField(_("population municipale"), null=True, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    postal_codes = models.JSONField(_("codes postaux"), default=list, blank=True)
    lat = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lon = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    is_official = models.BooleanField(_("issu des listes officielles"), default=False, editable=False)
    retired_at = models.DateTimeField(_("disparu le"), null=True, blank=True, editable=False)

    objects = TerritoryQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        ("kind", "code", "name", "slug", "population", "siren", "postal_codes", "lat", "lon"), Privacy.PUBLIC
    ) | dict.fromkeys(("search_name", "is_official", "retired_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="territory_code_once_per_kind",
                violation_error_message=_("Un territoire de même nature porte déjà ce code."),
            ),
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(name=""),
                name="territory_has_code_and_name",
                violation_error_message=_("Un territoire porte un code et un nom."),
            ),
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None) | models.Q(lat__isnull=False, lon__isnull=False),
                name="territory_position_is_whole",
                violation_error_message=_("Une position a une latitude et une longitude."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name, with the département for a commune: several towns are called Saint-Denis"""
        if self.kind != TerritoryKind.COMMUNE:
            return self.name
        return f"{self.name} ({self.department_code})"

    @property
    def department_code(self) -> str:
        """The département, by which an official code starts ("" for wider or drawn territories)."""
        if self.kind == TerritoryKind.DEPARTMENT:
            return self.code
        if not self.is_official or self.kind not in {TerritoryKind.COMMUNE, TerritoryKind.QUARTER}:
            return ""
        return self.code[:3] if self.code[:2] in {"97", "98"} else self.code[:2]

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, or None when unknown."""
        if self.lat is None or self.lon is None:
            return None
        return self.lat, self.lon


class TerritoryClosure(models.Model):
    """`ancestor` contains `descendant`, `depth` steps away by the shortest way.

    Depth 0 is the territory itself; depth 1 is a stated fact; all the other rows are computed from those.
    """

    ancestor = models.ForeignKey(Territory, models.CASCADE, related_name="below", db_index=False)
    descendant = models.ForeignKey(Territory, models.CASCADE, related_name="above", db_index=False)
    depth = models.PositiveSmallIntegerField(_("distance"))

    PRIVACY = dict.fromkeys(("ancestor", "descendant", "depth"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("inclusion de territoires")
        verbose_name_plural = _("inclusions de territoires")
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="closure_pair_once"),
            models.CheckConstraint(
                condition=models.Q(depth=0, ancestor=models.F("descendant"))
                | (models.Q(depth__gt=0) & ~models.Q(ancestor=models.F("descendant"))),
                name="closure_depth_zero_means_itself",
                violation_error_message=_("Un territoire ne peut pas se contenir lui-même."),
            ),
        ]
        indexes = [models.Index(fields=["descendant", "depth", "ancestor"], name="closure_upwards")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} ⊇ {self.descendant_id} ({self.depth})"


class TerritoryCode(models.Model):
    """Another code that leads to a territory: a postal code, or an Insee code that a merger ended."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="codes")
    scheme = models.CharField(_("liste"), max_length=8, choices=CodeScheme)
    value = models.CharField(_("code"), max_length=10)

    PRIVACY = dict.fromkeys(("territory", "scheme", "value"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("autre code de territoire")
        verbose_name_plural = _("autres codes de territoire")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value", "territory"], name="territory_other_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} → {self.territory_id}"


class GraphLoad(models.Model):
    """One loading of the official lists: which file, when, how many territories."""

    digest = models.CharField(_("empreinte du fichier"), max_length=64)
    sources = models.JSONField(_("sources"), default=list)
    territories = models.PositiveIntegerField(_("territoires"))
    loaded_at = models.DateTimeField(_("chargé le"), default=clock.now)

    PRIVACY = dict.fromkeys(("digest", "sources", "territories", "loaded_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("chargement des territoires")
        verbose_name_plural = _("chargements des territoires")
        ordering = ["-loaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d} {self.digest[:12]}"


class Operator(models.Model):
    """Who runs this platform, and for which territory: one row, number 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("nom"), max_length=120)
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territoire"), related_name="+")
    tagline = models.CharField(_("devise"), max_length=200, blank=True)
    tagline_en = models.CharField(_("devise en anglais"), max_length=200, blank=True)
    contact_email = models.EmailField(_("adresse électronique"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    address = models.TextField(_("adresse postale"), blank=True)
    website = models.URLField(_("site"), blank=True)
    opening_hours = models.JSONField(_("horaires d’ouverture"), default=dict, blank=True)
    publication_director = models.CharField(
        _("directeur ou directrice de la publication"), max_length=160, blank=True
    )
    host = models.CharField(_("hébergeur"), max_length=200, blank=True)
    privacy_email = models.EmailField(_("contact pour les données personnelles"), blank=True)
    updated_at = models.DateTimeField(_("modifié le"), default=clock.now)

    PRIVACY = dict.fromkeys(
        (
            *("name", "territory", "tagline", "tagline_en", "contact_email", "phone", "address", "website"),
            *("opening_hours", "host", "publication_director", "privacy_email"),
        ),
        Privacy.PUBLIC,
    ) | {"updated_at": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("opérateur")
        verbose_name_plural = _("opérateur")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="operator_is_single",
                violation_error_message=_("Une plateforme a un seul opérateur."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="operator_has_name",
                violation_error_message=_("L’opérateur porte un nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_set_up(self) -> bool:
        """False for the neutral operator shown before the first setting."""
        return not self._state.adding

    @property
    def hours(self) -> OpeningHours:
        return OpeningHours.from_json(self.opening_hours)

    def tagline_in(self, language: str) -> str:
        """The tagline in a language, in French when it has not been translated."""
        return self.tagline_en if language == "en" and self.tagline_en else self.tagline


class ClosingDay(models.Model):
    """A day on which the operator's offices are closed besides week-ends and public holidays."""

    day = models.DateField(
        _("jour"), unique=True, error_messages={"unique": _("Ce jour est déjà noté comme fermé.")}
    )
    label = models.CharField(_("motif"), max_length=120, blank=True)

    PRIVACY = dict.fromkeys(("day", "label"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("jour de fermeture")
        verbose_name_plural = _("jours de fermeture")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.label}".strip()
