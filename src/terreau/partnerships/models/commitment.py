"""What a party promises, in one of the five forms."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.directory.models import Offer
from terreau.kernel.privacy import Privacy
from terreau.partnerships.enums import CollaborationForm, Recurrence
from terreau.partnerships.models.charter import Charter
from terreau.partnerships.models.party import Party


class Commitment(models.Model):
    """A promise of one party, with what counts towards it."""

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="commitments", verbose_name=_("charte"))
    party = models.ForeignKey(Party, models.CASCADE, related_name="commitments", verbose_name=_("partie"))
    form = models.PositiveSmallIntegerField(_("forme"), choices=CollaborationForm.choices)
    number = models.PositiveSmallIntegerField(_("numéro"))
    text = models.TextField(_("engagement"), max_length=600)
    indicator_verb = models.CharField(
        _("ce qui compte de soi-même"),
        max_length=60,
        blank=True,
        help_text=_(
            "Ce que la plateforme compte toute seule. Sans choix, seules les réalisations retenues comptent."
        ),
    )
    unit = models.CharField(
        _("unité"), max_length=60, blank=True, help_text=_("Au pluriel, par exemple : ateliers.")
    )
    target = models.DecimalField(
        _("objectif chiffré"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    recurrence = models.CharField(
        _("périodicité"), max_length=8, choices=Recurrence.choices, default=Recurrence.NONE
    )
    delay_days = models.PositiveSmallIntegerField(
        _("délai de réponse promis"), null=True, blank=True, help_text=_("En jours ouvrés.")
    )
    is_free = models.BooleanField(
        _("gratuit pour le porteur de projet"), null=True, blank=True, help_text=_("Si la charte le dit.")
    )
    counterpart = models.CharField(
        _("contrepartie demandée"),
        max_length=300,
        blank=True,
        help_text=_("Ce que le porteur ou la ville donne en retour."),
    )
    offers = models.ManyToManyField(
        Offer, blank=True, related_name="commitments", verbose_name=_("offres concernées")
    )

    PRIVACY = {
        "charter": Privacy.PUBLIC,
        "party": Privacy.PUBLIC,
        "form": Privacy.PUBLIC,
        "number": Privacy.PUBLIC,
        "text": Privacy.PUBLIC,
        "indicator_verb": Privacy.TECHNICAL,
        "unit": Privacy.PUBLIC,
        "target": Privacy.PUBLIC,
        "due_on": Privacy.PUBLIC,
        "recurrence": Privacy.PUBLIC,
        "delay_days": Privacy.PUBLIC,
        "is_free": Privacy.PUBLIC,
        "counterpart": Privacy.PUBLIC,
        "offers": Privacy.PUBLIC,
    }

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["charter", "form", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "number"],
                name="commitment_number_once_a_charter",
                violation_error_message=_("Ce numéro d’engagement est déjà pris."),
            ),
            models.CheckConstraint(
                condition=Q(form__in=CollaborationForm.values),
                name="commitment_in_five_forms",
                violation_error_message=_("Un engagement prend l’une des cinq formes."),
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gt=0),
                name="commitment_target_is_positive",
                violation_error_message=_("L’objectif est supérieur à zéro."),
            ),
            models.CheckConstraint(
                condition=Q(delay_days=None) | Q(delay_days__gte=1),
                name="commitment_delay_is_positive",
                violation_error_message=_("Le délai promis est d’un jour ouvré au moins."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return reverse("partnerships:commitment", args=[self.charter.slug, self.number])
