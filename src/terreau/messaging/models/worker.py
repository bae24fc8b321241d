"""What the worker remembers: that it lives, and when each job runs next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class Heartbeat(models.Model):
    """The last sign of life of a worker."""

    name = models.CharField(_("nom"), max_length=120, unique=True)
    started_at = models.DateTimeField(_("démarré le"), default=clock.now)
    beat_at = models.DateTimeField(_("dernier signe"), default=clock.now)

    PRIVACY = {"name": Privacy.TECHNICAL, "started_at": Privacy.TECHNICAL, "beat_at": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("signe de vie")
        verbose_name_plural = _("signes de vie")

    def __str__(self) -> str:
        return self.name


class PeriodicJob(models.Model):
    """When a periodic job runs next, and how its last run went."""

    name = models.CharField(_("tâche"), max_length=80, unique=True)
    next_run_at = models.DateTimeField(_("prochaine exécution"), default=clock.now)
    lease_until = models.DateTimeField(_("prise jusqu’à"), null=True, blank=True)
    last_run_at = models.DateTimeField(_("dernière exécution"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("échecs de suite"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=120, blank=True)

    PRIVACY = {
        "name": Privacy.TECHNICAL,
        "next_run_at": Privacy.TECHNICAL,
        "lease_until": Privacy.TECHNICAL,
        "last_run_at": Privacy.TECHNICAL,
        "failures": Privacy.TECHNICAL,
        "last_error": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("tâche périodique")
        verbose_name_plural = _("tâches périodiques")

    def __str__(self) -> str:
        return self.name
