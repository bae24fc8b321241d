"""The list of offers as it was shown on the day when somebody acted on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need


class MatchSnapshot(models.Model):
    """Facts, offers, loads and draw of one match: enough to show the same list again, in the same order."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="snapshots", verbose_name=_("besoin"))
    made_at = models.DateTimeField(_("fait le"), default=clock.now)
    rules_version = models.PositiveSmallIntegerField(_("version des règles"))
    seed = models.CharField(_("graine du tirage"), max_length=60)
    facts = models.JSONField(_("informations lues"))
    result = models.JSONField(_("résultat"))

    PRIVACY = {
        "need": Privacy.TECHNICAL,
        "made_at": Privacy.TECHNICAL,
        "rules_version": Privacy.TECHNICAL,
        "seed": Privacy.TECHNICAL,
        "facts": Privacy.SENSITIVE,
        "result": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("rapprochement conservé")
        verbose_name_plural = _("rapprochements conservés")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.need} – {self.made_at:%Y-%m-%d}"
