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
    position = models.PositiveBigIntegerField(_("octets lus"), default=0)
    size = models.PositiveBigIntegerField(_("taille du fichier en octets"), default=0)
    created = models.PositiveIntegerField(_("fiches ajoutées"), default=0)
    updated = models.PositiveIntegerField(_("fiches modifiées"), default=0)
    unchanged = models.PositiveIntegerField(_("fiches inchangées"), default=0)
    merged = models.PositiveIntegerField(_("doublons réunis"), default=0)
    rejected = models.PositiveIntegerField(_("lignes refusées"), default=0)
    waiting = models.PositiveIntegerField(_("lignes en attente de leur établissement ou unité"), default=0)
    skipped = models.PositiveIntegerField(_("lignes hors périmètre"), default=0)
    skipped_by_reason = models.JSONField(_("lignes hors périmètre, par raison"), default=dict, blank=True)
    quality = models.JSONField(_("lignes reprises, par qualité"), default=dict, blank=True)
    started_at = models.DateTimeField(_("commencé le"), default=clock.now)
    beat_at = models.DateTimeField(_("dernier signe de vie"), default=clock.now)
    finished_at = models.DateTimeField(_("fini le"), null=True, blank=True)

    PRIVACY = dict.fromkeys(
        (
            *("source", "state", "file_name", "digest", "worker", "last_line", "position", "size"),
            *("created", "updated", "unchanged", "merged", "rejected", "waiting", "skipped"),
            *("skipped_by_reason", "quality", "started_at", "beat_at", "finished_at"),
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

    @property
    def percent(self) -> int:
        """How far the file was read, from 0 to 100."""
        if self.state == ImportState.DONE:
            return 100
        return min(99, 100 * self.position // self.size) if self.size else 0


class ImportUpload(models.Model):
    """A file sent from the browser: it waits for the worker, then its bytes are erased.

    A register of a known source is tried first, by the worker, and waits for an agreement; any other table
    waits until its columns are said. `rehearsal` is what the trial found so far, `refused` its refused lines.
    """

    source = models.CharField(_("source"), max_length=30, choices=_SOURCE_CHOICES)
    file_name = models.CharField(_("fichier"), max_length=255)
    digest = models.CharField(_("empreinte du fichier"), max_length=64)
    lines = models.PositiveIntegerField(_("lignes"), default=0)
    columns = models.JSONField(_("colonnes"), default=list, blank=True)
    shape = models.CharField(_("empreinte des colonnes"), max_length=64, blank=True)
    sample = models.JSONField(_("premières lignes"), default=list, blank=True)
    mapping = models.JSONField(_("sens des colonnes"), default=dict, blank=True)
    rehearsal = models.JSONField(_("résultat de l’essai"), default=dict, blank=True)
    refused = models.JSONField(_("lignes que l’essai refuse"), default=list, blank=True)
    rehearsed_at = models.DateTimeField(_("essayé le"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True, blank=True)
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
            *("source", "file_name", "digest", "lines", "content"),
            *("uploaded_at", "attempts", "finished_at", "refusal", "run"),
            *("columns", "shape", "mapping", "confirmed_at", "rehearsal", "rehearsed_at"),
        ),
        Privacy.TECHNICAL,
    ) | {"uploaded_by": Privacy.IDENTITY, "sample": Privacy.FREE_TEXT, "refused": Privacy.FREE_TEXT}

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
        indexes = [models.Index(fields=["shape", "-confirmed_at"], name="import_upload_shape")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def needs_meaning(self) -> bool:
        """Say whether the file waits for somebody to say what its columns mean."""
        return self.is_open and bool(self.columns)

    @property
    def needs_agreement(self) -> bool:
        """Say whether the file is of a known source, and waits for somebody to agree to load it."""
        return self.is_open and not self.columns

    @property
    def tried(self) -> int | str:
        """The lines tried so far; empty before the first."""
        return min(self.rehearsal["lines"], self.lines) if self.rehearsal else ""

    @property
    def is_open(self) -> bool:
        """Say whether somebody still decides what becomes of the file."""
        return self.confirmed_at is None and self.finished_at is None


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
    """What a source calls an organisation, which fields of its sheet it gave, and of which day it speaks.

    `digest` is a fingerprint of what it said last. `gave` has one bit for each field of `GIVEN_FIELDS` whose
    value on the sheet comes from this record; a field has at most one giver.
    """

    source = models.CharField(_("source"), max_length=30, choices=_SOURCE_CHOICES)
    key = models.CharField(_("clé dans la source"), max_length=80)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="source_records", verbose_name=_("structure")
    )
    digest = models.CharField(_("empreinte des valeurs"), max_length=64)
    gave = models.PositiveIntegerField(_("champs donnés"), default=0)
    as_of = models.DateField(_("à la date du"), default=clock.today)
    seen_at = models.DateTimeField(_("vu le"), default=clock.now)

    PRIVACY = dict.fromkeys(
        ("source", "key", "organisation", "digest", "gave", "as_of", "seen_at"), Privacy.TECHNICAL
    )

    class Meta:
        verbose_name = _("fiche d’une source")
        verbose_name_plural = _("fiches des sources")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_record_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"

    @property
    def fields(self) -> list[str]:
        """The names of the fields that this record gave."""
        return fields_of(self.gave)


# The place of a name is its bit in the database: add at the end, never move.
GIVEN_FIELDS = (
    *("name", "acronym", "family", "legal_category", "activity", "siren", "siret", "rna", "labels"),
    *("summary", "website", "email", "phone", "address", "postal_code", "commune", "lat", "lon"),
    *("ceased_on", "parent"),
)
BIT = {name: 1 << place for place, name in enumerate(GIVEN_FIELDS)}


def fields_of(gave: int) -> list[str]:
    """Read the names of fields out of their bits."""
    return [name for name, bit in BIT.items() if gave & bit]
