"""What national registers said that is not a sheet yet: legal units, and establishments before their unit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Family
from terreau.kernel.privacy import Privacy


class LegalUnit(models.Model):
    """A legal unit of the ESS as Sirene knows it. It has no address: its establishments become the sheets."""

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField(_("nom"), max_length=200)
    acronym = models.CharField(_("sigle"), max_length=40, blank=True)
    family = models.CharField(_("famille"), max_length=20, choices=Family, default=Family.UNKNOWN)
    legal_category = models.CharField(_("catégorie juridique"), max_length=4, blank=True)
    activity = models.CharField(_("code d’activité (NAF)"), max_length=6, blank=True)
    rna = models.CharField(_("numéro RNA"), max_length=10, blank=True)
    is_mission = models.BooleanField(_("société à mission"), default=False)
    seat = models.CharField(_("numéro interne (NIC) du siège"), max_length=5, blank=True)
    ceased_on = models.DateField(_("a cessé son activité le"), null=True, blank=True)
    as_of = models.DateField(_("à la date du"))
    digest = models.CharField(_("empreinte des valeurs"), max_length=64, blank=True)

    PRIVACY = dict.fromkeys(
        (
            *("siren", "name", "acronym", "family", "legal_category", "activity", "rna", "is_mission"),
            *("seat", "ceased_on", "as_of", "digest"),
        ),
        Privacy.PUBLIC,
    )

    class Meta:
        verbose_name = _("unité légale")
        verbose_name_plural = _("unités légales")

    def __str__(self) -> str:
        return f"{self.siren} {self.name}"


class WaitingEstablishment(models.Model):
    """A line about an establishment that came before its legal unit; it is taken up when the unit comes."""

    siret = models.CharField("SIRET", max_length=14, primary_key=True)
    siren = models.CharField("SIREN", max_length=9, db_index=True)
    said = models.JSONField(_("ce que dit la ligne"))

    PRIVACY = dict.fromkeys(("siret", "siren", "said"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("établissement en attente")
        verbose_name_plural = _("établissements en attente")

    def __str__(self) -> str:
        return self.siret
