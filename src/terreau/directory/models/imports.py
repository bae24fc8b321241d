"""What was imported, from where, and which lines were refused."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import ImportState, Rejection, Source
from terreau.directory.models.organisations import Organisation
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy

IMPORTED_SOURCES = [source for source in Source if source != Source.PERSON]
_SOURCE_CHOICES = [(source.value, source.label) for source in IMPORTED_SOURCES]


class ImportRun(models.Model):
    """One import of one file; the database allows one at a time for each source."""

    source = models.CharField(_("source"), max_length=30, choices=_SOURCE_CHOICES)
    state = models.CharField(_("état"), max_length=12, choices=ImportState, default=ImportState.RUNNING)
    file_name = models.CharField(_("fichier"), max_length=255)
    digest = models.CharField(_("empreinte du fichier"), max_length=64)
    worker = models.CharField(_("machine et processus"), max_length=120)
    started_by = models.CharField(_("lancé par"), max_length=160)
    last_line = models.PositiveIntegerField(_("dernière ligne lue"), default=0)
    created = models.PositiveIntegerField(_("fiches ajoutées"), default=0)
    updated = models.PositiveIntegerField(_("fiches modifiées"), default=0)
    unchanged = models.PositiveIntegerField(_("fiches inchangées"), default=0)
    merged = models.PositiveIntegerField(_("doublons réunis"), default=0)
    rejected = models.PositiveIntegerField(_("lignes refusées"), default=0)
    started_at = models.DateTimeField(_("commencé le"), default=clock.now)
    beat_at = models.DateTimeField(_("dernier signe de vie"), default=clock.now)
    finished_at = models.DateTimeField(_("fini le"), null=True, blank=True)

    PRIVACY = dict.fromkeys(
        (
            *("source", "state", "file_name", "digest", "worker", "last_line", "created", "updated"),
            *("unchanged", "merged", "rejected", "started_at", "beat_at", "finished_at"),
        ),
        Privacy.TECHNICAL,
    ) | {"started_by": Privacy.IDENTITY}

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state=ImportState.RUNNING),
                name="import_one_at_a_time_per_source",
                violation_error_message=_("Un import de cette source est déjà en cours."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ImportState.RUNNING, finished_at=None)
                | (~models.Q(state=ImportState.RUNNING) & models.Q(finished_at__isnull=False)),
                name="import_finished_has_date",
                violation_error_message=_("Un import fini porte la date de sa fin."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} – {self.file_name}"


class ImportUpload(models.Model):
    """A register sent from the browser: it waits for the worker, then its bytes are erased."""

    source = models.CharField(_("source"), max_length=30, choices=_SOURCE_CHOICES)
    file_name = models.CharField(_("fichier"), max_length=255)
    digest = models.CharField(_("empreinte du fichier"), max_length=64)
    lines = models.PositiveIntegerField(_("lignes"), default=0)
    content = models.FileField(_("contenu"), upload_to="imports/", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("envoyé par")
    )
    uploaded_at = models.DateTimeField(_("envoyé le"), default=clock.now)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    finished_at = models.DateTimeField(_("fini le"), null=True, blank=True)
    refusal = models.CharField(_("refus"), max_length=300, blank=True)
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, blank=True, related_name="uploads", verbose_name=_("import")
    )

    PRIVACY = dict.fromkeys(
        (
            *("source", "file_name", "digest", "lines", "content", "uploaded_at", "attempts"),
            *("finished_at", "refusal", "run"),
        ),
        Privacy.TECHNICAL,
    ) | {"uploaded_by": Privacy.IDENTITY}

    class Meta:
        verbose_name = _("registre envoyé")
        verbose_name_plural = _("registres envoyés")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(finished_at=None),
                name="import_upload_waits_once",
                violation_error_message=_("Ce fichier attend déjà d’être chargé."),
            ),
            models.CheckConstraint(
                condition=models.Q(refusal="") | models.Q(finished_at__isnull=False),
                name="import_upload_refused_is_finished",
                violation_error_message=_("Un registre refusé n’attend plus."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class RejectedLine(models.Model):
    """A line that was not imported: where it stands, why, and its text as it was."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejected_lines", verbose_name="import")
    line_number = models.PositiveIntegerField(_("ligne"))
    reason = models.CharField(_("raison"), max_length=16, choices=Rejection)
    detail = models.CharField(_("précision"), max_length=200, blank=True)
    raw = models.TextField(_("texte de la ligne"))

    PRIVACY = {
        "run": Privacy.TECHNICAL,
        "line_number": Privacy.TECHNICAL,
        "reason": Privacy.TECHNICAL,
        "detail": Privacy.FREE_TEXT,
        "raw": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("ligne refusée")
        verbose_name_plural = _("lignes refusées")
        ordering = ["line_number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "line_number"], name="rejected_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} : {self.get_reason_display()}"


class SourceRecord(models.Model):
    """The key under which a source knows an organisation, and a digest of what it said last."""

    source = models.CharField(_("source"), max_length=30, choices=_SOURCE_CHOICES)
    key = models.CharField(_("clé dans la source"), max_length=80)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="source_records", verbose_name=_("structure")
    )
    digest = models.CharField(_("empreinte des valeurs"), max_length=64)
    seen_at = models.DateTimeField(_("vu le"), default=clock.now)

    PRIVACY = dict.fromkeys(("source", "key", "organisation", "digest", "seen_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("fiche d’une source")
        verbose_name_plural = _("fiches des sources")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_record_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
