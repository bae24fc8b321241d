"""A charter: the text that the town and its partners agree on."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.council.models import Deliberation
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.partnerships.enums import OPEN_STATES, PUBLIC_STATES, SIGNED_STATES, CharterState

_RUN = (CharterState.IN_FORCE, CharterState.ENDED, CharterState.TERMINATED)
_OVER = (CharterState.ENDED, CharterState.TERMINATED)


class CharterQuerySet(models.QuerySet["Charter"]):
    def public(self) -> "CharterQuerySet":
        """Keep the charters that everybody may read."""
        return self.filter(state__in=PUBLIC_STATES)


class Charter(models.Model):
    """A partnership charter, from its draft to its end."""

    title = models.CharField(_("titre"), max_length=200)
    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    reference = models.CharField(_("référence"), max_length=40, unique=True)
    summary = models.TextField(
        _("résumé en langage clair"),
        max_length=400,
        help_text=_("Trois lignes au plus : qui s’engage, à quoi, pour qui."),
    )
    preamble = models.TextField(
        _("préambule"),
        blank=True,
        help_text=_("Le contexte et l’objet, tels qu’ils figurent dans la charte."),
    )
    town_signatory = models.CharField(
        _("signataire pour la ville"),
        max_length=160,
        blank=True,
        help_text=_("Prénom, nom et qualité, par exemple le maire."),
    )
    state = models.CharField(
        _("état"), max_length=12, choices=CharterState.choices, default=CharterState.DRAFT
    )
    deliberation = models.ForeignKey(
        Deliberation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="charters",
        verbose_name=_("délibération"),
    )
    text_sha256 = models.CharField(_("empreinte du texte arrêté"), max_length=64, blank=True)
    voted_sha256 = models.CharField(_("empreinte du texte soumis au conseil"), max_length=64, blank=True)
    agreed_at = models.DateTimeField(_("texte arrêté le"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approuvée le"), null=True, blank=True)
    signed_at = models.DateField(_("signée le"), null=True, blank=True)
    in_force_from = models.DateField(_("en vigueur depuis le"), null=True, blank=True)
    in_force_until = models.DateField(_("en vigueur jusqu’au"), null=True, blank=True)
    ended_on = models.DateField(_("finie le"), null=True, blank=True)
    ended_reason = models.TextField(_("raison de la fin"), blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CharterQuerySet.as_manager()

    PRIVACY = {
        "title": Privacy.PUBLIC,
        "slug": Privacy.PUBLIC,
        "reference": Privacy.PUBLIC,
        "summary": Privacy.PUBLIC,
        "preamble": Privacy.PUBLIC,
        "town_signatory": Privacy.PUBLIC,
        "state": Privacy.TECHNICAL,
        "deliberation": Privacy.PUBLIC,
        "text_sha256": Privacy.PUBLIC,
        "voted_sha256": Privacy.PUBLIC,
        "agreed_at": Privacy.PUBLIC,
        "approved_at": Privacy.PUBLIC,
        "signed_at": Privacy.PUBLIC,
        "in_force_from": Privacy.PUBLIC,
        "in_force_until": Privacy.PUBLIC,
        "ended_on": Privacy.PUBLIC,
        "ended_reason": Privacy.PUBLIC,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("charte")
        verbose_name_plural = _("chartes")
        ordering = ["-created_at"]
        # An absent date makes a comparison neither true nor false, and a check lets it pass: say it is there.
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CharterState.DRAFT, agreed_at=None)
                | (~Q(state=CharterState.DRAFT) & Q(agreed_at__isnull=False)),
                name="charter_agreed_has_date",
                violation_error_message=_("Un texte arrêté porte sa date."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, approved_at=None)
                | Q(state__in=PUBLIC_STATES, approved_at__isnull=False, deliberation__isnull=False),
                name="charter_approved_has_deliberation",
                violation_error_message=_("Une charte approuvée porte la délibération qui l’approuve."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES) | Q(text_sha256=F("voted_sha256")),
                name="charter_approved_is_the_voted_text",
                violation_error_message=_("Une charte approuvée a le texte que le conseil a adopté."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=SIGNED_STATES, signed_at__isnull=False)
                | (~Q(state__in=SIGNED_STATES) & Q(signed_at=None)),
                name="charter_signed_has_date",
                violation_error_message=_("Une charte signée porte la date de sa dernière signature."),
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=_RUN) & Q(in_force_from=None))
                | Q(state__in=_RUN, in_force_from__isnull=False, in_force_from__gte=F("signed_at")),
                name="charter_in_force_after_signature",
                violation_error_message=_("Une charte entre en vigueur une fois signée."),
            ),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gt=F("in_force_from")),
                name="charter_ends_after_it_begins",
                violation_error_message=_("Le terme vient après l’entrée en vigueur."),
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=_OVER) & Q(ended_on=None))
                | Q(state__in=_OVER, ended_on__isnull=False, ended_on__gte=F("in_force_from")),
                name="charter_over_has_end_date",
                violation_error_message=_("Une charte finie porte la date de sa fin."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CharterState.TERMINATED) | ~Q(ended_reason=""),
                name="charter_terminated_has_reason",
                violation_error_message=_("Une résiliation dit sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partnerships:detail", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Everybody may read it."""
        return self.state in PUBLIC_STATES

    @property
    def is_open(self) -> bool:
        """Its text may still change."""
        return self.state == CharterState.DRAFT

    @property
    def needs_new_vote(self) -> bool:
        """The council adopted another text than the one that is now agreed."""
        voted = self.deliberation is not None and self.deliberation.is_adopted
        return self.state == CharterState.AGREED and voted and self.text_sha256 != self.voted_sha256
