"""What became of the sheets: each change of a field, the sheets united, the pairs that are no duplicates."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Source
from terreau.directory.models.organisations import Organisation
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


def _author() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("par"),
    )


class FieldChange(models.Model):
    """One field of a sheet changed: from what, to what, when, by whom or from which register.

    The values stand here and not in the journal, which is sealed: an address must remain erasable.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="changes", verbose_name=_("structure")
    )
    field = models.CharField(_("champ"), max_length=30)
    before = models.JSONField(_("avant"), null=True)
    after = models.JSONField(_("après"), null=True)
    source = models.CharField(_("source"), max_length=30, default=Source.PERSON)
    at = models.DateTimeField(_("date"), default=clock.now)
    changed_by = _author()

    PRIVACY = {
        "organisation": Privacy.TECHNICAL,
        "field": Privacy.TECHNICAL,
        "before": Privacy.FREE_TEXT,
        "after": Privacy.FREE_TEXT,
        "source": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
        "changed_by": Privacy.IDENTITY,
    }

    class Meta:
        verbose_name = _("changement d’un champ")
        verbose_name_plural = _("changements des champs")
        indexes = [models.Index(fields=["organisation", "-at"], name="field_change_history")]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.field}"


class SheetMerge(models.Model):
    """Two sheets were one organisation: which was kept, what was chosen, what followed.

    `moved` counts what followed; `trail` is the way back, row by row (empty for the first merges, which
    cannot be undone).
    """

    kept = models.ForeignKey(
        Organisation, models.CASCADE, related_name="merges", verbose_name=_("fiche gardée")
    )
    gone = models.ForeignKey(
        Organisation, models.CASCADE, related_name="merges_into", verbose_name=_("fiche réunie")
    )
    choices = models.JSONField(_("choix, champ par champ"), default=dict)
    identifiers = models.JSONField(_("identifiants de la fiche réunie"), default=dict)
    moved = models.JSONField(_("ce qui a suivi"), default=dict)
    at = models.DateTimeField(_("date"), default=clock.now)
    merged_by = _author()
    trail = models.JSONField(_("chemin du retour"), default=dict, blank=True)
    undone_at = models.DateTimeField(_("défaite le"), null=True, blank=True)
    undone_by = _author()

    PRIVACY = {
        "kept": Privacy.TECHNICAL,
        "gone": Privacy.TECHNICAL,
        "choices": Privacy.TECHNICAL,
        "identifiers": Privacy.PUBLIC,
        "moved": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
        "merged_by": Privacy.IDENTITY,
        "trail": Privacy.TECHNICAL,
        "undone_at": Privacy.TECHNICAL,
        "undone_by": Privacy.IDENTITY,
    }

    class Meta:
        verbose_name = _("réunion de deux fiches")
        verbose_name_plural = _("réunions de fiches")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("gone")),
                name="merge_of_two_sheets",
                violation_error_message=_("Une fiche ne se réunit pas avec elle-même."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class DistinctPair(models.Model):
    """Two sheets that look alike and are two organisations: nobody is asked again."""

    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("une fiche"))
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("l’autre"))
    at = models.DateTimeField(_("date"), default=clock.now)
    decided_by = _author()

    PRIVACY = {
        "first": Privacy.TECHNICAL,
        "second": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
        "decided_by": Privacy.IDENTITY,
    }

    class Meta:
        verbose_name = _("paire distincte")
        verbose_name_plural = _("paires distinctes")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="distinct_pair_in_order",
                violation_error_message=_("Une paire s’écrit dans l’ordre des fiches."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
