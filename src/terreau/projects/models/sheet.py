"""What a visitor may read of a project: only copies of what the holder chose to publish."""

import datetime as dt
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Stage
from terreau.directory.models import Organisation, Subject
from terreau.kernel import clock
from terreau.kernel.choices import label_of
from terreau.kernel.privacy import Privacy
from terreau.projects.enums import LegalForm
from terreau.projects.models.project import Project
from terreau.territories.models import Territory


def in_a_year() -> dt.date:
    """Return the usual end of a public page: a year, then its holder is asked again."""
    return clock.today() + dt.timedelta(days=365)


class PublicSheetQuerySet(models.QuerySet["PublicSheet"]):
    def in_force(self, today: Any = None) -> "PublicSheetQuerySet":
        """Keep what may be read today: a sheet past its end shows nowhere, even before it is put away."""
        return self.filter(expires_on__gte=clock.today() if today is None else today)


class PublicSheet(models.Model):
    """The public face of a project; public pages read this table and nothing else of the project.

    A field that the holder did not choose is empty here, so that it can be neither shown, nor
    filtered on, nor counted.
    """

    project = models.OneToOneField(Project, models.CASCADE, related_name="sheet", verbose_name=_("projet"))
    fields = models.JSONField(_("champs publiés"), default=list)
    title = models.CharField(_("titre"), max_length=120)
    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    summary = models.CharField(_("résumé"), max_length=400)
    stage = models.CharField(_("étape"), max_length=20, choices=Stage.choices, blank=True)
    commune = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="public_sheets",
        verbose_name=_("commune ou quartier"),
    )
    subjects = models.ManyToManyField(
        Subject, related_name="public_sheets", blank=True, verbose_name=_("besoins")
    )
    publics = models.CharField(_("pour qui"), max_length=300, blank=True)
    legal_form = models.CharField(_("statut juridique"), max_length=20, choices=LegalForm.choices, blank=True)
    holder = models.CharField(_("porteur"), max_length=180, blank=True)
    supporters = models.ManyToManyField(
        Organisation,
        related_name="supported_sheets",
        blank=True,
        verbose_name=_("structures qui accompagnent le projet"),
    )
    published_at = models.DateTimeField(_("publié le"), default=clock.now, db_index=True)
    updated_at = models.DateTimeField(_("mis à jour le"), default=clock.now)
    expires_on = models.DateField(_("publié jusqu’au"), default=in_a_year, db_index=True)

    objects = PublicSheetQuerySet.as_manager()

    PRIVACY = {
        "project": Privacy.TECHNICAL,
        "fields": Privacy.TECHNICAL,
        "title": Privacy.PUBLIC,
        "slug": Privacy.PUBLIC,
        "summary": Privacy.PUBLIC,
        "stage": Privacy.PUBLIC,
        "commune": Privacy.PUBLIC,
        "subjects": Privacy.PUBLIC,
        "publics": Privacy.PUBLIC,
        "legal_form": Privacy.PUBLIC,
        "holder": Privacy.PUBLIC,
        "supporters": Privacy.PUBLIC,
        "published_at": Privacy.PUBLIC,
        "updated_at": Privacy.PUBLIC,
        "expires_on": Privacy.PUBLIC,
    }

    class Meta:
        verbose_name = _("fiche publique")
        verbose_name_plural = _("fiches publiques")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.slug])

    def get_stage_display(self) -> str:  # type: ignore[no-redef]  # Django’s own is slow: see label_of
        return label_of(Stage, self.stage)
