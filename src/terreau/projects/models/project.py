"""A project: an idea or an activity that somebody of the territory carries, followed by the town."""

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Stage
from terreau.directory.models import Subject
from terreau.kernel import clock, ids
from terreau.kernel.choices import label_of
from terreau.kernel.privacy import Privacy
from terreau.kernel.workflow import Workflow
from terreau.projects.enums import (
    READ_STATES,
    UNDECIDED_STATES,
    WITH_REFERENT_STATES,
    Carrier,
    ConsentMode,
    ContactPreference,
    LegalForm,
    ProjectState,
)
from terreau.territories.models import Territory

S = ProjectState
PROJECT_WORKFLOW = Workflow(
    "Project",
    ProjectState,
    accept=(UNDECIDED_STATES, ProjectState.FOLLOWED),
    ask_completion=([ProjectState.SUBMITTED], ProjectState.TO_COMPLETE),
    complete=([ProjectState.TO_COMPLETE], ProjectState.SUBMITTED),
    redirect=(UNDECIDED_STATES, ProjectState.REDIRECTED),
    refuse=(UNDECIDED_STATES, ProjectState.REFUSED),
    pause=([ProjectState.FOLLOWED], ProjectState.PAUSED),
    resume=([ProjectState.PAUSED], ProjectState.FOLLOWED),
    merge=(
        [*UNDECIDED_STATES, *(S.FOLLOWED, S.PAUSED, S.REDIRECTED, S.REFUSED)],
        ProjectState.MERGED,
    ),
    reopen=([ProjectState.CLOSED], ProjectState.FOLLOWED),
    close=([ProjectState.FOLLOWED, ProjectState.PAUSED], ProjectState.CLOSED),
)

new_reference = partial(ids.reference, "PRJ")


class ProjectQuerySet(models.QuerySet["Project"]):
    def undecided(self) -> "ProjectQuerySet":
        return self.filter(state__in=UNDECIDED_STATES)

    def published(self) -> "ProjectQuerySet":
        return self.filter(public_since__isnull=False)

    def current(self) -> "ProjectQuerySet":
        """Leave out the files that went into another one."""
        return self.exclude(state=ProjectState.MERGED)

    def kept(self) -> "ProjectQuerySet":
        return self.filter(archived_at=None)


def _iff(state: str, field: str) -> Q:
    """Say that a state and a fact go together."""
    return Q(state=state, **{f"{field}__isnull": False}) | (~Q(state=state) & Q(**{f"{field}__isnull": True}))


