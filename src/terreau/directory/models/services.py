"""What a register says of a service that became an offer of support."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.models.imports import ImportRun
from terreau.directory.models.offers import Offer
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy

# What a file does not say, and what an offer does not hold.
NOTHING: tuple[Any, ...] = ("", None, [])
_PLAIN = (
    *("title", "kind", "summary", "stages", "contact_email", "contact_phone", "contact_url"),
    *("cost_text", "duration_text", "documents_text"),
)


class ServiceRecord(models.Model):
    """A service of data·inclusion and its offer: what each line gave, and of which day.

    `given` says for each field of the offer the last value of the file, and its day; `corrected` names the
    fields that a person wrote otherwise: the file never speaks for them again. `beside` is what the file says
    and an offer has no place for. `gone_on` is the day on which the file no longer had it.
    """

    key = models.CharField(_("clé dans la source"), max_length=80, unique=True)
    producer = models.CharField(_("producteur de la donnée"), max_length=80)
    offer = models.OneToOneField(
        Offer, models.CASCADE, related_name="service_record", verbose_name=_("offre de soutien")
    )
    digest = models.CharField(_("empreinte des valeurs"), max_length=64)
    given = models.JSONField(_("champs donnés"), default=dict, blank=True)
    corrected = models.JSONField(_("champs corrigés par une personne"), default=list, blank=True)
    beside = models.JSONField(_("autres valeurs du fichier"), default=dict, blank=True)
    as_of = models.DateField(_("à la date du"))
    changed_at = models.DateTimeField(_("changé le"), default=clock.now)
    last_run = models.ForeignKey(
        ImportRun,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="service_records",
        verbose_name=_("dernier import où il est"),
    )
    gone_on = models.DateField(_("absent du fichier depuis le"), null=True, blank=True)

    PRIVACY = dict.fromkeys(
        (
            *("key", "producer", "offer", "digest", "corrected", "as_of", "changed_at", "last_run"),
            "gone_on",
        ),
        Privacy.TECHNICAL,
    ) | {"given": Privacy.PUBLIC, "beside": Privacy.PUBLIC}

    class Meta:
        verbose_name = _("service d’un registre")
        verbose_name_plural = _("services d’un registre")
        indexes = [models.Index(fields=["producer", "gone_on"], name="service_of_producer")]

    def __str__(self) -> str:
        return self.key

    def is_corrected(self, name: str, now: Any) -> bool:
        """Say whether a field holds a person's word, given its value as `given` would write it."""
        if name in self.corrected:
            return True
        if name in self.given:
            return bool(now != self.given[name]["value"])
        return now not in NOTHING


def as_kept(offer: Offer) -> dict[str, Any]:
    """Return the fields of an offer as `given` writes them."""
    kept = {name: getattr(offer, name) for name in _PLAIN}
    return kept | {
        "subjects": sorted(subject.code for subject in offer.subjects.all()),
        "perimeter": offer.perimeter_id,
    }
