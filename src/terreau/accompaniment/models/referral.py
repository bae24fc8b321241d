"""A need of a project brought to a team, from the proposal to the outcome."""

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import OPEN, RUNNING, WAITING, ReferralState, RefusalReason, ScopeReason
from terreau.accompaniment.models.matching import MatchSnapshot
from terreau.accompaniment.models.wave import WaveCall
from terreau.directory.models import Offer, Team
from terreau.kernel import clock, ids
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need, Project

State = ReferralState
new_reference = partial(ids.reference, "REF")


def goes_with(field: str, *, always: list[str], maybe: tuple[str, ...] = ()) -> Q:
    """Say in which states a fact is present; in the `maybe` ones it may be, elsewhere it is absent."""
    free = list(maybe)
    return (
        Q(state__in=always, **{f"{field}__isnull": False})
        | Q(state__in=free)
        | (~Q(state__in=[*always, *free]) & Q(**{f"{field}__isnull": True}))
    )


class ReferralQuerySet(models.QuerySet["Referral"]):
    def waiting(self) -> "ReferralQuerySet":
        return self.filter(state__in=WAITING)

    def running(self) -> "ReferralQuerySet":
        return self.filter(state__in=RUNNING)

    def open(self) -> "ReferralQuerySet":
        return self.filter(state__in=OPEN)