class Project(models.Model):
    """An idea or an activity carried by somebody, followed by the town; no legal existence needed."""

    reference = models.CharField(_("référence"), max_length=20, unique=True, default=new_reference)
    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    title = models.CharField(_("titre"), max_length=120)
    title_folded = models.CharField(max_length=160, db_index=True)
    summary = models.CharField(_("résumé"), max_length=400)
    story = models.TextField(_("récit"), max_length=5000, blank=True)
    stage = models.CharField(_("étape"), max_length=20, choices=Stage.choices)
    state = models.CharField(
        _("état"), max_length=20, choices=ProjectState.choices, default=ProjectState.SUBMITTED
    )
    commune = models.ForeignKey(
        Territory, models.PROTECT, related_name="projects", verbose_name=_("commune ou quartier")
    )
    subjects = models.ManyToManyField(Subject, related_name="projects", verbose_name=_("besoins"))
    publics = models.CharField(_("pour qui"), max_length=300, blank=True)
    legal_form = models.CharField(
        _("statut juridique"), max_length=20, choices=LegalForm.choices, blank=True, default=""
    )
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, db_index=True)
    carrier = models.CharField(_("porté"), max_length=10, choices=Carrier.choices, blank=True)
    # Two people may write from one address: the account has one name, this project may be another's.
    told_name = models.CharField(_("nom donné"), max_length=170, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True, db_index=True)
    contact_preference = models.CharField(
        _("préférence de contact"),
        max_length=10,
        choices=ContactPreference.choices,
        default=ContactPreference.EMAIL,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_projects", verbose_name=_("porteur")
    )
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referred_projects",
        verbose_name=_("référent"),
    )
    referent_note = models.TextField(_("mot du référent précédent"), max_length=2000, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saisi par"),
    )
    consent_mode = models.CharField(
        _("forme de l’accord"), max_length=10, choices=ConsentMode.choices, blank=True, default=""
    )
    consent_on = models.DateField(_("date de l’accord"), null=True, blank=True)
    public_since = models.DateTimeField(_("publié depuis"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("proposé le"), default=clock.now)
    triage_due_at = models.DateTimeField(_("réponse promise avant le"))
    completion_asked_at = models.DateTimeField(_("précisions demandées le"), null=True, blank=True)
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )
    decision_reason = models.TextField(_("motif"), max_length=2000, blank=True)
    decision_alternative = models.TextField(_("autre solution"), max_length=2000, blank=True)
    paused_at = models.DateTimeField(_("en pause depuis"), null=True, blank=True)
    pause_reason = models.TextField(_("motif de la pause"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    close_reason = models.TextField(_("motif de la fin"), max_length=1000, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("réuni au dossier"),
    )
    archived_at = models.DateTimeField(_("archivé le"), null=True, blank=True)
    archive_reason = models.TextField(_("motif de l’archivage"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("modifié le"), default=clock.now)

    objects = ProjectQuerySet.as_manager()

    PRIVACY = (
        dict.fromkeys(
            (
                *("reference", "stage", "state", "subjects", "legal_form", "carrier", "version"),
                *("consent_mode", "consent_on", "public_since", "submitted_at", "updated_at"),
                *("triage_due_at", "completion_asked_at", "decided_at", "paused_at", "closed_at"),
                *("merged_into", "archived_at"),
            ),
            Privacy.TECHNICAL,
        )
        | dict.fromkeys(
            (
                *("slug", "title", "title_folded", "summary", "story", "publics", "referent_note"),
                *("decision_reason", "decision_alternative", "pause_reason", "close_reason"),
                "archive_reason",
            ),
            Privacy.FREE_TEXT,
        )
        | dict.fromkeys(("commune", "phone", "contact_preference"), Privacy.CONTACT)
        | dict.fromkeys(
            ("siret", "told_name", "owner", "referent", "entered_by", "decided_by"), Privacy.IDENTITY
        )
    )

    class Meta:
        verbose_name = _("projet")
        verbose_name_plural = _("projets")
        indexes = [
            models.Index(fields=["state", "-submitted_at"], name="project_state_submitted"),
            models.Index(fields=["-submitted_at"], name="project_submitted"),
            models.Index(fields=["-submitted_at", "-id"], condition=Q(archived_at=None), name="project_list"),
        ]
        constraints = [
            models.CheckConstraint(
                name="project_followed_has_referent",
                condition=Q(referent__isnull=False) | ~Q(state__in=READ_STATES),
                violation_error_message=_("Un projet lu par la ville y a un référent."),
            ),
            models.CheckConstraint(
                name="project_decision_has_author_and_date",
                condition=Q(state__in=UNDECIDED_STATES, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state__in=UNDECIDED_STATES) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                violation_error_message=_("Une décision porte une date et un auteur."),
            ),
            models.CheckConstraint(
                name="project_refusal_has_reason_and_alternative",
                condition=~Q(state__in=[ProjectState.REFUSED, ProjectState.REDIRECTED])
                | (~Q(decision_reason="") & ~Q(decision_alternative="")),
                violation_error_message=_("Un refus dit pourquoi et propose une autre solution."),
            ),
            models.CheckConstraint(
                name="project_completion_has_date",
                condition=~Q(state=ProjectState.TO_COMPLETE) | Q(completion_asked_at__isnull=False),
                violation_error_message=_("Une demande de précisions porte une date."),
            ),
            models.CheckConstraint(
                name="project_paused_has_date",
                condition=_iff(ProjectState.PAUSED, "paused_at"),
                violation_error_message=_("Un projet en pause porte la date de sa pause."),
            ),
            models.CheckConstraint(
                name="project_closed_has_date",
                condition=_iff(ProjectState.CLOSED, "closed_at"),
                violation_error_message=_("Un projet terminé porte la date de sa fin."),
            ),
            models.CheckConstraint(
                name="project_closed_has_reason",
                condition=~Q(state=ProjectState.CLOSED) | ~Q(close_reason=""),
                violation_error_message=_("Un projet terminé dit pourquoi."),
            ),
            models.CheckConstraint(
                name="project_merged_says_into_which",
                condition=_iff(ProjectState.MERGED, "merged_into") & ~Q(merged_into=F("id")),
                violation_error_message=_("Un dossier réuni dit auquel."),
            ),
            models.CheckConstraint(
                name="project_archived_is_over",
                condition=Q(archived_at__isnull=True)
                | Q(state__in=[S.CLOSED, S.REFUSED, S.REDIRECTED, S.MERGED]),
                violation_error_message=_("Seul un projet qui n’est plus suivi s’archive."),
            ),
            models.CheckConstraint(
                name="project_archived_has_reason",
                condition=Q(archived_at__isnull=True) | ~Q(archive_reason=""),
                violation_error_message=_("Un projet archivé dit pourquoi."),
            ),
            models.CheckConstraint(
                name="project_public_is_followed",
                condition=Q(public_since__isnull=True) | Q(state__in=WITH_REFERENT_STATES),
                violation_error_message=_("Seul un projet accompagné peut être publié."),
            ),
            models.CheckConstraint(
                name="project_consent_has_mode_and_date",
                condition=Q(consent_mode="", consent_on__isnull=True)
                | (~Q(consent_mode="") & Q(consent_on__isnull=False)),
                violation_error_message=_("L’accord du porteur a une forme et une date."),
            ),
            models.CheckConstraint(
                name="project_promise_follows_submission",
                condition=Q(triage_due_at__gte=F("submitted_at")),
                violation_error_message=_("La réponse est promise après la proposition."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page; it answers only while the project is published."""
        return reverse("projects:detail", args=[self.slug])

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django’s own is slow: see label_of
        return label_of(ProjectState, self.state)

    def get_stage_display(self) -> str:  # type: ignore[no-redef]  # Django’s own is slow: see label_of
        return label_of(Stage, self.stage)

    @property
    def holder_name(self) -> str:
        """The name given with this project, or the owner's when it is the same person."""
        return self.told_name or self.owner.full_name

    @property
    def is_public(self) -> bool:
        return self.public_since is not None

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED_STATES

    @property
    def may_be_referred(self) -> bool:
        """A project goes to an organisation only once followed, with the holder's agreement noted."""
        return self.state == ProjectState.FOLLOWED and bool(self.consent_mode)