class Referral(models.Model):
    """One need brought to one team: proposed, agreed to by the holder, sent, answered, closed."""

    reference = models.CharField(_("référence"), max_length=20, unique=True, default=new_reference)
    need = models.ForeignKey(Need, models.CASCADE, related_name="referrals", verbose_name=_("besoin"))
    project = models.ForeignKey(Project, models.CASCADE, related_name="referrals", verbose_name=_("projet"))
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="referrals", verbose_name=_("offre"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="referrals", verbose_name=_("équipe"))
    snapshot = models.ForeignKey(
        MatchSnapshot,
        models.SET_NULL,
        null=True,
        related_name="referrals",
        verbose_name=_("rapprochement"),
    )
    wave_call = models.ForeignKey(
        WaveCall,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("appel par vagues"),
    )
    position = models.PositiveSmallIntegerField(_("rang dans l’appel"), null=True, blank=True)
    wave = models.PositiveSmallIntegerField(_("vague"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=12, choices=ReferralState, default=ReferralState.PROPOSED)
    word = models.TextField(_("mot de la ville au porteur"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposée par")
    )
    proposed_at = models.DateTimeField(_("proposée le"), default=clock.now)
    consented_at = models.DateTimeField(_("accord du porteur le"), null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyée le"), null=True, blank=True)
    promised_days = models.PositiveSmallIntegerField(_("réponse promise en (jours ouvrés)"), default=5)
    promise_from = models.CharField(_("promesse tenue de"), max_length=200, blank=True)
    # From when the promise runs: the sending, or the holder's answer to a question. `due_at` follows from it.
    waits_since = models.DateTimeField(_("réponse attendue depuis"), null=True, blank=True)
    due_at = models.DateTimeField(_("réponse promise avant le"), null=True, blank=True)
    answer_email = models.EmailField(_("adresse à qui la demande est envoyée"), blank=True)
    escalation_step = models.PositiveSmallIntegerField(_("rappels envoyés"), default=0)
    seen_at = models.DateTimeField(_("reçue le"), null=True, blank=True)
    question = models.TextField(_("question de l’organisme"), max_length=2000, blank=True)
    question_at = models.DateTimeField(_("question posée le"), null=True, blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    answered_by = models.CharField(_("répondu par"), max_length=200, blank=True)
    first_step = models.TextField(_("premier pas proposé"), max_length=2000, blank=True)
    refusal_reason = models.CharField(_("raison"), max_length=20, choices=RefusalReason, blank=True)
    refusal_scope = models.CharField(_("critère en cause"), max_length=20, choices=ScopeReason, blank=True)
    refusal_criterion = models.CharField(_("condition en cause"), max_length=60, blank=True)
    refusal_text = models.TextField(_("précision"), max_length=2000, blank=True)
    expired_at = models.DateTimeField(_("restée sans réponse le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("raison du retrait"), max_length=1000, blank=True)
    rerouted_at = models.DateTimeField(_("réorientée le"), null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("suite de"),
    )
    closed_at = models.DateTimeField(_("terminée le"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            *("reference", "need", "project", "offer", "team", "snapshot", "state", "proposed_at"),
            *("wave_call", "position", "wave"),
            *("consented_at", "sent_at", "promised_days", "promise_from", "due_at", "escalation_step"),
            *("waits_since", "refusal_criterion"),
            *("seen_at", "question_at", "answered_at", "refusal_reason", "refusal_scope", "expired_at"),
            *("withdrawn_at", "rerouted_at", "closed_at", "follows"),
        ),
        Privacy.TECHNICAL,
    ) | {
        "word": Privacy.FREE_TEXT,
        "proposed_by": Privacy.IDENTITY,
        "answer_email": Privacy.CONTACT,
        "question": Privacy.FREE_TEXT,
        "answered_by": Privacy.IDENTITY,
        "first_step": Privacy.FREE_TEXT,
        "refusal_text": Privacy.FREE_TEXT,
        "withdrawn_reason": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("mise en relation")
        verbose_name_plural = _("mises en relation")
        ordering = ["proposed_at", "pk"]
        indexes = [
            models.Index(fields=["project", "proposed_at"], name="referral_by_project"),
            models.Index(fields=["team", "state"], name="referral_by_team"),
            models.Index(fields=["state", "due_at"], name="referral_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "team"],
                name="referral_once_per_need_and_team",
                violation_error_message=_("Cette équipe a déjà été sollicitée pour ce besoin."),
            ),
            models.CheckConstraint(
                name="referral_consent_has_date",
                condition=goes_with(
                    "consented_at",
                    always=[
                        *(State.CONSENTED, State.SENT, State.SEEN, State.ACCEPTED, State.IN_PROGRESS),
                        *(State.CLOSED, State.REFUSED, State.EXPIRED, State.REROUTED),
                    ],
                    maybe=(State.WITHDRAWN,),
                ),
                violation_error_message=_("Rien ne part sans l’accord daté du porteur."),
            ),
            models.CheckConstraint(
                name="referral_sent_has_date",
                condition=goes_with(
                    "sent_at",
                    always=[
                        *(State.SENT, State.SEEN, State.ACCEPTED, State.IN_PROGRESS, State.CLOSED),
                        *(State.REFUSED, State.EXPIRED, State.REROUTED),
                    ],
                    maybe=(State.WITHDRAWN,),
                ),
                violation_error_message=_("Une demande envoyée porte la date de son envoi."),
            ),
            models.CheckConstraint(
                name="referral_sent_has_due_date",
                condition=Q(sent_at=None, waits_since=None, due_at=None)
                | Q(sent_at__isnull=False, waits_since__gte=F("sent_at"), due_at__gte=F("waits_since")),
                violation_error_message=_("Une demande envoyée porte la date de la réponse promise."),
            ),
            models.CheckConstraint(
                name="referral_seen_has_date",
                condition=~Q(state=State.SEEN) | Q(seen_at__isnull=False),
                violation_error_message=_("Une demande reçue porte la date de sa réception."),
            ),
            models.CheckConstraint(
                name="referral_answer_has_date",
                condition=goes_with(
                    "answered_at",
                    always=[State.ACCEPTED, State.IN_PROGRESS, State.CLOSED, State.REFUSED],
                    maybe=(State.WITHDRAWN, State.REROUTED),
                ),
                violation_error_message=_("Une réponse porte sa date."),
            ),
            models.CheckConstraint(
                name="referral_refused_has_reason",
                condition=(Q(state=State.REFUSED) & ~Q(refusal_reason=""))
                | Q(state=State.REROUTED)
                | (~Q(state__in=[State.REFUSED, State.REROUTED]) & Q(refusal_reason="")),
                violation_error_message=_("Une demande déclinée dit pourquoi."),
            ),
            models.CheckConstraint(
                name="referral_out_of_scope_says_which",
                condition=(Q(refusal_reason=RefusalReason.OUT_OF_SCOPE) & ~Q(refusal_scope=""))
                | (~Q(refusal_reason=RefusalReason.OUT_OF_SCOPE) & Q(refusal_scope="")),
                violation_error_message=_("« Hors de notre périmètre » dit quel critère est en cause."),
            ),
            models.CheckConstraint(
                name="referral_out_of_criteria_says_which",
                condition=(Q(refusal_reason=RefusalReason.OUT_OF_CRITERIA) & ~Q(refusal_criterion=""))
                | (~Q(refusal_reason=RefusalReason.OUT_OF_CRITERIA) & Q(refusal_criterion="")),
                violation_error_message=_("« Hors de nos critères » dit quelle condition est en cause."),
            ),
            models.CheckConstraint(
                name="referral_question_waits",
                condition=Q(question_at=None) | Q(state__in=sorted(WAITING)),
                violation_error_message=_("Une question attend une réponse tant que la demande attend."),
            ),
            models.CheckConstraint(
                name="referral_expired_has_date",
                condition=goes_with("expired_at", always=[State.EXPIRED], maybe=(State.REROUTED,)),
                violation_error_message=_("Une demande sans réponse porte la date où l’attente a fini."),
            ),
            models.CheckConstraint(
                name="referral_withdrawn_has_date",
                condition=goes_with("withdrawn_at", always=[State.WITHDRAWN]),
                violation_error_message=_("Une mise en relation retirée porte la date du retrait."),
            ),
            models.CheckConstraint(
                name="referral_rerouted_has_date",
                condition=goes_with("rerouted_at", always=[State.REROUTED]),
                violation_error_message=_("Une demande réorientée porte une date."),
            ),
            models.CheckConstraint(
                name="referral_closed_has_date",
                condition=goes_with("closed_at", always=[State.CLOSED]),
                violation_error_message=_("Une mise en relation terminée porte la date de sa fin."),
            ),
            models.CheckConstraint(
                name="referral_dates_in_order",
                condition=(Q(consented_at=None) | Q(consented_at__gte=F("proposed_at")))
                & (Q(sent_at=None) | Q(sent_at__gte=F("consented_at")))
                & (Q(answered_at=None) | Q(answered_at__gte=F("sent_at"))),
                violation_error_message=_("Les dates d’une mise en relation se suivent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.team}"

    def get_absolute_url(self) -> str:
        return reverse("accompaniment:referral", args=[self.reference])

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def inbox(self) -> str:
        """Where mails to the organisation go now: the team's box, or the colleague it was handed to."""
        return self.answer_email or self.team.email
